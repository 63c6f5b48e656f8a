"""The style page: every component together, for whoever builds a page or checks one."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template

from feedback.web import line_charts
from feedback.web.guard import requires
from feedback.web.line_charts import Drawing, Range
from feedback.web.staff import blueprint


@blueprint.get("/style")
@requires()
def style() -> Any:
    """Every component with invented contents."""
    return render_template("staff/style.html", line=_invented_line())


def _invented_line() -> Drawing:
    """Half a year as usual, something done, and half a year above it."""
    values = [48, 52, 49, 51, 47, 50, 55, 56, 54, 57, 55, 58, 56]
    days = [date(2025 + at // 12, at % 12 + 1, 1) for at in range(len(values))]
    shapes = ["usual"] * 6 + ["better"] * 7
    return line_charts.over_time(
        days, values, shapes, [Range(0, 12, 51.8, 44, 59.6)], events=[(date(2025, 6, 20), "1")],
        labels=("January 2025", "January 2026"),
    )  # fmt: skip
