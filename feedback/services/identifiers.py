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


_STREETS = (
    r"Street|Str|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Dr|Way|Court|Ct|Crescent|Cres|Terrace|Gardens|Gdns|Place|Square"
    r"|Grove|Hill|Park|Walk|Row|View|Mews|House|Green|Rise|Parade|Mansions|Heights|Villas|Estate"
    r"|سٹریٹ|اسٹریٹ|روڈ|گلی|شارع|خیابان|کوچه|রোড|স্ট্রিট|সড়ক|ਰੋਡ|ਸਟ੍ਰੀਟ|રોડ|સ્ટ્રીટ|தெரு|சாலை|路|街|道"
)
_W = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff\u200c\u200d'’-]){0,24}"
#: Words of many languages that a number of somebody follows.
_NUMBERED = (
    "hospital|patient|account|acct|case|reference|ref|unit|mrn|policy|passport|insurance|sort code|pesel|record|student"
    "|membership|booking|claim|crn|numer|nr|konta|karty|număr|número|numero|numéro|lambarka|numara|rhif|номер"
    "|رقم|نمبر|شماره|ژمارە|শুমার|নম্বর|নাম্বার|নং|ਨੰਬਰ|નંબર|எண்|号码|號碼|编号|編號"
)


@cache
def _patterns() -> dict[Kind, tuple[re.Pattern[str], ...]]:
    """What each kind looks like, once the digits of every script are 0 to 9; the first to claim a piece has it."""
    months = "|".join(
        sorted(
            {re.escape(month) for its in names.data()["months"].values() for month in its},
            key=len,
            reverse=True,
        )
    )
    return {
        Kind.EMAIL: (re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+"),),
        Kind.HANDLE: (
            re.compile(r"(?<![\w.@])@[A-Za-z0-9_.]*[A-Za-z0-9_]"),
            re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE),
            re.compile(r"\b(?:facebook|fb|instagram|twitter|tiktok|snapchat|linkedin|t|wa)\.(?:com|me)/\S+", re.IGNORECASE),
            re.compile(r"\b(?:insta(?:gram)?|snapchat|snap|tiktok|twitter|facebook|telegram)\b(?: is|:| @| -)+ ?[\w.@-]{3,30}", re.IGNORECASE),
        ),
        Kind.NHS_NUMBER: (re.compile(r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)"),),
        Kind.PHONE: (re.compile(r"(?<![\d+])(?:\+|00|\(?0)\d(?:[\s().-]{0,2}\d){7,13}(?!\d)"),),
        Kind.POSTCODE: (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2}\b", re.IGNORECASE),),
        Kind.DATE: (
            re.compile(r"(?<!\d)\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}(?!\d)"),
            re.compile(r"(?<!\d)(?:\d{4} ?年 ?)?\d{1,2} ?月 ?\d{1,2} ?[日号號]"),
            re.compile(
                rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?(?:{months})(?![^\W\d_])"
                rf"(?:,?\s+(?:de\s+)?\d{{4}})?|(?<![^\W\d_])(?:{months})\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\w)(?:,?\s+\d{{4}})?",
                re.IGNORECASE,
            ),
            re.compile(r"\b(?:born(?: in| on)?|dob:?|d\.o\.b\.?:?|date of birth:?|ur\.|urodzon\w+(?: w)?)\s+\d{4}\b", re.IGNORECASE),
            re.compile(r"(?:مواليد|ولدت|پیدائش|تولد|জন্ম)\D{0,12}\d{4}(?!\d)"),
        ),
        Kind.ADDRESS: (
            re.compile(rf"(?<![\d£$€.,])\d{{1,4}}[A-Za-z]?,?\s+(?:{_W}\s+){{1,3}}?(?:{_STREETS})(?!\w)", re.IGNORECASE),
            re.compile(r"\b(?:flat|apartment|apt|unit|room no|house(?: number| no)?|door(?: number)?)\.?\s+\d{1,4}[A-Za-z]?\b", re.IGNORECASE),
            re.compile(rf"\b(?:ul\.|ulic[aąyę]|al\.|os\.|osiedl[eu]|str\.|strada|rua|calle|via|вул\.|вулиц[яіюу])\s*{_W}(?:\s+{_W})?\s+\d{{1,4}}\w?(?:/\d+)?", re.IGNORECASE),
            re.compile(rf"\b(?:przy|on|at)\s+(?:{_W}\s+){{1,2}}\d{{1,4}}(?:/\d+)"),
            re.compile(rf"(?:شارع|خیابان|گلی نمبر|گلی|مکان نمبر|گھر نمبر|منزل رقم|بيت رقم|بناية|شقة رقم|شقة|فلیٹ نمبر|فلیٹ|পبাড়ি|বাড়ি নম্বর|বাড়ি নং|বাসা নম্বর|বাসা নং|ফ্ল্যাট|রোড নম্বর|ਮਕਾਨ ਨੰਬਰ|ઘર નંબર|வீட்டு எண்)\s*(?:{_W}\s+){{0,3}}?\d{{1,4}}(?!\d)"),
            re.compile(r"\d{1,4}\s?[号號](?:楼|樓|室|院)?"),
        ),
        Kind.NUMBER: (
            re.compile(r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.IGNORECASE),
            re.compile(rf"(?<![^\W\d_])(?:{_NUMBERED})(?:['’]?s)?(?:\s+(?:no|number|num|id))?\.?(?:\s+(?:is|was|to|ہے|هو|হল))?[\s:#]*[A-Z]{{0,4}}[-\s]?\d[\d\s/-]{{3,}}\d", re.IGNORECASE),
            re.compile(r"\b[A-Z]{1,3}[-/]?\d{5,}\b"),
            re.compile(r"(?<!\d)\d(?:[ -]?\d){7,}(?!\d)"),
            re.compile(r"(?<![\d£$€.,])\d{6,}(?!\d)"),
        ),
    }  # fmt: skip


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
