"""Questions where people tick several answers: each option is a table of its own, ticked or not, over one base.

Staff read them overall and by group, with the same rows hidden as in every other item. In public they stand
overall alone: by group the options of one base tell too much of each other to be proven apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from feedback.reports.flows import SPREAD
from feedback.reports.rules import LEAST_BASE, Rule
from feedback.reports.shapes import (
    ItemCounts,
    Option,
    Shown,
    ShownBreakdown,
    ShownItem,
    TickCounts,
)
from feedback.reports.showing import hidden_row, ticked_row

ANSWERED = (Option("answered", None),)
Range = tuple[int, int]


def as_answered(item: TickCounts) -> ItemCounts:
    """The item as one that counts who answered it, to find which of its rows staff may see."""
    return ItemCounts(
        item.key,
        ANSWERED,
        (item.overall.base,),
        tuple(
            replace(table, rows=tuple(replace(row, counts=(ticks.base,)) for row, ticks in rows))
            for table, rows in item.breakdowns
        ),
        item.routed,
    )


def for_staff(item: TickCounts, seen: ShownItem, rule: Rule) -> ShownItem:
    """The item with the ticks of every row that `seen`, the item as answered, shows the base of."""
    keys = [option.key for option in item.options]
    told = {table.group: dict(table.rows) for table in seen.breakdowns}
    tables = tuple(
        ShownBreakdown(
            table.group,
            False,
            tuple(
                (row.value, hidden_row(keys))
                if told[table.group][row.value].base is None
                else (row.value, ticked_row(keys, ticks, (), rule))
                for row, ticks in rows
            ),
        )
        for table, rows in item.breakdowns
        if table.group in told
    )
    return ShownItem(item.key, False, ticked_row(keys, item.overall, (), rule), tables)


def for_everybody(item: TickCounts, rule: Rule, earlier: Sequence[Sequence[ShownItem]]) -> ShownItem:
    """The item overall, as much of it as leaves every hidden number, now and earlier, three possible values."""
    keys = [option.key for option in item.options]
    row = item.overall
    nothing = ShownItem(item.key, False, hidden_row(keys), ())
    if row.base < LEAST_BASE:
        return nothing
    hidden = {
        at
        for at, ticked in enumerate(row.ticks)
        if rule.hides(ticked, row.base) or rule.hides(row.base - ticked, row.base)
    }
    before = [old.overall for snapshot in earlier for old in snapshot if old.key == item.key]
    while True:
        shown = ticked_row(keys, row, hidden, rule)
        weak = {at for at in range(len(keys)) if _is_weak(item, at, [*before, shown], rule.rounding // 2)}
        if not weak:
            return ShownItem(item.key, False, shown, ())
        if weak <= hidden:
            return nothing
        hidden |= weak


def _is_weak(item: TickCounts, at: int, rows: Sequence[Shown], blur: int) -> bool:
    """Whether a reader of all these rows could nearly work out how many ticked this option where it is hidden.

    From one to the next no more people can have come to tick it than came to answer, and none have left but
    those by whom the answers became fewer.
    """
    told = [row for row in rows if row.base is not None]
    ranges = [_range(item, at, row, blur, now=row is rows[-1]) for row in told]
    steps = [
        (_base(later) - _base(row) - 2 * blur, _base(later) - _base(row) + 2 * blur)
        for row, later in zip(told, told[1:], strict=False)
    ]
    for order in (range(len(steps)), reversed(range(len(steps)))):
        for step in order:
            least, most = min(0, steps[step][0]), max(0, steps[step][1])
            (low, high), (next_low, next_high) = ranges[step], ranges[step + 1]
            ranges[step + 1] = max(next_low, low + least), min(next_high, high + most)
            ranges[step] = max(low, next_low - most), min(high, next_high - least)
    return any(
        row.options[at].count is None and high - low < SPREAD
        for row, (low, high) in zip(told, ranges, strict=True)
    )


def _base(row: Shown) -> int:
    assert row.base is not None
    return row.base


def _range(item: TickCounts, at: int, row: Shown, blur: int, now: bool) -> Range:
    """What one row by itself leaves this option; of the newest row all other options are taken for known."""
    count = row.options[at].count
    if count is not None:
        return count - blur, count + blur
    others: list[int | None] = [
        None if option.count is None else option.count - blur for option in row.options
    ]
    base = _base(row) + blur
    if now:
        base, others, blur = item.overall.base, list(item.overall.ticks), 0
    alone = [place for place, option in enumerate(item.options) if option.key in item.exclusive]
    # Nobody who ticked an option that stands alone ticked another.
    most = base - sum(others[place] or 0 for place in alone if place != at)
    if at in alone:
        most -= max((other or 0 for place, other in enumerate(others) if place not in alone), default=0)
    # Whoever answered ticked at least one.
    known = [None if other is None else other + 2 * blur for place, other in enumerate(others) if place != at]
    most_known = [other for other in known if other is not None]
    least = max(0, base - 2 * blur - sum(most_known)) if len(most_known) == len(known) else 0
    return least, most
