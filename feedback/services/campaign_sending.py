"""Sending: what a campaign does by itself, a step a minute, until everybody was asked or its budget is spent.

Nothing is sent here. People are screened again, their personal links are made, and their messages are put in the
outbox: no more than may leave before the quiet hours begin, and none that the budget does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink
from feedback.models.contact import Contact, Invitation
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.services import campaign_messages as messages
from feedback.services import campaign_neighbours as neighbours
from feedback.services import campaigns, hashing, invitations, outbox, quiet_hours, sending_rules, surveys
from feedback.services.campaign_messages import Filling
from feedback.services.campaign_neighbours import Person
from feedback.services.outbox import Draft
from feedback.services.working_days import day_of
from feedback.vocabulary import (
    ENGLISH,
    CampaignState,
    ContactState,
    Delivery,
    MessageKind,
    OutboxState,
)

OUTBOX = db.table_of(OutboxMessage)
INVITATION, REMINDER, TEST = "invitation", "reminder", "test"
#: So many messages of one campaign wait at most: few enough to be stopped, and screened shortly before they leave.
AHEAD = 600
#: Nothing is due so shortly before the hours end that a worker might be late with it.
_BEFORE_CLOSING = timedelta(minutes=1)
#: A report that somebody's text arrived may be late itself.
_LATE = timedelta(days=1)
BY = "the campaign itself"
#: What stands beside somebody with whom another conversation by text is going on.
BUSY = "in-conversation"


def advance(session: Session, *, now: datetime) -> None:
    """One step of every campaign of the session's organisation; doing it twice does nothing twice."""
    for campaign_id in _moving(session, now):
        campaign = campaigns.locked(session, campaign_id)
        if campaign is None:
            continue
        if campaign.paused_because == campaigns.BY_BUDGET:
            # What the budget held is still on its way, and no more is put beside it.
            Step(session, campaign, now).keep_quiet()
            continue
        if campaign.state not in (CampaignState.SCHEDULED, CampaignState.RUNNING):
            continue
        if campaigns.in_the_way(session, campaign, now=now):
            campaigns.pause(session, campaign, by=BY, because=campaigns.BY_RULES)
            continue
        if campaign.state == CampaignState.SCHEDULED:
            campaign.state = CampaignState.RUNNING.value
            session.flush()
        Step(session, campaign, now).take()


def _moving(session: Session, now: datetime) -> Sequence[int]:
    due = (Campaign.state == CampaignState.SCHEDULED.value) & (Campaign.starts_at <= now)
    spent = Campaign.paused_because == campaigns.BY_BUDGET
    query = select(Campaign.id).where(due | spent | (Campaign.state == CampaignState.RUNNING.value))
    return session.scalars(query.order_by(Campaign.id)).all()


@dataclass(frozen=True)
class _Wanted:
    """One message to one person, counted: what it costs is known before it is put anywhere."""

    person: Person
    language: str
    raw: str
    body: str
    parts: int
    cost: int


