"""Telephone numbers however people type them: which can be texted, and why another one cannot."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from feedback.services import identifiers

if TYPE_CHECKING:
    from collections.abc import Mapping

# The library of telephone numbers takes a while to load, and few processes ever read one: it is imported where it is
# used.


class Kind(StrEnum):
    """What a cell holds, where a number to text was wanted."""

    MOBILE = "mobile"
    EMPTY = "no-number"
    LANDLINE = "landline"
    NOT_UK = "not-uk"
    #: Jersey, Guernsey and the Isle of Man begin with +44 and are other networks at other prices.
    ISLANDS = "islands"
    #: 070, premium, shared cost and freephone numbers.
    COSTLY = "costly"
    PAGER = "pager"
    NHS_NUMBER = "nhs-number"
    #: A spreadsheet wrote 4.477E+11: the last digits are gone.
    SHORTENED = "shortened"
    SEVERAL = "several-numbers"
    #: Something besides a number, such as whose it is.
    WORDS = "words"
    UNUSABLE = "unusable"


@dataclass(frozen=True)
class Number:
    """What was made of a cell: `e164` is there for a mobile that can be texted, and for nothing else."""

    kind: Kind
    e164: str = ""
    #: The last three digits that were typed, so that staff find the line; empty for what is no telephone number.
    tail: str = ""


#: Ofcom's numbers for drama are nobody's, and are the ones that invented people have.
_DRAMA = re.compile(r"\+447700900\d{3}")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_LABEL = re.compile(r"^(?:(?:mobile|mob|telephone|tel|phone|cell|number|no|m|t)\b[.:]*\s*)+", re.IGNORECASE)
_SHAPE = re.compile(r"\+?[\d\s().\-/]+")
_SEVERAL = re.compile(r"\s*(?:[;,|/&\n]|\bor\b|\band\b)\s*", re.IGNORECASE)
#: What a spreadsheet puts around a number to keep its zeros, and decimals that it made up.
_QUOTED = re.compile(r"^=?\s*[\"'](.*?)[\"']?$")
_DECIMALS = re.compile(r"^(\+?\d{9,})[.,]0+$")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-") | {"＋": "+", "（": "(", "）": ")"})
_NHS_BEGINS = ("4", "6", "7", "9")
_ISLANDS = ("JE", "GG", "IM")


def read(typed: str, *, beside_nhs_numbers: bool = False) -> Number:
    """The number that somebody typed, as `+447...`, or why it cannot be texted.

    Ten digits that begin with 7 may be a mobile without its zero or an NHS number whose check digit is right by
    chance or by law: they are a mobile, unless they stand `beside_nhs_numbers` or are parted as those are.
    """
    text = plain(typed)
    if not text:
        return Number(Kind.EMPTY)
    if _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        return Number(Kind.SHORTENED)
    text = _LABEL.sub("", text)
    text = _DECIMALS.sub(r"\1", text)
    digits = re.sub(r"\D", "", text)
    tail = digits[-3:] if len(digits) > 5 else ""
    if _several(text):
        return Number(Kind.SEVERAL)
    if not digits:
        return Number(Kind.WORDS if any(each.isalpha() for each in text) else Kind.UNUSABLE)
    if not _SHAPE.fullmatch(text):
        return Number(Kind.WORDS, tail=tail)
    if is_nhs_number(text) and (beside_nhs_numbers or not could_be_mobile(text) or _parted(text)):
        return Number(Kind.NHS_NUMBER)
    return _of(text, digits, tail)


def mobile(typed: str) -> str | None:
    """The number as +447..., however it was typed; None where it is no UK mobile, which is all that is texted."""
    return read(typed).e164 or None


def national(number: str) -> str:
    """A number as people in the United Kingdom write it, such as 07700 900123; as it is where it is none of theirs."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return number
    if parsed.country_code != 44 or not number.startswith(("+", "0", "44")):
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def plain(typed: str) -> str:
    """A cell without what nobody sees, in the digits 0 to 9, and without what a spreadsheet put around it."""
    kept = []
    for each in unicodedata.normalize("NFC", typed[:200]).translate(_DASHES):
        category = unicodedata.category(each)
        if each.isdecimal():
            kept.append(str(unicodedata.decimal(each)))
        elif category == "Zs":
            kept.append(" ")
        elif category not in ("Cf", "Mn", "Me") and (category != "Cc" or each in "\n\t"):
            kept.append(each)
    text = "".join(kept).strip()
    if quoted := _QUOTED.match(text):
        text = quoted[1].strip()
    text = text.lstrip("'").strip()
    return text.removeprefix("tel:").removeprefix("TEL:").strip()


