"""Attacks on what the provider tells: a signature that was overheard is good for nothing but the very same words."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from feedback.config import Config, Sms
from feedback.db import Database
from feedback.models.opt_out import OptOut
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from tests.feedback.web.test_hooks import (
    BASE,
    OURS,
    THEIRS,
    count,
    everything,
    incoming,
    put,
    row_of,
    sid,
    told,
)
from tests.twilio_stand_in import ACCOUNT, TOKEN, signature

VICTIM = "+447700900777"


@pytest.fixture
def config(config: Config) -> Config:
    """Texts by Twilio, at a public address."""
    return replace(config, base_url=BASE, sms=Sms("twilio", ACCOUNT, TOKEN, OURS))


def replayed(
    app: Flask, body: Any, *, path: str = "/sms/incoming", signed: dict[str, str] | None = None,
    signed_path: str = "/sms/incoming", kind: str = "application/x-www-form-urlencoded",
) -> TestResponse:  # fmt: skip
    """A body of an attacker's own, under the signature of a text that was overheard."""
    overheard = signature(TOKEN, BASE + signed_path, signed or incoming("Hello"))
    return app.test_client().post(
        path, data=body, content_type=kind, headers={"X-Twilio-Signature": overheard}
    )


def test_a_field_that_is_said_twice_is_what_was_signed_or_nothing(app: Flask, database: Database) -> None:
    fields = list(incoming("Hello").items())
    for more in (("From", VICTIM), ("Body", "STOP"), ("OptOutType", "STOP"), ("From", "")):
        for body in ([more, *fields], [*fields, more]):
            assert replayed(app, urlencode(body)).status_code == 403
    assert count(database, OptOut) == 0


def test_nothing_but_the_form_that_was_signed_is_read(app: Flask, database: Database) -> None:
    fields = incoming("STOP") | {"From": VICTIM}
    told_as_json = json.dumps(fields)
    digest = sha256(told_as_json.encode()).hexdigest()
    for path in ("/sms/incoming", f"/sms/incoming?bodySHA256={digest}"):
        # Twilio signs other bodies by their digest in the address; no text of ours comes so.
        given = {"X-Twilio-Signature": signature(TOKEN, BASE + path, {})}
        answered = app.test_client().post(
            path, data=told_as_json, content_type="application/json", headers=given
        )
        assert answered.status_code == 403
    query = urlencode(fields)
    assert replayed(app, b"", path=f"/sms/incoming?{query}", signed={}).status_code == 403
    assert replayed(app, urlencode(fields), kind="text/plain", signed={}).status_code == 403
    boundary = "\r\n".join(
        [f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="a"\r\n\r\n{value}'
         for name, value in fields.items()] + ["--x--", ""]
    )  # fmt: skip
    answered = replayed(app, boundary.encode(), kind="multipart/form-data; boundary=x", signed={})
    assert answered.status_code == 403
    assert count(database, OptOut) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/sms/incoming/", "/sms/incoming;x", "/sms//incoming", "/SMS/incoming", "/sms/status/../incoming",
        "/sms/incoming%00", "/sms/incoming?", "/sms/incoming?x=1", "/sms/incoming?message=1", "/sms/status",
    ],
)  # fmt: skip
def test_another_address_takes_no_signature_of_ours(app: Flask, database: Database, path: str) -> None:
    answered = replayed(app, urlencode(incoming("STOP")), path=path, signed=incoming("STOP"))
    # An address that only asks for nothing more is the same address.
    assert answered.status_code in ((200,) if path == "/sms/incoming?" else (308, 403, 404))
    assert count(database, OptOut) == (path == "/sms/incoming?")


def test_what_was_told_of_one_text_is_no_word_of_another(
    app: Flask, database: Database, organisation: Organisation
) -> None:
    message = put(database, organisation, state="held", problem="timeout")
    before = everything(database)
    told_of = f"/sms/status?message={message + 1}"
    for path in (f"/sms/status?message={message}", f"/sms/status?message={message + 1}&message={message}"):
        answered = replayed(
            app, urlencode(told("delivered")), path=path, signed=told("delivered"), signed_path=told_of
        )
        assert answered.status_code == 403
    assert everything(database) == before


@pytest.mark.parametrize("named", ["-1", "1.0", "１", "9" * 19, "0x1", " 1", "1;2", "%00", ""])
def test_a_message_that_is_none_is_nobody_s(
    app: Flask, database: Database, organisation: Organisation, named: str
) -> None:
    put(database, organisation, state="held", problem="timeout")
    path = f"/sms/status?{urlencode({'message': named})}"
    given = {"X-Twilio-Signature": signature(TOKEN, BASE + path, told("delivered"))}
    assert app.test_client().post(path, data=told("delivered"), headers=given).status_code == 200
    assert row_of(database).state == "held"


def test_words_that_no_database_holds_break_nothing(app: Flask, organisation: Organisation) -> None:
    strange = "\x00\x1f\u202e\ud800".encode("utf-8", "replace").decode()
    for path, fields in (
        ("/sms/incoming", incoming(f"{strange}STOP{strange}", From=f"{strange}x" * 200, OptOutType=strange)),
        ("/sms/incoming", incoming("x", 2, From="", To="")),
        ("/sms/status", told(strange, ErrorCode=strange, To=strange)),
        ("/sms/status", told("failed", ErrorCode="21610" + strange, To="")),
        ("/sms/status", told("failed", ErrorCode="21610", To=strange)),
        ("/sms/status", told("failed", ErrorCode="9" * 5_000)),
    ):
        given = {"X-Twilio-Signature": signature(TOKEN, BASE + path, fields)}
        assert app.test_client().post(path, data=fields, headers=given).status_code == 200


def test_whoever_texts_for_others_is_answered_and_nobody_else(
    app: Flask, database: Database, organisation: Organisation
) -> None:
    """What a text says of senders and names is words, wherever it stands."""
    body = f"STOP\nFrom: {VICTIM}\nMessageSid{sid(9)}From{VICTIM}"
    fields = incoming(body)
    given = {"X-Twilio-Signature": signature(TOKEN, BASE + "/sms/incoming", fields)}
    assert app.test_client().post("/sms/incoming", data=fields, headers=given).status_code == 200
    assert count(database, OptOut) == 0 and count(database, OutboxMessage) <= 2
    assert THEIRS != VICTIM
