"""Staff pages: home, account, surveys, links, results, comments, and You said, we did."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/staff")

# The views hang themselves on the blueprint.
from feedback.web.staff import account, home, navigation, style, welcome  # noqa: E402

__all__ = ["account", "blueprint", "home", "navigation", "style", "welcome"]
