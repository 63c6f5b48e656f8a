"""What answers can be broken down by: what people said of themselves, and where, when and how they answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.place import Place
from feedback.reports.frames import CHANNELS, LANGUAGE_TAGS, Codes, Frame
from feedback.reports.shapes import Row
from surveys.definition import DECLINE, Definition, Item, Kind
from surveys.kinds import DECLINED, TICKED, option_keys

NOT_ANSWERED = "not-answered"
PLACE, PERIOD, CHANNEL, LANGUAGE = "place", "period", "channel", "language"
#: What is known of a response without having been asked; no question may have one of these names as a group.
BESIDE = (PLACE, PERIOD, CHANNEL, LANGUAGE)
#: Stands between two groups that are crossed: "sex*age-band".
CROSS = "*"
Members = NDArray[np.bool_]
#: Each place by its id: its slug, and the id of the place it lies in.
PlaceTree = Mapping[int, tuple[str, int | None]]


@dataclass(frozen=True)
class Grouping:
    """One way to break answers down: its rows (without counts yet), each with who is in it, shape (responses,)."""

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
    if key == PERIOD:
        return Grouping(key, _months(frame.arrival("day")))
    if key in (CHANNEL, LANGUAGE):
        return Grouping(key, _named(frame.arrival(key), CHANNELS if key == CHANNEL else LANGUAGE_TAGS))
    item = _group(definition, key)
    return Grouping(key, _said(frame, item), item.kind is not Kind.MANY, item.parent_item)


def available(definition: Definition) -> list[str]:
    """Every group that answers can be broken down by; two of them can be crossed."""
    return [*(item.key for item in definition.groups()), *BESIDE]


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
    key = item.key
    codes = codes_of(frame, key)
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


def _places(column: NDArray[np.int32], places: PlaceTree) -> list[tuple[Row, Members]]:
    """Each place where somebody answered, with those who answered there or at a place inside it; parents first."""
    inside: dict[int, set[int]] = {}
    for place in map(int, np.unique(column)):
        above: int | None = place
        while above is not None and above in places:
            inside.setdefault(above, set()).add(place)
            above = places[above][1]
    rows = []
    for place, (slug, above) in places.items():
        if place in inside:
            parent = places[above][0] if above in inside else None
            rows.append((Row(slug, (), parent), np.isin(column, list(inside[place]))))
    return rows


def _months(column: NDArray[np.int32]) -> list[tuple[Row, Members]]:
    """Each month with answers, the earliest first; its name is "2026-11"."""
    days, place = np.unique(column, return_inverse=True)
    names = np.array([date.fromordinal(int(day)).strftime("%Y-%m") for day in days])
    return [(Row(str(month), ()), (names == month)[place]) for month in np.unique(names)]


def _named(column: Codes, names: Sequence[str]) -> list[tuple[Row, Members]]:
    return [(Row(name, ()), column == at) for at, name in enumerate(names) if (column == at).any()]


def _crossed(key: str, parts: Sequence[Grouping]) -> Grouping:
    """Every row of one group with every row of another, also where nobody is in both: what is missing would tell."""
    if len(parts) != 2 or any(part.nested for part in parts):
        raise KeyError(key)
    rows = [
        (Row(f"{one.value}{CROSS}{other.value}", ()), these & those)
        for one, these in parts[0].rows
        for other, those in parts[1].rows
    ]
    return Grouping(key, rows, partition=all(part.partition for part in parts))
