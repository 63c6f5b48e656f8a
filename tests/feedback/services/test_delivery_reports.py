"""A held text is sent once its provider is known to have it, and no other way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.channels.sms import Found
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import delivery_reports, hashing, opt_outs, outbox
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind

NOW, THEIRS, BODY = datetime(2026, 11, 26, 9, 0), "+447700900123", "How was your visit?"


def held(session: Session, organisation: Organisation, reference: str = "one", **values: Any) -> int:
    db.set_scope(session, organisation.id)
    outbox.put(
        session, Draft(MessageKind.SMS, "invitation", reference, NOW, {"to": THEIRS, "body": BODY}, "lane")
    )
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.reference == reference)).one()
    for name, value in ({"state": "held", "problem": "timeout"} | values).items():
        setattr(row, name, value)
    session.flush()
    return row.id


def at_provider(number: int = 1, body: str = BODY, status: str = "delivered", code: str = "") -> Found:
    return Found(f"SM{number:032x}", body, status, code, NOW)


def row_of(session: Session, message_id: int) -> Any:
    db.set_scope(session, db.EVERYWHERE)
    return session.execute(select(outbox.TABLE).where(outbox.TABLE.c.id == message_id)).one()


def recognise(session: Session, message_id: int, *found: Found) -> bool:
    return delivery_reports.recognise(session, message_id, found, to=THEIRS, body=BODY, now=NOW)


def test_a_held_text_that_the_provider_has_is_sent(session: Session, organisation: Organisation) -> None:
    message = held(session, organisation)
    assert recognise(session, message, at_provider(1, "Another text"), at_provider(2))
    row = row_of(session, message)
    assert (row.state, row.delivery, row.content, row.parts) == ("sent", "delivered", "", 1)
    assert row.provider_id == at_provider(2).provider_id


def test_a_held_text_that_the_provider_has_not_stays_held(
    session: Session, organisation: Organisation
) -> None:
    message = held(session, organisation)
    assert not recognise(session, message, at_provider(1, "Another text"))
    assert not recognise(session, message)
    assert row_of(session, message).state == "held"


def test_one_text_at_the_provider_is_not_two_of_ours(session: Session, organisation: Organisation) -> None:
    first, second = held(session, organisation), held(session, organisation, "two")
    assert recognise(session, first, at_provider())
    assert not recognise(session, second, at_provider())
    assert recognise(session, second, at_provider(), at_provider(2, status="undelivered", code="30003"))
    row = row_of(session, second)
    assert (row.state, row.delivery, row.problem) == ("sent", "undelivered", "30003")


@pytest.mark.parametrize("state", ["waiting", "cancelled", "failed", "sent"])
def test_only_what_nobody_knows_of_is_recognised(
    session: Session, organisation: Organisation, state: str
) -> None:
    message = held(session, organisation, state=state)
    assert not recognise(session, message, at_provider())


def test_a_stop_that_a_refusal_told_of_is_kept(session: Session, organisation: Organisation) -> None:
    delivery_reports.keep_stop(session, THEIRS, now=NOW)
    assert opt_outs.stopped(session, {hashing.number(session, THEIRS)})
