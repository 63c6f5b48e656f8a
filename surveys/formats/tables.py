"""A plain table of strangers as rows of words: .xlsx, or text with commas, semicolons or tabs, in any usual coding."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import islice
from typing import Any

from surveys.formats import opening
from surveys.formats.accounting import BadFile

_MOST_COLUMNS, _LONGEST_CELL = 100, 2_000
#: After so many empty rows a table is over. A spreadsheet can name a row a thousand million rows further down.
_MOST_EMPTY = 200_000
_OLD = b"\xd0\xcf\x11\xe0"
#: `="07700 900123"`: how people keep a spreadsheet from changing a number; nothing is worked out.
_LITERAL = re.compile(r'^="([^"]*)"$')
#: What stands in a cell that cannot be read as words.
FORMULA = "\ufffd formula"


@dataclass(frozen=True)
class Row:
    """One line of the file as a person counts them, from 1, and its cells."""

    line: int
    cells: list[str]


@dataclass
class Sheet:
    """The rows that hold something; `remarks` say what a reader should know of how the file was read."""

    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read(content: bytes, *, most_rows: int) -> Sheet:
    """The first sheet that holds something, or the whole text. Raises BadFile, with the line where there is one."""
    content = opening.bounded(content)
    if content.startswith(_OLD):
        raise BadFile(
            "This is an old spreadsheet (.xls), or one with a password. Save it as .xlsx without one."
        )
    sheet = Sheet()
    rows = _workbook(content) if content.startswith(b"PK") else _separated(_text(content, sheet))
    empty = 0
    try:
        for row in rows:
            if any(row.cells):
                sheet.rows.append(row)
            else:
                empty += 1
            if empty > _MOST_EMPTY:
                last = sheet.rows[-1].line if sheet.rows else 0
                sheet.remarks.append(
                    f"Line {last} is the last that was read: the file has more than {_MOST_EMPTY:,} empty lines."
                )
                break
            if len(sheet.rows) > most_rows:
                raise BadFile(f"The file has more than {most_rows:,} lines. Split it into parts.")
    except csv.Error as error:
        last = sheet.rows[-1].line if sheet.rows else 0
        raise BadFile(f"This is not a table that can be read after line {last}: {error}.") from None
    if not sheet.rows:
        raise BadFile("The file is empty.")
    return sheet


def _text(content: bytes, sheet: Sheet) -> str:
    content = opening.bounded(content, opening.MOST_TEXT)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    head = content[:2_000]
    if head.count(b"\0") > len(head) // 4:
        return content.decode("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", "replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        sheet.remarks.append(
            "The file is not UTF-8, so letters beyond A to Z may be wrong. Save it as “CSV UTF-8” to be sure."
        )
        text = content.decode("cp1252", "replace")
    if text.lstrip()[:1] == "<":
        raise BadFile("This is a web page or XML, not a table. Save it as .csv or .xlsx.")
    return text


def _separated(text: str) -> Iterator[Row]:
    """By whichever of the usual separators it uses; a line that a cell goes on in is counted."""
    first, _, rest = text.partition("\n")
    before = 0
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text, before = first.strip()[4], rest, 1
    else:
        lines = [line for line in text[:20_000].splitlines() if line.strip()][:5]
        separator = max(",;\t", key=lambda sign: sum(line.count(sign) for line in lines))
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator)
    line = before
    for cells in reader:
        yield Row(line + 1, [_tidy(cell) for cell in cells[:_MOST_COLUMNS]])
        line = before + reader.line_num


def _tidy(cell: str) -> str:
    cell = cell[:_LONGEST_CELL].strip()
    literal = _LITERAL.match(cell)
    return literal[1] if literal else cell


def _workbook(content: bytes) -> Iterator[Row]:
    import openpyxl  # not where a web process starts: most never read a file

    archive = opening.archive(content)
    try:
        with warnings.catch_warnings():
            # What openpyxl leaves out (rules, pictures, extensions) holds no words.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(archive, read_only=True, data_only=False, keep_links=False)
            for page in book.worksheets[:30]:
                found = _page(page)
                if found is not None:
                    yield from found
                    break
            book.close()
    except BadFile:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise on a broken part
        raise BadFile(
            f"This spreadsheet cannot be read ({type(error).__name__}). Copy the lines alone into a new one, and save "
            "that as .xlsx."
        ) from None


def _page(page: Any) -> Iterator[Row] | None:
    """The rows of a sheet; None for one without any words."""
    if not hasattr(page, "iter_rows"):
        return None
    # What a file says of its own size is often wrong.
    page.reset_dimensions()
    rows = (
        Row(number, [_cell(cell) for cell in row])
        for number, row in enumerate(page.iter_rows(max_col=_MOST_COLUMNS), start=1)
    )
    for first in islice(rows, _MOST_EMPTY):
        if any(first.cells):
            return _with(first, rows)
    return None


def _with(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f" or not isinstance(value, str | int | float | date | time | timedelta):
        literal = _LITERAL.match(str(value))
        return literal[1] if literal else FORMULA
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return _tidy(str(value))
