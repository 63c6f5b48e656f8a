"""Whose words the answers are: people's own, somebody's who answered for them, or given while a member of staff helped.

People say less ill of a service to those who work there, and somebody else can only tell what they saw. So the three
are shown apart wherever a survey asks who answered, and every page says how many of each are in its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from feedback.reports.frames import Chosen, Frame
from feedback.reports.groupings import codes_of
from feedback.reports.shapes import Breakdown, ItemCounts, Option, Row, ShownItem, TickCounts
from surveys.definition import ANSWERED_BY, FOR_SOMEONE_ELSE, Definition

Counts = ItemCounts | TickCounts
#: The name of the group. It is made of two questions, so no question has it.
WHO = "who-answered"
OWN_WORDS, STAFF_HELPED, SOMEONE_ELSE, NOT_SAID = "own-words", "staff-helped", "someone-else", "not-said"
VOICES = (OWN_WORDS, STAFF_HELPED, SOMEONE_ELSE, NOT_SAID)
#: Stands for an item that everybody answered, so that the voices themselves are counted and protected.
PEOPLE = "*people*"
_HELPER, _STAFF, _OWN = "helper", "staff", ("myself", "helped")


def asks(definition: Definition) -> bool:
    """Whether a survey asks who answered."""
    return definition.item(ANSWERED_BY) is not None


def members(frame: Frame, voice: str) -> Chosen:
    """The responses in one of VOICES, shape (responses,); everybody is in exactly one.

    Whatever a member of staff had a hand in is theirs, also where they answered for somebody.
    """
    said, helped = _answers(frame, ANSWERED_BY), _answers(frame, _HELPER)
    nobody = np.zeros(len(frame), np.bool_)
    proxy = said.get(FOR_SOMEONE_ELSE, nobody)
    own = said.get(_OWN[0], nobody) | said.get(_OWN[1], nobody)
    staff = helped.get(_STAFF, nobody) & (proxy | said.get("helped", nobody))
    found: dict[str, Chosen] = {OWN_WORDS: own & ~staff, STAFF_HELPED: staff, SOMEONE_ELSE: proxy & ~staff}
    return found.get(voice, ~(own | proxy))


def _answers(frame: Frame, key: str) -> dict[str, Chosen]:
    column = frame.column(key)
    return {option: column == code for option, code in codes_of(frame, key).items()}


def broken_down(
    items: Sequence[Counts], parts: Sequence[Sequence[Counts]], sizes: Sequence[int]
) -> list[Counts]:
    """Items with their breakdown by voice, and PEOPLE first: everybody, whatever they answered.

    `parts`: the items counted among each of VOICES; `sizes`: how many people each is.
    """
    people = Breakdown(WHO, tuple(Row(voice, (size,)) for voice, size in zip(VOICES, sizes, strict=True)))
    first: Counts = ItemCounts(PEOPLE, (Option("everybody", None),), (sum(sizes),), (people,))
    return [first, *(_by_voice(item, [part[at] for part in parts]) for at, item in enumerate(items))]


def _by_voice(item: Counts, among: Sequence[Counts]) -> Counts:
    if isinstance(item, TickCounts):
        ticked = [part.overall for part in among if isinstance(part, TickCounts)]
        table = (Breakdown(WHO, ()), tuple((Row(v, ()), row) for v, row in zip(VOICES, ticked, strict=True)))
        return replace(item, breakdowns=(*item.breakdowns, table))
    counted = [part.overall for part in among if isinstance(part, ItemCounts)]
    rows = tuple(Row(voice, row) for voice, row in zip(VOICES, counted, strict=True))
    return replace(item, breakdowns=(*item.breakdowns, Breakdown(WHO, rows)))


def told(items: Sequence[ShownItem]) -> tuple[tuple[str, int | None], ...]:
    """How many people are in each voice, as PEOPLE were shown; empty where nobody was asked."""
    rows = [
        table.rows for item in items if item.key == PEOPLE for table in item.breakdowns if table.group == WHO
    ]
    return tuple((value, row.base) for value, row in rows[0]) if rows else ()
