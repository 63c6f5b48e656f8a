"""Promise of the spreadsheet: whatever a translator does to it, words come back to their line or are explained."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

from surveys.formats.accounting import BadFile
from surveys.formats.lines import Returned
from surveys.formats.lines_xlsx import read, write
from tests.surveys.formats.lines_for_tests import LINES, TRANSLATIONS, WORDS, filled, sheet

SHEET = "Translation"


def changed(change: Callable[[Any, Any], object], *, words: dict[str, str] | None = None) -> bytes:
    """A filled file, opened in a spreadsheet program, changed (sheet of lines, book) and saved."""
    book = openpyxl.load_workbook(io.BytesIO(write(filled(WORDS if words is None else words))))
    change(book[SHEET], book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def taken(content: bytes) -> dict[str, str]:
    result = read(content, sheet())
    assert not result.rejected
    return dict(result.accepted)


def one_rejected(content: bytes) -> str:
    (rejected,) = read(content, sheet()).rejected
    return rejected.why


@settings(max_examples=60, deadline=None)
@given(words=TRANSLATIONS)
def test_what_is_written_is_read_again(words: dict[str, str]) -> None:
    result = read(write(filled(words)), sheet())
    assert not result.rejected
    assert dict(result.accepted) == {key: text for key, text in words.items() if text}
    assert set(result.missing) == {key for key, text in words.items() if not text}
    assert read(write(filled(words)), filled(words)).unchanged == len(result.accepted)


def test_the_file_is_made_for_a_translator() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(filled({"title": "=1+1"}, "ur"))))
    assert book.sheetnames == ["Read me first", SHEET]
    page = book[SHEET]
    headers = [cell.value for cell in page[1]]
    assert headers == ["Key", "What it is", "English", "Easy Read English", "Urdu (ur)"]
    assert page.freeze_panes == "A2" and not page.protection.sheet
    key, note, english, easy, text = page[2]
    assert (key.value, note.value, english.value) == ("title", "The title of the survey.", "Your care")
    assert key.font.size < english.font.size and key.font.color.rgb == "FF808080"
    assert text.alignment.wrap_text and text.alignment.readingOrder == 2 and text.number_format == "@"
    assert page.column_dimensions["E"].width > page.column_dimensions["A"].width
    assert (text.value, text.data_type) == ("=1+1", "s"), "words that begin like a formula stay words"
    assert easy.value is None and page["D3"].value == "Staff listened."


def test_a_language_from_the_left_is_written_from_the_left() -> None:
    page = openpyxl.load_workbook(io.BytesIO(write(sheet())))[SHEET]
    assert page["E2"].alignment.readingOrder == 0


def moved(page: Any, _book: Any) -> None:
    page.move_range("E1:E9", cols=-4)  # over the keys


def without_keys(page: Any, _book: Any) -> None:
    page.delete_cols(1)
    page["A1"].value = "Notes"


def reordered(page: Any, _book: Any) -> None:
    rows = [[row[at] for at in (4, 2, 1, 0)] for row in page.values]
    page.delete_cols(1, 5)
    for number, row in enumerate(reversed(rows[1:]), start=2):
        for at, value in enumerate(row, start=1):
            page.cell(number, at, value)
    for at, value in enumerate(rows[0], start=1):
        page.cell(1, at, value)


def renamed(page: Any, _book: Any) -> None:
    for at, name in enumerate(("Nr", "Opis", "Tekst", "Latwy", "Tlumaczenie"), start=1):
        page.cell(1, at, name)


def headless(page: Any, _book: Any) -> None:
    page.delete_rows(1)


def more_columns(page: Any, _book: Any) -> None:
    page.insert_cols(1)
    page.insert_cols(5)
    page["A1"].value = "Status"
    for row in range(2, 8):
        page.cell(row, 1, "done")
        page.cell(row, 5, "checked by somebody")


def rows_above(page: Any, _book: Any) -> None:
    page.insert_rows(1, 3)
    page["B1"].value = "Agency of translators, job 12"


def hidden_and_merged(page: Any, _book: Any) -> None:
    page.row_dimensions[3].hidden = True
    page.column_dimensions["A"].hidden = True
    page.merge_cells("F2:G4")
    page.freeze_panes = None


def more_sheets(_page: Any, book: Any) -> None:
    book.create_sheet("Glossary", 0).append(["English", "Polish"])
    book["Glossary"].append(["ward", "oddział"])
    book.create_sheet("Empty")
    del book["Read me first"]


def typed(page: Any, _book: Any) -> None:
    page["C3"].value = 'Staff didn’t "really" listen — to me.\u00a0'
    page["E2"].value = " Twoja opieka\u00a0_x000D_"
    page["E7"].value = 16
    page["E7"].number_format = "General"


@pytest.mark.parametrize(
    "change",
    [reordered, renamed, headless, more_columns, rows_above, hidden_and_merged, more_sheets, typed],
)
def test_a_table_that_was_rearranged_still_says_which_line_is_which(
    change: Callable[[Any, Any], None],
) -> None:
    assert taken(changed(change)) == WORDS


def test_lines_without_their_keys_are_found_by_an_english_that_stands_once() -> None:
    result = read(changed(without_keys), sheet())
    assert [one.english for one in result.rejected] == ["Yes", "Yes"]
    assert dict(result.accepted) == {key: text for key, text in WORDS.items() if text != "Tak"}
    assert dict(read(changed(moved), sheet()).accepted) == dict(result.accepted)


def test_rows_that_are_gone_are_missing_and_rows_of_somebody_else_are_explained() -> None:
    def change(page: Any, _book: Any) -> None:
        page.delete_rows(3)
        page.append([None, None, None, None, "Uwaga tłumacza"])
        page.append([])

    result = read(changed(change), sheet())
    assert result.missing == ["item/heard/text"]
    assert [(one.text, one.where) for one in result.rejected] == [("Uwaga tłumacza", "row 7")]


def test_a_table_over_two_sheets_is_read_from_both_and_places_name_the_sheet() -> None:
    def change(page: Any, book: Any) -> None:
        second = book.create_sheet("Part 2")
        for row in list(page.values)[:1] + list(page.values)[4:]:
            second.append(row)
        second["E2"].value = "<b>Tak</b>"
        page.delete_rows(5, 9)

    result = read(changed(change), sheet())
    assert len(result.accepted) == len(WORDS) - 1
    assert [one.where for one in result.rejected] == ["sheet “Part 2”, row 2"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("=A2", "Cell E2 holds a formula"),
        (True, "cell E2 into TRUE"),
        (date(2026, 5, 3), "2026-05-03"),
        ("#REF!", "Cell E2 holds an error"),
    ],
)
def test_what_is_no_words_is_rejected_and_the_cell_is_named(value: object, said: str) -> None:
    def change(page: Any, _book: Any) -> None:
        page["E2"].value = value

    assert said in one_rejected(changed(change))


@pytest.mark.parametrize(
    ("value", "look", "text"), [(10, "0", "10"), (10.0, "0", "10"), (2.5, "0.0", "2.5"), (0.5, "0%", "50%")]
)
def test_a_number_comes_back_as_it_was_typed(value: float, look: str, text: str) -> None:
    def change(page: Any, _book: Any) -> None:
        page["E2"].value, page["E2"].number_format = value, look

    assert taken(changed(change))["title"] == text


def test_a_file_without_its_english_is_taken_when_it_says_what_it_was_made_from() -> None:
    def change(page: Any, _book: Any) -> None:
        page.delete_cols(2, 3)

    assert taken(changed(change)) == WORDS


def test_the_name_of_the_translator_is_told() -> None:
    def change(_page: Any, book: Any) -> None:
        for row in book["Read me first"].iter_rows():
            if row[0].value == "Translated by":
                row[1].value = " Jan Przykład "

    assert read(changed(change), sheet()).translator == "Jan Przykład"


def test_a_file_in_another_language_is_refused_by_its_first_sheet_or_its_header() -> None:
    with pytest.raises(BadFile, match=r"Polish \(pl\).*Urdu \(ur\)"):
        read(write(filled(WORDS)), sheet("ur"))

    def change(_page: Any, book: Any) -> None:
        del book["Read me first"]

    with pytest.raises(BadFile, match=r"Polish \(pl\).*Urdu \(ur\)"):
        read(changed(change), sheet("ur"))


def test_of_several_languages_in_one_table_the_one_asked_for_is_read() -> None:
    def change(page: Any, book: Any) -> None:
        del book["Read me first"]
        page.insert_cols(5)
        page["E1"].value = "Urdu (ur)"
        page["E2"].value = "آپ کی دیکھ بھال"

    assert taken(changed(change)) == WORDS
    assert dict(read(changed(change), sheet("ur")).accepted) == {"title": "آپ کی دیکھ بھال"}


def test_english_of_the_united_kingdom_is_not_ukrainian() -> None:
    text = "Key,Ukrainian,English (UK)\ntitle,Ваша допомога,Your care\n"
    assert read(text.encode(), sheet("uk")).accepted == [("title", "Ваша допомога")]


def test_a_table_without_a_translation_says_so() -> None:
    def change(page: Any, _book: Any) -> None:
        page.delete_cols(5)

    with pytest.raises(BadFile, match="no column with the Polish words"):
        read(changed(change), sheet())


def separated(separator: str, coding: str = "utf-8") -> bytes:
    rows = [["Key", "English", "Polish"], *([line.key, line.english, WORDS[line.key]] for line in LINES)]
    return "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows).encode(coding)


@pytest.mark.parametrize(
    "content",
    [
        separated(","), separated(";", "utf-8-sig"), separated("\t"), separated("\t", "utf-16"),
        b"sep=;\r\n" + separated(";"),
    ],
)  # fmt: skip
def test_text_with_separators_is_read_whatever_its_name(content: bytes) -> None:
    assert taken(content) == WORDS


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """The file with one part put in another's place."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write(sheet()))) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return buffer.getvalue()


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]><worksheet><sheetData><row><c><v>&j;</v></c></row></sheetData></worksheet>"  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old spreadsheet"),
        (b"PK\x03\x04 nothing more", "not a spreadsheet"),
        (zipped(**{"content.xml": b"<x/>"}), "cannot be read"),
        (write(sheet())[:-200], "not a spreadsheet"),
        (with_part("xl/worksheets/sheet2.xml", b"<worksheet><sheetData>"), "cannot be read"),
        (with_part("xl/worksheets/sheet2.xml", LAUGHS), "declares a document type"),
        (with_part("xl/workbook.xml", b""), "cannot be read"),
        (zipped(bomb=b"\0" * 101_000_000), "unpacks to more"),
        (b"<html><table></table></html>", "web page"),
        ("Key;English\nza\u017c".encode("cp1250"), "UTF-8"),
        (b"just some words", "No sheet in this file"),
        (b"a,b\n\"" + b"x" * 200_000 + b"\"", "not a table"),
        (b"\x00\x01\x02" * 50, "No sheet in this file"),
    ],
    ids=range(14),
)  # fmt: skip
def test_a_broken_or_hostile_file_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        read(content, sheet())


def test_a_sheet_that_claims_a_million_rows_is_read_within_bounds() -> None:
    def change(page: Any, _book: Any) -> None:
        page.cell(1_048_576, 16_384, "far away")

    result: Returned = read(changed(change), sheet())
    assert dict(result.accepted) == WORDS and not result.rejected
