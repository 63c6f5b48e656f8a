"""What became of a campaign, counted from the outbox: what was put there, left, arrived or did not, and the cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.contact import Contact
from feedback.models.outbox_message import OutboxMessage
from feedback.models.response import Response, Withdrawal
from feedback.services import funnels
from feedback.services.campaign_rows import INVITATION, REMINDER, TEST
from feedback.vocabulary import ContactState, Delivery, OutboxState

OUTBOX = db.table_of(OutboxMessage)
RESPONSES, WITHDRAWN = db.table_of(Response), db.table_of(Withdrawal)
#: Below this nobody is told how many answered: in a list of nine a number tells who did.
FEW = 10
_OPEN = (OutboxState.WAITING.value, OutboxState.SENDING.value)


@dataclass
class Told:
    """The messages of one purpose: every one of them in exactly one of these."""

    put: int = 0
    waiting: int = 0
    delivered: int = 0
    #: They left, and no report has come, or none comes.
    left: int = 0
    #: Nobody knows whether they left; they are never sent again by themselves.
    held: int = 0
    #: Not delivered, or refused, by the reason the provider gave.
    lost: Counter[str] = field(default_factory=Counter)
    #: Taken back before they left, by what stands beside them: somebody said STOP, or the campaign was cancelled.
    cancelled: Counter[str] = field(default_factory=Counter)

    @property
    def sent(self) -> int:
        """How many left the house, whatever became of them then."""
        return self.delivered + self.left + self.lost.total()


@dataclass(frozen=True)
class Figures:
    """A campaign's numbers. `answered` and `opened` are None where they are too small to be told.

    `opened` is how often the survey was opened through the campaign, somebody twice among them.
    """

    invitations: Told
    reminders: Told
    tests: Told
    ready: int
    answered: int | None
    opened: int | None


def of(session: Session, campaign: Campaign) -> Figures:
    """The numbers of one campaign at this moment."""
    told = {INVITATION: Told(), REMINDER: Told(), TEST: Told()}
    columns = (OUTBOX.c.purpose, OUTBOX.c.state, OUTBOX.c.delivery, OUTBOX.c.problem)
    counted = (
        select(*columns, func.count())
        .where(db.scoped(session, OUTBOX), OUTBOX.c.campaign_id == campaign.id)
        .group_by(*columns)
    )
    for purpose, state, delivery, problem, number in session.execute(counted):
        if purpose in told:
            _add(told[purpose], state, delivery, problem, number)
    ready = select(func.count(Contact.id)).where(
        Contact.campaign_id == campaign.id, Contact.state == ContactState.READY.value
    )
    sent = told[INVITATION].sent
    answered, reached = _answered(session, campaign.link_id), funnels.of_link(session, campaign.link_id)
    opened = sum(steps.get(funnels.OPENED, 0) for steps in reached.values())
    return Figures(
        told[INVITATION], told[REMINDER], told[TEST], session.scalar(ready) or 0,
        answered if min(sent, answered) >= FEW else None, opened if min(sent, opened) >= FEW else None,
    )  # fmt: skip


def _add(told: Told, state: str, delivery: str, problem: str, number: int) -> None:
    told.put += number
    if state == OutboxState.CANCELLED:
        told.cancelled[problem] += number
    elif state in _OPEN:
        told.waiting += number
    elif state == OutboxState.HELD:
        told.held += number
    elif state == OutboxState.FAILED or delivery == Delivery.UNDELIVERED:
        told.lost[problem] += number
    elif delivery == Delivery.DELIVERED:
        told.delivered += number
    else:
        told.left += number


def _answered(session: Session, link_id: int) -> int:
    """Responses through the campaign's link that still count."""
    gone = select(WITHDRAWN.c.response_id).where(db.scoped(session, WITHDRAWN))
    kept = (
        select(func.count())
        .select_from(RESPONSES)
        .where(db.scoped(session, RESPONSES), RESPONSES.c.link_id == link_id, RESPONSES.c.id.not_in(gone))
    )
    return session.scalar(kept) or 0


def by_language(session: Session, campaign: Campaign) -> Mapping[str, int]:
    """How many people were invited in each language their record asks for, as long as they are on the list."""
    counted = (
        select(Contact.language, func.count())
        .where(Contact.campaign_id == campaign.id, Contact.state == ContactState.INVITED.value)
        .group_by(Contact.language)
    )
    return {row.language: row[1] for row in session.execute(counted)}


def held_back(session: Session, campaign: Campaign) -> Mapping[tuple[str, str], int]:
    """How many people of the list are not texted, by their state and the reason."""
    states = [ContactState.ANOTHER_WAY.value, ContactState.EXCLUDED.value]
    counted = (
        select(Contact.state, Contact.reason, func.count())
        .where(Contact.campaign_id == campaign.id, Contact.state.in_(states))
        .group_by(Contact.state, Contact.reason)
    )
    return {(state, reason): number for state, reason, number in session.execute(counted)}
