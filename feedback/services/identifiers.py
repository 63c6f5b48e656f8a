"""Identifiers: what in somebody's words looks as if it could tell who they are, or who they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a piece of text looks like."""

    NAME = "name"
    PHONE = "phone"
    POSTCODE = "postcode"
    NHS_NUMBER = "nhs-number"
    DATE = "date"
    EMAIL = "email"


@dataclass(frozen=True)
class Found:
    """A piece of text, and what it looks like."""

    kind: Kind
    text: str


_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Nurse|Sister|Matron|Sir|Dame|Lady|Lord|Rev|Reverend|Imam|Rabbi"
#: A name begins with a letter that has no small form in many scripts, so only a small Latin letter rules it out.
_PATTERNS: dict[Kind, re.Pattern[str]] = {
    Kind.EMAIL: re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+"),
    Kind.NHS_NUMBER: re.compile(r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)"),
    Kind.PHONE: re.compile(r"(?<![\d+])(?:\+|00|\(?0)\d(?:[\s().-]{0,2}\d){7,13}(?!\d)"),
    Kind.POSTCODE: re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2}\b", re.IGNORECASE),
    Kind.DATE: re.compile(
        rf"(?<!\d)(?:\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}(?!\d)"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b(?:\s+\d{{4}})?)"
        rf"|\b(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)",
        re.IGNORECASE,
    ),
    Kind.NAME: re.compile(rf"\b(?:(?:{_TITLES})|(?:{_TITLES.upper()}))\b\.?\s+(?![a-z])\w+"),
}


def find(text: str) -> list[Found]:
    """Everything that looks like an identifier, in the order it stands there; each piece once."""
    found: list[tuple[int, Found]] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in _PATTERNS.items():
        for start, end in _matches(kind, pattern, text):
            if all(end <= first or start >= last for first, last in taken):
                taken.append((start, end))
                found.append((start, Found(kind, text[start:end])))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _matches(kind: Kind, pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        if kind is not Kind.NHS_NUMBER or is_nhs_number(match.group()):
            yield match.span()


def is_nhs_number(text: str) -> bool:
    """Whether the ten digits in a text end with the right check digit (NHS Data Dictionary: modulus 11)."""
    digits = [int(each) for each in text if each.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and digits[9] == check % 11
