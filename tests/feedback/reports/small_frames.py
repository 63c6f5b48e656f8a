"""Frames of invented people, packed as answers are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from feedback.reports.frames import Arrivals, Block, Frame
from surveys.answers import pack
from surveys.definition import Definition, Item, Kind, Option, Polarity, Section
from surveys.publishing import codebook

POLARITIES = {"yes": Polarity.POSITIVE, "sometimes": Polarity.NEITHER, "no": Polarity.NEGATIVE}


def asking(groups: Mapping[str, Iterable[str]], items: Iterable[str] = ("heard",), **more: Any) -> Definition:
    """A survey with statements and questions about the person; a group `detail<wide` lies in another."""
    statements = [
        Item(
            key=key, kind=Kind.STATEMENT, text=key,
            options=[Option(key=one, text=one, polarity=polarity) for one, polarity in POLARITIES.items()],
        )
        for key in items
    ]  # fmt: skip
    about = []
    for name, values in groups.items():
        key, _, wide = name.partition("<")
        about.append(
            Item(
                key=key, kind=Kind.ONE, text=key, group=True, parent_item=wide or None,
                options=[
                    Option(key=value, text=value, parent=value.partition("-")[0] if wide else None)
                    for value in values
                ],
            )
        )  # fmt: skip
    sections = [Section(key="a", title="A", items=statements), Section(key="b", title="B", items=about)]
    return Definition(key="invented", title="Invented", sections=sections, **more)


def frame(definition: Definition, people: Iterable[tuple[int, Mapping[str, Any]]]) -> Frame:
    """So many people who answered alike, for each entry."""
    book = codebook(definition)
    rows = [
        np.frombuffer(pack(definition, book, answers), np.uint8)
        for number, answers in people
        for _ in range(number)
    ]
    width = sum(place.width for place in book.values())
    codes = np.array(rows, np.uint8).reshape(len(rows), width)
    number = len(rows)
    # Nobody asks these frames where, when or how.
    arrivals = Arrivals(
        np.zeros(number, np.int32), np.zeros(number, np.int64), np.zeros(number, np.int32), np.zeros(number, np.uint8),
        np.zeros(number, np.uint8),
    )  # fmt: skip
    return Frame((Block(book, codes, arrivals),))
