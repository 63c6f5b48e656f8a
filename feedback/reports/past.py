"""What earlier snapshots showed and hid of one item, and how much of what they hid must stay hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedback.reports.columns import Columns
from feedback.reports.shapes import ItemCounts, Shown, ShownBreakdown, ShownItem

Names = frozenset[str]  # the keys of the options that a column adds up


@dataclass(frozen=True)
class Keep:
    """Where a new snapshot goes on hiding what an earlier one hid.

    `rows`: groups whose hidden rows stay hidden. `cells`: items by group whose hidden cells do. `overall`: items
    whose hidden totals do. `omitted`: groups that are not shown again; `silent`: items of which nothing is.
    """

    rows: frozenset[str] = frozenset()
    cells: frozenset[tuple[str, str]] = frozenset()
    overall: frozenset[str] = frozenset()
    omitted: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()


class Past:
    """The earlier snapshots of one item."""

    def __init__(
        self, item: ItemCounts, earlier: Sequence[Sequence[ShownItem]], rounding: int, keep: Keep
    ) -> None:
        self._key, self._keep = item.key, keep
        self._options = [option.key for option in item.options]
        self._blur = rounding // 2  # a rounded number may have been so much smaller
        self._snapshots = [old for snapshot in earlier for old in snapshot if old.key == item.key]
        self._wide: dict[str, Names] = {}
        for option in item.options:
            polarity = option.polarity or "neither"
            self._wide[polarity] = self._wide.get(polarity, frozenset()) | {option.key}

    def __bool__(self) -> bool:
        return bool(self._snapshots)

    @property
    def silent(self) -> bool:
        """Whether nothing of this item may be shown again."""
        return self._key in self._keep.silent

    def wordless(self, group: str | None) -> bool:
        """Whether no words stand in this group, or (no group) in the overall row, since they gave something away."""
        if group is None:
            return self._key in self._keep.overall or any(item == self._key for item, _ in self._keep.cells)
        return (self._key, group) in self._keep.cells

    def known_overall(self, columns: Columns) -> list[int]:
        """How many the reader knows to be in each of these columns of the overall row at least."""
        return [
            self.overall_known(frozenset(self._options[at] for at in member)) for member in columns.members
        ]

    def overall_hidden(self, names: Names) -> bool:
        """Whether this column of the overall row stays hidden."""
        return self._key in self._keep.overall and any(
            self._touches(old.overall, old.merged, names) for old in self._snapshots
        )

    def overall_known(self, names: Names) -> int:
        """How many the reader knows to be in this column of the overall row at least."""
        return max((self._shown(old.overall, old.merged, names) for old in self._snapshots), default=0)

    def rows_hidden(self, group: str) -> set[str]:
        """The rows whose base stays hidden: it was, in this item, while the item itself was shown."""
        if group not in self._keep.rows:
            return set()
        return {
            value
            for old, table in self._tables(group)
            if old.overall.base is not None
            for value, row in table.rows
            if row.base is None
        }

    def cell_hidden(self, group: str, value: str, names: Names) -> bool:
        """Whether this cell stays hidden."""
        return (self._key, group) in self._keep.cells and any(
            self._touches(row, table.merged, names)
            for _, table in self._tables(group)
            for key, row in table.rows
            if key == value
        )

    def known(self, group: str, value: str, names: Names | None) -> int:
        """How many the reader knows to be in this cell at least; no names: in the row."""
        least = 0
        for _, table in self._tables(group):
            row = dict(table.rows).get(value)
            if row is not None and names is None:
                least = max(least, (row.base or 0) - self._blur)
            elif row is not None and names is not None:
                least = max(least, self._shown(row, table.merged, names))
        return least

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
