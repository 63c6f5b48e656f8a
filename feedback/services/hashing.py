"""Hashing: a number or an address under the key of the installation, so that it is recognised and cannot be read."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy.orm import Session

from feedback import db


def number(session: Session, e164: str) -> str:
    """The keyed hash (HMAC-SHA256, hex) of a telephone number as `+447...`: the same for every organisation."""
    return _keyed(session, "number", e164)


def email(session: Session, address: str) -> str:
    """The keyed hash of an e-mail address, whatever the case it was written in."""
    return _keyed(session, "email", address.strip().casefold())


def token(raw: str) -> str:
    """The hash (SHA-256, hex) of a random token: what is random enough needs no key."""
    return hashlib.sha256(raw.encode()).hexdigest()


def _keyed(session: Session, purpose: str, value: str) -> str:
    key = db.keys_of(session).hashing
    return hmac.new(key, f"{purpose}: {value}".encode(), hashlib.sha256).hexdigest()
