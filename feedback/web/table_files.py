"""The tables of a page as a file for a spreadsheet: the same protected numbers, and no cell that runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, make_response

from surveys.formats import harmless

_HEADINGS = ("question", "question text", "group", "value", "value text", "answers", "answer", "answer text",
             "count", "percent", "low", "high", "positive answers in words")  # fmt: skip
_TOO_FEW = "too few to show"


def as_csv(table: dict[str, Any], name: str, *, invented: bool) -> Response:
    """A line for each answer of each row, overall first; what may not be shown says so."""
    return csv_file(name, _HEADINGS, _lines(table), invented=invented)


def csv_file(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], *, invented: bool
) -> Response:
    """The file of this name, without its ending; what is invented says so in every row."""
    out = io.StringIO()
    # Spreadsheets take a file for UTF-8 when it begins with this mark.
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow((*headings, "note") if invented else headings)
    for row in rows:
        cells = (*row, "invented") if invented else row
        writer.writerow([harmless.cell(each) if isinstance(each, str) else each for each in cells])
    answer = make_response(out.getvalue())
    answer.content_type = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _lines(table: dict[str, Any]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for item in table["items"]:
        overall = {**item["overall"], "group": "", "value": "", "label": "Everybody"}
        for cell in (overall, *item["groups"]):
            row = (cell["group"], cell["value"], cell["label"], _shown(cell["base"]))
            for option in cell["options"]:
                figures = (option["count"], option["percent"], option["low"], option["high"])
                words = (option["key"], option["label"])
                band = cell["words"]["label"] if cell.get("words") else ""
                found.append((item["key"], item["text"], *row, *words, *map(_shown, figures), band))
    return found


def _shown(figure: int | None) -> int | str:
    return _TOO_FEW if figure is None else figure
