"""One group of one item drawn as networks of numbers, and hidden until every hidden number can vary."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from feedback.reports.columns import Columns, positives
from feedback.reports.families import Family, Setting, small_rows
from feedback.reports.free_rows import ANYBODY, complement, exclusive_rows
from feedback.reports.past import Names
from feedback.reports.shapes import Breakdown, Row
from feedback.reports.tables import Cell, Limits, Table, TableRow, Told, demand_loose
from feedback.reports.trees import at_itself, loose_counts


@dataclass(frozen=True)
class Outcome:
    """What is hidden in a family; `blank`: no row of it is shown at all."""

    columns: Columns
    hidden: frozenset[Cell]
    small: frozenset[tuple[str, str]]
    blank: bool
    shown: int
    drawing: Drawing | None = field(default=None, compare=False)


def protect_family(
    setting: Setting, family: Family, columns: Columns, hidden_columns: frozenset[int]
) -> Outcome | None:
    """The family with as much hidden as it takes; None where that cannot be with these columns."""
    small = small_rows(setting, family)
    for blank in (False, True):
        if blank and _tells_sizes(setting, family):
            break  # the bases of such an item are told by the next one
        drawn = Drawing(setting, family, columns, hidden_columns, small, blank)
        hidden = drawn.protect()
        if hidden is not None:
            drawn.final = frozenset(hidden)
            return Outcome(columns, drawn.final, small, blank, _shown(drawn, hidden), drawn)
    return None


def _tells_sizes(setting: Setting, family: Family) -> bool:
    """Whether this item was put to everybody, so that its bases are the rows' sizes."""
    return any(setting.item.key in setting.plans[table.group].everybody for table in family.members)


def _shown(drawn: Drawing, hidden: Collection[Cell]) -> int:
    """How many cells of the family a reader sees."""
    if drawn.blank:
        return 0
    total = 0
    for table in drawn.family.members:
        free = drawn.setting.plans[table.group].free
        for row in table.rows:
            if row.value not in free and (table.group, row.value) not in drawn.small:
                cells = [(table.group, row.value, at) for at in range(len(drawn.columns.keys))]
                total += sum(cell not in hidden for cell in cells)
    return total


