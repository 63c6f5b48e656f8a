"""What the provider tells of texts that left: forward only, whatever the order and however often it comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.channels import sms_errors, sms_parts
from feedback.channels.sms import Found
from feedback.models.outbox_message import OutboxMessage
from feedback.services import hashing, opt_outs, outbox, phone_numbers
from feedback.vocabulary import Delivery, MessageKind, OutboxState

TABLE = db.table_of(OutboxMessage)
#: The provider's words for where a text stands; one that is not here says nothing.
_STATUSES: Final = {
    "accepted": Delivery.QUEUED, "scheduled": Delivery.QUEUED, "queued": Delivery.QUEUED,
    "sending": Delivery.QUEUED, "sent": Delivery.SENT, "undelivered": Delivery.UNDELIVERED,
    "failed": Delivery.UNDELIVERED, "canceled": Delivery.UNDELIVERED, "delivered": Delivery.DELIVERED,
    "read": Delivery.DELIVERED,
}  # fmt: skip
_ORDER: Final = list(Delivery)
#: Where a row can stand of which nobody here knows that it left.
_UNSURE = (OutboxState.SENDING.value, OutboxState.HELD.value)


def record(
    session: Session, *, sid: str, status: str, code: str, to: str, message_id: int | None, now: datetime
) -> bool:
    """Takes one report in; whether it changed anything.

    The row is the one with the provider's name for it or, where that is not known here yet, the one that was being sent
    as `message_id`: the provider has it, so it is sent. A number that said STOP to the provider has said it to us.
    """
    db.set_scope(session, db.EVERYWHERE)
    if code and sms_errors.explain(code).opted_out:
        keep_stop(session, to, now=now)
    delivery = _STATUSES.get(status)
    if delivery is None:
        return False
    adopted = message_id is not None and _adopt(session, sid, message_id, now)
    moved = session.execute(
        update(TABLE)
        .where(
            TABLE.c.provider_id == sid,
            TABLE.c.delivery.in_([one.value for one in _ORDER[: _ORDER.index(delivery)]]),
        )
        .values(_said(delivery, code))
        .returning(TABLE.c.id),
        execution_options={"synchronize_session": False},
    ).first()
    return adopted or moved is not None


def recognise(
    session: Session, message_id: int, found: Sequence[Found], *, to: str, body: str, now: datetime
) -> bool:
    """Whether a held text is among those that the provider has for its number; then it is sent.

    One that belongs to another row already is not taken for it. The session works for everybody afterwards.
    """
    db.set_scope(session, db.EVERYWHERE)
    for one in found:
        if one.body.strip() == body.strip() and _adopt(session, one.provider_id, message_id, now):
            record(
                session,
                sid=one.provider_id,
                status=one.status,
                code=one.code,
                to=to,
                message_id=None,
                now=now,
            )
            return True
    return False


def keep_stop(session: Session, e164: str, *, now: datetime) -> None:
    """Somebody said STOP where the provider heard it and we did not: to be called for every code that says so."""
    number = phone_numbers.mobile(e164) or e164
    if number:
        opt_outs.stop(session, hashing.number(session, number), how=opt_outs.How.TEXT, today=now.date())


def _said(delivery: Delivery, code: str) -> dict[str, Any]:
    said: dict[str, Any] = {"delivery": delivery.value}
    if delivery is Delivery.UNDELIVERED:
        said["problem"] = code[:200]
    elif delivery is Delivery.DELIVERED:
        said["problem"] = ""
    return said


def _adopt(session: Session, sid: str, message_id: int, now: datetime) -> bool:
    """A row of which nobody knew whether it left is sent: its provider tells of it."""
    unsure = (
        TABLE.c.id == message_id,
        TABLE.c.kind == MessageKind.SMS.value,
        TABLE.c.state.in_(_UNSURE),
        TABLE.c.provider_id.is_(None),
    )
    content = session.scalar(select(TABLE.c.content).where(*unsure).with_for_update())
    if content is None or session.scalar(select(TABLE.c.id).where(TABLE.c.provider_id == sid)) is not None:
        return False
    known = outbox.opened(session, content) or {}
    done = session.execute(
        update(TABLE)
        .where(*unsure)
        .values(
            state=OutboxState.SENT.value, problem="", ended_at=now, provider_id=sid, content="",
            parts=sms_parts.count(str(known.get("body", ""))).parts,
        )
        .returning(TABLE.c.id),
        execution_options={"synchronize_session": False},
    ).first()  # fmt: skip
    return done is not None
