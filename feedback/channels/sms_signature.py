"""Whether a request was signed by the provider: looked at with its own rule, in a time that tells nothing."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import urlparse


def is_right(auth_token: str, address: str, fields: Any, signature: str | None) -> bool:
    """Whether `signature` is Twilio's for this absolute address and these form fields (a MultiDict).

    Twilio signs the address with or without the port that goes without saying. Both are worked out, whatever the
    first says and also where nothing was signed, so that the time taken says nothing.
    """
    from twilio.request_validator import RequestValidator, add_port, remove_port

    validator, asked = RequestValidator(auth_token), urlparse(address)
    given = (signature or "").encode("utf-8", "replace")
    right = [
        hmac.compare_digest(validator.compute_signature(one, fields).encode(), given)
        for one in (remove_port(asked), add_port(asked))
    ]
    return bool(auth_token) and signature is not None and any(right)
