"""The campaign of the demonstration: invented people invited by text half a year ago, and long forgotten since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.contact import Contact
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import campaigns
from feedback.services.campaign_rows import INVITATION, REMINDER
from feedback.vocabulary import CampaignState, ContactState, Delivery, MessageKind, OutboxState

#: How many were invited in each language.
_PEOPLE = {"en": 44, "ur": 12, "pl": 9, "ar": 5}
#: What became of them, one after the other: (state, delivery, problem), and then all were delivered.
_LOST = [
    *[(OutboxState.SENT, Delivery.UNDELIVERED, "30003")] * 4,
    *[(OutboxState.SENT, Delivery.UNDELIVERED, "30006")] * 2,
    *[(OutboxState.SENT, Delivery.SENT, "")] * 3,
    *[(OutboxState.CANCELLED, Delivery.UNKNOWN, "opted-out")] * 2,
]
_DELIVERED = (OutboxState.SENT, Delivery.DELIVERED, "")
_REMINDED, _PENCE_EACH = 38, 8


def began_on(today: date) -> date:
    """The Tuesday about half a year ago on which it began."""
    day = today - timedelta(days=180)
    return day - timedelta(days=(day.weekday() - 1) % 7)


def invite(session: Session, survey: Survey, place: Place, *, by: str, today: date) -> Campaign:
    """A finished campaign; its numbers (07700 900000 and on, which ring nowhere) were deleted after a week."""
    began = began_on(today)
    campaign = campaigns.make(session, survey, place, name="Spring at the hub (invented)", by=by, today=began)
    at, ended = datetime.combine(began, time(10)), began + timedelta(days=5)
    people = [language for language, number in _PEOPLE.items() for _ in range(number)]
    contacts = [
        Contact(
            organisation_id=db.scope_of(session), campaign_id=campaign.id, line=0, language=language, need="",
            state=ContactState.INVITED.value, reason="",
        )
        for language in people
    ]  # fmt: skip
    session.add_all(contacts)
    session.flush()
    fates = [*_LOST, *[_DELIVERED] * (len(people) - len(_LOST))]
    session.add_all(_rows(session, campaign, contacts, fates, INVITATION, at))
    reminded = [one for one, fate in zip(contacts, fates, strict=True) if fate == _DELIVERED][:_REMINDED]
    session.add_all(
        _rows(session, campaign, reminded, [_DELIVERED] * _REMINDED, REMINDER, at + timedelta(days=4))
    )
    campaign.state, campaign.starts_at, campaign.ended_on = CampaignState.FINISHED.value, at, ended
    campaign.numbers_deleted_on = ended + timedelta(days=7)
    campaign.budget_pence, campaign.remind_after_days = 2_000, 4
    campaign.committed = (len(people) + _REMINDED) * _PENCE_EACH * 10
    campaign.committed_again = _REMINDED * _PENCE_EACH * 10
    session.flush()
    return campaign


def _rows(
    session: Session,
    campaign: Campaign,
    contacts: Sequence[Contact],
    fates: Sequence[tuple[OutboxState, Delivery, str]],
    purpose: str,
    at: datetime,
) -> list[OutboxMessage]:
    """What stands in the outbox of messages that left long ago: nothing of to whom and what."""
    return [
        OutboxMessage(
            organisation_id=db.scope_of(session), kind=MessageKind.SMS.value, purpose=purpose,
            reference=f"campaign {campaign.id}: {purpose} {contact.id}", lane="", urgency=5, state=state.value,
            due_at=at, ended_at=at + timedelta(seconds=number), content="", attempts=1, worker="",
            problem=problem, delivery=delivery.value, parts=2, cost=_PENCE_EACH * 10, campaign_id=campaign.id,
            contact_id=contact.id,
        )
        for number, (contact, (state, delivery, problem)) in enumerate(zip(contacts, fates, strict=True))
    ]  # fmt: skip
