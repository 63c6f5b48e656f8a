"""Answers as a spreadsheet file: a sheet that says what it is, the answers, and the codebook; every cell is text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import xlsxwriter

from feedback.reports.exports import code_list
from feedback.reports.exports.cells import Cells
from feedback.reports.exports.rows import Answered
from feedback.reports.exports.source import DUTY, INVENTED, Source
from surveys.formats import harmless

ABOUT, ANSWERS, CODEBOOK = "About this file", "Answers", "Codebook"
#: How many rows a sheet has room for.
MOST_ROWS = 1_048_576
_WIDE, _NARROW = 60, 16


def write(source: Source, rows: Iterator[Answered], out: BinaryIO) -> int:
    """Writes the workbook, a row at a time; returns how many answers there are.

    Answers that do not fit on one sheet go on another.
    """
    cells, number = Cells(source, harmless.fitting), 0
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        pen = _Pen(book)
        book.set_properties(
            {"title": harmless.text(source.title), "comments": INVENTED if source.invented else ""}
        )
        _write_about(pen, source)
        sheet = pen.sheet(ANSWERS, cells.names)
        for row in cells.of(rows):
            if sheet.next == MOST_ROWS:
                sheet = pen.sheet(f"{ANSWERS} {number // (MOST_ROWS - 1) + 1}", cells.names)
            sheet.add(row)
            number += 1
        sheet = pen.sheet(CODEBOOK, code_list.COLUMNS)
        for line in code_list.lines(source):
            sheet.add([harmless.fitting(cell) for cell in line])
    return number


def _write_about(pen: _Pen, source: Source) -> None:
    page = pen.sheet(ABOUT, ("Survey", harmless.fitting(source.title)), widths=(_NARROW, _WIDE))
    for line in (("Organisation", source.organisation), ("What it holds", DUTY)):
        page.add([harmless.fitting(cell) for cell in line])
    if source.invented:
        page.add(["Invented", INVENTED])


class _Sheet:
    """A sheet that is written from the top."""

    def __init__(self, page: Any, live: Any) -> None:
        self._page, self._live = page, live
        self.next = 0

    def add(self, row: Sequence[str], look: Any = None) -> None:
        """One row more. A cell that would run once somebody edits it is marked as text, as an apostrophe does."""
        write, at = self._page.write_string, self.next
        for column, cell in enumerate(row):
            if cell:
                write(at, column, cell, look or (self._live if harmless.runs(cell) else None))
        self.next = at + 1


class _Pen:
    """Makes the sheets of a book with the same looks."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True, "num_format": "@"})
        self._live = book.add_format({"quote_prefix": True, "num_format": "@"})

    def sheet(self, name: str, head: Sequence[str], widths: Sequence[int] = ()) -> _Sheet:
        """A new sheet with its first row, which stays in view."""
        page = self._book.add_worksheet(name)
        for column in range(len(head)):
            page.set_column(column, column, widths[column] if widths else _NARROW)
        page.freeze_panes(1, 0)
        made = _Sheet(page, self._live)
        made.add(head, self._bold)
        return made
