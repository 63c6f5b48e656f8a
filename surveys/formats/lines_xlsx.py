"""The lines of a translation as a spreadsheet, and back from whatever a spreadsheet program made of it."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import xlsxwriter

from surveys import translating
from surveys.formats import lines_table, opening
from surveys.formats.accounting import BadFile
from surveys.formats.lines import Returned, Sheet
from surveys.formats.lines_back import MOST_LINES, refuse_other_language, returned
from surveys.formats.lines_table import HEADERS, LANGUAGE, MADE_FROM, TRANSLATOR, Cell, Column, Table

_LINES, _READ_FIRST = "Translation", "Read me first"
_WIDTHS = {Column.KEY: 12, Column.NOTE: 32, Column.ENGLISH: 48, Column.EASY: 36, Column.TEXT: 56}
_MOST_SHEETS, _MOST_ROWS, _MOST_COLUMNS = 30, 4 * MOST_LINES, 60
#: A spreadsheet cannot hold some characters and writes them as numbers.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OLD = b"\xd0\xcf\x11\xe0"
_HOW = (
    "Translate the sheet “Translation”. Write in its last column.",
    "Write for people: plain, short and polite. Easy Read English shows how simple it can be.",
    "Write numbers with the digits 0 to 9. Copy what stands in braces, such as {number}, as it is.",
    "Leave a line empty when you are not sure, and tell us.",
    "Do not change the grey keys or the English. You may sort, hide and add columns.",
    "A line whose words changed from the English of this file is not taken back, and we tell you which.",
    "Please write your name below.",
)


def write(sheet: Sheet) -> bytes:
    """An .xlsx with the lines, what each is, and a first sheet that says how to fill it in."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": _safe(sheet.title), "subject": f"English to {sheet.label}"})
        _write_how(book, sheet)
        _write_lines(book, sheet)
    return buffer.getvalue()


def _safe(text: str) -> str:
    return translating.tidy(text)


def _write_how(book: Any, sheet: Sheet) -> None:
    wrapped, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    box = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    grey = book.add_format({"font_color": "#666666", "font_size": 8})
    page = book.add_worksheet(_READ_FIRST)
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, "How to translate this survey", bold)
    for number, sentence in enumerate(_HOW, start=1):
        page.write_string(number, 0, f"{number}.")
        page.write_string(number, 1, sentence, wrapped)
    row = len(_HOW) + 2
    for label, value, look in (("Survey", _safe(sheet.title), wrapped), (LANGUAGE, sheet.label, wrapped),
                               (MADE_FROM, sheet.fingerprint, grey), (TRANSLATOR, "", box)):  # fmt: skip
        page.write_string(row, 0, label, bold)
        page.write_string(row, 1, value, look) if value else page.write_blank(row, 1, None, look)
        row += 1


def _write_lines(book: Any, sheet: Sheet) -> None:
    plain = {"text_wrap": True, "valign": "top", "num_format": "@"}
    words = {**plain, "border": 1, "bg_color": "#FFFDF0"}
    # The reading order of a cell: from the right.
    words |= {"reading_order": 2, "align": "right"} if sheet.right_to_left else {}
    looks = {column: book.add_format(plain) for column in Column}
    looks[Column.KEY] = book.add_format({**plain, "font_size": 8, "font_color": "#808080"})
    looks[Column.NOTE] = book.add_format({**plain, "font_color": "#555555"})
    looks[Column.TEXT] = book.add_format(words)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
    page = book.add_worksheet(_LINES)
    for column in Column:
        page.set_column(column, column, _WIDTHS[column])
        page.write_string(0, column, HEADERS.get(column, sheet.label), head)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for row, line in enumerate(sheet.lines, start=1):
        easy = line.easy if line.easy != line.english else ""
        for column, text in zip(Column, (line.key, line.note, line.english, easy, line.text), strict=True):
            if safe := _safe(text):
                page.write_string(row, column, safe, looks[column])
            else:
                page.write_blank(row, column, None, looks[column])


