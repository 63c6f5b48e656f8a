"""Everybody's audience: what changed, published results, QR codes, notices; no sign-in, cookie or script."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

# They register views.
from feedback.web.public import (  # noqa: E402, F401
    codes,
    email_stop,
    media,
    notices,
    results,
    texts,
    you_said_we_did,
)
