"""Conversation texts: what is said put in the outbox, under names that show nobody which of them belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.channels import sms_parts
from feedback.services import hashing, outbox
from feedback.services.conversation_messages import as_sent
from feedback.services.conversation_states import NAMED, Memory
from feedback.services.outbox import TABLE, Draft
from feedback.vocabulary import MessageKind, OutboxState

#: Texts that follow one another leave so far apart, so that a phone shows them in order.
_APART = timedelta(seconds=3)
#: So often a number can begin with a code in a day: a family shares a phone, and a group passes one round. A machine
#: that spends our money would not stop there.
BEGINNINGS_A_DAY = 20
_WAITING = OutboxState.WAITING.value
_ON_THE_WAY = (_WAITING, OutboxState.SENDING.value)


@dataclass(frozen=True)
class Line:
    """A number, the sender that it texts with, the moment, and what our addresses begin with."""

    number: str
    sender: str
    now: datetime
    base_url: str | None = None


def name(memory: Memory, texts: Sequence[str]) -> list[str]:
    """A name for each text of this turn, remembered so that it can be redacted; what it costs is remembered too."""
    memory.parts += sum(sms_parts.count(as_sent(text)).parts for text in texts)
    names = [memory.reference(place) for place in range(len(texts))]
    memory.sent += names
    return names


def is_on_its_way(session: Session, memory: Memory) -> bool:
    """Whether our last text has not left yet, so that nobody can have read it."""
    if not memory.sent:
        return False
    waits = select(TABLE.c.id).where(
        db.scoped(session, TABLE), TABLE.c.reference == memory.sent[-1], TABLE.c.state.in_(_ON_THE_WAY)
    )
    return session.execute(waits).first() is not None


def withdraw(session: Session, memory: Memory, *, now: datetime) -> None:
    """Does not send our last text after all, if there is still time."""
    waiting = (db.scoped(session, TABLE), TABLE.c.reference == memory.sent[-1], TABLE.c.state == _WAITING)
    session.execute(
        update(TABLE)
        .where(*waiting)
        .values(state=OutboxState.CANCELLED.value, problem="", content="", ended_at=now)
    )


def first_name(session: Session, line: Line) -> str:
    """A name for the answer to a code; empty when the number has had as many today as anybody needs.

    Made with our key, so that the names do not show which of them belong to one number.
    """
    day = line.now.date()
    names = [
        f"{NAMED}{hashing.number(session, f'{line.number} {day} {place}')[:40]}"
        for place in range(BEGINNINGS_A_DAY)
    ]
    taken = select(TABLE.c.reference).where(db.scoped(session, TABLE), TABLE.c.reference.in_(names))
    gone = set(session.scalars(taken))
    return next((name for name in names if name not in gone), "")


def put(
    session: Session,
    line: Line,
    texts: Mapping[str, str],
    *,
    contact_id: int | None = None,
    campaign_id: int | None = None,
) -> None:
    """Puts texts in the outbox by their names, in order: at once, or for a contact as an invitation in its turn."""
    invited = contact_id is not None
    drafts = [
        Draft(
            MessageKind.SMS, "invitation" if invited else "reply", reference, line.now + place * _APART,
            {"to": line.number, "body": as_sent(text)}, lane=line.sender, campaign_id=campaign_id,
            contact_id=contact_id, urgency=outbox.IN_TURN if invited else outbox.AT_ONCE,
        )
        for place, (reference, text) in enumerate(texts.items())
    ]  # fmt: skip
    outbox.put_all(session, drafts)
