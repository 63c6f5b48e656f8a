"""A table of staff as a CSV file, labelled where it is of the invented organisation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response

from feedback.services import looks
from feedback.web import table_files, transactions
from feedback.web.guard import current_member


def answer(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """The file of this name, without its ending; what is invented says so in its name and in every row."""
    invented = looks.of(transactions.session(), current_member().organisation_id).demonstration
    return table_files.csv_file(f"{name}-invented" if invented else name, headings, rows, invented=invented)
