"""Answers as CSV: a row a response, a column a question, keys in the cells; and the codebook that explains them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from feedback.reports.exports import code_list
from feedback.reports.exports.cells import Cells
from feedback.reports.exports.rows import Answered
from feedback.reports.exports.source import Source
from surveys.formats import harmless

#: Spreadsheets take a file for UTF-8 when it begins with this mark.
_MARK = "\ufeff"


def write(source: Source, rows: Iterator[Answered], out: BinaryIO) -> int:
    """Writes the answers in UTF-8 with a byte-order mark; returns how many rows there are."""
    cells, number = Cells(source, harmless.cell), 0
    with _Text(out) as lines:
        writer = csv.writer(lines, lineterminator="\r\n")
        writer.writerow(cells.names)
        for row in cells.of(rows):
            writer.writerow(row)
            number += 1
    return number


def write_codebook(source: Source, out: BinaryIO) -> None:
    """Writes what each column and each value of the answers means."""
    with _Text(out) as lines:
        writer = csv.writer(lines, lineterminator="\r\n")
        writer.writerow(code_list.COLUMNS)
        writer.writerows([harmless.cell(cell) for cell in row] for row in code_list.lines(source))


class _Text(io.TextIOWrapper):
    """The binary file as text; the file itself stays open afterwards."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__(out, "utf-8", newline="", write_through=False)
        self.write(_MARK)

    def __exit__(self, *_: object) -> None:
        self.flush()
        self.detach()
