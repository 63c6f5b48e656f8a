"""Which columns of a table hold keys, English and a translation, whatever a translator did to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from surveys.formats import tags
from surveys.formats.accounting import BadFile
from surveys.formats.lines import Row, Sheet, folded
from surveys.formats.lines_back import refuse_other_language

_HEADER_WITHIN, _MOST_COLUMNS = 30, 60
_TAGGED = re.compile(r"[(\[][A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*[)\]]\s*$")
#: The lines of the first sheet that say what a file is, and one that the translator fills in.
LANGUAGE, MADE_FROM, TRANSLATOR = "Language", "English made from", "Translated by"


class Column(IntEnum):
    """The columns as they go out, by position."""

    KEY = 0
    NOTE = 1
    ENGLISH = 2
    EASY = 3
    TEXT = 4


HEADERS = {
    Column.KEY: "Key",
    Column.NOTE: "What it is",
    Column.ENGLISH: "English",
    Column.EASY: "Easy Read English",
}
_NAMES = {
    Column.KEY: {"key", "keys", "id", "string id", "string key", "identifier", "msgctxt", "context id"},
    Column.NOTE: {"what it is", "note", "notes", "comment", "comments", "context", "description"},
    Column.ENGLISH: {"english", "source", "source text", "original", "en", "en-gb", "english (en)", "msgid"},
    Column.EASY: {"easy read english", "easy read", "easyread"},
    Column.TEXT: {"translation", "target", "target text", "translated text", "msgstr"},
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One cell as text; `fault` says why what stands there cannot be read as words."""

    text: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Table:
    """One sheet of a file; `named` when the file has several, so that a place names its sheet."""

    name: str
    rows: Sequence[Sequence[Cell]]
    named: bool = False

    def where(self, row: int) -> str:
        """The place of a row, counted from 0, as a reader finds it."""
        return f"sheet “{self.name}”, row {row + 1}" if self.named else f"row {row + 1}"


def said(tables: Sequence[Table], label: str) -> str:
    """What stands beside a label of the first sheet; empty when it is not there."""
    for table in tables:
        for row in table.rows[:_HEADER_WITHIN]:
            if row and _header(row[0]) == label.casefold():
                return next((cell.text.strip() for cell in row[1:3] if cell.text.strip()), "")
    return ""


def rows(tables: Sequence[Table], sheet: Sheet) -> list[Row]:
    """The lines of every table that holds some.

    Raises BadFile when there is none, when none has a translation, or when it is in another language.
    """
    found: list[Row] = []
    told = ""
    for table in tables:
        columns, first = _columns(table, sheet)
        if not any(_is_line(row, columns, sheet) for row in table.rows):
            continue  # a glossary, or the lines of another survey
        if Column.TEXT not in columns:
            told = f"There is no column with the {sheet.name} words beside the English."
            continue
        found += [_row(table, number, columns) for number in range(first, len(table.rows))]
    if not found:
        raise BadFile(
            told
            or f"No sheet in this file has the lines of “{sheet.title}”. It needs a column with the keys or with the "
            f"English, and one headed “{sheet.label}”."
        )
    return found


def _row(table: Table, number: int, columns: dict[Column, int]) -> Row:
    def cell(column: Column) -> Cell:
        row, at = table.rows[number], columns.get(column, -1)
        return row[at] if 0 <= at < len(row) else Cell()

    key, english, text = cell(Column.KEY), cell(Column.ENGLISH), cell(Column.TEXT)
    return Row(table.where(number), key.text, "" if english.fault else english.text, text.text, text.fault)


def _header(cell: Cell) -> str:
    return " ".join(cell.text.split()).strip(" :*").casefold()


