"""Promises of telephone numbers: whatever people type is understood, and what cannot be texted says why."""

from __future__ import annotations

import phonenumbers
import pytest

from feedback.services import phone_numbers
from feedback.services.phone_numbers import Kind

WRITTEN = [
    "07700900123", "07700 900123", "07700 900 123", "(07700) 900123", "07700-900-123", "07700.900.123",
    "+447700900123", "+44 7700 900123", "+44 (0)7700 900123", "+44(0) 7700 900 123", "+4407700900123",
    "00447700900123", "0044 (0)7700 900123", "447700900123", "4407700900123", "44 7700 900123", "7700900123",
    "7700 900123", "7700900123.0", "447700900123.00", "'07700900123", '="07700900123"', "tel:+447700900123",
    "Mob: 07700 900123", "mobile 07700900123", "T. 07700 900123", "\ufeff07700\u00a0900\u200b123\u202c",
    "\u202d+447700900123\u202c", "٠٧٧٠٠ ٩٠٠١٢٣", "۰۷۷۰۰۹۰۰۱۲۳", "০৭৭০০৯০০১২৩",
    "੦੭੭੦੦੯੦੦੧੨੩", "０７７００９００１２３", "＋４４７７００９００１２３",
    "07700–900–123", "  07700900123\t",
]  # fmt: skip


@pytest.mark.parametrize("typed", WRITTEN)
def test_a_mobile_is_understood_however_it_is_typed(typed: str) -> None:
    found = phone_numbers.read(typed)
    assert (found.kind, found.e164, found.tail) == (Kind.MOBILE, "+447700900123", "123")


def test_every_number_for_drama_is_a_mobile() -> None:
    for number in range(1_000):
        assert phone_numbers.read(f"07700900{number:03d}").e164 == f"+447700900{number:03d}"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", Kind.EMPTY), ("  \u200b ", Kind.EMPTY), ("020 7946 0958", Kind.LANDLINE),
        ("+44 161 496 0123", Kind.LANDLINE),
        ("01214960123", Kind.LANDLINE), ("03069990123", Kind.LANDLINE), ("+48 512 345 678", Kind.NOT_UK),
        ("0048512345678", Kind.NOT_UK), ("+1 212 555 0123", Kind.NOT_UK), ("+353 85 012 3456", Kind.NOT_UK),
        ("07640 123456", Kind.PAGER), ("070 1234 5678", Kind.COSTLY), ("0800 123 4567", Kind.COSTLY),
        ("0909 8790123", Kind.COSTLY), ("4.477E+11", Kind.SHORTENED), ("7.7009E+09", Kind.SHORTENED),
        ("4,477E+11", Kind.SHORTENED), ("07700 900123 / 07700 900456", Kind.SEVERAL),
        ("07700900123;07700900456", Kind.SEVERAL), ("07700900123 or 07700900456", Kind.SEVERAL),
        ("07700 900123 (daughter)", Kind.WORDS), ("ask mum", Kind.WORDS), ("none", Kind.WORDS),
        ("07700 90012", Kind.UNUSABLE), ("07700 9001234", Kind.UNUSABLE), ("123", Kind.UNUSABLE),
        ("00000000000", Kind.UNUSABLE),
        ("-", Kind.UNUSABLE), ("07700 900123 ext 4", Kind.WORDS), ("\ufffd formula", Kind.WORDS),
    ],
)  # fmt: skip
def test_what_cannot_be_texted_says_what_it_is(typed: str, kind: Kind) -> None:
    found = phone_numbers.read(typed)
    assert (found.kind, found.e164) == (kind, "")


@pytest.mark.parametrize("typed", ["07797 712345", "07781 123456", "07911 123456", "07624 123456"])
def test_the_islands_are_no_uk_mobiles(typed: str) -> None:
    assert phone_numbers.read(typed).kind is Kind.ISLANDS


def test_the_examples_of_the_library_are_what_it_says_they_are() -> None:
    kinds = {
        "MOBILE": Kind.MOBILE, "FIXED_LINE": Kind.LANDLINE, "PAGER": Kind.PAGER, "PERSONAL_NUMBER": Kind.COSTLY,
        "PREMIUM_RATE": Kind.COSTLY, "TOLL_FREE": Kind.COSTLY,
    }  # fmt: skip
    for name, kind in kinds.items():
        example = phonenumbers.example_number_for_type("GB", getattr(phonenumbers.PhoneNumberType, name))
        assert example is not None
        national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
        assert phone_numbers.read(national).kind is kind, national


@pytest.mark.parametrize("typed", ["943 476 5919", "9434765919", "401 023 2137", "999 000 0018"])
def test_an_nhs_number_is_told_from_a_telephone_number_and_none_of_it_is_kept(typed: str) -> None:
    found = phone_numbers.read(typed)
    assert (found.kind, found.tail) == (Kind.NHS_NUMBER, "")


def test_ten_digits_that_could_be_either_are_what_those_beside_them_are() -> None:
    either = next(
        text for text in (f"7700900{last:03d}" for last in range(1_000)) if phone_numbers.is_nhs_number(text)
    )
    assert phone_numbers.read(either).kind is Kind.MOBILE
    assert phone_numbers.read(either, beside_nhs_numbers=True).kind is Kind.NHS_NUMBER
    assert phone_numbers.read(f"{either[:3]} {either[3:6]} {either[6:]}").kind is Kind.NHS_NUMBER
    assert phone_numbers.read(f"0{either}", beside_nhs_numbers=True).kind is Kind.MOBILE


def test_a_landline_without_its_zero_is_never_taken_for_an_nhs_number() -> None:
    kinds = {phone_numbers.read(f"1214960{last:03d}").kind for last in range(1_000)}
    assert kinds == {Kind.LANDLINE}


def test_what_is_found_the_short_way_is_what_the_library_says() -> None:
    for at in range(0, 1_000_000, 337):
        national = f"7{at:06d}{at % 997:03d}"
        number = phonenumbers.parse(f"+44{national}", None)
        is_one = (
            phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
            and phonenumbers.region_code_for_number(number) == "GB"
        )
        drama = national.startswith("7700900")
        assert (phone_numbers.read(f"0{national}").kind is Kind.MOBILE) == (is_one or drama), national
