"""What answers can be broken down by: what people said of themselves, and where, when and how they answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.place import Place
from feedback.reports.frame_rows import CHANNELS, LANGUAGE_TAGS
from feedback.reports.frames import Frame
from feedback.reports.shapes import Row
from surveys.definition import DECLINE, Definition, Item, Kind
from surveys.kinds import DECLINED, TICKED, option_keys

NOT_ANSWERED = "not-answered"
PLACE, PERIOD, QUARTER, CHANNEL, LANGUAGE = "place", "period", "quarter", "channel", "language"
#: What is known of a response without having been asked; no question may have one of these names as a group.
BESIDE = (PLACE, PERIOD, QUARTER, CHANNEL, LANGUAGE)
#: Stands between two groups that are crossed: "sex*age-band".
CROSS = "*"
#: Each place by its id: its slug, and the id of the place it lies in.
PlaceTree = Mapping[int, tuple[str, int | None]]


@dataclass(frozen=True, eq=False)
class Axis:
    """Everybody in one of `size` classes: `codes` has shape (responses,) and is below `size` everywhere."""

    codes: NDArray[Any]
    size: int

    @classmethod
    def of(cls, column: NDArray[Any], classes: Mapping[int, int], size: int) -> Axis:
        """The class of each number of a column; who has a number without a class is in the last one."""
        table = np.full(int(column.max(initial=0)) + 1, size - 1, np.min_scalar_type(size))
        for number, code in classes.items():
            if 0 <= number < len(table):
                table[number] = code
        return cls(table[column], size)


@dataclass(frozen=True)
class Members:
    """Who is in a row: those in some classes of an axis."""

    axis: Axis
    classes: tuple[int, ...]

    def mask(self) -> NDArray[np.bool_]:
        """Whether each response is in it, shape (responses,)."""
        return np.isin(self.axis.codes, self.classes)

    def sum(self) -> int:
        """How many there are."""
        return int(self.mask().sum())


@dataclass(frozen=True)
class Grouping:
    """One way to break answers down: its rows (without counts yet), each with who is in it."""

    key: str
    rows: Sequence[tuple[Row, Members]]
    partition: bool = True
    parent_group: str | None = None
    nested: bool = False


def place_tree(session: Session) -> PlaceTree:
    """Every place of the organisation, by its id, each after the one it lies in."""
    rows = session.execute(select(Place.id, Place.slug, Place.parent_id).order_by(Place.name, Place.id)).all()
    tree: dict[int, tuple[str, int | None]] = {}

    def add(parent: int | None) -> None:
        for row in rows:
            if row.parent_id == parent:
                tree[row.id] = (row.slug, parent)
                add(row.id)

    add(None)
    return tree


def grouping(frame: Frame, definition: Definition, key: str, places: PlaceTree | None = None) -> Grouping:
    """The rows of a group item, of one of BESIDE, or of two of them crossed ("a*b").

    Raises KeyError for a group that the survey does not have.
    """
    if CROSS in key:
        return _crossed(key, [grouping(frame, definition, part, places) for part in key.split(CROSS)])
    if key == PLACE:
        return Grouping(key, _places(frame.arrival("place"), places or {}), nested=True)
    if key in (PERIOD, QUARTER):
        return Grouping(key, _stretches(frame.arrival("day"), month_of if key == PERIOD else quarter_of))
    if key in (CHANNEL, LANGUAGE):
        return Grouping(key, _named(frame.arrival(key), CHANNELS if key == CHANNEL else LANGUAGE_TAGS))
    item = _group(definition, key)
    return Grouping(key, _said(frame, item), item.kind is not Kind.MANY, item.parent_item)


def available(definition: Definition) -> list[str]:
    """Every group that answers can be broken down by; two of them can be crossed. Quarters are for lines alone."""
    return [*(item.key for item in definition.groups()), *(key for key in BESIDE if key != QUARTER)]


def problem(definition: Definition, keys: Sequence[str]) -> str | None:
    """Why a survey's answers cannot be broken down by all of these, or None."""
    known = available(definition)
    if unknown := [key for key in keys for part in key.split(CROSS) if part not in known]:
        return f"not a group of this survey: {', '.join(unknown)}; it has {', '.join(known)}"
    for key in keys:
        parts = key.split(CROSS)
        if len(parts) > 2:
            return f"{key}: two groups can be crossed, not more"
        items = [item for item in definition.groups() if item.key in parts]
        if len(parts) == 2 and any(item.kind is Kind.MANY for item in items):
            return f"{key}: a question where people tick several answers cannot be crossed with another"
        if len(parts) == 2 and (PLACE in parts or len(set(parts)) == 1):
            return f"{key}: places lie in one another, so they are not crossed; nor is a group with itself"
        if any(item.parent_item in parts for item in items):
            return f"{key}: the one group lies within the other, so there is nothing to cross"
    return None


