"""Asking by text message: which questions can be texted, in which order, and as which numbered choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from surveys.definition import Definition, Item, Kind
from surveys.reading import decline_option
from surveys.routing import asked
from surveys.texts import option_key


class Way(StrEnum):
    """How a kind of question is answered in a text."""

    ONE = "one"
    SEVERAL = "several"
    STEP = "step"
    NUMBER = "number"
    WORDS = "words"


class Reason(StrEnum):
    """Why a question is not texted."""

    KIND = "kind"
    SENSITIVE = "sensitive"
    NO_READER = "no-reader"
    TOO_LONG = "too-long"


#: Every kind that can be texted. A postcode is not: here it becomes a fifth of deprivation at once, but as a text it
#: would stay on a phone and with two telephone companies.
WAYS: dict[Kind, Way] = {
    Kind.STATEMENT: Way.ONE, Kind.RATING: Way.ONE, Kind.YES_NO: Way.ONE, Kind.ONE: Way.ONE, Kind.MANY: Way.SEVERAL,
    Kind.SCALE: Way.STEP, Kind.NUMBER: Way.NUMBER, Kind.SHORT_TEXT: Way.WORDS, Kind.COMMENT: Way.WORDS,
}  # fmt: skip
#: The only questions about the person that are texted: texts lie open on a phone. Any other is held to be sensitive,
#: one that an organisation wrote itself too.
HARMLESS = frozenset({"role", "answered-by", "helper", "age-band", "carer"})
#: The questions of the shipped block that are never texted, also where a survey asks them in another place.
SENSITIVE = frozenset(
    {
        "sex", "gender-identity", "ethnic-group", "ethnic-group-detail", "disability", "impairment", "religion",
        "sexual-orientation", "pregnancy", "main-language", "english-proficiency", "health-literacy", "inclusion",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One numbered answer: its key, its words in a language, and the age from which a band of ages counts."""

    key: str
    text: str
    age_from: int | None = None


def why_not(item: Item, *, comments: bool = True) -> Reason | None:
    """Why a question is not texted; None where it is. Without `comments` nobody would read free text."""
    if item.key in SENSITIVE or (item.group and item.key not in HARMLESS):
        return Reason.SENSITIVE
    if item.kind not in WAYS:
        return Reason.KIND
    if item.kind is Kind.COMMENT and not comments:
        return Reason.NO_READER
    return None


def items(
    definition: Definition,
    answers: Mapping[str, Any],
    *,
    easy: bool = False,
    comments: bool = True,
    left_out: frozenset[str] = frozenset(),
) -> list[Item]:
    """The questions that are texted to somebody who answered so, in the order of the page.

    `left_out` are those whose text would be too long in this language.
    """
    return [
        item
        for item in asked(definition, answers, easy=easy)
        if why_not(item, comments=comments) is None and item.key not in left_out
    ]


def choices(item: Item, texts: Mapping[str, str], answers: Mapping[str, Any]) -> list[Choice]:
    """The numbered answers in published order, the way to decline last; none where a number or words are wanted.

    Where options belong to an answer that was given before, only its own are offered.
    """
    above = answers.get(item.parent_item) if item.parent_item else None
    offered = [one for one in item.options if above is None or one.parent in (None, above)]
    if item.group:
        offered.append(decline_option())
    return [Choice(one.key, texts.get(option_key(item, one), one.text), one.age_from) for one in offered]
