"""The respondent's audience: a survey behind a link, answered on a phone, with nothing but a form."""

from flask import Blueprint

blueprint = Blueprint("respond", __name__)

from feedback.web.respond import receipts, views  # noqa: E402, F401  # the views register themselves on the blueprint
from feedback.web.respond.board import set_up  # noqa: E402

__all__ = ["blueprint", "set_up"]
