"""Conversations dropped: ended by STOP or by the clock, with nothing kept but texts to be redacted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from feedback import db
from feedback.services import conversation_redactions as redactions
from feedback.services import conversation_reserves as reserves
from feedback.services import conversation_states as states
from feedback.services import hashing
from feedback.vocabulary import ENGLISH


@dataclass(frozen=True)
class Ended:
    """Whose conversation a STOP ended, and in which language it was."""

    organisation_id: int
    language: str


def scope_of(session: Session) -> Any:
    """Whom a session works for, to be set again; everybody where nobody was named."""
    try:
        return db.scope_of(session)
    except db.Unscoped:
        return db.EVERYWHERE


def end(session: Session, conversation_id: int, memory: states.Memory | None, *, now: datetime) -> None:
    """What every end has in common: texts are to be redacted, what was set aside goes back, and no row is left."""
    if memory is not None:
        redactions.put(session, memory, now=now)
        reserves.give_back(session, memory)
    states.remove(session, conversation_id)


def drop(session: Session, found: Mapping[Any, Any], now: datetime) -> states.Memory | None:
    """Deletes a conversation, whichever organisation's it is, and returns what was remembered of it."""
    before = scope_of(session)
    db.set_scope(session, found["organisation_id"])
    memory = states.opened(session, found["state"])
    end(session, found["id"], memory, now=now)
    db.set_scope(session, before)
    return memory


def forget(session: Session, number: str, *, now: datetime) -> Ended | None:
    """Ends the conversation of a number that said STOP: nothing of it is kept. None where there was none."""
    before = scope_of(session)
    found = states.find(session, hashing.number(session, number))
    memory = drop(session, found, now) if found is not None else None
    db.set_scope(session, before)
    if found is None:
        return None
    return Ended(found["organisation_id"], memory.state.language if memory else ENGLISH)


def expire(session: Session, *, now: datetime) -> int:
    """Deletes the organisation's conversations whose 72 hours are over, or whose number wants no more texts; how many.

    Also forgets old rows of replies.
    """
    gone = states.over(session, now=now)
    for conversation_id, memory in gone:
        end(session, conversation_id, memory, now=now)
    redactions.forget(session, now=now)
    return len(gone)
