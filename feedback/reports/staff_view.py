"""What signed-in staff see: every total, and by group no base under ten, nor a way to work one out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from feedback.reports.columns import as_asked
from feedback.reports.families import Family, Setting, small_rows
from feedback.reports.flows import SPREAD
from feedback.reports.free_rows import GroupPlan, bases_of
from feedback.reports.past import Keep, Past
from feedback.reports.plans import families, group_plans
from feedback.reports.rules import Rule
from feedback.reports.shapes import Breakdown, ItemCounts, ShownBreakdown, ShownItem
from feedback.reports.showing import hidden_row, shown_row
from feedback.reports.trees import at_itself, parents_of


def staff_view(items: Sequence[ItemCounts], rule: Rule) -> list[ShownItem]:
    """Every item with its full overall row, and its groups with small rows hidden in company."""
    past = {item.key: Past(item, (), 1, Keep()) for item in items}
    by_item = families(items)
    plans = group_plans(items, by_item, past)
    return [_item(item, by_item[item.key], rule, plans, past[item.key]) for item in items]


def _item(
    item: ItemCounts, its_families: Sequence[Family], rule: Rule, plans: Mapping[str, GroupPlan], past: Past
) -> ShownItem:
    setting = Setting(item, rule, past, plans)
    keys = as_asked(item.options).keys
    tables = {}
    for family in its_families:
        small = small_rows(setting, family)
        for table in family.members:
            alone = {value for group, value in small if group == table.group}
            hidden = _with_company(table, plans[table.group].free, alone)
            rows = [
                hidden_row(keys) if row.value in hidden else shown_row(keys, row.counts, (), rule)
                for row in table.rows
            ]
            values = [row.value for row in table.rows]
            tables[table.group] = ShownBreakdown(table.group, False, tuple(zip(values, rows, strict=True)))
    shown = tuple(tables[table.group] for table in item.breakdowns if table.group in tables)
    return ShownItem(item.key, False, shown_row(keys, item.overall, (), rule), shown)


def _with_company(table: Breakdown, free: Collection[str], small: Collection[str]) -> set[str]:
    """The hidden rows of an item; where not everybody was asked, with others until none can be worked out."""
    hidden = set(free) | set(small)
    if not table.partition:
        return hidden
    bases = bases_of(table)
    blocks: dict[str | None, list[tuple[int, str]]] = {}
    for value, parent in parents_of(table).items():
        if bases[value] or value not in {at_itself(row.value) for row in table.rows}:
            blocks.setdefault(parent, []).append((bases[value], value))
    for parent, block in blocks.items():
        if table.nested and parent in hidden:
            hidden |= {value for _, value in block}
            continue
        inside = [(base, value) for base, value in block if value in hidden]
        others = sorted((base, at, value) for at, (base, value) in enumerate(block) if value not in hidden)
        while inside and others and (len(inside) < 2 or sum(base for base, _ in inside) < SPREAD):
            base, _, value = others.pop(0)
            inside.append((base, value))
            hidden.add(value)
    return hidden
