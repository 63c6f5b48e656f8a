"""What signed-in staff see: every total, and by group no base under ten, nor a way to work one out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from feedback.reports.columns import as_asked
from feedback.reports.families import Family, Setting, small_rows
from feedback.reports.flows import SPREAD
from feedback.reports.free_rows import GroupPlan, bases_of
from feedback.reports.groupings import CROSS
from feedback.reports.past import Keep, Past
from feedback.reports.plans import families, group_plans
from feedback.reports.rules import Rule
from feedback.reports.shapes import Breakdown, ItemCounts, ShownBreakdown, ShownItem
from feedback.reports.showing import hidden_row, shown_row
from feedback.reports.trees import parents_of


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
            hidden = with_company(table, plans[table.group].free, alone)
            rows = [
                hidden_row(keys) if row.value in hidden else shown_row(keys, row.counts, (), rule)
                for row in table.rows
            ]
            values = [row.value for row in table.rows]
            tables[table.group] = ShownBreakdown(table.group, False, tuple(zip(values, rows, strict=True)))
    shown = tuple(tables[table.group] for table in item.breakdowns if table.group in tables)
    return ShownItem(item.key, False, shown_row(keys, item.overall, (), rule), shown)


def with_company(table: Breakdown, free: Collection[str], small: Collection[str]) -> set[str]:
    """The hidden rows of an item; where not everybody was asked, with others until none can be worked out."""
    hidden = set(free) | set(small)
    if not table.partition:
        return hidden
    before: set[str] = set()
    while before != hidden:
        before = set(hidden)
        for parent, block in _blocks(table):
            if table.nested and parent in hidden:
                hidden |= {value for _, value in block}
            else:
                _accompany(block, hidden)
    return hidden


def _blocks(table: Breakdown) -> list[tuple[str | None, list[tuple[int, str]]]]:
    """Rows that make up something staff can see: everybody, a wider row, or a row of either group crossed."""
    bases = bases_of(table)
    implied = set(bases) - {row.value for row in table.rows}
    blocks: dict[tuple[int, str | None], list[tuple[int, str]]] = {}
    for value, parent in parents_of(table).items():
        wholes = list(enumerate(value.split(CROSS))) if CROSS in table.group else [(0, parent)]
        for whole in wholes if bases[value] or value not in implied else ():
            blocks.setdefault(whole, []).append((bases[value], value))
    return [(whole[1], block) for whole, block in blocks.items()]


def _accompany(block: Sequence[tuple[int, str]], hidden: set[str]) -> None:
    inside = [(base, value) for base, value in block if value in hidden]
    others = sorted((base, at, value) for at, (base, value) in enumerate(block) if value not in hidden)
    while inside and others and (len(inside) < 2 or sum(base for base, _ in inside) < SPREAD):
        base, _, value = others.pop(0)
        inside.append((base, value))
        hidden.add(value)
