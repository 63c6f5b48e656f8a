"""A table of staff as a CSV file: opened rightly by spreadsheets, harmless in them, and labelled where invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, make_response

from feedback.services import looks
from feedback.web import transactions
from feedback.web.guard import current_member
from feedback.web.staff.results import safe


def answer(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """The file of this name, without its ending; what is invented says so in its name and in every row."""
    invented = looks.of(transactions.session(), current_member().organisation_id).demonstration
    out = io.StringIO()
    # Spreadsheets take a file for UTF-8 when it begins with this mark.
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow((*headings, "note") if invented else headings)
    for row in rows:
        writer.writerow([safe(cell) for cell in ((*row, "invented") if invented else row)])
    found = make_response(out.getvalue())
    found.content_type = "text/csv; charset=utf-8"
    ending = "-invented" if invented else ""
    found.headers["Content-Disposition"] = f'attachment; filename="{name}{ending}.csv"'
    return found
