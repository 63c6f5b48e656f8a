"""Sending: what a campaign does by itself, a step a minute, until everybody was asked or its budget is spent.

Nothing is sent here. People are screened again, their personal links are made, and their messages are put in the
outbox: no more than may leave before the quiet hours begin, and none that the budget does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.models.contact import Contact
from feedback.services import (
    asked,
    batches,
    campaign_conversing,
    campaign_obstacles,
    campaign_rows,
    campaign_silence,
    campaigns,
    contacts,
    hashing,
    invitations,
    outbox,
    quiet_hours,
    sending_rules,
)
from feedback.services.campaign_composing import Composed, Composer
from feedback.services.campaign_rows import INVITATION, OUTBOX, REMINDER, TEST
from feedback.services.contacts import Usable
from feedback.services.outbox import Draft
from feedback.services.working_days import day_of
from feedback.vocabulary import EMAIL, CampaignState, ContactState, OutboxState

#: So many messages of one campaign wait at most: few enough to be stopped, and screened shortly before they leave.
AHEAD = 600
#: A fast sender gets more, as much as a minute and a half takes; putting more at once would hold up who answers.
MOST_AHEAD, _SECONDS_AHEAD = 3_000, 90
#: Nothing is due so shortly before the hours end that a worker might be late with it.
_BEFORE_CLOSING = timedelta(minutes=1)
#: A report that somebody's text arrived may be late itself.
_LATE = timedelta(days=1)
BY = "the campaign itself"


def advance(session: Session, *, now: datetime) -> None:
    """One step of every campaign of the session's organisation; doing it twice does nothing twice."""
    for campaign_id in _moving(session, now):
        campaign = campaigns.locked(session, campaign_id)
        if campaign is None:
            continue
        if campaign.paused_because == campaigns.BY_BUDGET:
            _let_leave(session, campaign, now)
            continue
        if campaign.state not in (CampaignState.SCHEDULED, CampaignState.RUNNING):
            continue
        step = Step(session, campaign, now)
        if campaign_obstacles.in_the_way(session, campaign, now=now):
            if campaign.state == CampaignState.RUNNING and step.has_asked_everybody():
                # Reminders could lead nowhere: it is over, and its numbers need not be kept.
                campaigns.finish(session, campaign, by=BY, now=now)
            else:
                campaigns.pause(session, campaign, by=BY, because=campaigns.BY_RULES)
            continue
        if campaign.state == CampaignState.SCHEDULED:
            campaign.state = CampaignState.RUNNING.value
            session.flush()
        step.take()


def _let_leave(session: Session, campaign: Campaign, now: datetime) -> None:
    """What the budget held is still on its way, and no more is put beside it; nothing leaves for a closed survey."""
    if campaign_obstacles.of_survey_and_place(session, campaign, now=now):
        campaigns.pause(session, campaign, by=BY, because=campaigns.BY_RULES)
    else:
        Step(session, campaign, now).keep_quiet()


def _moving(session: Session, now: datetime) -> Sequence[int]:
    due = (Campaign.state == CampaignState.SCHEDULED.value) & (Campaign.starts_at <= now)
    spent = Campaign.paused_because == campaigns.BY_BUDGET
    query = select(Campaign.id).where(due | spent | (Campaign.state == CampaignState.RUNNING.value))
    return session.scalars(query.order_by(Campaign.id)).all()


