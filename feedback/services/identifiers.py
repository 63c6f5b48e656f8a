"""Identifiers: what in somebody's words looks as if it could tell who they are, or who they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from feedback.services import names


class Kind(StrEnum):
    """What a piece of text looks like."""

    NAME = "name"
    PHONE = "phone"
    POSTCODE = "postcode"
    NHS_NUMBER = "nhs-number"
    DATE = "date"
    EMAIL = "email"
    ADDRESS = "address"
    #: A hospital, account, passport or National Insurance number, or any long number.
    NUMBER = "number"
    #: A name on a social network, or the address of a page.
    HANDLE = "handle"


@dataclass(frozen=True)
class Found:
    """A piece of text, what it looks like, and where it stands."""

    kind: Kind
    text: str
    start: int = 0
    end: int = 0


_W = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff\u200c\u200d'’-]){0,24}"


def _any(part: str) -> str:
    """The words of a part of the data as one choice, the longest first, as they stand in a pattern."""
    words = {re.escape(word) for its in names.data()[part].values() for word in its}
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


@cache
def _patterns() -> dict[Kind, tuple[re.Pattern[str], ...]]:
    """What each kind looks like, once the digits of every script are 0 to 9; the first to claim a piece has it."""
    months, social, born = _any("months"), _any("social"), _any("born")
    described = {
        Kind.EMAIL: (r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+",),
        Kind.HANDLE: (
            r"(?<![\w.@])@[A-Za-z0-9_.]*[A-Za-z0-9_]",
            r"\b(?:https?://|www\.)\S+",
            rf"\b{social}\.(?:com|me)/\S+",
            rf"\b{social}\b(?: is|:| @| -)+ ?[\w.@-]{{3,30}}",
        ),
        Kind.NHS_NUMBER: (r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)",),
        Kind.PHONE: (r"(?<![\d+])(?:\+|00|\(?0)\d(?:[\s().-]{0,2}\d){7,13}(?!\d)",),
        Kind.POSTCODE: (r"\b[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2}\b",),
        Kind.DATE: (
            r"(?<!\d)\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}(?!\d)",
            r"(?<!\d)(?:\d{4} ?年 ?)?\d{1,2} ?月 ?\d{1,2} ?[日号號]",
            rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?{months}(?![^\W\d_])(?:,?\s+(?:de\s+)?\d{{4}})?",
            rf"(?<![^\W\d_]){months}\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\w)(?:,?\s+\d{{4}})?",
            rf"(?<![^\W\d_]){born}(?: in| on| w)?\W{{0,3}}\d{{4}}(?!\d)",
        ),
        Kind.ADDRESS: (
            rf"(?<![\d£$€.,])\d{{1,4}}[A-Za-z]?,?\s+(?:{_W}\s+){{1,3}}?{_any('streets')}(?!\w)",
            rf"(?<![^\W\d_]){_any('doors')}\.?\s*(?:{_W}\s+){{0,3}}?\d{{1,4}}[A-Za-z]?(?![\w])",
            rf"(?<![^\W\d_]){_any('before-a-street')}\s*{_W}(?:\s+{_W})?\s+\d{{1,4}}\w?(?:/\d+)?",
            r"\d{1,4}\s?[号號](?:楼|樓|室|院)?",
        ),
        Kind.NUMBER: (
            r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b",
            rf"(?<![^\W\d_]){_any('numbered')}(?:['’]?s)?(?:\s+(?:no|number|num|id))?\.?(?:\s+(?:is|was|to|ہے|هو|হল))?"
            r"[\s:#]*[A-Z]{0,4}[-\s]?\d[\d\s/-]{3,}\d",
            r"\b[A-Z]{1,3}[-/]?\d{5,}\b",
            r"(?<!\d)\d(?:[ -]?\d){7,}(?!\d)",
            r"(?<![\d£$€.,])\d{6,}(?!\d)",
        ),
    }  # fmt: skip
    return {kind: tuple(re.compile(each, re.IGNORECASE) for each in its) for kind, its in described.items()}


def find(text: str) -> list[Found]:
    """Everything that looks like an identifier, in the order it stands there; each piece once."""
    found: list[Found] = []
    for kind, start, end in _claims(text):
        if all(end <= one.start or start >= one.end for one in found):
            found.append(Found(kind, text[start:end], start, end))
    return sorted(found, key=lambda one: one.start)


def _claims(text: str) -> Iterator[tuple[Kind, int, int]]:
    # One sign for one: what is found in the digits we read stands at the same place in those people wrote.
    plain = "".join(str(int(each)) if each.isdecimal() else each for each in text)
    for kind, patterns in _patterns().items():
        for pattern in patterns:
            for match in pattern.finditer(plain):
                if kind is not Kind.NHS_NUMBER or is_nhs_number(match.group()):
                    yield kind, *match.span()
    for start, end in names.spans(text):
        yield Kind.NAME, start, end


def is_nhs_number(text: str) -> bool:
    """Whether the ten digits in a text end with the right check digit (NHS Data Dictionary: modulus 11)."""
    digits = [int(each) for each in text if each.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and digits[9] == check % 11
