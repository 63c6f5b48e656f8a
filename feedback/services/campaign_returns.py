"""What was put in the outbox and does not leave after all: taken out with its cost, its link, and having been asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.contact import Contact
from feedback.models.conversation import Conversation
from feedback.services import asked, batches, invitations
from feedback.services.campaign_rows import INVITATION, OUTBOX, REMINDER
from feedback.services.contact_needs import Reason
from feedback.vocabulary import ContactState, OutboxState

CONTACTS, CONVERSATIONS = db.table_of(Contact), db.table_of(Conversation)
#: What stands beside a message of a campaign that was cancelled.
CANCELLED = "campaign cancelled"


def of_campaign(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Everything of a campaign that waits. What is being sent is not touched."""
    gone = _cancelled(session, OUTBOX.c.campaign_id == campaign.id, CANCELLED, now)
    _as_if_never_asked(session, _people(gone), {"state": ContactState.READY.value})


def of_numbers(session: Session, hashes: Collection[str], *, now: datetime) -> None:
    """Everything that waits for numbers that are never asked from here on, whatever the campaign.

    Of an invitation nothing is left: whoever is taken off the list again can still be asked.
    """
    listed = Reason.ON_THE_LIST.value
    for some in batches.of(sorted(hashes)):
        theirs = select(CONTACTS.c.id).where(
            db.scoped(session, CONTACTS), CONTACTS.c.address_hash.in_(some)
        )  # fmt: skip
        gone = _cancelled(session, OUTBOX.c.contact_id.in_(theirs), listed, now)
        first = [row.id for row in gone if row.purpose == INVITATION]
        session.execute(delete(OUTBOX).where(db.scoped(session, OUTBOX), OUTBOX.c.id.in_(first)))
        becomes = {"state": ContactState.EXCLUDED.value, "reason": listed}
        _as_if_never_asked(session, _people(gone), becomes)


def _people(gone: Sequence[Any]) -> list[int]:
    """Who had nothing yet; somebody whose reminder is taken back holds a first text whose link goes on working."""
    return [row.contact_id for row in gone if row.purpose == INVITATION and row.contact_id is not None]


def _cancelled(
    session: Session, which: ColumnElement[bool], problem: str, now: datetime
) -> Sequence[Any]:  # fmt: skip
    gone = session.execute(
        update(OUTBOX)
        .where(db.scoped(session, OUTBOX), which, OUTBOX.c.state == OutboxState.WAITING.value)
        .where(OUTBOX.c.purpose.in_([INVITATION, REMINDER]))
        .values(state=OutboxState.CANCELLED.value, problem=problem, content="", ended_at=now)
        .returning(OUTBOX.c.id, OUTBOX.c.campaign_id, OUTBOX.c.contact_id, OUTBOX.c.cost, OUTBOX.c.purpose)
    ).all()
    _give_back(session, gone)
    return gone


def _give_back(session: Session, gone: Sequence[Any]) -> None:
    """Nobody is charged for what does not leave."""
    costs, again = Counter[int](), Counter[int]()
    for row in gone:
        costs[row.campaign_id] += row.cost
        again[row.campaign_id] += row.cost if row.purpose == REMINDER else 0
    held = select(Campaign).where(Campaign.id.in_(costs)).order_by(Campaign.id).with_for_update()
    for campaign in session.scalars(held.execution_options(populate_existing=True)).all() if costs else ():
        campaign.committed = max(0, campaign.committed - costs[campaign.id])
        campaign.committed_again = max(0, campaign.committed_again - again[campaign.id])
    session.flush()


def _as_if_never_asked(session: Session, contact_ids: list[int], becomes: dict[str, str]) -> None:
    """Their links open nothing, another campaign may ask them tomorrow, and no conversation waits for a reply."""
    for some in batches.of(contact_ids):
        _undo(session, some, becomes)


def _undo(session: Session, contact_ids: Sequence[int], becomes: dict[str, str]) -> None:
    invitations.take_back(session, contact_ids)
    theirs = (db.scoped(session, CONTACTS), CONTACTS.c.id.in_(contact_ids))
    hashes = [
        one for one in session.scalars(select(CONTACTS.c.address_hash).where(*theirs)) if one is not None
    ]
    asked.were_not(session, hashes)
    links = select(Campaign.link_id).join(Contact, Contact.campaign_id == Campaign.id).where(
        Contact.id.in_(contact_ids)
    )  # fmt: skip
    session.execute(
        delete(CONVERSATIONS).where(
            db.scoped(session, CONVERSATIONS), CONVERSATIONS.c.number_hash.in_(hashes),
            CONVERSATIONS.c.link_id.in_(links.scalar_subquery()),
        )
    )  # fmt: skip
    session.execute(update(CONTACTS).where(*theirs).values(becomes))
    session.expire_all()
