"""One group of one item made safe: the breakdown, with the detailed one inside it where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from feedback.reports.free_rows import ANYBODY, GroupPlan, bases_of, complement, exclusive_rows, plan_tree
from feedback.reports.past import Past
from feedback.reports.rules import LEAST_BASE, Rule
from feedback.reports.shapes import Breakdown, ItemCounts
from feedback.reports.trees import parents_of, tree_problem


@dataclass(frozen=True)
class Family:
    """A group's breakdown of one item and the detailed breakdown inside it, if any."""

    wide: Breakdown
    detail: Breakdown | None = None

    @property
    def members(self) -> tuple[Breakdown, ...]:
        """The breakdowns that are shown or hidden together."""
        return (self.wide,) if self.detail is None else (self.wide, self.detail)


@dataclass(frozen=True)
class Setting:
    """What every table of an item shares."""

    item: ItemCounts
    rule: Rule
    past: Past
    plans: Mapping[str, GroupPlan]


def small_rows(setting: Setting, family: Family) -> frozenset[tuple[str, str]]:
    """The rows hidden in this item alone: few of them were asked. Implied rows are among them."""
    found: set[tuple[str, str]] = set()
    for table in family.members:
        plan = setting.plans[table.group]
        bases = bases_of(table)
        less = {value for value, base in bases.items() if base < LEAST_BASE}
        less |= setting.past.rows_hidden(table.group)
        if table.nested:
            # Those at a place itself may be few in this item alone: then so is what lies beside them.
            less = set(plan_tree({"": bases}, parents_of(table), less | plan.free).free)
        if not table.partition:
            exclusive = exclusive_rows(table)
            anybody = sum(setting.item.overall) - sum(bases[value] for value in exclusive)
            options = [value for value in bases if value not in exclusive]
            if anybody < LEAST_BASE:
                less |= {ANYBODY, *options}
            less |= {value for value in options if anybody - bases[value] < LEAST_BASE}
            less |= {complement(value) for value in options if value in less}
        found |= {(table.group, value) for value in less if value not in plan.free}
    return frozenset(found)


def straightened(table: Breakdown, overall: Sequence[int]) -> Breakdown:
    """The breakdown; one of the kind many with a single option is a partition after all."""
    several = [row for row in table.rows if row.value not in exclusive_rows(table)]
    if table.partition or len(several) > 1:
        return table
    plain = replace(table, partition=True)
    return table if fold_problem(Family(plain), overall) else plain


def fold_problem(family: Family, overall: Sequence[int]) -> str | None:
    """Why these counts cannot be one group of one item, or None."""
    wide = family.wide
    if wide.nested:
        return tree_problem(wide, overall)
    columns = list(zip(*(row.counts for row in wide.rows), strict=True))
    if wide.partition and [sum(column) for column in columns] != list(overall):
        return "the rows do not add up to the overall row"
    if wide.partition:
        return None
    away = exclusive_rows(wide)
    for at, total in enumerate(overall):
        anybody = total - sum(row.counts[at] for row in wide.rows if row.value in away)
        if any(row.counts[at] > anybody for row in wide.rows if row.value not in away):
            return "a row is larger than all who named an option"
    return None
