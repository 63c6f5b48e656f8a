"""Spots: where exactly the prints of new links will hang, one for each link, as typed or pasted."""

from __future__ import annotations

from collections.abc import Iterable

from feedback.services import placements
from feedback.services.refusals import Refused
from feedback.vocabulary import Channel

#: More at once than the wards of a large hospital; beyond it somebody pasted the wrong list.
MOST_AT_ONCE = 50


def labels(one: str, several: str, *, channel: Channel, whole_place: bool) -> list[str]:
    """The label of each link to make: the line, and each line of the list, once.

    Raises Refused, naming what to mend; also, kindly and once, where a print would hang nobody knows where:
    `whole_place` says that one for the whole place is meant.
    """
    lines = _lines([one, *several.split("\n")])
    if any(len(line) > placements.MOST_LETTERS for line in lines):
        raise Refused("Keep each line under 200 letters.", "several")
    if len(lines) > MOST_AT_ONCE:
        raise Refused(f"These are {len(lines)} lines. Make at most {MOST_AT_ONCE} links at once.", "several")
    if not lines and channel in placements.HANGING and not whole_place:
        raise Refused("Say where exactly, or say that one for the whole place is enough.", "label")
    return lines or [""]


def _lines(typed: Iterable[str]) -> list[str]:
    """Without empty lines and without a second one of the same words."""
    found: dict[str, str] = {}
    for line in typed:
        words = " ".join(line.split())
        if words:
            found.setdefault(words.casefold(), words)
    return list(found.values())
