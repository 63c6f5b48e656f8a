"""Which languages the people of a campaign are written to in."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.models.contact import Contact
from feedback.services import contact_needs, surveys
from feedback.vocabulary import ENGLISH, ContactState


def written_to(session: Session, campaign: Campaign) -> dict[str, int]:
    """How many ready people are written to in each language: their own where the survey is on offer in it."""
    offered, found = _offered(session, campaign), dict[str, int]()
    for language, number in _asked_in(session, campaign).items():
        spoken = language if language in offered else ENGLISH
        found[spoken] = found.get(spoken, 0) + number
    return {tag: found[tag] for tag in offered if tag in found}


def not_on_offer(session: Session, campaign: Campaign) -> dict[str, int]:
    """How many are written to in English because their survey is not on offer in the language they asked for."""
    offered = _offered(session, campaign)
    return {tag: number for tag, number in _asked_in(session, campaign).items() if tag not in offered}


def _offered(session: Session, campaign: Campaign) -> Mapping[str, int]:
    served = surveys.served(session, campaign.survey_id)
    return served.languages if served else {ENGLISH: 1}


def _asked_in(session: Session, campaign: Campaign) -> dict[str, int]:
    columns, found = (Contact.language, Contact.need), dict[str, int]()
    ready = (Contact.campaign_id == campaign.id, Contact.state == ContactState.READY.value)
    offered = contact_needs.offer(session, campaign)
    for language, need, number in session.execute(
        select(*columns, func.count()).where(*ready).group_by(*columns)
    ):
        spoken = contact_needs.asked_in(language, need, offered)
        found[spoken] = found.get(spoken, 0) + number
    return found
