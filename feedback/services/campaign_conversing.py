"""Campaigns answered by text: conversations begun within the budget, which holds the whole of each from the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.channels import sms_parts
from feedback.models.collector_link import CollectorLink
from feedback.models.contact import Contact
from feedback.models.survey import Revision, Survey
from feedback.services import asked, campaigns, conversations, outbox, surveys, texted_previews
from feedback.services.campaign_composing import Composer
from feedback.services.campaign_rows import OUTBOX, note_cost
from feedback.services.contacts import Usable
from feedback.services.conversation_states import Reserve
from feedback.services.working_days import day_of
from feedback.vocabulary import ENGLISH, ContactState

#: What stands beside somebody with whom another conversation by text is going on.
BUSY = "in-conversation"


def parts_a_person(session: Session, survey_id: int, *, base_url: str | None) -> Mapping[str, int]:
    """By language, in about how many parts the whole conversation leaves here, when every question is answered."""
    survey, served = session.get_one(Survey, survey_id), surveys.served(session, survey_id)
    if served is None:
        return {}
    revision = session.get_one(Revision, served.revision_id)
    told = texted_previews.every(session, survey, revision, served.definition, base_url=base_url)
    return {one.language: one.parts for one in told if one.works}


def begin(session: Session, composer: Composer, people: Sequence[Usable], *, by: str, now: datetime) -> int:
    """Begins a conversation with as many as the budget holds, each counted with all its questions; how many."""
    campaign, put, begun = composer.campaign, 0, list[str]()
    link = session.get_one(CollectorLink, campaign.link_id)
    whole = parts_a_person(session, campaign.survey_id, base_url=campaign.base_url) if people else {}
    most = max(whole.values(), default=0)
    known = conversations.opening(session, link, now=now) if people else None
    for person in people:
        language = composer.spoken(person.language)
        cost = (whole.get(language) or whole.get(ENGLISH) or most) * composer.price
        if campaign.committed + cost > campaign.budget_pence * 10:
            campaigns.pause(session, campaign, by=by, because=campaigns.BY_BUDGET)
            break
        reference = conversations.begin(
            session, link, person.address, language, contact_id=person.contact_id, now=now,
            sender=campaign.sender, campaign_id=campaign.id,
            reserve=Reserve(campaign.id, cost, composer.price), known=known,
        )  # fmt: skip
        contact = session.get_one(Contact, person.contact_id)
        # Whoever is in the middle of another conversation is not begun with; they are tried again while this one runs.
        contact.state = (ContactState.INVITED if reference else ContactState.EXCLUDED).value
        contact.reason = "" if reference else BUSY
        if reference:
            note_cost(session, [(reference, _parts_of(session, reference), cost)])
            campaign.committed += cost
            put += 1
            begun.append(person.address_hash)
    asked.remember(session, begun, today=day_of(now))
    return put


def _parts_of(session: Session, reference: str) -> int:
    """The parts of a row of the outbox as it stands there."""
    found = select(OUTBOX.c.content).where(db.scoped(session, OUTBOX), OUTBOX.c.reference == reference)
    content = outbox.opened(session, session.scalar(found) or "")
    return sms_parts.count(content["body"]).parts if content else 0
