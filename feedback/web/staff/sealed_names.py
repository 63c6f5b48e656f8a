"""Names of things in addresses, encrypted: they tell nobody which, nor that two belong to one person."""

from __future__ import annotations

from flask import current_app

from feedback.config import Config
from feedback.services import sealing
from feedback.web.guard import current_member


def seal(purpose: str, name: str) -> str:
    """What stands in an address for something of the member's organisation; never twice the same."""
    return sealing.seal(_secret(), purpose, f"{current_member().organisation_id}/{name}".encode())


def opened(purpose: str, sealed: str) -> str | None:
    """The name again; None when it is another organisation's, or nothing that was sealed for this purpose."""
    content = sealing.unseal(_secret(), purpose, sealed)
    organisation, _, name = (content.decode() if content else "/").partition("/")
    return name if organisation == str(current_member().organisation_id) else None


def _secret() -> str:
    config: Config = current_app.extensions["config"]
    return config.secret_key
