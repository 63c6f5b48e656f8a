"""The style page: every component together, for whoever builds a page or checks one."""

from __future__ import annotations

from typing import Any

from flask import render_template

from feedback.web.guard import requires
from feedback.web.staff import blueprint


@blueprint.get("/style")
@requires()
def style() -> Any:
    """Every component with invented contents."""
    return render_template("staff/style.html")
