"""Counting: from a frame to the true counts of each item by each group. Nothing here is fit to be shown yet."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback.reports.frames import Codes, Frame
from feedback.reports.groupings import Axis, Grouping, PlaceTree, codes_of, grouping
from feedback.reports.shapes import Breakdown, ItemCounts, Option, Polarity, TickCounts, TickRow
from surveys.definition import Definition, Item, Kind
from surveys.kinds import TICKED, option_keys

#: Kinds whose answers are one of a few options, so that they make up a whole.
COUNTED = (Kind.STATEMENT, Kind.RATING, Kind.YES_NO, Kind.ONE, Kind.SCALE)
#: So many cells are counted at once: as many as stay in memory that is near the processor.
MOST_CELLS = 131_072
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class _Mix:
    """Several axes as one: where in the table of all their classes everybody's answers begin, `width` cells each."""

    axes: Sequence[Axis]
    starts: NDArray[np.int64]
    width: int


def counted_items(definition: Definition) -> list[Item]:
    """The items that results are shown for, in the order they are asked."""
    kinds = (*COUNTED, Kind.MANY)
    return [item for item in definition.items() if item.kind in kinds and not item.group]


def count(
    frame: Frame, definition: Definition, groups: Sequence[str], places: PlaceTree | None = None
) -> list[ItemCounts | TickCounts]:
    """True counts of every counted item, overall and by each group, in published order.

    `groups` are keys of group items or of `groupings.BESIDE`; raises KeyError for one the survey does not have.
    `places` is needed to count by place.
    """
    broken = [grouping(frame, definition, key, places) for key in groups]
    items = counted_items(definition)
    # One cell for each answer, and one for whoever gave none of them.
    width = max((len(option_keys(item)) for item in items if item.kind in COUNTED), default=0) + 1
    mixes = _mixes(frame, broken, width)
    return [
        _ticks(frame, definition, item, broken)
        if item.kind is Kind.MANY
        else _item(frame, definition, item, broken, mixes)
        for item in items
    ]


#: The key under which everybody who answered is counted; no question is called so.
PRESENT = "*answered*"


def present(
    frame: Frame, definition: Definition, groups: Sequence[str], places: PlaceTree | None = None
) -> ItemCounts:
    """True counts of everybody who answered at all, overall and by each group, as an item with one answer.

    It goes through the door together with the survey's items, so that each group hides the same rows in all.
    Raises KeyError for a group the survey does not have.
    """
    tables = []
    for group in (grouping(frame, definition, key, places) for key in groups):
        rows = tuple(replace(row, counts=(who.sum(),)) for row, who in group.rows)
        tables.append(Breakdown(group.key, rows, group.partition, group.parent_group, group.nested))
    return ItemCounts(PRESENT, (Option(PRESENT, None),), (len(frame),), tuple(tables))


def positions(frame: Frame, key: str, options: Sequence[str]) -> NDArray[np.intp]:
    """Where each response's answer to a closed item stands among `options`, shape (responses,); -1 for any other."""
    codes = codes_of(frame, key)
    places = np.full(256, -1)
    for place, option in enumerate(options):
        if option in codes:
            places[codes[option]] = place
    found: NDArray[np.intp] = places[frame.column(key)]
    return found


def _mixes(frame: Frame, broken: Sequence[Grouping], width: int) -> list[_Mix]:
    """All the axes of the groups, as many together as make no large table: one pass then counts by all of them."""
    axes = {id(who.axis): who.axis for group in broken for _, who in group.rows}
    parts: list[list[Axis]] = []
    cells = 0
    for axis in sorted(axes.values(), key=lambda axis: axis.size):
        if not parts or cells * axis.size > MOST_CELLS:
            parts.append([])
            cells = width
        parts[-1].append(axis)
        cells *= axis.size
    return [_mixed(axes, width) for axes in parts] or [_Mix((), np.zeros(len(frame), np.int64), width)]


