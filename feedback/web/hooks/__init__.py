"""The provider's audience: what Twilio tells of texts that came and texts that left; signed, or nothing happens."""

from flask import Blueprint

blueprint = Blueprint("hooks", __name__, url_prefix="/sms")

from feedback.web.hooks import texts  # noqa: E402, F401  # it registers the views
