"""The sheets of an XLSForm as rows of text, read as a stream and within bounds; formulas and scripts are refused."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter

from surveys.formats import opening, wording
from surveys.formats.accounting import BadFile
from surveys.formats.xlsform.columns import MEDIA, WORDS, Column, column, missed

MOST_COLUMNS, LONGEST_CELL, MOST_CELLS = 500, 32_767, 500_000
#: After so many empty rows a sheet is over; some claim a million of them.
MOST_EMPTY = 2_000
OWN = "said_and_done"
_SHEETS = ("survey", "choices", "settings", OWN)
_SPOKEN = WORDS | MEDIA


@dataclass
class Row:
    """One row that is not blank: plain cells by what they mean, and words by meaning and language as written."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    said: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """The place as a person finds it."""
        return f"row {self.number}"

    def get(self, meaning: str) -> str:
        """The cell of this meaning; empty when there is none."""
        return self.cells.get(meaning, "")

    @property
    def called(self) -> str:
        """The row's name, or its place where it has none."""
        return self.get("name") or self.where


@dataclass
class Sheet:
    """A sheet by its plain name, with what its columns mean and its rows."""

    name: str
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def languages(self, meaning: str) -> list[str]:
        """The languages in which the columns of a meaning are written, in their order."""
        return list(dict.fromkeys(c.language for c in self.columns if c.meaning == meaning))


def sheets(content: bytes) -> dict[str, Sheet]:
    """The sheets of a form by plain name; `survey` is always there. Raises BadFile for everything that is no form."""
    packed = opening.archive(content)
    with warnings.catch_warnings():
        # Openpyxl warns of every decoration it leaves out; none of them is read here.
        warnings.simplefilter("ignore")
        try:
            workbook = openpyxl.load_workbook(packed, read_only=True, keep_links=False)
            try:
                return _of(workbook)
            finally:
                workbook.close()
        except BadFile:
            raise
        except Exception as error:  # what a broken archive makes a reader of spreadsheets raise has no end
            raise BadFile(
                "The spreadsheet is broken and cannot be read "
                f"({type(error).__name__}). Open it, save it again as .xlsx, and try once more."
            ) from None


def _of(workbook: Any) -> dict[str, Sheet]:
    named: dict[str, Any] = {}
    for worksheet in workbook.worksheets:
        named.setdefault(str(worksheet.title).strip().casefold(), worksheet)
    if "survey" not in named and len(named) == 1:
        named = {"survey": next(iter(named.values()))}
    if "survey" not in named:
        there = ", ".join(repr(str(title)) for title in workbook.sheetnames[:10]) or "none"
        raise BadFile(f'The spreadsheet has no sheet named "survey". Its sheets: {there}.')
    return {name: _sheet(name, named[name]) for name in _SHEETS if name in named}


def _sheet(name: str, worksheet: Any) -> Sheet:
    sheet = Sheet(name)
    most = opening.MOST_ROWS if name == "survey" else opening.MOST_CHOICES
    count = 0
    for number, cells in _rows(worksheet, sheet):
        if not sheet.columns:
            _head(sheet, number, cells)
            _refuse_without_types(sheet)
            continue
        row = _row(sheet, number, cells)
        if row is not None:
            count += 1
            if count <= most:
                sheet.rows.append(row)
            elif count > 2 * most:
                break
    _refuse_without_types(sheet)
    if count > most:
        there = f"more than {2 * most:,}" if count > 2 * most else f"{count:,}"
        raise BadFile(
            f'The sheet "{name}" has {there} rows; the most that is read is {most:,}. Split it into parts.'
        )
    return sheet


def _refuse_without_types(sheet: Sheet) -> None:
    if sheet.name == "survey" and not any(column.meaning == "type" for column in sheet.columns):
        raise BadFile('The sheet "survey" has no column "type". An XLSForm has one in its first row.')


