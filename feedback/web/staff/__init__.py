"""Staff pages: home, account, surveys, links, answers typed in, results, comments, and You said, we did."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/staff")

# The views hang themselves on the blueprint.
from feedback.web.staff import (  # noqa: E402
    account,
    answers,
    comments,
    desk,
    doubtful,
    drafting,
    exchange,
    home,
    interview,
    languages,
    links,
    media,
    medium,
    navigation,
    paper,
    papers,
    publishing,
    quoting,
    results,
    style,
    surveys,
    times,
    translating,
    translation_files,
    welcome,
    you_said_we_did,
)

__all__ = [
    "account",
    "answers",
    "blueprint",
    "comments",
    "desk",
    "doubtful",
    "drafting",
    "exchange",
    "home",
    "interview",
    "languages",
    "links",
    "media",
    "medium",
    "navigation",
    "paper",
    "papers",
    "publishing",
    "quoting",
    "results",
    "style",
    "surveys",
    "times",
    "translating",
    "translation_files",
    "welcome",
    "you_said_we_did",
]
