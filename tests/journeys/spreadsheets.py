"""A translator's spreadsheet: filled in with the words they know, and mistreated as spreadsheets are."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl import load_workbook

Row = list[Any]
_ENGLISH, _WORDS = 2, 4


def filled_in(
    content: bytes,
    words: Mapping[str, str],
    *,
    sort: Callable[[Row], Any] | None = None,
    english: Mapping[str, str] | None = None,
) -> bytes:
    """The file with words written where its English is known; sorted, and with English written over, where asked."""
    book = load_workbook(io.BytesIO(content))
    sheet = book["Translation"]
    rows: list[Row] = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    for row in rows:
        row[_WORDS] = words.get(row[_ENGLISH], row[_WORDS])
        row[_ENGLISH] = (english or {}).get(row[_ENGLISH], row[_ENGLISH])
    if sort is not None:
        rows.sort(key=sort)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
