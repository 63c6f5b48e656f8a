"""Whether a question that a reader found can be asked here, and within which numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from surveys.definition import Kind
from surveys.formats import wording
from surveys.formats.found import FoundItem
from surveys.formats.source_words import Words

#: So many questions are taken of one file; somebody who answers more has left long before.
MOST_ITEMS, MOST_OPTIONS, MOST_STEPS = 500, 250, 100
#: Kinds that offer answers to choose from.
CHOSEN = (Kind.STATEMENT, Kind.RATING, Kind.YES_NO, Kind.ONE, Kind.MANY)


def refusal(item: FoundItem, words: Words, taken: int) -> str | None:
    """Why it cannot be asked beside so many that were `taken`; empty where its reader said so, None where it can."""
    number = len(item.options)
    if item.kind is None:
        return "" if item.why else "This kind of question is not asked here."
    if taken >= MOST_ITEMS:
        return f"The file has more than {MOST_ITEMS} questions; this is one too many."
    if any(wording.runs(text) for text in _every_text(item)):
        return "Its words hold a script."
    if not any(words.plain(text) for text in item.said.values()):
        return "It has no words to ask."
    if item.kind in CHOSEN and number < 2:
        return f"It has {number or 'no'} answer{'' if number == 1 else 's'} to choose from; two are needed."
    if number > MOST_OPTIONS:
        return f"It has {number} answers; the most is {MOST_OPTIONS}."
    return None


def _every_text(item: FoundItem) -> Iterable[str]:
    yield from item.said.values()
    yield from item.help.values()
    for option in item.options:
        yield from option.said.values()


def measured(item: FoundItem, why: list[str]) -> dict[str, Any]:
    """The numbers an answer may have, as a definition says them; what cannot be kept is added to `why`."""
    low, high = item.minimum, item.maximum
    if item.kind is Kind.SCALE and (low is None or high is None or not 0 < high - low <= MOST_STEPS):
        why.append("The scale has no two ends that can be shown; a number is asked instead.")
        return {"kind": Kind.NUMBER}
    if item.kind in (Kind.NUMBER, Kind.SCALE):
        if low is not None and high is not None and high <= low:
            why.append("Its lowest and highest number contradict each other; neither is kept.")
            return {}
        return {name: n for name, n in (("minimum", low), ("maximum", high)) if n is not None}
    longest = item.maximum_length
    if longest is not None and item.kind in (Kind.SHORT_TEXT, Kind.COMMENT):
        return {"maximum-length": max(1, min(longest, 5000))}
    return {}
