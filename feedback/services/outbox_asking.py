"""Asking about held texts: which can be asked about, and what is written down once the provider has answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.channels.sms import Found
from feedback.models.outbox_message import OutboxMessage
from feedback.services import audit, delivery_reports, outbox
from feedback.services.outbox_sweeps import KEPT
from feedback.vocabulary import MessageKind, OutboxState

TABLE = db.table_of(OutboxMessage)
#: A word of ours among the codes of providers: it was asked, and has no such text.
ABSENT = "not-at-provider"
#: A text that was handed over just now may still turn up in the provider's list.
SETTLED = timedelta(minutes=5)


@dataclass(frozen=True)
class Question:
    """One held text, and since when to look for it at the provider."""

    id: int
    organisation_id: int
    purpose: str
    to: str
    body: str
    taken_at: datetime

    @property
    def since(self) -> datetime:
        """As far back as it can have been tried: the same words to the same number are the same text."""
        return self.taken_at - KEPT


def questions(
    session: Session, *, ids: Collection[int] | None = None, most: int, again: bool = False
) -> list[Question]:
    """The held texts that can be asked about, the oldest first: some by their ids, or all that were not asked about
    yet; with `again` those too that the provider did not have."""
    held = (
        db.scoped(session, TABLE), TABLE.c.kind == MessageKind.SMS.value, TABLE.c.taken_at.is_not(None),
        TABLE.c.state == OutboxState.HELD.value, TABLE.c.content != "",
    )  # fmt: skip
    query = select(TABLE).where(*held).order_by(TABLE.c.id).limit(most)
    if ids is not None:
        query = query.where(TABLE.c.id.in_(set(ids)))
    elif not again:
        query = query.where(TABLE.c.problem != ABSENT)
    found = []
    for row in session.execute(query):
        content = outbox.opened(session, row.content)
        if content is not None:
            found.append(
                Question(
                    row.id,
                    row.organisation_id,
                    row.purpose,
                    str(content["to"]),
                    str(content["body"]),
                    row.taken_at,
                )
            )
    return found


def note(session: Session, one: Question, found: Sequence[Found], *, by: str, now: datetime) -> bool | None:
    """Writes down what the provider said: True when it has the text, which then is sent; False when it has no such
    text, so that it is safe to send it again; None when it is too early to say so, or no question any more."""
    if delivery_reports.recognise(session, one.id, found, to=one.to, body=one.body, now=now):
        db.set_scope(session, one.organisation_id)
        audit.record(
            session, "message-found", f"{MessageKind.SMS.value}: {one.purpose}", by=by, detail=str(one.id)
        )
        return True
    if now - one.taken_at < SETTLED:
        return None
    # Nobody decided about it meanwhile, and it was not tried once more.
    same = (TABLE.c.id == one.id, TABLE.c.state == OutboxState.HELD.value, TABLE.c.taken_at == one.taken_at)
    done = session.execute(
        update(TABLE).where(*same).values(problem=ABSENT).returning(TABLE.c.id),
        execution_options={"synchronize_session": False},
    ).first()
    return False if done is not None else None