def _columns(table: Table, sheet: Sheet) -> tuple[dict[Column, int], int]:
    """Where each column stands, and the first row below the headers."""
    first, other = 0, ""
    columns: dict[Column, int] = {}
    for number, row in enumerate(table.rows[:_HEADER_WITHIN]):
        found, in_another = _by_header(row, sheet)
        if len(found) > max(1, len(columns)) and found.keys() & {Column.KEY, Column.ENGLISH}:
            first, columns, other = number + 1, found, in_another
    by_name = bool(columns)
    _by_content(table.rows[first:], columns, sheet)
    if not by_name:
        # Where no header is known by its name, what stands above the first line is one.
        lines = (at for at, row in enumerate(table.rows) if _is_line(row, columns, sheet))
        first = next(lines, 0)
    if columns.keys() & {Column.KEY, Column.ENGLISH} and Column.TEXT not in columns:
        if other:
            refuse_other_language(other, sheet)
        if (text := _by_position(table.rows[first:], columns)) is not None:
            columns[Column.TEXT] = text
    return columns, first


def _by_header(row: Sequence[Cell], sheet: Sheet) -> tuple[dict[Column, int], str]:
    """The columns that a row of headers names, and the header of a column in a language that was not asked for."""
    found: dict[Column, int] = {}
    other = ""
    languages = {**sheet.languages, sheet.language: (sheet.name, *sheet.languages.get(sheet.language, ()))}
    for at, cell in enumerate(row[:_MOST_COLUMNS]):
        header = _header(cell)
        column = next((column for column, names in _NAMES.items() if header in names), None)
        if column is None and header.startswith(("english", "source")):
            column = Column.ENGLISH  # "English (UK)" is not Ukrainian
        tag = tags.tag(header, languages) if header and column is None else None
        if tag == sheet.language or header == sheet.label.casefold():
            # Of two columns that may hold the words, the one with the name of the language does.
            found[Column.TEXT] = at
        elif column is None and not tag and sheet.name.casefold() in header:
            found.setdefault(Column.TEXT, at)
        elif column is not None:
            found.setdefault(column, at)
        elif tag or _TAGGED.search(header):
            other = other or cell.text
    return found, other


def _by_content(rows: Sequence[Sequence[Cell]], columns: dict[Column, int], sheet: Sheet) -> None:
    """Holds the columns against what must stand in them, and finds those whose header was changed or is gone."""
    easy = {folded(line.easy) for line in sheet.lines} - sheet.by_english.keys()
    notes = {folded(line.note) for line in sheet.lines if line.note}

    def is_key(text: str) -> bool:
        return text.strip() in sheet.by_key

    tests: list[tuple[Column, Callable[[str], bool]]] = [
        (Column.KEY, is_key),
        (Column.ENGLISH, lambda text: folded(text) in sheet.by_english),
        (Column.EASY, lambda text: folded(text) in easy),
        (Column.NOTE, lambda text: folded(text) in notes),
    ]
    width = min(_MOST_COLUMNS, max(map(len, rows), default=0))
    filled = [[row[at].text for row in rows if at < len(row) and row[at].text.strip()] for at in range(width)]
    for column, is_one in tests:
        at = columns.get(column)
        if at is not None and at < width and any(map(is_one, filled[at])):
            continue
        hits = {at: sum(map(is_one, filled[at])) for at in range(width) if at not in columns.values()}
        best = max(hits, key=lambda at: (hits[at], -at), default=-1)
        # A page of instructions may quote a line or two.
        if best >= 0 and 2 * hits[best] >= max(1, len(filled[best])):
            columns[column] = best


def _is_line(row: Sequence[Cell], columns: dict[Column, int], sheet: Sheet) -> bool:
    key, english = columns.get(Column.KEY, -1), columns.get(Column.ENGLISH, -1)
    return (0 <= key < len(row) and row[key].text.strip() in sheet.by_key) or (
        0 <= english < len(row) and folded(row[english].text) in sheet.by_english
    )


def _by_position(rows: Sequence[Sequence[Cell]], columns: dict[Column, int]) -> int | None:
    """The column of the translation when no header names it: where it went out, else the fullest that is left."""
    width = min(_MOST_COLUMNS, max(map(len, rows), default=0))
    full = {
        at: sum(bool(row[at].text.strip() or row[at].fault) for row in rows if at < len(row))
        for at in range(width) if at not in columns.values()
    }  # fmt: skip
    left = [at for at in full if full[at]]
    as_sent = all(columns.get(column, column) == column for column in (Column.KEY, Column.ENGLISH))
    if as_sent and Column.TEXT in left:
        return int(Column.TEXT)
    return max(left, key=lambda at: (full[at], -at), default=None)
