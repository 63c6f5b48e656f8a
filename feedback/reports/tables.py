"""One item by one group, as a network of numbers whose hidden ones can be checked and given company.

A table has a column node for every option; columns hidden in the overall row share one node, since only
their total is known. A row whose base is hidden hangs from a hub that knows the total of such rows alone. What
lies inside a row (a detailed breakdown, a ward in its hospital) hangs inside it to any depth: people go from
the inner row through the cell of the wider row to the column.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from feedback.reports.columns import Columns
from feedback.reports.flows import SPREAD, Arc, Network
from feedback.reports.free_rows import GroupPlan
from feedback.reports.rules import Rule

Cell = tuple[str, str, int | None]  # group, row, column; no column: the row's base
CHEAP = 0.01  # what nobody is shown costs nothing to hide


@dataclass
class TableRow:
    """One row of a table: its counts by column, what is inside it, and whether it is an implied one."""

    group: str
    value: str
    counts: tuple[int, ...]
    plan: GroupPlan
    implied: bool = False
    ceilings: tuple[int | None, ...] | None = None
    inside: list[TableRow] = field(default_factory=list)
    loose: tuple[int, ...] | None = None  # people of this row in no row inside it: their number is hidden

    @property
    def base(self) -> int:
        """How many people are in the row."""
        return sum(self.counts)


@dataclass(frozen=True)
class Limits:
    """What words tell: at least and at most so many positive answers, of everybody and of some rows."""

    positive: frozenset[int]
    overall: tuple[int, int] | None
    rows: Mapping[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True)
class Told:
    """What is settled before a table is built: hidden cells, and what earlier snapshots told."""

    rule: Rule
    hidden_columns: frozenset[int]
    hidden: Collection[Cell]
    floor: Callable[[str, str, int | None], int]
    blank: bool  # no base of this table is shown
    loose: bool  # rows hidden in this item alone may be of any size up to their largest
    limits: Limits | None = None


class Table:
    """Builds the network of one table and tells which cells it hides."""

    def __init__(self, columns: Columns, told: Told, small: Collection[tuple[str, str]]) -> None:
        self._columns, self._told, self._small = columns, told, small
        self.network = Network()

    def hidden(self) -> set[Cell]:
        """The cells and bases that are hidden now."""
        return {arc.cell for arc in self.network.arcs if arc.hidden and isinstance(arc.cell, tuple)}

    def cells(self) -> set[Cell]:
        """Every cell and base of the table."""
        return {arc.cell for arc in self.network.arcs if isinstance(arc.cell, tuple)}

    def bases(self) -> list[Arc]:
        """The hidden bases."""
        return [arc for arc in self.network.arcs if isinstance(arc.cell, tuple) and arc.cell[2] is None]

    def add_rows(self, rows: Sequence[TableRow]) -> None:
        """Put in every row of the outermost breakdown, each with what lies inside it."""
        free = [row for row in rows if row.value in row.plan.free]
        roof = sum(row.plan.largest.get(row.value, 0) for row in free)
        self._link("everybody", "hub", sum(row.base for row in free), ceiling=roof)
        for row in rows:
            self._add_row(row, ("everybody", "hub"), self.column, False)
        self._limit_columns(rows)

    def _limit_columns(self, rows: Sequence[TableRow]) -> None:
        """The hidden columns that are positive, together: no more and no fewer than the overall row's word says."""
        limits = self._told.limits
        if limits is None or limits.overall is None:
            return
        counts = [sum(column) for column in zip(*(row.counts for row in rows), strict=True)]
        shown = sum(counts[at] for at in limits.positive - self._told.hidden_columns)
        inside = sum(counts[at] for at in limits.positive & self._told.hidden_columns)
        least, most = limits.overall
        arc = Arc(
            "hidden positive columns",
            "hidden columns",
            inside,
            hidden=True,
            checked=False,
            floor=least - shown,
            ceiling=most - shown,
        )
        self.network.add(arc)

    def _add_row(
        self,
        row: TableRow,
        above: tuple[Hashable, Hashable],
        heads: Callable[[int], Hashable],
        unknown: bool,
    ) -> None:
        """A row and what lies inside it; `above`: what it lies in, and the hub of the free rows there.

        `unknown`: the base of what it lies in is.
        """
        free = row.value in row.plan.free
        here = (row.group, row.value)
        unknown = free or unknown or self._unknown(here)
        if free:
            self._base(above[1], here, row, None)
        elif unknown:
            self._base(above[0], here, row, row.plan.largest.get(row.value, 0))
        covered = unknown or here in self._small
        narrow = self._limit_row(row)
        for at, count in enumerate(row.counts):
            tail: Hashable = (*here, at) if row.inside or row.loose else here
            tail = narrow if narrow is not None and at in narrow[2] else tail
            self._cell(row, at, count, tail, heads(at), covered)
        if row.inside:
            self._add_parts(row, unknown)

    def _limit_row(self, row: TableRow) -> tuple[str, str, frozenset[int]] | None:
        """The node that a row's positive answers pass, where words tell of them."""
        limits = self._told.limits
        if limits is None or (row.group, row.value) not in limits.rows:
            return None
        least, most = limits.rows[row.group, row.value]
        node = (row.group, row.value, limits.positive)
        inside = sum(row.counts[at] for at in limits.positive)
        self.network.add(Arc(node[:2], node, inside, hidden=True, checked=False, floor=least, ceiling=most))
        return node

    def _add_parts(self, row: TableRow, unknown: bool) -> None:
        """What lies inside a row: known parts, and a hub of free ones and of people in none of them."""
        here = (row.group, row.value)
        known = [part for part in row.inside if part.value not in part.plan.free]
        sizes = sum(part.plan.largest.get(part.value, 0) for part in known)
        roof = None if row.value in row.plan.free else row.plan.largest.get(row.value, 0) - sizes
        self._link(here, (*here, "hub"), row.base - sum(part.base for part in known), ceiling=roof)
        for part in row.inside:
            self._add_row(part, (here, (*here, "hub")), lambda at: (*here, at), unknown)
        if row.loose is not None:
            loose = (*here, "loose")
            self._link((*here, "hub"), loose, sum(row.loose))
            for at, count in enumerate(row.loose):
                self._link(loose, (*here, at), count)

    def _unknown(self, row: tuple[str, str]) -> bool:
        """Whether the base of a row that is not free is unknown in this table."""
        return self._told.blank or (self._told.loose and row in self._small)

    def column(self, at: int) -> Hashable:
        if at not in self._told.hidden_columns:
            return at
        limits = self._told.limits
        if limits is not None and limits.overall is not None and at in limits.positive:
            return "hidden positive columns"
        return "hidden columns"

    def _cell(
        self, row: TableRow, at: int, count: int, tail: Hashable, head: Hashable, covered: bool
    ) -> None:
        cell = (row.group, row.value, at)
        hidden = (
            covered
            or at in self._told.hidden_columns
            or cell in self._told.hidden
            or self._told.rule.hides(count, row.base)
        )
        self.network.add(
            Arc(
                tail,
                head,
                count,
                hidden=hidden,
                cost=CHEAP if row.implied else 1 + count / (1 + row.base) + (1 if row.inside else 0),
                cell=cell,
                floor=self._told.floor(*cell),
                ceiling=None if row.ceilings is None else row.ceilings[at],
            )
        )

    def _base(self, tail: Hashable, head: Hashable, row: TableRow, ceiling: int | None) -> None:
        cell = (row.group, row.value, None)
        floor = self._told.floor(*cell)
        self.network.add(Arc(tail, head, row.base, hidden=True, cell=cell, floor=floor, ceiling=ceiling))

    def _link(self, tail: Hashable, head: Hashable, value: int, ceiling: int | None = None) -> None:
        self.network.add(Arc(tail, head, value, hidden=True, checked=False, ceiling=ceiling))


def demand_loose(table: Table, rows: Sequence[TableRow], nameless: int) -> None:
    """Have the `nameless` rows checked: those of a detailed breakdown without a parent.

    Two of them can trade people; where there is nobody to trade, the people within the largest parent who
    gave no detail have to leave room.
    """
    columns = range(len(rows[0].counts)) if rows else range(0)
    pools: dict[Hashable, int] = {}
    for at in columns:
        people = sum((row.loose[at] if row.loose else 0 if row.inside else row.counts[at]) for row in rows)
        node = table.column(at)
        pools[node] = pools.get(node, 0) + people
    parents = [row for row in rows if row.loose is not None]
    for at in columns:
        if nameless >= 2 and pools[table.column(at)] >= SPREAD:
            continue
        roomy = max(parents, key=lambda row: (any(p.value in p.plan.free for p in row.inside), row.base))
        for arc in table.network.arcs:
            if arc.tail == (roomy.group, roomy.value, "loose") and arc.head == (roomy.group, roomy.value, at):
                arc.checked = True
