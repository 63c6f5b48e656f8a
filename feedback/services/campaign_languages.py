"""Which languages the people of a campaign are written to in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.models.contact import Contact
from feedback.services import contact_needs, surveys
from feedback.vocabulary import ENGLISH, ContactState

_READY = (ContactState.READY,)


def written_to(
    session: Session, campaign: Campaign, states: Collection[ContactState] = _READY
) -> dict[str, int]:  # fmt: skip
    """How many people of the list, ready ones alone or others too, are written to in each language: their own where
    the survey is on offer in it."""
    found = Counter[str]()
    for _, spoken, number in _people(session, campaign, states):
        found[spoken] += number
    return {tag: found[tag] for tag in (*_offered(session, campaign), ENGLISH) if tag in found}


def not_on_offer(session: Session, campaign: Campaign) -> dict[str, int]:
    """How many are written to in English because the survey is not on offer in their language: staff said so."""
    found = Counter[str]()
    for language, spoken, number in _people(session, campaign, _READY):
        if spoken == ENGLISH != language:
            found[language] += number
    return dict(found)


def _offered(session: Session, campaign: Campaign) -> Mapping[str, int]:
    served = surveys.served(session, campaign.survey_id)
    return served.languages if served else {ENGLISH: 1}


def _people(
    session: Session, campaign: Campaign, states: Collection[ContactState]
) -> list[tuple[str, str, int]]:
    """(the language of their record, the one they are written to in, how many)."""
    columns = (Contact.language, Contact.need)
    theirs = (Contact.campaign_id == campaign.id, Contact.state.in_([state.value for state in states]))
    offered = contact_needs.offer(session, campaign)
    counted = session.execute(select(*columns, func.count()).where(*theirs).group_by(*columns))
    return [
        (language, contact_needs.asked_in(language, need, offered), number)
        for language, need, number in counted
    ]
