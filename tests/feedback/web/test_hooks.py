"""What the provider tells: only what it signed for our configured address has an effect, and that once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from feedback import db
from feedback.config import Config, Sms
from feedback.db import EVERYWHERE, Database
from feedback.models.inbound_text import InboundText
from feedback.models.opt_out import OptOut
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import hashing, opt_outs, outbox
from feedback.services.outbox import Draft
from feedback.vocabulary import Delivery, MessageKind, OutboxState
from tests.twilio_stand_in import ACCOUNT, TOKEN, signature

BASE = "https://feedback.example.org"
OURS, THEIRS = "+447700900999", "+447700900123"
NOW = datetime(2026, 11, 26, 9, 0)


@pytest.fixture
def config(config: Config) -> Config:
    """Texts by Twilio, at a public address behind a proxy."""
    return replace(config, base_url=BASE, sms=Sms("twilio", ACCOUNT, TOKEN, OURS))


def sid(number: int) -> str:
    return f"SM{number:032x}"


def incoming(body: str = "STOP", number: int = 1, **more: str) -> dict[str, str]:
    return {
        "AccountSid": ACCOUNT,
        "MessageSid": sid(number),
        "From": THEIRS,
        "To": OURS,
        "Body": body,
        "NumMedia": "0",
    } | more


def told(status: str, number: int = 1, **more: str) -> dict[str, str]:
    return {
        "AccountSid": ACCOUNT,
        "MessageSid": sid(number),
        "MessageStatus": status,
        "To": THEIRS,
        "From": OURS,
    } | more


def tell(
    app: Flask, path: str, fields: dict[str, str], *, signed_for: str | None = BASE, **headers: str
) -> TestResponse:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if signed_for is not None:
        given.setdefault("X-Twilio-Signature", signature(TOKEN, signed_for + path, fields))
    return app.test_client().post(path, data=fields, headers=given)


def everything(database: Database) -> tuple[Any, ...]:
    with database.reading(EVERYWHERE) as session:
        return (
            session.execute(select(db.table_of(OptOut))).all(),
            session.execute(select(db.table_of(InboundText))).all(),
            session.execute(select(outbox.TABLE)).all(),
        )


def count(database: Database, model: Any) -> int:
    with database.reading(EVERYWHERE) as session:
        return session.scalar(select(func.count()).select_from(db.table_of(model))) or 0


def put(database: Database, organisation: Organisation, **values: Any) -> int:
    """A text as the outbox has it, at some moment of its life."""
    with database.transaction(organisation.id) as session:
        outbox.put(
            session,
            Draft(MessageKind.SMS, "invitation", "one", NOW, {"to": THEIRS, "body": "Zażółć " * 20}, OURS),
        )
        row = session.scalars(select(OutboxMessage)).one()
        for name, value in values.items():
            setattr(row, name, value)
        return row.id


def row_of(database: Database) -> Any:
    with database.reading(EVERYWHERE) as session:
        return session.execute(select(outbox.TABLE)).one()


def test_a_signed_stop_is_kept_and_confirmed_once(
    app: Flask, database: Database, organisation: Organisation
) -> None:
    answered = tell(app, "/sms/incoming", incoming())
    assert (answered.status_code, answered.mimetype) == (200, "text/xml")
    assert "Set-Cookie" not in answered.headers
    with database.reading(organisation.id) as session:
        assert opt_outs.stopped(session, {hashing.number(session, THEIRS)})
        row = session.scalars(select(OutboxMessage)).one()
        assert (row.purpose, row.urgency, row.lane) == ("confirmation", outbox.AT_ONCE, OURS)
        content = outbox.opened(session, row.content)
        assert content is not None and content["to"] == THEIRS and "START" in content["body"]


def test_a_thousand_forged_or_unsigned_ones_change_nothing(
    app: Flask, database: Database, organisation: Organisation
) -> None:
    put(database, organisation, state="held", problem="timeout")
    before, chance = everything(database), random.Random(6)
    client = app.test_client()
    for number in range(1000):
        status = number % 2
        path = "/sms/status?message=1" if status else "/sms/incoming"
        fields = told("delivered", number) if status else incoming("STOP", number)
        good = signature(TOKEN, BASE + path, fields)
        forged: list[dict[str, str]] = [
            {},
            {"X-Twilio-Signature": ""},
            {"X-Twilio-Signature": good[::-1]},
            {"X-Twilio-Signature": signature("another token", BASE + path, fields)},
            {"X-Twilio-Signature": signature(TOKEN, "http://localhost" + path, fields)},
            {"X-Twilio-Signature": signature(TOKEN, BASE + path, fields | {"Body": "something else"})},
            {"X-Twilio-Signature": signature(TOKEN, BASE + path + "&more=1", fields)},
            {"X-Twilio-Signature": chance.randbytes(20).hex()},
            {"X-Twilio-Signature": "ü" * 28},
        ]
        assert client.post(path, data=fields, headers=forged[number % len(forged)]).status_code == 403
    assert everything(database) == before


def test_the_host_that_a_request_names_proves_nothing(app: Flask, database: Database) -> None:
    fields = incoming()
    forged = signature(TOKEN, "https://localhost/sms/incoming", fields)
    answered = app.test_client().post(
        "/sms/incoming", data=fields, base_url="https://localhost", headers={"X-Twilio-Signature": forged}
    )
    assert answered.status_code == 403
    assert count(database, OptOut) == 0


def test_a_proxy_in_between_changes_no_signature(app: Flask, organisation: Organisation) -> None:
    fields = incoming()
    given = {"X-Twilio-Signature": signature(TOKEN, BASE + "/sms/incoming", fields)}
    answered = app.test_client().post(
        "/sms/incoming", data=fields, base_url="http://127.0.0.1:8000", headers=given
    )
    assert answered.status_code == 200


def test_a_signature_with_the_usual_port_in_the_address_is_one_too(
    app: Flask, organisation: Organisation
) -> None:
    assert tell(app, "/sms/incoming", incoming(), signed_for=f"{BASE}:443").status_code == 200


def test_empty_fields_and_every_script_are_signed_too(app: Flask, organisation: Organisation) -> None:
    assert tell(app, "/sms/incoming", incoming("بند کرو ✋", FromCity="", MediaUrl="")).status_code == 200


def test_a_name_of_no_message_is_refused_even_when_signed(app: Flask, database: Database) -> None:
    assert tell(app, "/sms/incoming", incoming() | {"MessageSid": "x"}).status_code == 403
    assert count(database, InboundText) == 0


@pytest.mark.parametrize("path", ["/sms/incoming", "/sms/status"])
def test_only_posts_are_taken_and_bounded(app: Flask, path: str, organisation: Organisation) -> None:
    assert app.test_client().get(path).status_code == 405
    assert tell(app, path, incoming("x" * 70_000)).status_code == 413


def test_where_texts_are_only_recorded_nothing_is_taken(config: Config, database: Database) -> None:
    from feedback.app import create_app

    closed = create_app(replace(config, sms=Sms(auth_token=TOKEN)))
    assert tell(closed, "/sms/incoming", incoming()).status_code == 404
    assert count(database, OptOut) == 0


def test_without_a_public_address_nothing_is_taken(config: Config, database: Database) -> None:
    from feedback.app import create_app

    closed = create_app(replace(config, base_url=None))
    assert tell(closed, "/sms/incoming", incoming(), signed_for="http://localhost").status_code == 403
    assert tell(closed, "/sms/incoming", incoming(), signed_for="").status_code == 403
    assert count(database, OptOut) == 0


def test_a_replay_has_one_effect(app: Flask, database: Database, organisation: Organisation) -> None:
    for _ in range(5):
        assert tell(app, "/sms/incoming", incoming("What is this?")).status_code == 200
    # One answer, and one piece of work: that the provider forgets the words.
    assert count(database, OutboxMessage) == 2
    # STOP, then START, then the STOP again from somebody who kept it: it says nothing new.
    tell(app, "/sms/incoming", incoming("STOP", 2))
    tell(app, "/sms/incoming", incoming("START", 3))
    tell(app, "/sms/incoming", incoming("STOP", 2))
    assert count(database, OptOut) == 0


def test_a_replay_at_the_same_moment_has_one_effect(
    app: Flask, database: Database, organisation: Organisation
) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: tell(app, "/sms/incoming", incoming()).status_code, range(12)))
    assert set(answers) == {200}
    assert (count(database, InboundText), count(database, OutboxMessage)) == (1, 1)


def test_no_cookie_token_or_origin_is_asked_for(app: Flask, organisation: Organisation) -> None:
    assert tell(app, "/sms/incoming", incoming(), Origin="https://elsewhere.example").status_code == 200


def test_no_log_line_tells_who_wrote_what(
    app: Flask, organisation: Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        tell(app, "/sms/incoming", incoming("my own words"))
        tell(app, "/sms/incoming", incoming("my own words"), signed_for=None)
    assert "7700900" not in caplog.text and "my own words" not in caplog.text


@pytest.mark.parametrize(
    "reports",
    [
        ["queued", "sent", "delivered"],
        ["delivered", "sent", "queued"],
        ["sent", "delivered", "delivered", "sending", "queued", "sent"],
        ["undelivered", "sent", "delivered", "undelivered"],
        ["nonsense", "delivered", "", "DELIVERED"],
    ],
)
def test_reports_move_forward_only_in_whatever_order_they_come(
    app: Flask, database: Database, organisation: Organisation, reports: list[str]
) -> None:
    put(database, organisation, state="sent", provider_id=sid(1))
    for status in reports:
        assert tell(app, "/sms/status", told(status)).status_code == 200
    assert row_of(database).delivery == Delivery.DELIVERED.value


def test_why_a_text_did_not_arrive_is_kept(
    app: Flask, database: Database, organisation: Organisation
) -> None:
    put(database, organisation, state="sent", provider_id=sid(1))
    tell(app, "/sms/status", told("undelivered", ErrorCode="30005"))
    row = row_of(database)
    assert (row.delivery, row.problem, row.state) == ("undelivered", "30005", OutboxState.SENT.value)


@pytest.mark.parametrize("state", ["held", "sending"])
def test_a_text_of_which_nobody_knew_is_sent_when_the_provider_tells_of_it(
    app: Flask, database: Database, organisation: Organisation, state: str
) -> None:
    message = put(database, organisation, state=state, problem="timeout", taken_at=NOW)
    for status in ("sent", "queued", "delivered"):
        tell(app, f"/sms/status?{urlencode({'message': message})}", told(status))
    row = row_of(database)
    assert (row.state, row.provider_id, row.delivery) == ("sent", sid(1), "delivered")
    assert (row.content, row.problem) == ("", "") and row.parts == 3


@pytest.mark.parametrize("state", ["waiting", "failed", "cancelled"])
def test_a_report_changes_nothing_of_a_text_that_nobody_handed_over(
    app: Flask, database: Database, organisation: Organisation, state: str
) -> None:
    message = put(database, organisation, state=state)
    before = everything(database)
    assert tell(app, f"/sms/status?message={message}", told("delivered")).status_code == 200
    assert everything(database) == before


def test_a_report_of_one_text_never_becomes_that_of_another(
    app: Flask, database: Database, organisation: Organisation
) -> None:
    message = put(database, organisation, state="sent", provider_id=sid(2))
    tell(app, f"/sms/status?message={message}", told("delivered", 1))
    assert row_of(database).delivery == "unknown"


def test_a_stop_that_the_provider_heard_is_ours_too(
    app: Flask, database: Database, organisation: Organisation
) -> None:
    put(database, organisation, state="sent", provider_id=sid(1))
    tell(app, "/sms/status", told("failed", ErrorCode="21610"))
    with database.reading(organisation.id) as session:
        assert opt_outs.stopped(session, {hashing.number(session, THEIRS)})


def test_what_the_provider_answered_itself_is_not_answered_again(
    app: Flask, database: Database, organisation: Organisation
) -> None:
    tell(app, "/sms/incoming", incoming("Basta así", OptOutType="STOP"))
    assert (count(database, OptOut), count(database, OutboxMessage)) == (1, 0)


def test_seen_texts_are_forgotten_after_a_month(
    app: Flask, database: Database, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(app, "/sms/incoming", incoming("1", 1))
    later = datetime.now(UTC).replace(tzinfo=None, year=datetime.now(UTC).year + 1)
    monkeypatch.setattr("feedback.web.hooks.texts.audit.now", lambda: later)
    tell(app, "/sms/incoming", incoming("1", 2))
    assert count(database, InboundText) == 1
