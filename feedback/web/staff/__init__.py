"""Staff pages: home, account, surveys, links, answers typed in, results, comments, and You said, we did."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/staff")

# The views hang themselves on the blueprint.
from feedback.web.staff import (  # noqa: E402
    about_you,
    account,
    answers,
    bank,
    building,
    comments,
    doubtful,
    drafting,
    headings,
    home,
    interview,
    languages,
    links,
    media,
    medium,
    navigation,
    paper,
    papers,
    preview,
    question,
    quoting,
    results,
    style,
    surveys,
    welcome,
    you_said_we_did,
)

__all__ = [
    "about_you",
    "account",
    "answers",
    "bank",
    "blueprint",
    "building",
    "comments",
    "doubtful",
    "drafting",
    "headings",
    "home",
    "interview",
    "languages",
    "links",
    "media",
    "medium",
    "navigation",
    "paper",
    "papers",
    "preview",
    "question",
    "quoting",
    "results",
    "style",
    "surveys",
    "welcome",
    "you_said_we_did",
]
