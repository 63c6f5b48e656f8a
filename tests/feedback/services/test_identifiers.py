"""Promise of the identifiers: what looks like a name, a number, a day or an address is pointed out, once."""

from __future__ import annotations

import pytest

from feedback.services import identifiers
from feedback.services.identifiers import Kind


def kinds(text: str) -> list[str]:
    return [f"{one.kind}: {one.text}" for one in identifiers.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nurse Patel was kind", "name: Nurse Patel"),
        ("I saw Dr. Ahmed today", "name: Dr. Ahmed"),
        ("MRS O'Neill helped", "name: MRS O"),
        ("Dr محمد was kind", "name: Dr محمد"),
        ("ring 01632 960 001 please", "phone: 01632 960 001"),
        ("ring 07700 900123", "phone: 07700 900123"),
        ("ring +44 7700 900 123 now", "phone: +44 7700 900 123"),
        ("ring (01632) 960001", "phone: (01632) 960001"),
        ("ring ٠١٦٣٢ ٩٦٠ ٠٠١", ""),
        ("I live at SW1A 1AA", "postcode: SW1A 1AA"),
        ("near m1 1ae", "postcode: m1 1ae"),
        ("my number is 943 476 5919", "nhs-number: 943 476 5919"),
        ("my number is 9434765919", "nhs-number: 9434765919"),
        ("on 03/04/2026", "date: 03/04/2026"),
        ("on 2026-04-03 at noon", "date: 2026-04-03"),
        ("on 3rd of April", "date: 3rd of April"),
        ("on 3 April 2026", "date: 3 April 2026"),
        ("since March 3rd", "date: March 3rd"),
        ("write to ana.b@example.nhs.uk.", "email: ana.b@example.nhs.uk"),
    ],
)
def test_each_kind_is_found(text: str, expected: str) -> None:
    assert kinds(text) == ([expected] if expected else [])


@pytest.mark.parametrize(
    "text",
    ["", "The nurse was kind", "My sister helped me", "I waited 3 hours on 2 wards", "May I say thank you",
     "the 7 pm round", "They asked 10 people 12 times", "In March it was cold", "a doctor told me", "mr. nobody"],
)  # fmt: skip
def test_plain_words_are_left_alone(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("number", "right"),
    [("943 476 5919", True), ("9434765919", True), ("943-476-5919", True), ("943 476 5918", False), ("123", False),
     ("401 023 2137", True), ("987 654 3210", True), ("0000000000", True), ("12345678901", False)],
)  # fmt: skip
def test_an_nhs_number_ends_with_its_check_digit(number: str, right: bool) -> None:
    assert identifiers.is_nhs_number(number) is right


def test_ten_digits_without_the_check_digit_are_no_nhs_number() -> None:
    assert Kind.NHS_NUMBER not in {one.kind for one in identifiers.find("order 943 476 5918")}


def test_several_are_told_in_the_order_they_stand_there() -> None:
    told = identifiers.find("On 3 March Nurse Patel rang 01632 960 001 and wrote to a@b.example")
    assert [one.kind for one in told] == [Kind.DATE, Kind.NAME, Kind.PHONE, Kind.EMAIL]


def test_a_long_text_is_read_at_once() -> None:
    for text in ("0" * 5000, "a@" * 2500, "Dr " * 1700, "1/" * 2500, "A1 " * 1700):
        identifiers.find(text)
