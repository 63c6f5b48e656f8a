"""Settings of an organisation: who it is, its places, its colleagues, and what was done by whom."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

# The views hang themselves on the blueprint.
from feedback.web.admin import audit, colleagues, organisation, places, settings  # noqa: E402

__all__ = ["audit", "blueprint", "colleagues", "organisation", "places", "settings"]
