"""What is decided once for all items: how the groups nest, and which of their rows are free."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from feedback.reports.families import Family
from feedback.reports.free_rows import (
    GroupPlan,
    bases_of,
    exclusive_rows,
    plan_detail,
    plan_many,
    plan_partition,
    plan_tree,
    put_to_everybody,
)
from feedback.reports.groupings import CROSS
from feedback.reports.past import Past
from feedback.reports.shapes import Breakdown, ItemCounts
from feedback.reports.trees import parents_of


def families(items: Sequence[ItemCounts], before: Collection[str] = ()) -> dict[str, list[Family]]:
    """The families of every item, by the item's key.

    Left out, so not published, is what cannot be audited together with the rest: a second detailed breakdown
    of one group, a detail of a detail or of a group with overlapping rows, a detail in an item that lacks its
    wider group, a crossing ("a*b") beside one of its own groups, and a group counted by groups. `before`: groups
    that were published earlier; a crossing is not published after one of its groups, nor a group after it.
    """
    groups = {table.group: table for item in items for table in item.breakdowns}
    details: dict[str, str] = {}
    left_out = {group for group in groups if in_the_way(group, groups, before)}
    for group, table in groups.items():
        wider = groups.get(table.parent_group or "")
        if wider is None:
            continue
        overlapping = not (wider.partition and table.partition)
        if wider.group in details or overlapping or wider.parent_group in groups:
            left_out.add(group)
        else:
            details[wider.group] = group
    inner = set(details.values())
    return {
        item.key: [] if item.key in groups else _of_item(item, details, inner, left_out) for item in items
    }


def _of_item(
    item: ItemCounts, details: Mapping[str, str], inner: set[str], left_out: set[str]
) -> list[Family]:
    tables = {table.group: table for table in item.breakdowns}
    return [
        Family(table, tables.get(details.get(group, "")))
        for group, table in tables.items()
        if group not in inner and group not in left_out
    ]


def in_the_way(group: str, beside: Collection[str], before: Collection[str]) -> list[str]:
    """The groups that this one cannot be published with, or after.

    A crossing is a detail of two groups at once, which no network of numbers holds.
    """
    parts = set(group.split(CROSS))

    def clash(other: str) -> bool:
        return other != group and CROSS in group + other and bool(parts & set(other.split(CROSS)))

    return [
        *(other for other in beside if CROSS in group and clash(other)),
        *(other for other in before if clash(other)),
    ]


def group_plans(
    items: Sequence[ItemCounts], by_item: Mapping[str, list[Family]], past: Mapping[str, Past]
) -> dict[str, GroupPlan]:
    """The plan of every group, the same for all items."""
    shapes: dict[str, Family] = {}
    for key in by_item:
        for family in by_item[key]:
            known = shapes.get(family.wide.group)
            if known is None or (known.detail is None and family.detail is not None):
                shapes[family.wide.group] = family
    plans: dict[str, GroupPlan] = {}
    for group, family in shapes.items():
        plans[group] = _plan(items, group, past)
        if family.detail is not None:
            plans[family.detail.group] = _detail_plan(items, family, plans[group], past)
    return plans


def _tables(items: Sequence[ItemCounts], group: str) -> dict[str, Breakdown]:
    """This group's breakdown of every item that tells how large its rows are."""
    able = [item for item in items if any(table.group == group for table in item.breakdowns)]
    return {
        item.key: next(table for table in item.breakdowns if table.group == group)
        for item in put_to_everybody(able)
    }


def _forced(group: str, keys: Sequence[str], past: Mapping[str, Past]) -> set[str]:
    """The rows that an earlier snapshot hid in an item put to everybody: they stay free."""
    return {value for key in keys for value in past[key].rows_hidden(group)}


def _plan(items: Sequence[ItemCounts], group: str, past: Mapping[str, Past]) -> GroupPlan:
    tables = _tables(items, group)
    bases = {key: bases_of(table) for key, table in tables.items()}
    if not bases:
        return GroupPlan(frozenset())
    forced = _forced(group, list(bases), past)
    first = next(iter(tables.values()))
    if first.nested:
        parents = {value: parent for table in tables.values() for value, parent in parents_of(table).items()}
        return plan_tree(bases, parents, forced)
    if first.partition:
        return plan_partition(bases, forced)
    totals = {item.key: sum(item.overall) for item in items}
    return plan_many(bases, totals, sorted(exclusive_rows(first)), forced)


def _detail_plan(
    items: Sequence[ItemCounts], family: Family, wider_plan: GroupPlan, past: Mapping[str, Past]
) -> GroupPlan:
    assert family.detail is not None
    wider = {key: bases_of(table) for key, table in _tables(items, family.wide.group).items()}
    tables = {key: table for key, table in _tables(items, family.detail.group).items() if key in wider}
    if not tables:
        return GroupPlan(frozenset(row.value for row in family.detail.rows))
    bases = {key: bases_of(table) for key, table in tables.items()}
    parents = {row.value: row.parent for table in tables.values() for row in table.rows}
    forced = _forced(family.detail.group, list(bases), past)
    return plan_detail(bases, parents, wider, wider_plan, forced)
