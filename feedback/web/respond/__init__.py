"""The respondent's audience: a survey behind a link, answered on a phone, with nothing but a form."""

from flask import Blueprint, Flask

blueprint = Blueprint("respond", __name__)

from feedback.web.respond import board, personal, ready, receipts, views  # noqa: E402, F401  # views register themselves

__all__ = ["blueprint", "set_up"]


def set_up(app: Flask) -> None:
    """What is remembered between requests, and the front that answers from it."""
    board.set_up(app)
    ready.set_up(app)
