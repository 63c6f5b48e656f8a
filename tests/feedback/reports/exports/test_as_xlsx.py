"""Promises of the spreadsheet file: openpyxl reads back what people answered, and no cell of it runs."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from feedback.reports.exports import as_xlsx
from feedback.reports.exports.formats import Format
from surveys.formats import harmless
from tests.feedback.open_survey import TODAY
from tests.feedback.reports.exports.conftest import FEW, FULL, LIVE, WORDS, Asked


def read(content: bytes) -> Any:
    """The workbook."""
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(page: Any) -> list[dict[str, Any]]:
    """The rows of a sheet by its first; an empty cell is an empty text."""
    head, *lines = page.iter_rows(values_only=True)
    return [{name: cell or "" for name, cell in zip(head, line, strict=True)} for line in lines]


def test_every_answer_comes_back_under_its_key(asked: Asked) -> None:
    asked.answer("a", FULL, language="ckb", channel="phone", place=asked.clinic)
    content, written = asked.export(Format.XLSX, words=True)
    book = read(content)
    assert book.sheetnames == [as_xlsx.ABOUT, as_xlsx.ANSWERS, as_xlsx.CODEBOOK] and written.rows == 1
    [row] = rows(book[as_xlsx.ANSWERS])
    assert (row["language"], row["channel"], row["place"], row["revision"]) == ("ckb", "phone", "clinic", "1")
    assert (row["answered_on"], row["job"], row["words"]) == (TODAY.isoformat(), "لحام", "شكراً جزيلاً")
    assert (row["affects/seeing"], row["affects/hearing"], row["below"]) == ("yes", "no", "-2")


def test_words_in_every_script_come_back_as_they_were_typed(asked: Asked) -> None:
    for number, words in enumerate(WORDS):
        asked.answer(f"page {number}", {"words": {"text": words, "share": False}})
    book = read(asked.export(Format.XLSX, words=True)[0])
    assert sorted(row["words"] for row in rows(book[as_xlsx.ANSWERS])) == sorted(WORDS)


@pytest.mark.parametrize("words", LIVE)
def test_no_cell_is_a_formula_nor_becomes_one_when_somebody_edits_it(asked: Asked, words: str) -> None:
    asked.answer("a", {"job": words})
    page = read(asked.export(Format.XLSX, words=True)[0])[as_xlsx.ANSWERS]
    [cell] = [cell for cell in page[2] if cell.value == words]
    assert cell.data_type == "s" and cell.quotePrefix
    assert {each.data_type for row in page.iter_rows() for each in row} <= {"s", "n"}


def test_poison_and_length_do_not_break_the_file(asked: Asked) -> None:
    asked.answer("a", {"words": {"text": "a\x0bb\x00c\ufffe", "share": False}, "job": "م" * 40_000})
    [row] = rows(read(asked.export(Format.XLSX, words=True)[0])[as_xlsx.ANSWERS])
    assert row["words"] == "abc" and row["job"].endswith(harmless.CUT)


def test_answers_that_do_not_fit_on_a_sheet_go_on_another(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_xlsx, "MOST_ROWS", 4)
    for number in range(7):
        asked.answer(f"page {number}", {"visits": number})
    book = read(asked.export(Format.XLSX)[0])
    sheets = [rows(book[name]) for name in book.sheetnames if name.startswith(as_xlsx.ANSWERS)]
    assert [len(sheet) for sheet in sheets] == [3, 3, 1]
    assert {row["visits"] for sheet in sheets for row in sheet} == set("0123456")


def test_the_codebook_and_the_duty_are_in_the_file(asked: Asked) -> None:
    asked.answer("a", FEW)
    book = read(asked.export(Format.XLSX)[0])
    columns = set(rows(book[as_xlsx.ANSWERS])[0])
    assert columns == {row["column"] for row in rows(book[as_xlsx.CODEBOOK])}
    assert "keep this file safe" in str([cell.value for cell in book[as_xlsx.ABOUT]["B"]])
