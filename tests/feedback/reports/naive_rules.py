"""Two rules that are used and are not enough, put through the same attack to show that it can find something."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from feedback.reports.measures import whole_interval, whole_percent
from feedback.reports.shapes import Breakdown, ItemCounts, Shown, ShownBreakdown, ShownItem, ShownOption

SMALL = range(1, 5)


def small_cells_hidden(items: Sequence[ItemCounts]) -> list[ShownItem]:
    """Counts from one to four are hidden; every total is the true one."""

    def shown(item: ItemCounts, counts: Sequence[int]) -> Shown:
        return _row(item, counts, {at for at, count in enumerate(counts) if count in SMALL}, ())

    return [
        _item(item, lambda item, table: [shown(item, row.counts) for row in table.rows]) for item in items
    ]


def as_in_the_official_tables(items: Sequence[ItemCounts]) -> list[ShownItem]:
    """The rule of the official Friends and Family tables.

    A row of one to four answers is hidden; where the smallest of a group is, the next smallest is too; where a
    row is, the first of those inside it is too. Every total stays, and the percentages of a row that was hidden
    only for another's sake.
    Source: nhsengland/fft_pipeline, suppression of ranks one and two.
    """
    return [_item(item, _official) for item in items]


def _official(item: ItemCounts, table: Breakdown) -> list[Shown]:
    bases = {row.value: sum(row.counts) for row in table.rows}
    first = {value for value, base in bases.items() if base in SMALL}
    second: set[str] = set()
    inside: dict[str | None, list[str]] = {}
    for row in table.rows:
        inside.setdefault(row.parent, []).append(row.value)
    for parent, values in inside.items():
        ranked = sorted((value for value in values if bases[value]), key=lambda value: bases[value])
        if ranked and parent in first | second:
            second.add(ranked[0])
        if len(ranked) > 1 and ranked[0] in first | second:
            second.add(ranked[1])
    every = range(len(item.options))
    return [
        _row(
            item,
            row.counts,
            set(every) if row.value in first | second else (),
            every if row.value in second - first else (),
        )
        for row in table.rows
    ]


def _item(item: ItemCounts, rows: object) -> ShownItem:
    assert callable(rows)
    return ShownItem(
        item.key,
        False,
        _row(item, item.overall, (), ()),
        tuple(
            ShownBreakdown(
                table.group,
                False,
                tuple(zip((row.value for row in table.rows), rows(item, table), strict=True)),
            )
            for table in item.breakdowns
        ),
    )


def _row(
    item: ItemCounts, counts: Sequence[int], hidden: Collection[int], percents: Collection[int]
) -> Shown:
    base = sum(counts)
    options = []
    for at, (option, count) in enumerate(zip(item.options, counts, strict=True)):
        percent = whole_percent(count, base) if base else None
        if at in hidden:
            options.append(ShownOption(option.key, None, percent if at in percents else None, None, None))
        else:
            interval = whole_interval(count, base) if base else (None, None)
            options.append(ShownOption(option.key, count, percent, *interval))
    return Shown(base, "too-few" if hidden else None, tuple(options))
