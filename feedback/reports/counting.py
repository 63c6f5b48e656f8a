"""Counting: from a frame to the true counts of each item by each group. Nothing here is fit to be shown yet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback.reports.frames import Codes, Frame
from feedback.reports.shapes import Breakdown, ItemCounts, Option, Polarity, Row
from surveys.definition import DECLINE, Definition, Item, Kind
from surveys.kinds import DECLINED, TICKED, option_keys

NOT_ANSWERED = "not-answered"
#: Kinds whose answers are one of a few options, which is what a table by group is made of.
COUNTED = (Kind.STATEMENT, Kind.RATING, Kind.YES_NO, Kind.ONE, Kind.SCALE)
Members = NDArray[np.bool_]


def counted_items(definition: Definition) -> list[Item]:
    """The items that results are shown for, in the order they are asked."""
    return [item for item in definition.items() if item.kind in COUNTED and not item.group]


def count(frame: Frame, definition: Definition, groups: Sequence[str]) -> list[ItemCounts]:
    """True counts of every counted item, overall and by each group, in published order.

    `groups` are keys of group items; raises KeyError for one the survey does not have.
    """
    broken = [(_group(definition, key), _rows(frame, definition, key)) for key in groups]
    return [_item(frame, definition, item, broken) for item in counted_items(definition)]


#: The key under which everybody who answered is counted; no question is called so.
PRESENT = "*answered*"


def present(frame: Frame, definition: Definition, groups: Sequence[str]) -> ItemCounts:
    """True counts of everybody who answered at all, overall and by each group, as an item with one answer.

    It goes through the door together with the survey's items, so that each group hides the same rows in all.
    Raises KeyError for a group the survey does not have.
    """
    tables = []
    for key in groups:
        group = _group(definition, key)
        rows = tuple(
            Row(row.value, (int(members.sum()),), row.parent, row.exclusive)
            for row, members in _rows(frame, definition, key)
        )
        tables.append(Breakdown(key, rows, group.kind is not Kind.MANY, group.parent_item))
    return ItemCounts(PRESENT, (Option(PRESENT, None),), (len(frame),), tuple(tables))


def positions(frame: Frame, key: str, options: Sequence[str]) -> NDArray[np.intp]:
    """Where each response's answer to a closed item stands among `options`, shape (responses,); -1 for any other."""
    codes = _codes(frame, key)
    places = np.full(256, -1)
    for place, option in enumerate(options):
        if option in codes:
            places[codes[option]] = place
    found: NDArray[np.intp] = places[frame.column(key)]
    return found


def _group(definition: Definition, key: str) -> Item:
    item = definition.item(key)
    if item is None or not item.group:
        raise KeyError(key)
    return item


def _codes(frame: Frame, key: str) -> dict[str, int]:
    """The code of each option, over all revisions."""
    codes: dict[str, int] = {}
    for block in frame.blocks:
        if key in block.codebook:
            codes.update(block.codebook[key].codes)
    return codes


def _item(
    frame: Frame, definition: Definition, item: Item, broken: list[tuple[Item, list[tuple[Row, Members]]]]
) -> ItemCounts:
    codes, column = _codes(frame, item.key), frame.column(item.key)
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
                    Row(row.value, _counts(column[members], wanted), row.parent, row.exclusive)
                    for row, members in rows
                ),
                partition=group.kind is not Kind.MANY,
                parent_group=group.parent_item,
            )
            for group, rows in broken
        ),
        routed=bool(definition.conditions[item.key]),
    )


def _counts(column: Codes, wanted: Sequence[int]) -> tuple[int, ...]:
    tallies = np.bincount(column, minlength=256)
    return tuple(int(tallies[code]) if code else 0 for code in wanted)


def _rows(frame: Frame, definition: Definition, key: str) -> list[tuple[Row, Members]]:
    """Each category of a group with who is in it; those who would not say and those who did not, last."""
    item = _group(definition, key)
    codes = _codes(frame, key)
    if item.kind is Kind.MANY:
        ticks = frame.columns(key, max(codes.values(), default=1))
        members = {
            option: ticks[:, codes[option] - 1] == TICKED for option in option_keys(item) if option in codes
        }
        declined = (ticks == DECLINED).any(axis=1)
    else:
        column = frame.column(key)
        members = {option: column == codes[option] for option in option_keys(item) if option in codes}
        declined = column == DECLINED
    parents = {option.key: option.parent for option in item.options}
    alone = {option.key for option in item.options if option.exclusive}
    rows = [(Row(value, (), parents.get(value), value in alone), who) for value, who in members.items()]
    answered = np.logical_or.reduce([declined, *members.values()]) if members else declined
    return [*rows, (Row(DECLINE, ()), declined), (Row(NOT_ANSWERED, ()), ~answered)]