def _rows(worksheet: Any, sheet: Sheet) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Rows that hold anything, with their numbers."""
    # What a sheet says of its own size is not to be believed.
    worksheet.reset_dimensions()
    empty = filled = 0
    for number, cells in enumerate(worksheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        filled += sum(cell is not EMPTY_CELL for cell in cells)
        if filled > MOST_CELLS:
            raise BadFile(
                f'The sheet "{sheet.name}" has more than {MOST_CELLS:,} cells. Split it into parts.'
            )
        if any(cell.value is not None for cell in cells):
            empty = 0
            yield number, cells
            continue
        empty += 1
        if empty >= MOST_EMPTY:
            sheet.remarks.append(
                f'The sheet "{sheet.name}" was read up to row {number - empty}: {MOST_EMPTY:,} empty rows follow.'
            )
            return


def _head(sheet: Sheet, row: int, cells: tuple[Any, ...]) -> None:
    if cells[MOST_COLUMNS].value is not None:
        raise BadFile(f'The sheet "{sheet.name}" has more than {MOST_COLUMNS} columns. Take some out.')
    seen: dict[tuple[str, str], str] = {}
    unread: list[str] = []
    for number, cell in enumerate(cells):
        if not (head := _text(cell.value)):
            continue
        _refuse(sheet.name, row, number, cell, head, spoken=True)
        found = column(number, head, sheet.name)
        meant = (found.meaning, found.language.casefold())
        if not found.meaning:
            unread += [found.head] if sheet.name == "survey" and missed(found) else []
        elif meant in seen:
            sheet.remarks.append(
                f'The sheet "{sheet.name}" has two columns for {found.head!r}; the first that is filled counts.'
            )
        seen.setdefault(meant, found.head)
        sheet.columns.append(found)
    if unread:
        more = f" and {len(unread) - 10} more" if len(unread) > 10 else ""
        sheet.remarks.append(
            "Columns of the sheet “survey” that are not read: " + ", ".join(unread[:10]) + more + "."
        )


def _row(sheet: Sheet, number: int, cells: tuple[Any, ...]) -> Row | None:
    row = Row(number)
    blank = True
    for each in sheet.columns:
        cell = cells[each.number]
        if cell.value is None or not (text := _text(cell.value)):
            continue
        blank = False
        if not each.meaning:
            continue
        if sheet.name == "settings" and _formula(cell, text):
            # Many forms work out their version; nothing of a formula is read, so it is no reason to refuse.
            sheet.remarks.append(f"The setting {each.head!r} is a formula; it is left out.")
            continue
        spoken = sheet.name not in ("survey", "choices") or each.meaning in _SPOKEN
        _refuse(sheet.name, number, each.number, cell, text, spoken=spoken)
        if each.meaning in _SPOKEN and sheet.name in ("survey", "choices"):
            row.said.setdefault(each.meaning, {}).setdefault(each.language, text)
        else:
            row.cells.setdefault(each.meaning, text)
    return None if blank else row


def _refuse(sheet: str, row: int, number: int, cell: Any, text: str, *, spoken: bool) -> None:
    formula = _formula(cell, text)
    if not formula and len(text) <= LONGEST_CELL and not (spoken and wording.runs(text)):
        return
    where = f'Cell {get_column_letter(number + 1)}{row} of the sheet "{sheet}"'
    if formula:
        raise BadFile(f"{where} holds a formula. Put its result there as plain text and try again.")
    if len(text) > LONGEST_CELL:
        raise BadFile(f"{where} holds more than {LONGEST_CELL:,} letters. Shorten it.")
    wording.refuse_what_runs(text, where)


def _formula(cell: Any, text: str) -> bool:
    return bool(cell.data_type == "f") and text not in ("TRUE", "FALSE")


def _text(value: Any) -> str:
    """A cell as the text a person sees in it."""
    if value is None:
        return ""
    if str(value).upper() in ("=TRUE()", "=FALSE()"):
        # Some programs write a plain yes or no so.
        return str(value)[1:-2].upper()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time(0):
        return value.date().isoformat()
    return str(value).replace("\u00a0", " ").strip()
