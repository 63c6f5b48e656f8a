"""Who is reminded: whose message arrived days ago, whose link was not used, and who was not reminded before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.contact import Contact, Invitation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import contacts, exclusions, opt_outs
from feedback.services.campaign_rows import INVITATION, OUTBOX, REMINDER
from feedback.services.contacts import Usable
from feedback.vocabulary import EMAIL, ContactState, Delivery, OutboxState


def silent(session: Session, campaign: Campaign, *, most: int, now: datetime) -> Sequence[Usable]:
    """The people to remind now, so many at most; nobody where the campaign does not remind."""
    days = campaign.remind_after_days
    if days is None:
        return []
    reminded = select(OUTBOX.c.contact_id).where(
        db.scoped(session, OUTBOX), OUTBOX.c.campaign_id == campaign.id,
        OUTBOX.c.purpose == REMINDER, OUTBOX.c.contact_id.is_not(None),
    )  # fmt: skip
    query = (
        select(Contact, Invitation.language)
        .join(Invitation, Invitation.token_hash == Contact.token_hash)
        .join(OutboxMessage, OutboxMessage.contact_id == Contact.id)
        .where(Contact.campaign_id == campaign.id, Contact.state == ContactState.INVITED.value)
        .where(Contact.address.is_not(None))
        .where(OutboxMessage.campaign_id == campaign.id, OutboxMessage.purpose == INVITATION)
        .where(_arrived(campaign))
        .where(OutboxMessage.ended_at <= now - timedelta(days=days))
        .where(Contact.id.not_in(reminded))
        # Left out by the query and not after it: they would stand in front of everybody else for good.
        .where(Contact.address_hash.not_in(opt_outs.everybody(session)))
        .where(Contact.address_hash.not_in(exclusions.everybody(session)))
    )
    found = [
        contacts.person(session, contact, language)
        for contact, language in session.execute(query.order_by(Contact.id).limit(most))
    ]
    return [one for one in found if one.address]


def _arrived(campaign: Campaign) -> ColumnElement[bool]:
    """A text arrived when the network says so. Nobody reports of an e-mail, so it arrived when it was handed over, and
    so did what was only recorded: no provider has a name for it."""
    sent = OutboxMessage.state == OutboxState.SENT.value
    if campaign.channel == EMAIL:
        return sent
    recorded = sent & OutboxMessage.provider_id.is_(None) & (OutboxMessage.delivery == Delivery.UNKNOWN.value)
    return or_(OutboxMessage.delivery == Delivery.DELIVERED.value, recorded)
