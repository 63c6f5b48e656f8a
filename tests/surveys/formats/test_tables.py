"""Attacks by a table: whatever a file claims of itself, it is read or refused soon, and nothing of it reaches out."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from surveys.formats import opening, tables
from surveys.formats.accounting import BadFile
from tests.surveys.formats.forms_for_tests import packed, repacked

SHEET = "xl/worksheets/sheet1.xml"
LIST = packed(list=[["mobile", "name"], ["07700900001", "Ada"], ["07700900002", "Bob"]])
FAR = b'<row r="99999999999"><c r="A3" t="inlineStr"><is><t>07700900003</t></is></c></row>'


def numbers(content: bytes) -> list[str]:
    """The first cells of a file, found within some seconds."""
    begun = time.monotonic()
    found = [row.cells[0] for row in tables.read(content, most_rows=1_000).rows]
    assert time.monotonic() - begun < 20
    return found


def renamed(content: bytes, name: str, *, more: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """The same spreadsheet, whose sheet is called otherwise, as its own list of parts says."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            part = old.read(entry)
            if entry == SHEET:
                new.writestr(name, part.replace(*more) if more[0] else part)
            else:
                here, there = SHEET.removeprefix("xl/").encode(), name.removeprefix("xl/").encode()
                new.writestr(entry, part.replace(here, there))
    return out.getvalue()


def test_a_row_that_claims_to_be_far_below_ends_the_table_and_says_so() -> None:
    content = repacked(LIST, SHEET, b"</sheetData>", FAR + b"</sheetData>")
    assert numbers(content) == ["mobile", "07700900001", "07700900002"]
    assert tables.read(content, most_rows=1_000).remarks == [
        "Line 3 is the last that was read: the file has more than 200,000 empty lines."
    ]


def test_a_first_row_that_is_far_below_is_no_table() -> None:
    with pytest.raises(BadFile, match="empty"):
        numbers(repacked(LIST, SHEET, b"<sheetData>", b"<sheetData>" + FAR))


def test_a_million_empty_lines_are_over_soon() -> None:
    assert numbers(b"mobile\n07700900001\n" + b"\n" * 5_000_000) == ["mobile", "07700900001"]
    with pytest.raises(BadFile, match="empty"):
        numbers(b"\n" * 5_000_000)


def test_empty_lines_between_the_others_are_counted_too() -> None:
    content = b"mobile\n" + (b"\n" * 1_000 + b"07700900001\n") * 900
    assert len(numbers(content)) == 201


def test_lines_that_are_empty_here_and_there_lose_nobody() -> None:
    content = b"mobile\n" + b"\n" * 90_000 + b"07700900001\n" + b",,\n" * 90_000 + b"07700900002\n"
    assert numbers(content) == ["mobile", "07700900001", "07700900002"]


def test_a_sheet_under_any_name_is_looked_at_like_any_other() -> None:
    assert numbers(renamed(LIST, "xl/worksheets/list.dat")) == numbers(LIST)
    for name in ("xl/worksheets/list.dat", "xl/media/image1.png", "elsewhere/list"):
        declared = renamed(LIST, name, more=(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'))
        with pytest.raises(BadFile, match="entities"):
            numbers(declared)


@pytest.mark.parametrize("name", ["xl/worksheets/list.dat", "xl/media/image1.svg", "xl/list.bin"])
def test_a_sheet_that_would_fill_the_memory_is_not_opened_under_any_name(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST_TAGS", 1_000)
    with pytest.raises(BadFile, match="larger than any form has"):
        numbers(renamed(LIST, name, more=(b"<sheetData>", b"<sheetData>" + b"<x/>" * 2_000)))


def test_a_sheet_in_another_coding_is_looked_at_too() -> None:
    """Every second byte of UTF-16 is none, and a row is as long as it is."""
    with zipfile.ZipFile(io.BytesIO(LIST)) as found:
        part = found.read(SHEET).decode()
    cells = "<c/>" * (opening.MOST_IN_A_ROW + 1)
    wide = part.replace("</sheetData>", f"<row>{cells}</row></sheetData>").replace("UTF-8", "UTF-16")
    content = repacked(LIST, SHEET, part.encode(), wide.encode("utf-16"))
    with pytest.raises(BadFile, match="larger than any form has"):
        numbers(content)


def test_a_drawing_beside_the_sheet_may_begin_as_drawings_do() -> None:
    out = io.BytesIO(LIST)
    with zipfile.ZipFile(out, "a") as more:
        more.writestr("xl/media/image1.svg", '<?xml version="1.0"?><!DOCTYPE svg><svg/>')
    assert numbers(out.getvalue()) == ["mobile", "07700900001", "07700900002"]


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("https://example.org","x")', "=cmd|' /C calc'!A0"])
def test_a_formula_of_a_spreadsheet_is_worked_out_by_nobody(formula: str) -> None:
    content = packed(list=[["mobile"], [formula]])
    assert numbers(content) == ["mobile", tables.FORMULA]