class Step:
    """What one campaign does at one moment."""

    def __init__(self, session: Session, campaign: Campaign, now: datetime) -> None:
        self.session, self.campaign, self.now = session, campaign, now
        self.rules = sending_rules.of(session)
        served = surveys.served(session, campaign.survey_id)
        self.offered = served.languages if served else {ENGLISH: 1}
        self.organisation = session.get_one(Organisation, db.scope_of(session)).name
        place = session.get_one(Place, campaign.place_id)
        self.place = "" if neighbours.sensitive(session, place) else place.name

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
        late = (*_of(self.session, self.campaign, OutboxState.WAITING), OUTBOX.c.due_at < due)
        self.session.execute(update(OUTBOX).where(*late, OUTBOX.c.purpose != TEST).values(due_at=due))
        return True

    def _room(self) -> int:
        closes, rate = quiet_hours.closes_at(self.now, self.rules.hours), self.rules.rate
        assert closes is not None
        until = int((closes - _BEFORE_CLOSING - self.now).total_seconds() * rate) if rate else AHEAD
        return min(AHEAD, until) - _count(self.session, self.campaign, OutboxState.WAITING)

    def _ask(self, room: int) -> None:
        if room <= 0:
            return
        neighbours.screen(self.session, self.campaign, now=self.now)
        put = self._put(neighbours.usable(self.session, self.campaign, most=room), INVITATION)
        if self.campaign.state == CampaignState.RUNNING and room > put:
            self._put(self._silent()[: room - put], REMINDER)

    def _contacts(self, ids: Sequence[int]) -> dict[int, Contact]:
        found: dict[int, Contact] = {}
        for start in range(0, len(ids), 500):
            some = select(Contact).where(Contact.id.in_(ids[start : start + 500]))
            found |= {one.id: one for one in self.session.scalars(some)}
        return found

    def _silent(self) -> Sequence[Person]:
        """Whose text arrived days ago, whose link was not used, and who was not reminded."""
        days = self.campaign.remind_after_days
        if days is None:
            return []
        reminded = select(OUTBOX.c.contact_id).where(
            db.scoped(self.session, OUTBOX), OUTBOX.c.campaign_id == self.campaign.id,
            OUTBOX.c.purpose == REMINDER, OUTBOX.c.contact_id.is_not(None),
        )  # fmt: skip
        query = (
            select(Contact, Invitation.language)
            .join(Invitation, Invitation.token_hash == Contact.token_hash)
            .join(OutboxMessage, OutboxMessage.contact_id == Contact.id)
            .where(Contact.campaign_id == self.campaign.id, Contact.state == ContactState.INVITED.value)
            .where(Contact.address.is_not(None))
            .where(OutboxMessage.campaign_id == self.campaign.id, OutboxMessage.purpose == INVITATION)
            .where(OutboxMessage.delivery == Delivery.DELIVERED.value)
            .where(OutboxMessage.ended_at <= self.now - timedelta(days=days))
            .where(Contact.id.not_in(reminded))
        )
        found = [
            neighbours.person(self.session, contact, language)
            for contact, language in self.session.execute(query.order_by(Contact.id).limit(AHEAD))
        ]
        stopped = neighbours.stopped(self.session, {one.address_hash for one in found})
        return [one for one in found if one.address and one.address_hash not in stopped]

    def _put(self, people: Sequence[Person], purpose: str) -> int:
        """Puts as many as the budget holds; when it holds no more the campaign is paused."""
        if self.campaign.answered_by == "text":
            return self._begin(people) if purpose == INVITATION else 0
        there = self._there([one.contact_id for one in people], purpose)
        wanted: list[_Wanted] = []
        left = before = self.campaign.budget_pence * 10 - self.campaign.committed
        for person in people:
            if person.contact_id in there:
                continue
            one = self._message(person, purpose)
            if one.cost > left:
                campaigns.pause(self.session, self.campaign, by=BY, because=campaigns.BY_BUDGET)
                break
            left -= one.cost
            wanted.append(one)
        self.campaign.committed += before - left
        if purpose == REMINDER:
            self.campaign.committed_again += before - left
        if wanted:
            self._write(wanted, purpose)
        return len(wanted)

    def _begin(self, people: Sequence[Person]) -> int:
        """Begins a conversation with as many as the budget holds for their first text."""
        session, campaign, put = self.session, self.campaign, 0
        link = session.get_one(CollectorLink, campaign.link_id)
        for person in people:
            language = person.language if person.language in self.offered else ENGLISH
            trial = session.begin_nested()
            reference = neighbours.begin(
                session, link, person, campaign=campaign, language=language, now=self.now
            )
            parts, cost = self._cost_of(reference)
            if campaign.committed + cost > campaign.budget_pence * 10:
                trial.rollback()
                campaigns.pause(session, campaign, by=BY, because=campaigns.BY_BUDGET)
                break
            note_cost(session, [(reference, parts, cost)])
            campaign.committed += cost
            contact = session.get_one(Contact, person.contact_id)
            # Whoever is in the middle of another conversation is not begun with; they hear nothing of this one.
            contact.state, contact.reason = ContactState.INVITED.value, "" if reference else BUSY
            trial.commit()
            if reference:
                put += 1
                neighbours.remember(session, [person.address_hash], today=day_of(self.now))
        return put

    def _cost_of(self, reference: str) -> tuple[int, int]:
        """The parts and the cost of a row of the outbox as it stands there; nothing of one that does not."""
        found = select(OUTBOX.c.content).where(
            db.scoped(self.session, OUTBOX), OUTBOX.c.reference == reference
        )
        content = outbox.opened(self.session, self.session.scalar(found) or "") if reference else None
        parts = neighbours.counted(content["body"]).parts if content else 0
        return parts, parts * self.rules.price

    def _there(self, ids: Sequence[int], purpose: str) -> set[int]:
        references = [_reference(self.campaign, one, purpose) for one in ids]
        known = select(OUTBOX.c.contact_id).where(
            db.scoped(self.session, OUTBOX), OUTBOX.c.reference.in_(references)
        )
        return {one for one in self.session.scalars(known) if one is not None}

    def _message(self, person: Person, purpose: str) -> _Wanted:
        language = person.language if person.language in self.offered else ENGLISH
        raw, campaign = invitations.fresh(), self.campaign
        own = campaign.reminders if purpose == REMINDER else campaign.messages
        link = f"{campaign.base_url}/i/{raw}"
        stop = stop_link(campaign.base_url, campaign.sender)
        filling = Filling(self.organisation, link, stop, person.name, self.place)
        text = messages.of(own, language, reminder=purpose == REMINDER)
        body = messages.filled(text, filling, language)
        parts = neighbours.counted(body).parts
        return _Wanted(person, language, raw, body, parts, parts * self.rules.price)

    def _write(self, wanted: Sequence[_Wanted], purpose: str) -> None:
        session, campaign = self.session, self.campaign
        outbox.put_all(session, [
            Draft(
                MessageKind.SMS, purpose, _reference(campaign, one.person.contact_id, purpose), self.now,
                {"to": one.person.address, "body": one.body}, lane=campaign.sender, campaign_id=campaign.id,
                contact_id=one.person.contact_id,
            )
            for one in wanted
        ])  # fmt: skip
        counted = [
            (_reference(campaign, one.person.contact_id, purpose), one.parts, one.cost) for one in wanted
        ]
        note_cost(session, counted)
        again, contacts = purpose == REMINDER, self._contacts([one.person.contact_id for one in wanted])
        invitations.issue(session, campaign, [
            (one.raw, one.language, contacts[one.person.contact_id].token_hash if again else None)
            for one in wanted
        ])  # fmt: skip
        if again:
            return
        for one in wanted:
            contact = contacts[one.person.contact_id]
            contact.state, contact.token_hash = ContactState.INVITED.value, hashing.token(one.raw)
        session.flush()
        hashes = [one.person.address_hash for one in wanted if one.person.address_hash]
        neighbours.remember(session, hashes, today=day_of(self.now))

    def _is_over(self) -> bool:
        """Whether nobody is left to ask or to remind, and nothing is on its way."""
        session, campaign = self.session, self.campaign
        if any(_count(session, campaign, state) for state in (OutboxState.WAITING, OutboxState.SENDING)):
            return False
        if neighbours.usable(session, campaign, most=1):
            return False
        if campaign.remind_after_days is None:
            return True
        last = session.scalar(
            select(func.max(OUTBOX.c.ended_at)).where(
                *_of(session, campaign, OutboxState.SENT), OUTBOX.c.purpose == INVITATION
            )
        )
        wait = timedelta(days=campaign.remind_after_days) + _LATE
        return last is None or (last + wait <= self.now and not self._silent())