def _group(definition: Definition, key: str) -> Item:
    item = definition.item(key)
    if item is None or not item.group:
        raise KeyError(key)
    return item


def codes_of(frame: Frame, key: str) -> dict[str, int]:
    """The code of each option of an item, over all revisions."""
    codes: dict[str, int] = {}
    for block in frame.blocks:
        if key in block.codebook:
            codes.update(block.codebook[key].codes)
    return codes


def _said(frame: Frame, item: Item) -> list[tuple[Row, Members]]:
    """Each category of a group with who is in it; those who would not say and those who did not, last."""
    codes = codes_of(frame, item.key)
    options = [key for key in option_keys(item) if key in codes]
    parents = {option.key: option.parent for option in item.options}
    alone = {option.key for option in item.options if option.exclusive}
    rows = [Row(value, (), parents.get(value), value in alone) for value in options]
    rows += [Row(DECLINE, ()), Row(NOT_ANSWERED, ())]
    if item.kind is not Kind.MANY:
        classes = {**{codes[option]: at for at, option in enumerate(options)}, DECLINED: len(options)}
        axis = Axis.of(frame.column(item.key), classes, len(rows))
        return [(row, Members(axis, (at,))) for at, row in enumerate(rows)]
    ticks = frame.columns(item.key, max(codes.values(), default=1)).T
    chosen = [ticks[codes[option] - 1] == TICKED for option in options]
    declined = np.logical_or.reduce(ticks == DECLINED, axis=0)
    nobody = ~np.logical_or.reduce([declined, *chosen])
    who = [Members(Axis(one.view(np.uint8), 2), (1,)) for one in (*chosen, declined, nobody)]
    return list(zip(rows, who, strict=True))


def _places(column: NDArray[np.int32], places: PlaceTree) -> list[tuple[Row, Members]]:
    """Each place where somebody answered, with those who answered there or at a place inside it; parents first."""
    here = [int(place) for place in np.flatnonzero(np.bincount(column))]
    axis = Axis.of(column, {place: at for at, place in enumerate(here)}, len(here) + 1)
    inside: dict[int, list[int]] = {}
    for at, place in enumerate(here):
        above: int | None = place
        while above is not None and above in places:
            inside.setdefault(above, []).append(at)
            above = places[above][1]
    rows = []
    for place, (slug, above) in places.items():
        if place in inside:
            parent = places[above][0] if above in inside else None
            rows.append((Row(slug, (), parent), Members(axis, tuple(inside[place]))))
    return rows


def month_of(day: date) -> str:
    """The month of a day, such as "2026-11"."""
    return f"{day:%Y-%m}"


def quarter_of(day: date) -> str:
    """The quarter of a day, such as "2026-Q4"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _stretches(column: NDArray[np.int32], name_of: Callable[[date], str]) -> list[tuple[Row, Members]]:
    """Each month or quarter with answers, the earliest first."""
    if not len(column):
        return []
    first = int(column.min())
    days = np.flatnonzero(np.bincount(column - first))
    names = [name_of(date.fromordinal(first + int(day))) for day in days]
    found = sorted(set(names))
    classes = {int(day): found.index(name) for day, name in zip(days, names, strict=True)}
    axis = Axis.of(column - first, classes, len(found) + 1)
    return [(Row(name, ()), Members(axis, (at,))) for at, name in enumerate(found)]


def _named(column: NDArray[np.uint8], names: Sequence[str]) -> list[tuple[Row, Members]]:
    axis = Axis(column, len(names))
    found = np.bincount(column, minlength=len(names))
    return [(Row(name, ()), Members(axis, (at,))) for at, name in enumerate(names) if found[at]]


def _crossed(key: str, parts: Sequence[Grouping]) -> Grouping:
    """Every row of one group with every row of another, also where nobody is in both: what is missing would tell."""
    if len(parts) != 2 or any(part.nested for part in parts):
        raise KeyError(key)
    both: dict[tuple[int, int], Axis] = {}
    rows = []
    for (one, these), (other, those) in product(parts[0].rows, parts[1].rows):
        pair, size = (id(these.axis), id(those.axis)), those.axis.size
        if pair not in both:
            codes = these.axis.codes.astype(np.uint32) * size + those.axis.codes
            both[pair] = Axis(codes, these.axis.size * size)
        classes = tuple(a * size + b for a, b in product(these.classes, those.classes))
        rows.append((Row(f"{one.value}{CROSS}{other.value}", ()), Members(both[pair], classes)))
    return Grouping(key, rows, partition=all(part.partition for part in parts))