@dataclass
class Drawing:
    """One attempt: these columns, these hidden columns, and the bases shown or not."""

    setting: Setting
    family: Family
    columns: Columns
    hidden_columns: frozenset[int]
    small: frozenset[tuple[str, str]]
    blank: bool
    final: frozenset[Cell] = frozenset()

    def protect(self) -> set[Cell] | None:
        """Every cell and base that has to be hidden; None where hiding all of them is not enough."""
        hidden = self._before()
        for rows, nameless in self._layouts():
            table = self._table(rows, hidden, loose=False)
            if nameless is not None:
                demand_loose(table, rows, nameless)
            if not table.network.protect():
                return None
            hidden |= table.hidden()
        if self.small and not self.blank and not self._bases_vary(hidden):
            return None
        return hidden

    def conceals(self, group: str, value: str) -> bool:
        """Whether the base of this row is hidden."""
        free = value in self.setting.plans[group].free
        return self.blank or free or (group, value) in self.small

    def holds(
        self, overall: tuple[int, int] | None, words: Mapping[tuple[str, str], tuple[int, int]]
    ) -> bool:
        """Whether every hidden number keeps its possible values for somebody who knows these limits too.

        They are limits of the positive answers: of everybody, and of some rows.
        """
        limits = Limits(positives(self.setting.item.options, self.columns), overall, words)
        for rows, nameless in self._layouts():
            table = self._table(rows, self.final, False, limits)
            if nameless is not None:
                demand_loose(table, rows, nameless)
            hidden = [arc for arc in table.network.arcs if arc.hidden and arc.checked]
            if table.hidden() != self.final & table.cells() or not all(map(table.network.is_safe, hidden)):
                return False
        return True

    def _bases_vary(self, hidden: set[Cell]) -> bool:
        """Whether the bases hidden in this item alone could be others, when the rows' sizes are known."""
        for rows, _ in self._layouts():
            table = self._table(rows, hidden, loose=True)
            if not all(table.network.is_safe(arc) for arc in table.bases()):
                return False
        return True

    def _table(
        self,
        rows: Sequence[TableRow],
        hidden: Collection[Cell],
        loose: bool,
        limits: Limits | None = None,
    ) -> Table:
        told = Told(
            self.setting.rule,
            self.hidden_columns,
            frozenset(hidden),
            self._floor,
            self.blank,
            loose,
            limits,
        )
        table = Table(self.columns, told, self.small)
        table.add_rows(rows)
        return table

    def _layouts(self) -> list[tuple[list[TableRow], int | None]]:
        if not self.family.wide.partition:
            return [(rows, None) for rows in self._many()]
        if self.family.wide.nested:
            return [(self._tree(), None)]
        if self.family.detail is None:
            return [([self._row(self.family.wide, row) for row in self.family.wide.rows], None)]
        return [self._nested(self.family.detail)]

    def _nested(self, detail: Breakdown) -> tuple[list[TableRow], int]:
        rows = [self._row(self.family.wide, row) for row in self.family.wide.rows]
        nameless = sum(row.parent is None for row in detail.rows)
        for row in rows:
            row.inside = [self._row(detail, part) for part in detail.rows if part.parent == row.value]
            if row.inside and nameless:
                inside = [sum(column) for column in zip(*(part.counts for part in row.inside), strict=True)]
                row.loose = tuple(all_ - some for all_, some in zip(row.counts, inside, strict=True))
        return rows, nameless

    def _tree(self) -> list[TableRow]:
        """The outermost rows, each with what lies inside it, and with those who are at it alone."""
        wide, plan = self.family.wide, self.setting.plans[self.family.wide.group]
        rows = {row.value: self._row(wide, row) for row in wide.rows}
        for value, counts in loose_counts(wide).items():
            rows[value].inside = [rows[row.value] for row in wide.rows if row.parent == value]
            if sum(counts) or plan.largest.get(at_itself(value), 0):
                here = self.columns.fold(counts)
                rows[value].inside.append(TableRow(wide.group, at_itself(value), here, plan, implied=True))
        return [rows[row.value] for row in wide.rows if row.parent is None]

    def _many(self) -> list[list[TableRow]]:
        """One table for each option: it, those who named others, and those who named none."""
        wide = self.family.wide
        names = exclusive_rows(wide)
        exclusive = [self._row(wide, row) for row in wide.rows if row.value in names]
        options = [row for row in wide.rows if row.value not in names]
        anybody = list(self.columns.fold(self.setting.item.overall))
        for top in exclusive:
            anybody = [all_ - some for all_, some in zip(anybody, top.counts, strict=True)]
        return [self._many_table(exclusive, options, row, tuple(anybody)) for row in options]

    def _many_table(
        self, exclusive: Sequence[TableRow], options: Sequence[Row], row: Row, anybody: tuple[int, ...]
    ) -> list[TableRow]:
        wide, plan = self.family.wide, self.setting.plans[self.family.wide.group]
        inner = self._row(wide, row)
        others = [other for other in options if other is not row]
        rest = tuple(all_ - some for all_, some in zip(anybody, inner.counts, strict=True))
        ceilings = None
        if "not-answered" in exclusive_rows(wide) and not any(
            self.blank or other.value in plan.free for other in others
        ):
            # Whoever is not in this row has named another option, so is in one of the other rows.
            folded = [self.columns.fold(other.counts) for other in others]
            ceilings = tuple(
                None if at in self.hidden_columns else sum(counts[at] for counts in folded)
                for at in range(len(rest))
            )
        outer = TableRow(wide.group, ANYBODY, anybody, plan, implied=True)
        missing = TableRow(wide.group, complement(row.value), rest, plan, implied=True, ceilings=ceilings)
        outer.inside = [inner, missing]
        return [*exclusive, outer]

    def _row(self, table: Breakdown, row: Row) -> TableRow:
        plan = self.setting.plans[table.group]
        return TableRow(table.group, row.value, self.columns.fold(row.counts), plan)

    def _names(self, at: int) -> Names:
        return frozenset(self.setting.item.options[place].key for place in self.columns.members[at])

    def _before(self) -> set[Cell]:
        """The cells that an earlier snapshot hid."""
        if not self.setting.past:
            return set()
        return {
            (table.group, row.value, at)
            for table in self.family.members
            for row in table.rows
            for at in range(len(self.columns.keys))
            if self.setting.past.cell_hidden(table.group, row.value, self._names(at))
        }

    def _floor(self, group: str, value: str, at: int | None) -> int:
        if not self.setting.past:
            return 0
        return self.setting.past.known(group, value, None if at is None else self._names(at))
