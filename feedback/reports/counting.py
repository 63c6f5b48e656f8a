"""Counting: from a frame to the true counts of each item by each group. Nothing here is fit to be shown yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from feedback.reports.frames import Codes, Frame
from feedback.reports.groupings import Grouping, Members, PlaceTree, codes_of, grouping
from feedback.reports.shapes import Breakdown, ItemCounts, Option, Polarity, TickCounts, TickRow
from surveys.definition import Definition, Item, Kind
from surveys.kinds import TICKED, option_keys

#: Kinds whose answers are one of a few options, so that they make up a whole.
COUNTED = (Kind.STATEMENT, Kind.RATING, Kind.YES_NO, Kind.ONE, Kind.SCALE)


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
    return [
        (_ticks if item.kind is Kind.MANY else _item)(frame, definition, item, broken)
        for item in counted_items(definition)
    ]


def _item(frame: Frame, definition: Definition, item: Item, broken: list[Grouping]) -> ItemCounts:
    codes, column = codes_of(frame, item.key), frame.column(item.key)
    wanted = [codes.get(key, 0) for key in option_keys(item)]
    polarity: dict[str, Polarity] = {
        option.key: option.polarity.value for option in item.options if option.polarity
    }
    return ItemCounts(
        key=item.key,
        options=tuple(Option(key, polarity.get(key)) for key in option_keys(item)),
        overall=_counts(column, wanted),
        breakdowns=tuple(
            Breakdown(
                group=group.key,
                rows=tuple(
                    replace(row, counts=_counts(column[members], wanted)) for row, members in group.rows
                ),
                partition=group.partition,
                parent_group=group.parent_group,
                nested=group.nested,
            )
            for group in broken
        ),
        routed=bool(definition.conditions[item.key]),
    )


def _ticks(frame: Frame, definition: Definition, item: Item, broken: list[Grouping]) -> TickCounts:
    """The base of an item where people tick several options are those who ticked any."""
    codes = codes_of(frame, item.key)
    keys = [key for key in option_keys(item) if key in codes]
    ticks = frame.columns(item.key, max(codes.values(), default=1)) == TICKED
    ticks = ticks[:, [codes[key] - 1 for key in keys]]
    answered = ticks.any(axis=1)

    def row(members: Members) -> TickRow:
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
                tuple((its, row(members)) for its, members in group.rows),
            )
            for group in broken
        ),
        routed=bool(definition.conditions[item.key]),
    )


def _counts(column: Codes, wanted: Sequence[int]) -> tuple[int, ...]:
    tallies = np.bincount(column, minlength=256)
    return tuple(int(tallies[code]) if code else 0 for code in wanted)
