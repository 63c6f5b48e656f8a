"""Promise of signatures: only the provider's own, under a token that is one, for exactly these words."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from feedback.channels import sms_signature
from tests.twilio_stand_in import TOKEN, signature

ADDRESS = "https://feedback.example.org/sms/incoming"
FIELDS = MultiDict({"Body": "STOP", "From": "+447700900123"})


def test_a_signature_of_the_provider_is_right() -> None:
    assert sms_signature.is_right(TOKEN, ADDRESS, FIELDS, signature(TOKEN, ADDRESS, FIELDS.to_dict()))


@pytest.mark.parametrize("token", ["", " ", "another"])
def test_without_the_token_nobody_can_make_one(token: str) -> None:
    """An empty token is known to everybody."""
    assert not sms_signature.is_right("", ADDRESS, FIELDS, signature(token, ADDRESS, FIELDS.to_dict()))
    assert not sms_signature.is_right(TOKEN, ADDRESS, FIELDS, signature(token, ADDRESS, FIELDS.to_dict()))


@pytest.mark.parametrize("given", [None, "", "=", "ü", "\ud800", "x" * 10_000])
def test_what_is_no_signature_is_none(given: str | None) -> None:
    assert not sms_signature.is_right(TOKEN, ADDRESS, FIELDS, given)
