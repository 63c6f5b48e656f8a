"""Answers as a spreadsheet file: a sheet that says what it is, the answers, and the codebook; every cell is text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import xlsxwriter

from feedback.reports.exports import code_list
from feedback.reports.exports.cells import Cells
from feedback.reports.exports.rows import Answered
from feedback.reports.exports.source import DUTY, INVENTED, Source
from feedback.reports.exports.workbook import NARROW, OPTIONS, WIDE, Pen
from surveys.formats import harmless

ABOUT, ANSWERS, CODEBOOK = "About this file", "Answers", "Codebook"
#: How many rows a sheet has room for.
MOST_ROWS = 1_048_576


def write(source: Source, rows: Iterator[Answered], out: BinaryIO) -> int:
    """Writes the workbook, a row at a time; returns how many answers there are.

    Answers that do not fit on one sheet go on another.
    """
    cells, number = Cells(source, harmless.fitting), 0
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        pen = Pen(book)
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


def _write_about(pen: Pen, source: Source) -> None:
    page = pen.sheet(ABOUT, ("Survey", harmless.fitting(source.title)), widths=(NARROW, WIDE))
    for line in (("Organisation", source.organisation), ("What it holds", DUTY)):
        page.add([harmless.fitting(cell) for cell in line])
    if source.invented:
        page.add(["Invented", INVENTED])
