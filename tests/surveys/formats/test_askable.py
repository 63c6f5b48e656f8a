"""Promises of what can be asked: whatever cannot is refused with a reason a person understands, and bounds hold."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.definition import Kind
from surveys.formats import askable
from surveys.formats.found import FoundItem, FoundOption, FoundSurvey
from surveys.formats.source_words import Words

WORDS = Words(FoundSurvey("a file", {"en": "A survey"}))


def found(kind: Kind | None = Kind.COMMENT, **more: Any) -> FoundItem:
    return FoundItem("q1", "row 1", kind, **{"said": {"en": "How was it?"}, **more})


def answers(number: int) -> list[FoundOption]:
    return [FoundOption(str(one), {"en": f"Answer {one}"}) for one in range(number)]


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (found(None), "This kind of question is not asked here."),
        (found(None, why=["It draws a map."]), ""),
        (found(said={}), "It has no words to ask."),
        (found(said={"en": "<b></b>"}), "It has no words to ask."),
        (found(help={"cy": "<script>go()</script>"}), "Its words hold a script."),
        (found(Kind.ONE), "It has no answers to choose from; two are needed."),
        (found(Kind.ONE, options=answers(1)), "It has 1 answer to choose from; two are needed."),
        (found(Kind.MANY, options=answers(251)), "It has 251 answers; the most is 250."),
    ],
)
def test_what_cannot_be_asked_says_why(item: FoundItem, told: str) -> None:
    assert askable.refusal(item, WORDS, 0) == told


@pytest.mark.parametrize(
    "item", [found(), found(Kind.ONE, options=answers(2)), found(Kind.MANY, options=answers(250))]
)
def test_what_can_be_asked_is_refused_once_the_file_is_full(item: FoundItem) -> None:
    assert askable.refusal(item, WORDS, askable.MOST_ITEMS - 1) is None
    assert askable.refusal(item, WORDS, askable.MOST_ITEMS) == (
        "The file has more than 500 questions; this is one too many."
    )


@pytest.mark.parametrize(
    ("item", "kept", "changed"),
    [
        (found(Kind.SCALE, minimum=0, maximum=10), {"minimum": 0, "maximum": 10}, 0),
        (found(Kind.SCALE, minimum=0), {"kind": Kind.NUMBER}, 1),
        (found(Kind.SCALE, minimum=0, maximum=101), {"kind": Kind.NUMBER}, 1),
        (found(Kind.NUMBER, minimum=5), {"minimum": 5}, 0),
        (found(Kind.NUMBER, minimum=5, maximum=5), {}, 1),
        (found(Kind.SHORT_TEXT, maximum_length=0), {"maximum-length": 1}, 0),
        (found(Kind.COMMENT, maximum_length=9_999), {"maximum-length": 5_000}, 0),
        (found(Kind.ONE, maximum_length=10), {}, 0),
    ],
)  # fmt: skip
def test_numbers_that_can_be_kept_are_and_every_change_has_a_reason(
    item: FoundItem, kept: dict[str, Any], changed: int
) -> None:
    why: list[str] = []
    assert askable.measured(item, why) == kept and len(why) == changed