class Step:
    """What one campaign does at one moment."""

    def __init__(self, session: Session, campaign: Campaign, now: datetime) -> None:
        self.session, self.campaign, self.now = session, campaign, now
        self.rules = sending_rules.of(session)

    def take(self) -> None:
        """Puts what may leave now in the outbox, or moves what waits out of the quiet hours; ends what is over."""
        if not self.keep_quiet():
            self._ask(self._room())
        if self.campaign.state == CampaignState.RUNNING and self._is_over():
            campaigns.finish(self.session, self.campaign, by=BY, now=self.now)

    def keep_quiet(self) -> bool:
        """Whether nothing may leave now; then what waits is due when the hours begin again."""
        closes = quiet_hours.closes_at(self.now, self.rules.hours)
        if closes is not None and closes - self.now > _BEFORE_CLOSING:
            return False
        due = quiet_hours.next_allowed(closes or self.now, self.rules.hours)
        waiting = campaign_rows.of(self.session, self.campaign, OutboxState.WAITING)
        late = (*waiting, OUTBOX.c.due_at < due, OUTBOX.c.purpose != TEST)
        self.session.execute(update(OUTBOX).where(*late).values(due_at=due))
        return True

    def _room(self) -> int:
        closes = quiet_hours.closes_at(self.now, self.rules.hours)
        rate = 0 if self.campaign.channel == EMAIL else self.rules.rate
        assert closes is not None
        until = int((closes - _BEFORE_CLOSING - self.now).total_seconds() * rate) if rate else MOST_AHEAD
        waiting = campaign_rows.count(self.session, self.campaign, OutboxState.WAITING)
        ahead = min(MOST_AHEAD, max(AHEAD, int(rate * _SECONDS_AHEAD))) if rate else MOST_AHEAD
        return min(ahead, until) - waiting

    def _ask(self, room: int) -> None:
        if room <= 0:
            return
        contacts.screen(self.session, self.campaign, now=self.now)
        put = self._put(contacts.usable(self.session, self.campaign, most=room), INVITATION)
        if self.campaign.state == CampaignState.RUNNING and room > put:
            self._put(self._silent(room - put), REMINDER)

    def _silent(self, most: int) -> Sequence[Usable]:
        return campaign_silence.silent(self.session, self.campaign, most=most, now=self.now)

    def _put(self, people: Sequence[Usable], purpose: str) -> int:
        """Puts as many as the budget holds; when it holds no more the campaign is paused."""
        session, campaign = self.session, self.campaign
        composer = Composer(session, campaign)
        if campaign.answered_by == "text":
            if purpose != INVITATION:
                return 0
            return campaign_conversing.begin(session, composer, people, by=BY, now=self.now)
        there = campaign_rows.there(session, campaign, [one.contact_id for one in people], purpose)
        wanted: list[Composed] = []
        left = before = campaign.budget_pence * 10 - campaign.committed
        for person in people:
            if person.contact_id in there:
                continue
            one = composer.message(person, purpose)
            # An e-mail costs nothing, and has no budget.
            if one.cost > max(left, 0):
                campaigns.pause(session, campaign, by=BY, because=campaigns.BY_BUDGET)
                break
            left -= one.cost
            wanted.append(one)
        campaign.committed += before - left
        if purpose == REMINDER:
            campaign.committed_again += before - left
        if wanted:
            self._write(composer, wanted, purpose)
        return len(wanted)

    def _write(self, composer: Composer, wanted: Sequence[Composed], purpose: str) -> None:
        session, campaign = self.session, self.campaign
        named = [(campaign_rows.reference(campaign, one.person.contact_id, purpose), one) for one in wanted]
        outbox.put_all(session, [
            Draft(
                composer.kind, purpose, name, self.now, dict(one.content), lane=composer.lane,
                campaign_id=campaign.id, contact_id=one.person.contact_id,
            )
            for name, one in named
        ])  # fmt: skip
        campaign_rows.note_cost(session, [(name, one.parts, one.cost) for name, one in named])
        self._issue(wanted, again=purpose == REMINDER)

    def _issue(self, wanted: Sequence[Composed], *, again: bool) -> None:
        """Makes their links usable; whoever is asked for the first time counts as asked from today."""
        session, people = self.session, self._contacts([one.person.contact_id for one in wanted])
        invitations.issue(session, self.campaign, [
            (one.raw, one.language, people[one.person.contact_id].token_hash if again else None)
            for one in wanted
        ])  # fmt: skip
        if again:
            return
        for one in wanted:
            contact = people[one.person.contact_id]
            contact.state, contact.token_hash = ContactState.INVITED.value, hashing.token(one.raw)
        session.flush()
        hashes = [one.person.address_hash for one in wanted if one.person.address_hash]
        asked.remember(session, hashes, today=day_of(self.now))

    def _contacts(self, ids: Sequence[int]) -> dict[int, Contact]:
        found: dict[int, Contact] = {}
        for some in batches.of(ids):
            chosen = select(Contact).where(Contact.id.in_(some))
            found |= {one.id: one for one in self.session.scalars(chosen)}
        return found

    def has_asked_everybody(self) -> bool:
        """Whether nobody is left to be asked for the first time, and nothing is on its way."""
        session, campaign = self.session, self.campaign
        on_its_way = (OutboxState.WAITING, OutboxState.SENDING)
        if any(campaign_rows.count(session, campaign, state) for state in on_its_way):
            return False
        return not contacts.usable(session, campaign, most=1)

    def _is_over(self) -> bool:
        """Whether nobody is left to ask or to remind, and nothing is on its way."""
        session, campaign = self.session, self.campaign
        if not self.has_asked_everybody():
            return False
        if campaign.remind_after_days is None:
            return True
        sent = campaign_rows.of(session, campaign, OutboxState.SENT)
        last = session.scalar(
            select(func.max(OUTBOX.c.ended_at)).where(*sent, OUTBOX.c.purpose == INVITATION)
        )
        wait = timedelta(days=campaign.remind_after_days) + _LATE
        return last is None or (last + wait <= self.now and not self._silent(1))
