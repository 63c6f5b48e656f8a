"""XLSForms written out in a test: tables of text, as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl

from surveys.formats.accounting import Account, Brought
from surveys.formats.xlsform import reading as xlsform_reading
from tests.surveys.formats.definitions_for_tests import KNOWN

Table = Sequence[Sequence[Any]]


def table(text: str) -> list[list[str]]:
    """Rows and cells of a table drawn with bars, the first row its heads."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line]


def packed(**sheets: Table | str) -> bytes:
    """A spreadsheet with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for row in table(content) if isinstance(content, str) else content:
            sheet.append([None if cell == "" else cell for cell in row])
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def read(content: bytes, name: str = "a form.xlsx") -> Brought:
    """What the reader makes of a file."""
    return xlsform_reading.read(content, name, KNOWN)


def form(
    survey: Table | str, choices: Table | str | None = None, settings: Table | str | None = None
) -> Brought:
    """What the reader makes of these sheets."""
    sheets = {"survey": survey, "choices": choices, "settings": settings}
    return read(packed(**{name: sheet for name, sheet in sheets.items() if sheet is not None}))


def items(brought: Brought) -> list[dict[str, Any]]:
    """The items of every section, in order."""
    return [item for section in brought.definition["sections"] for item in section["items"]]


def told(account: Account) -> dict[str, tuple[str, str]]:
    """Each row by its name: the list it stands in, and why."""
    lists = {"carried": account.carried, "changed": account.changed, "dropped": account.dropped}
    return {entry.item: (name, " ".join(entry.why)) for name, found in lists.items() for entry in found}


def repacked(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The file with bytes of one of its parts changed."""
    found = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            inside = before.read(name)
            after.writestr(name, inside.replace(old, new) if name == part else inside)
    return found.getvalue()
