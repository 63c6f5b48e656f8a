"""A text or an e-mail to oneself before anybody else gets one: at once, counted in the budget, a few an hour."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.channels import sms_parts
from feedback.models.campaign import Campaign
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.services import (
    addresses,
    audit,
    campaign_letters,
    campaigns,
    email_stops,
    hashing,
    looks,
    opt_outs,
    outbox,
    phone_numbers,
    places,
    sending_rules,
)
from feedback.services import campaign_messages as messages
from feedback.services.campaign_composing import stop_link
from feedback.services.campaign_messages import Filling
from feedback.services.campaign_rows import TEST, note_cost
from feedback.services.outbox import AT_ONCE, Draft
from feedback.services.refusals import Refused
from feedback.vocabulary import EMAIL, MessageKind

TABLE = db.table_of(OutboxMessage)
#: In place of somebody's own token, as long as one: it opens a page that says so.
TOKEN = "this-is-a-test-of-ours"
AN_HOUR, MOST = timedelta(hours=1), 5


def filling(session: Session, campaign: Campaign, base_url: str, sender: str, name: str = "") -> Filling:
    """What a text of this campaign is filled with, where it is shown, counted or tried."""
    place = session.get_one(Place, campaign.place_id)
    link = f"{base_url.rstrip('/')}/i/{TOKEN}"
    return Filling(
        looks.of(session, campaign.organisation_id).name, link, stop_link(base_url.rstrip("/"), sender), name,
        "" if places.is_sensitive(session, place) else place.name,
    )  # fmt: skip


def send(
    session: Session, campaign: Campaign, typed: str, language: str, *, base_url: str | None, sender: str,
    by: str, now: datetime,
) -> None:  # fmt: skip
    """Puts one text in the outbox that leaves at once. Raises Refused; the number is kept nowhere else."""
    if not base_url:
        raise Refused("FEEDBACK_BASE_URL is not set: the link in the text would lead nowhere.", "number")
    number = phone_numbers.mobile(typed)
    if not number:
        raise Refused("This is no UK mobile number. Type it like 07700 900123.", "number")
    if opt_outs.stopped(session, {hashing.number(session, number)}):
        raise Refused("This number said STOP. It is sent nothing until it says START.", "number")
    _refuse_many(session, now)
    filled = filling(session, campaign, base_url, sender, name="Alex")
    body = messages.filled(messages.of(campaign.messages, language), filled, language)
    parts = sms_parts.count(body).parts
    cost = parts * sending_rules.of(session).price
    # Held, and read anew: what the campaign itself adds at this moment must not be written over.
    campaigns.locked(session, campaign.id)
    if campaign.budget_pence and campaign.committed + cost > campaign.budget_pence * 10:
        raise Refused("The budget does not hold another text.", "number")
    reference = f"campaign {campaign.id}: test {secrets.token_hex(8)}"
    content = {"to": number, "body": body}
    outbox.put(
        session,
        Draft(MessageKind.SMS, TEST, reference, now, content, sender, AT_ONCE, campaign_id=campaign.id),
    )
    note_cost(session, [(reference, parts, cost)])
    campaign.committed += cost
    campaign.committed_to_tests += cost
    session.flush()
    audit.record(session, "campaign-test-text", str(campaign.id), by=by, detail=language)


def send_letter(
    session: Session, campaign: Campaign, typed: str, language: str, *, base_url: str | None, by: str,
    now: datetime,
) -> None:  # fmt: skip
    """The same by e-mail; the address is kept nowhere else. Raises Refused."""
    if not base_url:
        raise Refused("FEEDBACK_BASE_URL is not set: the link in the e-mail would lead nowhere.", "number")
    address = addresses.of(typed, EMAIL).address
    if not address:
        raise Refused("This is no e-mail address.", "number")
    if opt_outs.stopped(session, {hashing.email(session, address)}):
        raise Refused("This address asked for no more e-mails.", "number")
    _refuse_many(session, now)
    stop = email_stops.of_invitations(session, address, base_url.rstrip("/"), language=language)
    filled = replace(filling(session, campaign, base_url, "", name="Alex"), stop_link=stop)
    look = looks.of(session, campaign.organisation_id)
    content = {"to": address, **campaign_letters.compose(session, campaign, look, language, filled)}
    reference = f"campaign {campaign.id}: test {secrets.token_hex(8)}"
    draft = Draft(MessageKind.EMAIL, TEST, reference, now, content, EMAIL, AT_ONCE, campaign_id=campaign.id)
    outbox.put(session, draft)
    audit.record(session, "campaign-test-email", str(campaign.id), by=by, detail=language)


def _refuse_many(session: Session, now: datetime) -> None:
    lately = select(func.count()).where(
        db.scoped(session, TABLE), TABLE.c.purpose == TEST, TABLE.c.due_at > now - AN_HOUR
    )
    if (session.scalar(lately) or 0) >= MOST:
        raise Refused(f"That were {MOST} tests within an hour. Wait a little.", "number")
