"""What earlier snapshots told already, and so what a new one must go on hiding.

Answers are only ever added, so every count of today is at least what it was. A number hidden before stays
hidden: then whatever was possible before is still possible, whoever came since. A number shown before is a
floor under today's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from feedback.reports.free_rows import ANYBODY, complement
from feedback.reports.shapes import ItemCounts, Shown, ShownBreakdown, ShownItem

Names = frozenset[str]  # the keys of the options that a column adds up


class Past:
    """The earlier snapshots of one item."""

    def __init__(self, item: ItemCounts, earlier: Sequence[Sequence[ShownItem]], rounding: int) -> None:
        self._blur = rounding // 2  # a rounded number may have been so much larger
        self._snapshots = [old for snapshot in earlier for old in snapshot if old.key == item.key]
        self._wide: dict[str, Names] = {}
        for option in item.options:
            polarity = option.polarity or "neither"
            self._wide[polarity] = self._wide.get(polarity, frozenset()) | {option.key}

    def __bool__(self) -> bool:
        return bool(self._snapshots)

    def overall_hidden(self, names: Names) -> bool:
        """Whether an earlier overall row hid something of this column."""
        return any(self._touches(old.overall, old.merged, names) for old in self._snapshots)

    def overall_most(self, names: Names) -> int:
        """How many the reader may know for certain to be in this column at least."""
        return max((self._within(old.overall, old.merged, names) for old in self._snapshots), default=0)

    def rows_hidden(self, group: str) -> set[str]:
        """The rows whose base was hidden in this item while the item itself was shown."""
        return {
            value
            for old, table in self._tables(group)
            if old.overall.base is not None
            for value, row in table.rows
            if row.base is None
        }

    def cell_hidden(self, group: str, value: str, names: Names) -> bool:
        """Whether an earlier snapshot hid something of this cell."""
        return any(
            self._touches(row, table.merged, names)
            for _, table in self._tables(group)
            for key, row in table.rows
            if key == value
        )

    def cell_hidden_alike(self, group: str, value: str, names: Names) -> bool:
        """Whether the newest earlier snapshot of this breakdown hid exactly this cell."""
        tables = list(self._tables(group))
        if not tables:
            return False
        table = tables[-1][1]
        rows = dict(table.rows)
        return value in rows and any(
            option.count is None and self._names(option.key, table.merged) == names
            for option in rows[value].options
        )

    def most(self, group: str, value: str, names: Names, exclusive: Collection[str]) -> int:
        """The largest count that this cell may have had before; 0 where the group was never shown.

        `value` may be an implied row. `exclusive`: the rows that share nobody with the options' rows.
        """
        return max(
            (self._most(old, table, value, names, exclusive) for old, table in self._tables(group)), default=0
        )

    def _most(
        self, old: ShownItem, table: ShownBreakdown, value: str, names: Names, exclusive: Collection[str]
    ) -> int:
        limit = self._within(old.overall, old.merged, names)
        rows = dict(table.rows)
        if value in rows:
            return min(limit, self._within(rows[value], table.merged, names))
        away = set(exclusive)
        if value != ANYBODY:
            away |= {key for key in rows if complement(key) == value}
        told = sum(self._shown(rows[key], table.merged, names) for key in away if key in rows)
        return max(0, limit - told)

    def _within(self, row: Shown, merged: bool, names: Names) -> int:
        """The largest total that these columns can have in a published row."""
        total = 0
        for option in row.options:
            if names & self._names(option.key, merged):
                if option.count is None:
                    return _UNBOUNDED if row.base is None else row.base + self._blur
                total += option.count + self._blur
        return total

    def _shown(self, row: Shown, merged: bool, names: Names) -> int:
        """What a published row shows for certain in these columns."""
        inside = [option for option in row.options if self._names(option.key, merged) <= names]
        return sum(max(0, option.count - self._blur) for option in inside if option.count is not None)

    def _touches(self, row: Shown, merged: bool, names: Names) -> bool:
        return any(option.count is None and names & self._names(option.key, merged) for option in row.options)

    def _names(self, key: str, merged: bool) -> Names:
        return self._wide.get(key, frozenset()) if merged else frozenset({key})

    def _tables(self, group: str) -> Iterator[tuple[ShownItem, ShownBreakdown]]:
        for old in self._snapshots:
            for table in old.breakdowns:
                if table.group == group:
                    yield old, table


_UNBOUNDED = 10**9
