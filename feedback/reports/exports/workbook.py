"""Sheets of a spreadsheet file that is written row by row, and in which no cell of text runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from surveys.formats import harmless

#: A row goes to the disk as soon as the next begins, and no text is taken for a formula or a link.
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
WIDE, NARROW = 60, 16


class Sheet:
    """A sheet that is written from the top."""

    def __init__(self, page: Any, live: Any) -> None:
        self._page, self._live = page, live
        self.next = 0

    def add(self, row: Sequence[str | int | float], look: Any = None) -> None:
        """One row more. Text that would run once somebody edits it is marked as text, as an apostrophe does."""
        write, at = self._page.write_string, self.next
        for column, cell in enumerate(row):
            if not isinstance(cell, str):
                self._page.write_number(at, column, cell, look)
            elif cell:
                write(at, column, cell, look or (self._live if harmless.runs(cell) else None))
        self.next = at + 1


class Pen:
    """Makes the sheets of a book with the same looks."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True, "num_format": "@"})
        self._live = book.add_format({"quote_prefix": True, "num_format": "@"})

    def sheet(self, name: str, head: Sequence[str], widths: Sequence[int] = ()) -> Sheet:
        """A new sheet with its first row, which stays in view."""
        page = self._book.add_worksheet(name)
        for column in range(len(head)):
            page.set_column(column, column, widths[column] if widths else NARROW)
        page.freeze_panes(1, 0)
        made = Sheet(page, self._live)
        made.add(head, self._bold)
        return made
