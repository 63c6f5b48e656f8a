"""Staff pages: home, account, surveys, links, results, comments, and You said, we did."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/staff")

# The views hang themselves on the blueprint.
from feedback.web.staff import (  # noqa: E402
    account,
    comments,
    drafting,
    home,
    languages,
    links,
    navigation,
    quoting,
    results,
    style,
    surveys,
    welcome,
    you_said_we_did,
)

__all__ = [
    "account",
    "blueprint",
    "comments",
    "drafting",
    "home",
    "languages",
    "links",
    "navigation",
    "quoting",
    "results",
    "style",
    "surveys",
    "welcome",
    "you_said_we_did",
]