def stop_link(base_url: str, sender: str) -> str:
    """Where texts are stopped when nobody can reply to the sender, since it is a name; empty for a number."""
    return f"{base_url}/texts/stop" if sender and not sender.startswith(("+", "MG")) else ""


def note_cost(session: Session, counted: Sequence[tuple[str, int, int]]) -> None:
    """Writes on rows of the outbox, by reference, how many parts they have and what they cost as we count it."""
    alike: dict[tuple[int, int], list[str]] = {}
    for reference, parts, cost in counted:
        alike.setdefault((parts, cost), []).append(reference)
    for (parts, cost), references in alike.items():
        for start in range(0, len(references), 500):
            some = OUTBOX.c.reference.in_(references[start : start + 500])
            session.execute(
                update(OUTBOX).where(db.scoped(session, OUTBOX), some).values(parts=parts, cost=cost)
            )


def _reference(campaign: Campaign, contact_id: int, purpose: str) -> str:
    return f"campaign {campaign.id}: {purpose} {contact_id}"


def _of(session: Session, campaign: Campaign, state: OutboxState) -> tuple[Any, ...]:
    return (
        db.scoped(session, OUTBOX),
        OUTBOX.c.campaign_id == campaign.id,
        OUTBOX.c.state == state.value,
    )


def _count(session: Session, campaign: Campaign, state: OutboxState) -> int:
    return session.scalar(select(func.count()).select_from(OUTBOX).where(*_of(session, campaign, state))) or 0
