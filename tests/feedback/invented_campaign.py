"""An invented campaign: people with numbers kept for drama (07700 900000 to 900999), sent nothing in earnest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.contact import Contact
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import campaigns, contacts, hashing, outbox
from feedback.vocabulary import Delivery, OutboxState
from tests.feedback.open_survey import BY, Open

OUTBOX = db.table_of(OutboxMessage)
BASE = "https://feedback.example.nhs.uk"
#: A Monday morning in winter, by the clocks of England too.
MONDAY = datetime(2026, 11, 23, 10, 0)


def number(of: int) -> str:
    """A number that rings nowhere."""
    return f"+447700900{of:03d}"


def people(session: Session, campaign: Campaign, languages: Sequence[str], *, first: int = 0) -> None:
    """Adds people who are ready to be asked, one a language given."""
    for of, language in enumerate(languages, first):
        session.add(
            Contact(
                organisation_id=campaign.organisation_id, campaign_id=campaign.id, line=of + 2,
                address_hash=hashing.number(session, number(of)), address=contacts.seal(session, number(of)),
                name=contacts.seal(session, f"Person {of}"), language=language, need="", state="ready", reason="",
            )
        )  # fmt: skip
    session.flush()


def drafted(
    session: Session, opened: Open, languages: Sequence[str], *, pence: int = 10_000, remind: int | None = None
) -> Campaign:  # fmt: skip
    """A campaign of the open survey that could be started."""
    survey, place = session.get_one(Survey, opened.survey_id), session.get_one(Place, opened.place_id)
    campaign = campaigns.make(session, survey, place, name="November (invented)", by=BY, today=MONDAY.date())
    people(session, campaign, languages)
    campaigns.plan(session, campaign, starts_at=None, remind_after_days=remind, budget_pence=pence, by=BY)
    return campaign


def started(
    session: Session, opened: Open, languages: Sequence[str], *, now: datetime = MONDAY, **plan: Any
) -> Campaign:
    """The same, started."""
    campaign = drafted(session, opened, languages, **plan)
    campaigns.start(session, campaign, base_url=BASE, sender="+447700900999", by=BY, now=now)
    return campaign


def rows(session: Session, campaign: Campaign) -> Sequence[OutboxMessage]:
    """What stands in the outbox for it, in order."""
    session.expire_all()
    found = select(OutboxMessage).where(OutboxMessage.campaign_id == campaign.id)
    return session.scalars(found.order_by(OutboxMessage.id)).all()


def texts(session: Session, campaign: Campaign) -> list[tuple[str, str]]:
    """To whom and what, of all that was not emptied."""
    contents = [outbox.opened(session, row.content) for row in rows(session, campaign)]
    return [(one["to"], one["body"]) for one in contents if one]


def send(
    session: Session, campaign: Campaign, *, now: datetime, delivery: Delivery = Delivery.DELIVERED
) -> list[tuple[str, str]]:
    """What a worker does with what is due: it leaves, and a report says what became of it."""
    due = [row for row in rows(session, campaign) if row.state == "waiting" and row.due_at <= now]
    sent = [outbox.opened(session, row.content) or {} for row in due]
    session.execute(
        update(OUTBOX)
        .where(db.scoped(session, OUTBOX), OUTBOX.c.id.in_([row.id for row in due]))
        .values(state=OutboxState.SENT.value, ended_at=now, delivery=delivery.value, content="")
    )
    return [(one["to"], one["body"]) for one in sent]


def token_in(body: str) -> str:
    """The personal token of a text."""
    return body.partition("/i/")[2].split()[0]
