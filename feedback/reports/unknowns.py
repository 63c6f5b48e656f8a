"""All that somebody who keeps every snapshot knows, as facts about unknown numbers of people."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import inf

from feedback.reports.bands import between, edges
from feedback.reports.free_rows import exclusive_rows
from feedback.reports.possibilities import Fact, Sum
from feedback.reports.shapes import Breakdown, ItemCounts, Shown, ShownItem
from feedback.reports.trees import inside_of, loose_counts


@dataclass(frozen=True)
class Spot:
    """A number that is hidden in one of the snapshots. No group: the overall row; no option: the base."""

    snapshot: int
    item: str
    group: str | None
    row: str | None
    option: str | None


class Unknowns:
    """All that somebody who keeps every snapshot knows about the overall rows and some groups."""

    def __init__(
        self,
        items: Sequence[ItemCounts],
        snapshots: Sequence[Sequence[ShownItem]],
        groups: Sequence[str],
        blurs: Sequence[int],
    ) -> None:
        self.items, self.groups, self.blurs = items, groups, blurs
        self.names: dict[tuple[Hashable, ...], int] = {}
        self.facts: list[Fact] = []
        self.spots: dict[Spot, Sum] = {}
        #: Rows with others inside them where nobody is in none of these: taken for known.
        self._closed = _closed(items)
        for at, snapshot in enumerate(snapshots):
            shown = {item.key: item for item in snapshot}
            self._people(at, [shown[item.key] for item in items if item.key in shown])
            for item in items:
                self._item(at, item, shown.get(item.key))
            for group in groups:
                self._sizes(at, group)
                self._absent(at, group, snapshot)

    def one(self, *name: Hashable) -> Sum:
        """One unknown, as a sum."""
        return {self.names.setdefault(name, len(self.names)): 1}

    def of(self, item: str) -> list[int]:
        """The unknowns of one item: its overall rows and its cells, in all snapshots."""
        return [
            number for name, number in self.names.items() if name[0] in ("all", "cell") and name[2] == item
        ]

    def know(self, total: Sum, low: float = 0, high: float = inf) -> None:
        """A sum lies between two numbers."""
        self.facts.append((total, low, high))

    def grows(self, at: int, now: Sum, before: Sum) -> None:
        """A number is at least what it was, but for those who withdrew."""
        self.know(plus(now, minus(before), self.one("withdrawn", at)))

    def _people(self, at: int, shown: Sequence[ShownItem]) -> None:
        people = self.one("people", at)
        self.know(people, max((item.overall.base or 0) - self.blurs[at] for item in shown) if shown else 0)
        if at:
            self.grows(at, people, self.one("people", at - 1))

    def _item(self, at: int, item: ItemCounts, shown: ShownItem | None) -> None:
        cells = [self.one("all", at, item.key, option.key) for option in item.options]
        self.know(plus(self.one("people", at), minus(plus(*cells))))
        if shown is not None:
            self._read(Spot(at, item.key, None, None, None), item, shown.overall, cells, shown.merged)
        seen = {table.group: table for table in shown.breakdowns} if shown is not None else {}
        tables = {table.group: table for table in item.breakdowns if table.group in self.groups}
        for group, table in tables.items():
            rows = {row.value: self._row(at, item, group, row.value) for row in table.rows}
            everybody = [*cells, plus(self.one("people", at), minus(plus(*cells)))]
            for column, total in enumerate(everybody):
                self._layers(at, table, total, {value: row[column] for value, row in rows.items()})
            for value, told in seen[group].rows if group in seen else ():
                if value in rows:
                    spot = Spot(at, item.key, group, value, None)
                    self._read(spot, item, told, rows[value][:-1], seen[group].merged)
            if table.parent_group in tables:
                self._nest(at, item, table, rows)
        if at:
            for option in item.options:
                now, before = (self.one("all", when, item.key, option.key) for when in (at, at - 1))
                self.grows(at, now, before)

    def _row(self, at: int, item: ItemCounts, group: str, value: str) -> list[Sum]:
        """A row's cells and, last, how many of the row skipped the item."""
        row = []
        for when in (at, at - 1) if at else (at,):
            cells = [self.one("cell", when, item.key, group, value, option.key) for option in item.options]
            row.append([*cells, plus(self.one("size", when, group, value), minus(plus(*cells)))])
        self.know(row[0][-1])
        if at:
            for now, before in zip(*row, strict=True):
                self.grows(at, now, before)
        return row[0]

    def _nest(self, at: int, item: ItemCounts, table: Breakdown, rows: dict[str, list[Sum]]) -> None:
        """The detailed rows of a wider row hold no more people than it does."""
        inside: dict[str, list[list[Sum]]] = {}
        for row in table.rows:
            if row.parent is not None:
                inside.setdefault(row.parent, []).append(rows[row.value])
        for parent, parts in inside.items():
            wider = self._row(at, item, table.parent_group or "", parent)
            for column, total in enumerate(wider):
                self.know(plus(total, *(minus(part[column]) for part in parts)))

    def _sizes(self, at: int, group: str) -> None:
        table = self._table(group)
        sizes = {row.value: self.one("size", at, group, row.value) for row in table.rows}
        self._layers(at, table, self.one("people", at), sizes)

    def _absent(self, at: int, group: str, snapshot: Sequence[ShownItem]) -> None:
        """Rows that this snapshot did not have: nobody was in them (a place where nobody had answered yet)."""
        held = [
            {value for value, _ in table.rows}
            for item in snapshot
            for table in item.breakdowns
            if table.group == group
        ]
        for value in {row.value for row in self._table(group).rows} if held else ():
            if not any(value in values for values in held):
                self.know(self.one("size", at, group, value), high=0)

    def _table(self, group: str) -> Breakdown:
        return next(table for item in self.items for table in item.breakdowns if table.group == group)

    def _layers(self, at: int, table: Breakdown, total: Sum, parts: dict[str, Sum]) -> None:
        """The rows make up everybody; in a group of the kind many they cover everybody at least once."""
        if table.nested:
            for parent, inside in inside_of(table).items():
                whole = total if parent is None else parts[parent]
                closed = parent is None or (table.group, parent) in self._closed
                self.know(
                    plus(whole, *(minus(parts[row.value]) for row in inside)), high=0 if closed else inf
                )
            return
        if table.partition:
            self.know(plus(total, *(minus(part) for part in parts.values())), high=0)
            return
        alone = exclusive_rows(table)
        anybody = plus(total, *(minus(parts[value]) for value in alone))
        several = [parts[value] for value in parts if value not in alone]
        for part in several:
            self.know(plus(anybody, minus(part)))
        if "not-answered" in alone:
            self.know(plus(*several, minus(anybody)))

    def _read(self, spot: Spot, item: ItemCounts, shown: Shown, cells: Sequence[Sum], merged: bool) -> None:
        self._told(spot, plus(*cells), shown.base)
        if shown.words is not None and shown.base is not None:
            good = [cell for cell, o in zip(cells, item.options, strict=True) if o.polarity == "positive"]
            self._said(shown.words, plus(*good), plus(*cells), shown.base, self.blurs[spot.snapshot])
        for told in shown.options:
            inside = [
                cell
                for cell, option in zip(cells, item.options, strict=True)
                if told.key == ((option.polarity or "neither") if merged else option.key)
            ]
            if inside:
                named = Spot(spot.snapshot, spot.item, spot.group, spot.row, told.key)
                self._told(named, plus(*inside), told.count)

    def _said(self, word: str, good: Sum, everybody: Sum, base: int, blur: int) -> None:
        """A band of words: of a base that is known so many people, and a share of one that was rounded."""
        if not blur:
            self.know(good, *between(word, base))
            return
        least, under = edges(word)
        self.know(plus(times(100, good), times(-least, everybody)))
        self.know(plus(times(under, everybody), times(-100, good)), 1)

    def _told(self, spot: Spot, total: Sum, count: int | None) -> None:
        if count is None:
            self.spots[spot] = total
        else:
            blur = self.blurs[spot.snapshot]
            self.know(total, count - blur, count + blur)


def plus(*sums: Sum) -> Sum:
    """The sum of sums."""
    total: Sum = {}
    for part in sums:
        for unknown, weight in part.items():
            total[unknown] = total.get(unknown, 0) + weight
    return total


def times(number: int, total: Sum) -> Sum:
    """So many times the sum."""
    return {unknown: number * weight for unknown, weight in total.items()}


def minus(total: Sum) -> Sum:
    """The sum with its sign turned."""
    return times(-1, total)


def _closed(items: Sequence[ItemCounts]) -> set[tuple[str, str]]:
    loose = [
        ((table.group, value), counts)
        for item in items
        for table in item.breakdowns
        for value, counts in loose_counts(table).items()
    ]
    return {row for row, _ in loose} - {row for row, counts in loose if any(counts)}
