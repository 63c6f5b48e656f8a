"""Invitations: personal links made, opened, used once, and given back; who used which is written nowhere."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink
from feedback.models.contact import Contact, Invitation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import batches, hashing
from feedback.vocabulary import OutboxState

TABLE, CONTACTS, OUTBOX = db.table_of(Invitation), db.table_of(Contact), db.table_of(OutboxMessage)
#: What a raw token looks like: sixteen random bytes as letters of an address.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
#: What stands beside a contact whose holder said that it was not meant for them.
NOT_ME = "not-me"


@dataclass(frozen=True)
class Invited:
    """What a personal link opens: the survey behind a collector link, in the language of the message."""

    organisation_id: int
    campaign_id: int
    code: str
    language: str
    #: The hash of the first link of this person; a reminder's link has another of its own.
    root: str
    #: By what its message came: sms or email.
    channel: str


def possible(raw: str) -> bool:
    """Whether a text could be a token at all."""
    return _TOKEN.fullmatch(raw) is not None


def fresh() -> str:
    """A new raw token; it goes into one message and is kept nowhere."""
    return secrets.token_urlsafe(16)


def issue(session: Session, campaign: Campaign, made: Sequence[tuple[str, str, str | None]]) -> None:
    """Makes links usable: (raw token, language, the hash of the person's first link or None)."""
    rows = [
        {
            "organisation_id": db.scope_of(session), "token_hash": hashing.token(raw),
            "campaign_id": campaign.id, "link_id": campaign.link_id, "language": language, "twin_of": first,
        }
        for raw, language, first in made
    ]  # fmt: skip
    if rows:
        session.execute(TABLE.insert(), rows)


def open_token(session: Session, raw: str) -> Invited | None:
    """What a token opens; the session works for its organisation from here on. None for a used or unknown one."""
    if not possible(raw):
        return None
    db.set_scope(session, db.EVERYWHERE)
    columns = (
        Invitation.organisation_id, Invitation.campaign_id, CollectorLink.code, Invitation.language,
        Invitation.token_hash, Invitation.twin_of, Campaign.channel,
    )  # fmt: skip
    found = session.execute(
        select(*columns)
        .join(CollectorLink, CollectorLink.id == Invitation.link_id)
        .join(Campaign, Campaign.id == Invitation.campaign_id)
        .where(Invitation.token_hash == hashing.token(raw))
    ).first()
    if found is None:
        return None
    db.set_scope(session, found.organisation_id)
    return Invited(
        found.organisation_id,
        found.campaign_id,
        found.code,
        found.language,
        found.twin_of or found.token_hash,
        found.channel,
    )


def spend(session: Session, raw: str, link_id: int) -> bool:
    """Uses a link up, with its twin, in the transaction of whoever calls; False when it is used or unknown.

    Of two that come at the same moment one deletes the row, and the other finds none.
    """
    if not possible(raw):
        return False
    own = (db.scoped(session, TABLE), TABLE.c.link_id == link_id)
    row = session.execute(
        select(TABLE.c.token_hash, TABLE.c.twin_of).where(*own, TABLE.c.token_hash == hashing.token(raw))
    ).first()
    return row is not None and _use_up(session, row.twin_of or row.token_hash)


def _use_up(session: Session, root: str) -> bool:
    own = db.scoped(session, TABLE)
    gone = session.execute(
        delete(TABLE).where(own, TABLE.c.token_hash == root).returning(TABLE.c.token_hash)
    ).first()
    session.execute(delete(TABLE).where(own, TABLE.c.twin_of == root))
    return gone is not None


def not_me(session: Session, raw: str, *, now: datetime) -> str | None:
    """It was not meant for whoever holds it: the link opens no more, and this campaign texts that number no more.

    Returns the keyed hash of the number, so that every text can be stopped too; None for a link that was used.
    """
    invited = open_token(session, raw)
    if invited is None:
        return None
    contact = session.scalars(
        select(Contact).where(Contact.campaign_id == invited.campaign_id, Contact.token_hash == invited.root)
    ).first()
    _use_up(session, invited.root)
    if contact is None:
        return ""
    # They were invited, and that stays true; without a link nobody is reminded.
    contact.token_hash, contact.reason = None, NOT_ME
    session.flush()
    waits = (OUTBOX.c.contact_id == contact.id, OUTBOX.c.state == OutboxState.WAITING.value)
    session.execute(
        update(OUTBOX)
        .where(db.scoped(session, OUTBOX), OUTBOX.c.campaign_id == invited.campaign_id, *waits)
        .values(state=OutboxState.CANCELLED.value, problem=NOT_ME, content="", ended_at=now)
    )
    return contact.address_hash or ""


def take_back(session: Session, contact_ids: Sequence[int]) -> None:
    """The links of people whose message will not leave open nothing any more."""
    for some in batches.of(contact_ids):
        hashes = (
            select(CONTACTS.c.token_hash)
            .where(db.scoped(session, CONTACTS), CONTACTS.c.id.in_(some), CONTACTS.c.token_hash.is_not(None))
        )  # fmt: skip
        session.execute(
            delete(TABLE).where(
                db.scoped(session, TABLE), or_(TABLE.c.token_hash.in_(hashes), TABLE.c.twin_of.in_(hashes))
            )
        )
        session.execute(
            update(CONTACTS)
            .where(db.scoped(session, CONTACTS), CONTACTS.c.id.in_(some))
            .values(token_hash=None)
        )