def is_nhs_number(text: str) -> bool:
    """Whether a cell holds ten digits whose check digit is that of an NHS number, in the ranges that were given out.

    Landlines that lost their zero begin with 1, 2 or 3, where one in eleven would have such a digit by chance.
    """
    return text.lstrip().startswith(_NHS_BEGINS) and identifiers.is_nhs_number(text)


def could_be_mobile(text: str) -> bool:
    """Whether ten digits without their zero would be a mobile."""
    return _of(text, re.sub(r"\D", "", text), "").kind is Kind.MOBILE


def _parted(text: str) -> bool:
    """Whether ten digits stand as NHS numbers are written: three, three and four."""
    return re.fullmatch(r"\d{3}[ -]\d{3}[ -]\d{4}", text.strip()) is not None


def _several(text: str) -> bool:
    parts = [part for part in _SEVERAL.split(text) if len(re.sub(r"\D", "", part)) >= 9]
    return len(parts) > 1


def _of(text: str, digits: str, tail: str) -> Number:
    international = _international(text, digits)
    if _is_mobile(international):
        return Number(Kind.MOBILE, international, tail)
    return _other(international, tail)


@cache
def _kinds() -> Mapping[int, Kind]:
    """What the library's kinds of numbers are here."""
    from phonenumbers import PhoneNumberType

    return {
        PhoneNumberType.MOBILE: Kind.MOBILE, PhoneNumberType.FIXED_LINE: Kind.LANDLINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE: Kind.LANDLINE, PhoneNumberType.VOIP: Kind.LANDLINE,
        PhoneNumberType.UAN: Kind.LANDLINE, PhoneNumberType.PAGER: Kind.PAGER,
        PhoneNumberType.PREMIUM_RATE: Kind.COSTLY, PhoneNumberType.SHARED_COST: Kind.COSTLY,
        PhoneNumberType.TOLL_FREE: Kind.COSTLY, PhoneNumberType.PERSONAL_NUMBER: Kind.COSTLY,
    }  # fmt: skip


@cache
def _mobiles() -> re.Pattern[str]:
    """The mobiles of Great Britain and Northern Ireland, as the library's own table says."""
    import phonenumbers

    known = phonenumbers.PhoneMetadata.metadata_for_region("GB")
    if known is None or known.mobile is None or known.mobile.national_number_pattern is None:
        raise LookupError("the library of telephone numbers knows no mobiles of the United Kingdom")
    return re.compile(known.mobile.national_number_pattern)


def _is_mobile(international: str) -> bool:
    """What nearly every line of a list is, found without asking for everything else that it might be."""
    national = international.removeprefix("+44")
    return len(national) == 10 and national != international and _mobiles().fullmatch(national) is not None


def _other(international: str, tail: str) -> Number:
    import phonenumbers

    try:
        number = phonenumbers.parse(international, None)
    except phonenumbers.NumberParseException:
        return Number(Kind.UNUSABLE, tail=tail)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if _DRAMA.fullmatch(e164):
        return Number(Kind.MOBILE, e164, tail)
    if number.country_code != 44:
        foreign = phonenumbers.is_possible_number(number)
        return Number(Kind.NOT_UK if foreign else Kind.UNUSABLE, tail=tail)
    if not phonenumbers.is_valid_number(number):
        return Number(Kind.UNUSABLE, tail=tail)
    kind = _kinds().get(phonenumbers.number_type(number), Kind.UNUSABLE)
    if kind is Kind.MOBILE and phonenumbers.region_code_for_number(number) in _ISLANDS:
        kind = Kind.ISLANDS
    return Number(kind, e164 if kind is Kind.MOBILE else "", tail)


def _international(text: str, digits: str) -> str:
    """The digits with the plus of somewhere; the ways in which +44 is written are one. Empty for none."""
    if text.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        # +44 (0)7700 900123, and +44 before a number that kept its zero.
        return "+44" + digits[2:].lstrip("0") if digits.startswith("44") else f"+{digits}"
    if digits.startswith("0"):
        return f"+44{digits[1:]}"
    if digits.startswith("44") and len(digits) in (12, 13):
        return "+44" + digits[2:].removeprefix("0")
    # A spreadsheet took the zero away.
    return f"+44{digits}" if len(digits) in (9, 10) else ""