def read(content: bytes, sheet: Sheet) -> Returned:
    """What a spreadsheet brings: .xlsx, or text with commas, semicolons or tabs, whatever its name ends in.

    Raises BadFile for a file that cannot be opened, is of another survey, or is in another language.
    """
    content = opening.bounded(content)
    if content.startswith(_OLD):
        raise BadFile(
            "This is an old spreadsheet (.xls), or one with a password. Save it as .xlsx without one."
        )
    tables = _workbook(content) if content.startswith(b"PK") else [_separated(opening.text_of(content))]
    refuse_other_language(lines_table.said(tables, LANGUAGE), sheet)
    found = lines_table.rows(tables, sheet)
    result = returned(sheet, found, fingerprint=lines_table.said(tables, MADE_FROM))
    result.translator = translating.tidy(lines_table.said(tables, TRANSLATOR))[:200]
    return result


def _workbook(content: bytes) -> list[Table]:
    archive = opening.archive(content)
    try:
        with warnings.catch_warnings():
            # What openpyxl leaves out (rules, pictures, extensions) holds no words.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(archive, read_only=True, data_only=False, keep_links=False)
            pages = [page for page in book.worksheets[:_MOST_SHEETS] if hasattr(page, "iter_rows")]
            tables = [Table(page.title, _cells(page), len(pages) > 2) for page in pages]
            book.close()
    except Exception as error:  # openpyxl raises whatever its parts raise on a broken part
        raise BadFile(
            f"This spreadsheet cannot be read ({type(error).__name__}). Copy the lines alone into a new one, and save "
            "that as .xlsx."
        ) from None
    return tables


def _cells(page: Any) -> list[Sequence[Cell]]:
    # What a file says of its own size is often wrong.
    page.reset_dimensions()
    found: list[Sequence[Cell]] = []
    for row in page.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS):
        cells = [_cell(cell) for cell in row]
        while cells and cells[-1] == Cell():
            cells.pop()
        found.append(cells)
    while found and not found[-1]:
        found.pop()
    return found


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell()
    if cell.data_type == "f" or not isinstance(value, str | int | float | date | time | timedelta):
        return Cell("", f"Cell {cell.coordinate} holds a formula. Type the words themselves.")
    if cell.data_type == "e":
        return Cell("", f"Cell {cell.coordinate} holds an error ({value}). Type the words themselves.")
    if isinstance(value, bool):
        return Cell("", _turned(cell, "TRUE" if value else "FALSE"))
    if isinstance(value, date | time | timedelta):
        return Cell("", _turned(cell, f"a date or a time ({_day(value)})"))
    if isinstance(value, int | float):
        return Cell(_number(value, str(getattr(cell, "number_format", ""))))
    return Cell(_ESCAPED.sub(_unescaped, value))


def _turned(cell: Any, what: str) -> str:
    return f"The spreadsheet turned cell {cell.coordinate} into {what}. Make the cell text and type the words again."


def _day(value: date | time | timedelta) -> str:
    midnight = isinstance(value, datetime) and value.time() == time()
    return str(value.date() if midnight and isinstance(value, datetime) else value)


def _number(value: int | float, look: str) -> str:
    """A number as somebody typed it: 10, 2.5, 50%."""
    percent = "%" in look
    value = round(value * 100, 6) if percent else value
    whole = isinstance(value, int) or value.is_integer()
    return f"{int(value) if whole else value}{'%' if percent else ''}"


def _unescaped(match: re.Match[str]) -> str:
    sign = chr(int(match[1], 16))
    return sign if sign < " " else match[0]


def _separated(text: str) -> Table:
    """A table of text, by whichever of the usual separators it uses."""
    if text.lstrip()[:1] == "<":
        raise BadFile("This is a web page or XML, not a spreadsheet. Save it as .xlsx.")
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text = first.strip()[4], rest
    else:
        separator = max("\t;,", key=lambda sign: sum(line.count(sign) for line in text.splitlines()[:5]))
    try:
        rows = [[Cell(value) for value in row[:_MOST_COLUMNS]] for row in csv.reader(
            io.StringIO(text, newline=""), delimiter=separator)]  # fmt: skip
    except csv.Error as error:
        raise BadFile(f"This is not a table that can be read: {error}.") from None
    return Table("", rows)
