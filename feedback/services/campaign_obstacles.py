"""What stands in the way of a campaign: what has to be mended before it may start, or go on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import (
    campaign_languages,
    contacts,
    opening_times,
    outbox,
    places,
    quiet_hours,
    sending_rules,
    sensitivity,
    surveys,
)
from feedback.services import conversation_voices as voices
from feedback.services.refusals import Refused
from feedback.vocabulary import EMAIL, CampaignState, OutboxState, SurveyState

OUTBOX = db.table_of(OutboxMessage)
#: The states of one that has not begun.
BEFORE = (CampaignState.DRAFT, CampaignState.SCHEDULED)


def in_the_way(session: Session, campaign: Campaign, *, now: datetime) -> list[str]:
    """What has to be mended before it may start or go on, in sentences for staff; empty when nothing is."""
    found = of_survey_and_place(session, campaign, now=_begins(session, campaign, now))
    if campaign.state in BEFORE:
        if not campaign_languages.written_to(session, campaign):
            found.append("Nobody on the list is ready to be asked. Add people to it.")
        if not campaign.budget_pence and campaign.channel != EMAIL:
            found.append("Say what it may cost.")
    return found + _of_the_list(session, campaign, now)


def _begins(session: Session, campaign: Campaign, now: datetime) -> datetime:
    """The moment at which its next message may leave."""
    moment = max(now, campaign.starts_at or now) if campaign.state in BEFORE else now
    return quiet_hours.next_allowed(moment, sending_rules.of(session).hours)


def _of_the_list(session: Session, campaign: Campaign, now: datetime) -> list[str]:
    """Whether the list is fresh when messages begin to leave; what goes on without a break is not asked again."""
    if campaign.state not in (*BEFORE, CampaignState.PAUSED) and _begun(session, campaign):
        return []
    if contacts.too_old(session, campaign, now=now):
        return [
            "People are on a list that is more than 48 hours old. Somebody may have died since. Put in a fresh list, "
            "and take the old one back."
        ]
    if contacts.too_old(session, campaign, now=_begins(session, campaign, now)):
        return [
            "When the next message may leave, a list will be more than 48 hours old. Start sooner, or put in a fresh "
            "list shortly before, and take the old one back."
        ]
    return []


def _begun(session: Session, campaign: Campaign) -> bool:
    """Whether anybody was invited yet."""
    invited = select(OUTBOX.c.id).where(
        db.scoped(session, OUTBOX), OUTBOX.c.campaign_id == campaign.id, OUTBOX.c.purpose != "test"
    )
    return session.execute(invited.limit(1)).first() is not None


def of_survey_and_place(session: Session, campaign: Campaign, *, now: datetime) -> list[str]:
    """Why nobody could answer, or be written to, at a moment; then what waits must not leave either."""
    found = []
    survey = session.get_one(Survey, campaign.survey_id)
    state, _ = opening_times.standing(
        survey.state, survey.opens_at, survey.closes_at, survey.closed_at, now
    )  # fmt: skip
    if state != SurveyState.PUBLISHED:
        found.append("The survey is not open when messages may leave, so nobody could answer.")
    elif campaign.answered_by == "text" and not by_text(session, survey):
        found.append("The survey cannot be answered by text any more. Look at it as a conversation.")
    if session.get_one(CollectorLink, campaign.link_id).revoked_at is not None:
        found.append("The link that its answers come through was stopped, so nobody could answer.")
    if not places.texts_allowed(session, session.get_one(Place, campaign.place_id)):
        found.append("The place is marked as sensitive, and texts are off for it.")
    return found


def by_text(session: Session, survey: Survey) -> bool:
    """Whether the survey that is served can be answered by text, in any language."""
    served = surveys.served(session, survey.id)
    return served is not None and bool(voices.ground(session, served).languages)


def refuse_telling(session: Session, campaign: Campaign, *, base_url: str, sender: str) -> None:
    """Once more before it starts, of everything that people of a sensitive place see. Raises Refused.

    The place may have been marked, or given another name, since the messages were kept.
    """
    sensitivity.refuse_naming(session, campaign, base_url, what="The address of the links")
    if campaign.channel != EMAIL:
        sensitivity.refuse_naming(session, campaign, sender, what="The sender")
    for text in (*campaign.messages.values(), *campaign.reminders.values()):
        sensitivity.refuse_naming(session, campaign, text, what="A message")


def refuse_going_on(session: Session, campaign: Campaign) -> None:
    """The same before it goes on, and of what waits: the place may have been marked while it was paused."""
    if not places.is_sensitive(session, session.get_one(Place, campaign.place_id)):
        return
    waiting = (OUTBOX.c.campaign_id == campaign.id, OUTBOX.c.state == OutboxState.WAITING.value)
    try:
        refuse_telling(session, campaign, base_url=campaign.base_url, sender=campaign.sender)
        for content in session.scalars(select(OUTBOX.c.content).where(db.scoped(session, OUTBOX), *waiting)):
            said = outbox.opened(session, content) or {}
            for text in (said.get("subject", ""), said.get("body", "")):
                sensitivity.refuse_naming(session, campaign, text, what="A message that waits")
    except Refused as refused:
        raise Refused(
            f"{refused.message} It cannot be changed any more: cancel this campaign and start another."
        ) from None
