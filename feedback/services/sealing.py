"""Sealing: a few bytes that leave the house in an address and come back unread and unchanged."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_LONGEST = 400


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