def _mixed(axes: Sequence[Axis], width: int) -> _Mix:
    starts = axes[0].codes.astype(np.int64)
    for axis in axes[1:]:
        starts *= axis.size
        starts += axis.codes
    starts *= width
    return _Mix(axes, starts, width)


def _item(
    frame: Frame, definition: Definition, item: Item, broken: Sequence[Grouping], mixes: Sequence[_Mix]
) -> ItemCounts:
    codes, column = codes_of(frame, item.key), frame.column(item.key)
    wanted = [codes.get(key, 0) for key in option_keys(item)]
    overall, by_axis = _tallies(column, wanted, mixes)
    polarity: dict[str, Polarity] = {
        option.key: option.polarity.value for option in item.options if option.polarity
    }
    return ItemCounts(
        key=item.key,
        options=tuple(Option(key, polarity.get(key)) for key in option_keys(item)),
        overall=tuple(overall.tolist()),
        breakdowns=tuple(
            Breakdown(
                group=group.key,
                rows=tuple(
                    replace(row, counts=tuple(by_axis[id(who.axis)][list(who.classes)].sum(axis=0).tolist()))
                    for row, who in group.rows
                ),
                partition=group.partition,
                parent_group=group.parent_group,
                nested=group.nested,
            )
            # Where nobody answered there are no months and no places.
            for group in broken
            if group.rows
        ),
        routed=bool(definition.conditions[item.key]),
    )


def _ticks(frame: Frame, definition: Definition, item: Item, broken: Sequence[Grouping]) -> TickCounts:
    """The base of an item where people tick several options are those who ticked any."""
    codes = codes_of(frame, item.key)
    keys = [key for key in option_keys(item) if key in codes]
    ticks = frame.columns(item.key, max(codes.values(), default=1)) == TICKED
    ticks = ticks[:, [codes[key] - 1 for key in keys]]
    answered = ticks.any(axis=1)

    def row(members: NDArray[np.bool_]) -> TickRow:
        inside = ticks[members]
        return TickRow(int(answered[members].sum()), tuple(int(number) for number in inside.sum(axis=0)))

    return TickCounts(
        key=item.key,
        options=tuple(Option(key, None) for key in keys),
        exclusive=frozenset(option.key for option in item.options if option.exclusive),
        overall=row(np.ones(len(answered), np.bool_)),
        breakdowns=tuple(
            (
                Breakdown(group.key, (), group.partition, group.parent_group, group.nested),
                tuple((its, row(who.mask())) for its, who in group.rows),
            )
            for group in broken
            if group.rows
        ),
        routed=bool(definition.conditions[item.key]),
    )


def _tallies(
    column: Codes, wanted: Sequence[int], mixes: Sequence[_Mix]
) -> tuple[Counts, Mapping[int, Counts]]:
    """How often each wanted answer was given: by everybody, shape (answers,), and by axis, (classes, answers)."""
    # Answers stand in a row from 0; whoever gave none of them stands behind the last.
    answers = {code: at for at, code in enumerate(dict.fromkeys(code for code in wanted if code))}
    ranks = np.full(256, len(answers), np.uint8)
    ranks[list(answers)] = range(len(answers))
    given = ranks[column]
    pick: list[int] = [answers.get(code, 0) for code in wanted]
    real = np.array([bool(code) for code in wanted], np.int64)
    by_axis: dict[int, Counts] = {}
    overall: Counts = np.zeros(len(wanted), np.int64)
    for mix in mixes:
        sizes = [*(axis.size for axis in mix.axes), mix.width]
        cells: Any = np.bincount(mix.starts + given, minlength=math.prod(sizes))
        table = cells.reshape(sizes)[..., pick] * real
        together = tuple(range(len(mix.axes)))
        overall = table.sum(axis=together)
        for at, axis in enumerate(mix.axes):
            by_axis[id(axis)] = table.sum(axis=together[:at] + together[at + 1 :])
    return overall, by_axis
