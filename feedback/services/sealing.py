"""Sealing: what leaves the house in an address, or lies in a row, unread and unchanged until it comes back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from feedback import db

_NONCE = 12
_LONGEST = 400
#: A row holds a whole conversation, or every line that an upload of contacts left out.
_LONGEST_ROW = 20_000_000


def _key(secret: str, purpose: str) -> bytes:
    """A key for one purpose: what was sealed for one opens nothing else."""
    return hmac.new(secret.encode(), f"sealing: {purpose}".encode(), hashlib.sha256).digest()


def seal(secret: str, purpose: str, content: bytes, *, repeatable: bool = False) -> str:
    """The content, encrypted and authenticated (AES-256-GCM), as letters for an address; never twice the same.

    `repeatable` gives the same letters for the same content: the nonce then follows from the content, under a key of
    its own, so that no nonce ever meets two contents.
    """
    nonce = secrets.token_bytes(_NONCE)
    if repeatable:
        nonce = hmac.new(_key(secret, f"{purpose}: nonce"), content, hashlib.sha256).digest()[:_NONCE]
    sealed = AESGCM(_key(secret, purpose)).encrypt(nonce, content, None)
    return base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()


def unseal(secret: str, purpose: str, sealed: str, *, longest: int = _LONGEST) -> bytes | None:
    """What was sealed for this purpose; None for anything else, and for what is longer than what is expected."""
    if len(sealed) > longest:
        return None
    try:
        raw = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
        return AESGCM(_key(secret, purpose)).decrypt(raw[:_NONCE], raw[_NONCE:], None)
    except (InvalidTag, ValueError, binascii.Error):
        return None


def seal_row(session: Session, purpose: str, words: str) -> str:
    """Words as they lie in a row: nobody reads them from a copy of the database alone."""
    return seal(db.keys_of(session).secret, purpose, words.encode())


def unseal_row(session: Session, purpose: str, sealed: str | None) -> str | None:
    """What was sealed in a row; None when it is gone, or was sealed under a key that is not here any more."""
    if not sealed:
        return None
    content = unseal(db.keys_of(session).secret, purpose, sealed, longest=_LONGEST_ROW)
    return None if content is None else content.decode()
