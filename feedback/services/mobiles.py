"""Whether a number is a mobile in the United Kingdom: the only ones that are texted, so that nobody earns by it."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

#: Kept free by Ofcom for stories: nobody's, and so the numbers of everybody invented.
_DRAMA = re.compile(r"\+447700900\d{3}")
_LONGEST = 40


def of(typed: str) -> str | None:
    """The number as +447..., however it was typed; None where it is no UK mobile."""
    try:
        number = phonenumbers.parse(typed[:_LONGEST], "GB")
    except NumberParseException:
        return None
    written: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if _DRAMA.fullmatch(written):
        return written
    british = number.country_code == 44 and phonenumbers.is_valid_number_for_region(number, "GB")
    return written if british and phonenumbers.number_type(number) == PhoneNumberType.MOBILE else None
