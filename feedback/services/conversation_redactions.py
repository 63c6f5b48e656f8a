"""Conversation redactions: having the provider forget what was texted, and forgetting ourselves that it was."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.services import outbox
from feedback.services.conversation_states import LASTS, NAMED, Memory
from feedback.services.outbox import TABLE, Draft
from feedback.vocabulary import MessageKind

PURPOSE = "redact"
#: What goes out has left by then, and its report has come.
_LEFT = timedelta(minutes=15)
_ENDED = ("sent", "failed", "cancelled")


def put(session: Session, memory: Memory, *, now: datetime) -> None:
    """Puts in the outbox that every text of a conversation is to be redacted at the provider."""
    received = [_draft({"provider_id": sid}, now) for sid in memory.received]
    sent = [_draft({"reference": reference}, now + _LEFT) for reference in memory.sent]
    outbox.put_all(session, [*received, *sent])


def put_one(session: Session, sid: str, *, now: datetime) -> None:
    """The same for a text that came in and began no conversation."""
    if sid:
        outbox.put(session, _draft({"provider_id": sid}, now))


def _draft(content: dict[str, Any], due_at: datetime) -> Draft:
    name = hashlib.sha256(repr(content).encode()).hexdigest()[:40]
    return Draft(MessageKind.WORK, PURPOSE, f"{PURPOSE}:{name}", due_at, content)


def provider_id(session: Session, content: Mapping[str, Any]) -> str | None:
    """What the provider calls the text that a redaction is about; None for one that never left."""
    named: str | None = content.get("provider_id")
    if named is not None:
        return named
    found: str | None = session.scalar(
        select(TABLE.c.provider_id).where(
            db.scoped(session, TABLE), TABLE.c.reference == content.get("reference", "")
        )
    )
    return found


def forget(session: Session, *, now: datetime) -> int:
    """Deletes the rows of replies and redactions that are done with for 72 hours: when somebody texted is their own.

    Invitations are rows of their campaign, and stay. Returns how many rows went.
    """
    old = delete(TABLE).where(
        db.scoped(session, TABLE),
        or_(
            (TABLE.c.kind == MessageKind.SMS.value) & TABLE.c.reference.startswith(NAMED),
            (TABLE.c.kind == MessageKind.WORK.value) & (TABLE.c.purpose == PURPOSE),
        ),
        TABLE.c.campaign_id.is_(None),
        TABLE.c.state.in_(_ENDED),
        TABLE.c.ended_at <= now - LASTS,
    )
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # a delete's result has it
