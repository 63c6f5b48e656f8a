"""Asking about held texts: which can be asked about, and what is written down once the provider has answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.channels.sms import Found
from feedback.models.outbox_message import OutboxMessage
from feedback.services import audit, delivery_reports, outbox
from feedback.services.outbox_sweeps import KEPT
from feedback.vocabulary import MessageKind, OutboxState

TABLE = db.table_of(OutboxMessage)
#: Words of ours among the codes of providers: it was asked, and has no such text; or one that could be it.
ABSENT, UNCLEAR = "not-at-provider", "unclear-at-provider"
#: A text that was handed over just now may still turn up in the provider's list.
SETTLED = timedelta(minutes=5)
#: So much may the provider's clock be behind ours.
_CLOCKS = timedelta(minutes=5)


class Answer(StrEnum):
    """What the provider's answer means for a held text."""

    #: The provider has it: it is sent.
    SENT = "sent"
    #: It has no such text: it is safe to send it again.
    ABSENT = "absent"
    #: It has a text to this number from then, in other words or without any, of which nothing is known here.
    UNCLEAR = "unclear"
    #: It was handed over so shortly before that it is too early to say; or it is no question any more.
    EARLY = "early"


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


def waiting_for(session: Session, *, now: datetime) -> Sequence[int]:
    """The organisations with held texts of which the provider can say for sure by now, and was not asked yet."""
    rows = select(TABLE.c.organisation_id).where(*_held(), *_settled(now))
    return session.scalars(rows.distinct().order_by(TABLE.c.organisation_id)).all()


def _held() -> tuple[ColumnElement[bool], ...]:
    return (
        TABLE.c.kind == MessageKind.SMS.value, TABLE.c.taken_at.is_not(None),
        TABLE.c.state == OutboxState.HELD.value, TABLE.c.content != "",
    )  # fmt: skip


def _unasked() -> ColumnElement[bool]:
    return TABLE.c.problem.not_in([ABSENT, UNCLEAR])


def _settled(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _unasked(), TABLE.c.taken_at <= now - SETTLED


def questions(
    session: Session, *, ids: Collection[int] | None = None, most: int, again: bool = False,
    settled_at: datetime | None = None,
) -> list[Question]:  # fmt: skip
    """The held texts that can be asked about, the oldest first: some by their ids, or all that were not asked about
    yet; with `again` those too that were; with `settled_at` those alone of which the answer is final by then."""
    query = select(TABLE).where(db.scoped(session, TABLE), *_held()).order_by(TABLE.c.id).limit(most)
    if ids is not None:
        query = query.where(TABLE.c.id.in_(set(ids)))
    elif settled_at is not None:
        query = query.where(*_settled(settled_at))
    elif not again:
        query = query.where(_unasked())
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


def note(session: Session, one: Question, found: Sequence[Found], *, by: str, now: datetime) -> Answer:
    """Writes down what the provider said of a text, and returns what it means."""
    if delivery_reports.recognise(session, one.id, found, to=one.to, body=one.body, now=now):
        db.set_scope(session, one.organisation_id)
        audit.record(
            session, "message-found", f"{MessageKind.SMS.value}: {one.purpose}", by=by, detail=str(one.id)
        )
        return Answer.SENT
    unclear = _could_be_it(session, one, found)
    if not unclear and now - one.taken_at < SETTLED:
        return Answer.EARLY
    # Nobody decided about it meanwhile, and it was not tried once more.
    same = (TABLE.c.id == one.id, TABLE.c.state == OutboxState.HELD.value, TABLE.c.taken_at == one.taken_at)
    done = session.execute(
        update(TABLE).where(*same).values(problem=UNCLEAR if unclear else ABSENT).returning(TABLE.c.id),
        execution_options={"synchronize_session": False},
    ).first()
    if done is None:
        return Answer.EARLY
    return Answer.UNCLEAR if unclear else Answer.ABSENT


def _could_be_it(session: Session, one: Question, found: Sequence[Found]) -> bool:
    """Whether the provider has a text from then that no row here knows: it may change words, or be told to forget
    them, so that only somebody who looks can say whether it is this one."""
    then = {each.provider_id for each in found if each.created_at >= one.taken_at - _CLOCKS}
    known = select(TABLE.c.provider_id).where(TABLE.c.provider_id.in_(then))
    return bool(then - set(session.scalars(known)))
