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
        ("MRS O'Neill helped", "name: MRS O'Neill"),
        ("Dr محمد was kind", "name: Dr محمد"),
        ("ring 01632 960 001 please", "phone: 01632 960 001"),
        ("ring 07700 900123", "phone: 07700 900123"),
        ("ring +44 7700 900 123 now", "phone: +44 7700 900 123"),
        ("ring (01632) 960001", "phone: (01632) 960001"),
        ("ring ٠١٦٣٢ ٩٦٠ ٠٠١", "phone: ٠١٦٣٢ ٩٦٠ ٠٠١"),
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
        ("my name is tom hardy", "name: tom"),
        ("thank you fatima", "name: fatima"),
        ("A lady, Sarah Okonjo, came", "name: Sarah Okonjo"),
        ("we were told that Wendy knew", "name: Wendy"),
        ("nazywam się Zenon Wilk", "name: Zenon Wilk"),
        ("pielęgniarka pani Nowakowa", "name: Nowakowa"),
        ("میرا نام رضیہ ہے", "name: رضیہ"),
        ("نرس شبانہ نے مدد کی", "name: نرس شبانہ"),
        ("اسمي هيثم", "name: هيثم"),
        ("شكرا وفاطمة", "name: وفاطمة"),
        ("আমার নাম দিলরুবা", "name: দিলরুবা"),
        ("রহিমাকে বলেছি", "name: রহিমাকে"),
        ("我叫陈小明。", "name: 陈小明"),
        ("王医生很好", "name: 王医生"),
        ("I live at 12 High Street", "address: 12 High Street"),
        ("in flat 4b", "address: flat 4b"),
        ("mieszkam na ul. Długiej 7/3", "address: ul. Długiej 7/3"),
        ("ms. 7 شارع النور 12 ", "address: شارع النور 12"),
        ("my hospital number is K123456", "number: hospital number is K123456"),
        ("رقم الملف 4456721", "number: 4456721"),
        ("NI QQ 12 34 56 C", "number: QQ 12 34 56 C"),
        ("find me @jo_bloggs", "handle: @jo_bloggs"),
        ("born 1950", "date: born 1950"),
        ("ur. 12 marca 1950", "date: 12 marca 1950"),
        ("١٢ مارس ١٩٥٠", "date: ١٢ مارس ١٩٥٠"),
        ("১২ মার্চ ১৯৫০", "date: ১২ মার্চ ১৯৫০"),
    ],
)
def test_each_kind_is_found(text: str, expected: str) -> None:
    assert kinds(text) == ([expected] if expected else [])


@pytest.mark.parametrize(
    "text",
    ["", "The nurse was kind", "My sister helped me", "I waited 3 hours on 2 wards", "May I say thank you",
     "the 7 pm round", "They asked 10 people 12 times", "In March it was cold", "a doctor told me", "mr. nobody",
     "On Monday the NHS was great", "I waited from 8.30 to 12.15", "Thank you God", "it cost £120000",
     "Bardzo dziękuję", "الدكتور كان لطيفا", "ڈاکٹر نے مدد کی", "ডাক্তার খুব ভালো", "医生很好", "We speak Urdu at home"],
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


def test_each_piece_says_where_it_stands() -> None:
    text = "On 3 March Nurse Patel rang ٠١٦٣٢ ٩٦٠ ٠٠١"
    assert [text[one.start : one.end] for one in identifiers.find(text)] == [
        one.text for one in identifiers.find(text)
    ]
    assert len(identifiers.find(text)) == 3
