"""What was only recorded: the texts and e-mails that would have been sent, for whoever tries this out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.outbox_message import OutboxMessage
from feedback.services import outbox
from feedback.services.outbox_tending import end_of
from feedback.vocabulary import MessageKind, OutboxState

TABLE = db.table_of(OutboxMessage)


@dataclass(frozen=True)
class Recorded:
    """One message. `to` is the end of a number, or an address without its name."""

    kind: MessageKind
    purpose: str
    to: str
    subject: str
    body: str
    at: datetime


def recent(session: Session, kinds: Collection[MessageKind], *, most: int) -> list[Recorded]:
    """The newest ones of some kinds, newest first; each can be read for a day."""
    kept = (
        db.scoped(session, TABLE), TABLE.c.state == OutboxState.SENT.value, TABLE.c.content != "",
        TABLE.c.kind.in_([kind.value for kind in kinds]),
    )  # fmt: skip
    newest = select(TABLE).where(*kept).order_by(TABLE.c.ended_at.desc(), TABLE.c.id.desc()).limit(most)
    found = [(row, outbox.opened(session, row.content)) for row in session.execute(newest)]
    return [
        Recorded(
            MessageKind(row.kind), row.purpose, end_of(content), str(content.get("subject", "")),
            str(content.get("body", "")), row.ended_at,
        )
        for row, content in found
        if content is not None
    ]  # fmt: skip
