"""Conversation endings: what was answered by text, stored as the page would have stored it, joined to nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.contact import Contact, Invitation
from feedback.services import conversation_messages as messages
from feedback.services import funnels, geographies, receipts, responses
from feedback.services.conversation_ground import Ground, State
from feedback.services.conversation_states import Kept
from feedback.services.responses import Arrival
from feedback.services.surveys import Served
from feedback.vocabulary import EASY_READ, Channel
from surveys.answers import Reading, answer_of, read_form
from surveys.definition import Definition

_INVITATION, _CONTACT = db.table_of(Invitation), db.table_of(Contact)


def store(
    session: Session, kept: Kept, served: Served, ground: Ground, base_url: str | None, *, now: datetime
) -> str:
    """Stores the response, under a random id and the day alone, and returns the last text.

    The receipt code is in it where there is an address to type it in at; it stands in no other place.
    """
    memory, state = kept.memory, kept.memory.state
    voice = ground.speak(state.language, state.version)
    reading = read(served.definition, state)
    _use_up(session, memory.contact_id)
    if not reading.answers:
        return messages.nothing_kept(voice)
    secret, submission = db.keys_of(session).secret, secrets.token_urlsafe(18)
    receipt = receipts.code(secret, submission)
    link = session.get_one(CollectorLink, kept.link_id)
    arrival = Arrival(
        link.id, link.place_id, Channel.SMS.value, state.language, state.version,
        geographies.edition_of(session, reading.answers),
    )  # fmt: skip
    responses.submit(
        session, served, arrival, reading.answers, submission=submission, today=now.date(),
        receipt=receipts.keyed(secret, receipt) if base_url else None,
    )  # fmt: skip
    day = now.date()
    counted = [
        funnels.Step(kept.organisation_id, link.id, state.language, day, step)
        for step in (funnels.STARTED, funnels.SENT)
    ]
    funnels.add(session, dict.fromkeys(counted, 1))
    return messages.thanks(voice, receipt=receipt, base_url=base_url)


def read(definition: Definition, state: State) -> Reading:
    """The answers as the page's form would be read: routed, checked as a whole, hidden ones dropped."""
    return read_form(definition, list(_form(definition, state)), easy=state.language == EASY_READ)


def _form(definition: Definition, state: State) -> Iterator[tuple[str, str]]:
    for item in definition.items():
        for value in answer_of(item, state.answers):
            yield item.key, value


def campaign_of(session: Session, contact_id: int) -> int | None:
    """The campaign that a contact was uploaded for."""
    found: int | None = session.scalar(
        select(_CONTACT.c.campaign_id).where(db.scoped(session, _CONTACT), _CONTACT.c.id == contact_id)
    )
    return found


def _use_up(session: Session, contact_id: int | None) -> None:
    """Deletes the personal link of whoever was invited, as answering on the page does: nobody is reminded in vain."""
    if contact_id is None:
        return
    theirs = select(_CONTACT.c.token_hash).where(db.scoped(session, _CONTACT), _CONTACT.c.id == contact_id)
    session.execute(
        delete(_INVITATION).where(
            db.scoped(session, _INVITATION), _INVITATION.c.token_hash.in_(theirs.scalar_subquery())
        )
    )
