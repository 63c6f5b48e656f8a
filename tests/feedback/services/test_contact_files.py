"""Promises of files of contacts: any usual coding, separator and heading is read; what cannot be says what to do."""

from __future__ import annotations

import pytest

from feedback.services import contact_files
from feedback.services.refusals import Refused
from tests.feedback.invented_campaigns import sheet

ROWS = [
    ("Patient mobile number", "Preferred Language", "Forename", "Information needs"),
    ("07700 900001", "Polish", "Łucja", "Large print"),
    ("07700 900002", "Urdu", "بلال", ""),
]


def text(separator: str = ",") -> str:
    return "\r\n".join(separator.join(row) for row in ROWS)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_usual_separator_and_coding_is_read(separator: str, coding: str) -> None:
    found = contact_files.read(text(separator).encode(coding))
    assert [(one.line, one.address, one.language, one.name, one.format) for one in found.lines] == [
        (2, *ROWS[1]),
        (3, *ROWS[2]),
    ]
    assert found.remarks == []


def test_a_list_in_an_older_coding_is_read_and_says_so() -> None:
    found = contact_files.read("mobile;name\n07700 900001;Zoë".encode("cp1252"))
    assert found.lines[0].name == "Zoë"
    assert "CSV UTF-8" in found.remarks[0]


def test_a_spreadsheet_is_read_with_numbers_as_numbers_and_as_text() -> None:
    rows = [
        *ROWS,
        (7700900003, "English", "Ada", None),
        ('="07700900004"', "", "", ""),
        ("=A1+1", "", "", ""),
    ]
    found = contact_files.read(sheet([(), *rows]))
    assert [one.line for one in found.lines] == [3, 4, 5, 6, 7]
    assert [one.address for one in found.lines[2:4]] == ["7700900003", "07700900004"]
    assert found.lines[4].address == "\ufffd formula"


def test_a_cell_that_goes_on_in_the_next_line_keeps_the_lines_right() -> None:
    found = contact_files.read(b'mobile,name\n07700900001,"Ada\nof the ward"\n\n07700900002,Bob\n')
    assert [(one.line, one.name) for one in found.lines] == [(2, "Ada of the ward"), (5, "Bob")]


def test_a_first_line_that_names_the_separator_is_no_heading() -> None:
    found = contact_files.read(b"sep=;\nmobile;name\n07700900001;Ada\n")
    assert [(one.line, one.address) for one in found.lines] == [(3, "07700900001")]


def test_the_surest_of_several_columns_is_taken() -> None:
    found = contact_files.read(b"Phone,Mobile,Name,First name\n02079460958,07700900001,A. Person,Ada\n")
    assert (found.lines[0].address, found.lines[0].name) == ("07700900001", "Ada")
    assert found.columns == {"number": "Mobile", "name": "First name"}


def test_a_column_with_an_unusual_name_is_chosen_by_heading_or_letter() -> None:
    content = b"Ref,Handset,Tongue\nA1,07700900001,Urdu\n"
    with pytest.raises(Refused, match="called like a mobile number") as refused:
        contact_files.read(content)
    assert refused.value.field == "number"
    assert "B: “Handset”" in refused.value.message
    for chosen in ({"number": "handset", "language": "C"}, {"number": "b", "language": "Tongue"}):
        found = contact_files.read(content, chosen=chosen)
        assert (found.lines[0].address, found.lines[0].language) == ("07700900001", "Urdu")
    with pytest.raises(Refused, match="no column “Z”"):
        contact_files.read(content, chosen={"number": "Z"})


def test_a_list_without_headings_loses_nobody_and_shows_no_number() -> None:
    content = b"07700900001,Ada\n07700900002,Bob\n"
    with pytest.raises(Refused) as refused:
        contact_files.read(content)
    assert "07700" not in refused.value.message
    found = contact_files.read(content, chosen={"number": "A", "name": "B"})
    assert [(one.line, one.address, one.name) for one in found.lines] == [
        (1, "07700900001", "Ada"),
        (2, "07700900002", "Bob"),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"), (b"\n\n", "empty"), (b"mobile\n", "nobody below"), (b"\xd0\xcf\x11\xe0old", r"\.xls\b"),
        (b"PK\x03\x04broken", "cannot be read|cannot be opened|not a spreadsheet"), (b"<html></html>", "web page"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_what_to_do(content: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told) as refused:
        contact_files.read(content)
    assert refused.value.field == "file"


def test_more_lines_than_the_bound_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_files, "MOST_LINES", 3)
    with pytest.raises(Refused, match="more than"):
        contact_files.read(b"mobile\n" + b"07700900001\n" * 4)
    assert len(contact_files.read(b"mobile\n" + b"07700900001\n" * 3).lines) == 3


def test_a_column_of_nhs_numbers_is_found_out_as_a_whole() -> None:
    mixed = contact_files.read(b"number\n943 476 5919\n07700900001\n")
    assert mixed.nhs_numbers
    assert not contact_files.read(b"number\n07700900001\n1214960123\n").nhs_numbers


def test_addresses_are_found_where_a_campaign_goes_by_e_mail() -> None:
    found = contact_files.read(b"Mobile,E-mail address\n07700900001,ada@example.org\n", channel="email")
    assert found.lines[0].address == "ada@example.org"


@pytest.mark.parametrize(
    "name",
    [
        "Sam https://evil.example/x", "www.evil.example", "Sam at evil.co", "EVIL.EXAMPLE/pay", "sam@evil.example",
        "pay。evil。example", "Sam\\\\evil", "Sam www . evil",
    ],
)  # fmt: skip
def test_a_name_that_a_phone_would_make_a_link_of_is_not_sent(name: str) -> None:
    """People choose what their record calls them; a text of ours has one address, and that is ours."""
    [line] = contact_files.read(f"mobile,name\n07700900001,{name}\n".encode()).lines
    assert line.name == "" and line.address == "07700900001"


@pytest.mark.parametrize(
    "name", ["Zoë", "J. P. Smith", "Mary-Jane O’Neill", "Dr. Ali", "محمد", "R.J.", "St. John"]
)
def test_an_ordinary_name_is_kept(name: str) -> None:
    [line] = contact_files.read(f"mobile,name\n07700900001,{name}\n".encode()).lines
    assert line.name == name
