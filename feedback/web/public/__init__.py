"""Everybody's audience: what changed, published results, QR codes, notices; no sign-in, cookie or script."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from feedback.web.public import codes, email_stop, media, notices, results, you_said_we_did  # noqa: E402, F401  # they register views
