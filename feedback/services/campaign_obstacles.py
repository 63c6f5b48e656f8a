"""What stands in the way of a campaign: what has to be mended before it may start, or go on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import campaign_languages, contacts, places, sensitivity
from feedback.vocabulary import EMAIL, CampaignState, SurveyState

OUTBOX = db.table_of(OutboxMessage)
#: The states of one that has not begun.
BEFORE = (CampaignState.DRAFT, CampaignState.SCHEDULED)


def in_the_way(session: Session, campaign: Campaign, *, now: datetime) -> list[str]:
    """What has to be mended before it may start or go on, in sentences for staff; empty when nothing is."""
    found = _of_survey_and_place(session, campaign)
    if campaign.state in BEFORE:
        if not campaign_languages.written_to(session, campaign):
            found.append("Nobody on the list is ready to be asked. Add people to it.")
        if not campaign.budget_pence and campaign.channel != EMAIL:
            found.append("Say what it may cost.")
    if not _begun(session, campaign) and contacts.too_old(session, campaign, now=now):
        found.append("The list is more than 48 hours old. Somebody may have died since. Upload a new one.")
    return found


def _begun(session: Session, campaign: Campaign) -> bool:
    """Whether anybody was invited yet."""
    invited = select(OUTBOX.c.id).where(
        db.scoped(session, OUTBOX), OUTBOX.c.campaign_id == campaign.id, OUTBOX.c.purpose != "test"
    )
    return session.execute(invited.limit(1)).first() is not None


def _of_survey_and_place(session: Session, campaign: Campaign) -> list[str]:
    found = []
    survey = session.get_one(Survey, campaign.survey_id)
    if survey.state != SurveyState.PUBLISHED:
        found.append("The survey is not open, so nobody could answer.")
    if not places.texts_allowed(session, session.get_one(Place, campaign.place_id)):
        found.append("The place is marked as sensitive, and texts are off for it.")
    return found


def refuse_telling(session: Session, campaign: Campaign, *, base_url: str, sender: str) -> None:
    """Once more before it starts, of everything that people of a sensitive place see. Raises Refused.

    The place may have been marked, or given another name, since the messages were kept.
    """
    sensitivity.refuse_naming(session, campaign, base_url, what="The address of the links")
    if campaign.channel != EMAIL:
        sensitivity.refuse_naming(session, campaign, sender, what="The sender")
    for text in (*campaign.messages.values(), *campaign.reminders.values()):
        sensitivity.refuse_naming(session, campaign, text, what="A message")
