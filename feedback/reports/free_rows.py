"""Which rows of a group have their base hidden, in all items alike.

Somebody who sees a group's base in one item nearly knows it in the next: only those who skipped differ. So a
row is hidden in every item or in none ("free": its size is unknown), together with enough other rows that
even their total leaves each size open. Only in an item that was not put to everybody are more rows hidden;
those are then protected as though their bases were known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from feedback.reports.flows import SPREAD
from feedback.reports.rules import LEAST_BASE
from feedback.reports.shapes import Breakdown, ItemCounts
from feedback.reports.trees import at_itself, loose_counts

ALWAYS_EXCLUSIVE = frozenset({"prefer-not-to-say", "not-answered"})
ANYBODY = "*anybody*"  # in a group of the kind many: those who named at least one option
Bases = Mapping[str, int]


def complement(value: str) -> str:
    """The name of the implied row of those in ANYBODY who are not in this row."""
    return f"*not* {value}"


@dataclass(frozen=True)
class GroupPlan:
    """What holds for one group in every item.

    `free` rows; `largest`: for each row (implied ones too) the largest base seen in an item put to
    everybody, at least so many people are in it; `everybody`: the keys of those items.
    """

    free: frozenset[str]
    largest: Mapping[str, int] = field(default_factory=dict)
    everybody: frozenset[str] = frozenset()


def put_to_everybody(items: Sequence[ItemCounts]) -> list[ItemCounts]:
    """The items whose bases tell how large each row is.

    Left out are routed items, and those that most people skipped (an item added late): they are treated as
    routed. A routed item that nearly everybody answered tells as much as any other, so it counts.
    """
    large = [item for item in items if sum(item.overall) >= LEAST_BASE]
    plain = [item for item in large if not item.routed] or large
    most = max((sum(item.overall) for item in plain), default=0)
    return [
        item
        for item in large
        if sum(item.overall) > most - SPREAD or (not item.routed and 2 * sum(item.overall) >= most)
    ]


def bases_of(breakdown: Breakdown) -> dict[str, int]:
    """The base of every row; in a nested breakdown also of those who are at a row itself."""
    bases = {row.value: sum(row.counts) for row in breakdown.rows}
    return bases | {at_itself(value): sum(counts) for value, counts in loose_counts(breakdown).items()}


def exclusive_rows(breakdown: Breakdown) -> frozenset[str]:
    """The rows of a group of the kind many that share nobody with another row."""
    return frozenset(row.value for row in breakdown.rows if row.exclusive or row.value in ALWAYS_EXCLUSIVE)


def plan_partition(tables: Mapping[str, Bases], forced: Collection[str]) -> GroupPlan:
    """The plan of a group where everybody is in one row; `tables`: the bases by item."""
    bases = list(tables.values())
    free = set(forced) | _small(bases)
    grown = _with_company(free, bases, _rows(bases))
    return GroupPlan(frozenset(grown), _largest(bases), frozenset(tables))


def plan_tree(
    tables: Mapping[str, Bases], parents: Mapping[str, str | None], forced: Collection[str]
) -> GroupPlan:
    """The plan of a group whose rows lie in one another; `parents`: the row each lies in, or None.

    What lies in a hidden row is hidden too, and a row whose parts could only be hidden one by one is hidden
    with them. Those at a row itself are an implied row beside the rows inside it, where there are any.
    """
    bases = list(tables.values())
    largest = _largest(bases)
    real = {value: parent for value, parent in parents.items() if largest[value] or not _implied(value)}
    blocks: dict[str | None, list[str]] = {}
    for value, parent in real.items():
        blocks.setdefault(parent, []).append(value)
    free = (set(forced) | _small(bases)) & set(real)
    before: set[str] = set()
    while before != free:
        before = set(free)
        for parent, block in blocks.items():
            inside = set(block) if parent in free else _with_company(free & set(block), bases, block)
            free |= inside
            if (
                parent is not None
                and inside == set(block)
                and (len(block) == 1 or _least(bases, block) < SPREAD)
            ):
                free.add(parent)
    return GroupPlan(frozenset(free), largest, frozenset(tables))


def _implied(value: str) -> bool:
    return value.startswith(at_itself(""))


def plan_many(
    tables: Mapping[str, Bases],
    totals: Mapping[str, int],
    exclusive: Collection[str],
    forced: Collection[str],
) -> GroupPlan:
    """The plan of a group where people may be in several rows; `totals`: the overall base by item."""
    told: list[dict[str, int]] = []
    for key, bases in tables.items():
        anybody = totals[key] - sum(bases[value] for value in exclusive)
        whole = dict(bases) | {ANYBODY: anybody}
        whole |= {complement(value): anybody - bases[value] for value in bases if value not in exclusive}
        told.append(whole)
    options = [value for value in _rows(list(tables.values())) if value not in exclusive]
    top = [{value: bases[value] for value in (*exclusive, ANYBODY)} for bases in told]
    small = _small(told)
    if options and set(forced).issuperset(options):
        small.add(ANYBODY)
    free = _with_company({*exclusive, ANYBODY} & (small | set(forced)), top, [*exclusive, ANYBODY])
    for value in options:
        if ANYBODY in free or value in forced or {value, complement(value)} & small:
            free |= {value, complement(value)}
    return GroupPlan(frozenset(free), _largest(told), frozenset(tables))


def plan_detail(
    tables: Mapping[str, Bases],
    parents: Mapping[str, str | None],
    wider: Mapping[str, Bases],
    wider_plan: GroupPlan,
    forced: Collection[str],
) -> GroupPlan:
    """The plan of a group that lies within a wider one; `parents`: each row's row there, or None.

    Rows without a parent ("prefer not to say") are always free: how many of them belong to each parent is
    what keeps the detail apart from its parent's row.
    """
    bases = list(tables.values())
    small = _small(bases) | set(forced)
    free = {value for value, parent in parents.items() if parent is None or parent in wider_plan.free}
    for parent in dict.fromkeys(parents.values()):
        if parent is None or parent in wider_plan.free:
            continue
        block = [value for value in parents if parents[value] == parent]
        hidden = small & set(block)
        while hidden and hidden != set(block) and _rest(tables, wider, parent, block, hidden) < SPREAD:
            hidden.add(_smallest(set(block) - hidden, bases, block))
        free |= hidden
    order = _rows(bases)
    while len(free) < len(order) and _least(bases, free) < SPREAD:
        free.add(_smallest(set(order) - free, bases, order))
    return GroupPlan(frozenset(free), _largest(bases), frozenset(tables))


def _rest(
    tables: Mapping[str, Bases],
    wider: Mapping[str, Bases],
    parent: str,
    block: Sequence[str],
    hidden: set[str],
) -> int:
    """The smallest number of people, over the items, whose row within this parent stays unknown."""
    return min(
        wider[key].get(parent, 0) - sum(bases.get(value, 0) for value in block if value not in hidden)
        for key, bases in tables.items()
    )


def _small(tables: Iterable[Bases]) -> set[str]:
    return {value for bases in tables for value, base in bases.items() if base < LEAST_BASE}


def _rows(tables: Sequence[Bases]) -> list[str]:
    return list(dict.fromkeys(value for bases in tables for value in bases))


def _largest(tables: Sequence[Bases]) -> dict[str, int]:
    return {value: max(bases.get(value, 0) for bases in tables) for value in _rows(tables)}


def _least(tables: Sequence[Bases], rows: Collection[str]) -> int:
    return min(sum(bases.get(value, 0) for value in rows) for bases in tables)


def _smallest(rows: Collection[str], tables: Sequence[Bases], order: Sequence[str]) -> str:
    return min(rows, key=lambda value: (sum(bases.get(value, 0) for bases in tables), order.index(value)))


def _with_company(free: set[str], tables: Sequence[Bases], order: Sequence[str]) -> set[str]:
    """The free rows, and the smallest others until neither one row nor its total gives a size away."""
    free = set(free)
    while free and len(free) < len(order) and (len(free) == 1 or _least(tables, free) < SPREAD):
        free.add(_smallest(set(order) - free, tables, order))
    return free
