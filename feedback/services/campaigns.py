"""Campaigns: made, told when and for how much, started, paused, taken up again, cancelled and finished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import (
    audit,
    campaign_obstacles,
    campaign_returns,
    collector_links,
    outbox,
    places,
    quiet_hours,
    sending_rules,
)
from feedback.services.campaign_obstacles import BEFORE
from feedback.services.refusals import Refused
from feedback.services.working_days import day_of
from feedback.vocabulary import EMAIL, SMS, CampaignState, Channel, OutboxState, SurveyState

OUTBOX = db.table_of(OutboxMessage)
#: Why one is paused.
BY_STAFF, BY_BUDGET, BY_RULES = "staff", "budget", "rules"
#: What waits in the outbox while its campaign is paused is due at a moment that never comes.
NEVER = datetime(9999, 12, 31)
_OVER = (CampaignState.FINISHED, CampaignState.CANCELLED)
_MOST_PENCE = 10_000_000


def make(
    session: Session, survey: Survey, place: Place, *, name: str, by: str, today: date, answered_by: str = "link",
    channel: str = SMS,
) -> Campaign:  # fmt: skip
    """A draft, with a collector link of its own. Raises Refused where people of this place are not invited."""
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise Refused("Give the campaign a name under 200 letters, so that you know it again.", "name")
    if survey.state != SurveyState.PUBLISHED:
        raise Refused("Publish the survey first: nobody can answer it yet.", "survey")
    if not places.texts_allowed(session, place):
        raise Refused("This place is marked as sensitive, and texts are off for it.", "place")
    if answered_by == "text" and channel == SMS and not campaign_obstacles.by_text(session, survey):
        raise Refused("This survey cannot be answered by text. Invite people by a link.", "answered_by")
    link = collector_links.make(
        session, survey, place, channel=Channel(channel), label=f"Campaign: {name}"[:200], by=by, today=today
    )
    campaign = Campaign(
        organisation_id=db.scope_of(session), survey_id=survey.id, place_id=place.id, link_id=link.id, name=name,
        channel=channel, answered_by="link" if channel == EMAIL else answered_by, state=CampaignState.DRAFT.value,
        messages={}, reminders={}, budget_pence=0,
        committed=0, committed_again=0, committed_to_tests=0, base_url="", sender="", made_on=today,
    )  # fmt: skip
    session.add(campaign)
    session.flush()
    audit.record(session, "campaign-made", str(campaign.id), by=by, detail=f"{survey.slug} at {place.slug}")
    return campaign


def find(session: Session, campaign_id: int) -> Campaign | None:
    """One of this organisation's campaigns."""
    return session.scalars(select(Campaign).where(Campaign.id == campaign_id)).first()


def locked(session: Session, campaign_id: int) -> Campaign | None:
    """The same, held until the transaction ends, so that two never change it at once."""
    query = select(Campaign).where(Campaign.id == campaign_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).first()


def listed(
    session: Session, *, places: Sequence[int] | None = None, paused: bool = False
) -> list[Campaign]:  # fmt: skip
    """Campaigns, or paused ones alone, newest first; of some places where a reader is bounded."""
    query = select(Campaign).order_by(Campaign.id.desc())
    if paused:
        query = query.where(Campaign.state == CampaignState.PAUSED.value)
    if places is not None:
        query = query.where(Campaign.place_id.in_(places))
    return list(session.scalars(query))


def stopped_by_themselves(session: Session, *, places: Sequence[int] | None = None) -> list[Campaign]:
    """Those that nobody paused: their budget is used up, or something stands in the way. Somebody has to look."""
    return [one for one in listed(session, places=places, paused=True) if one.paused_because != BY_STAFF]


def write(
    session: Session, campaign: Campaign, *, messages: Mapping[str, str], reminders: Mapping[str, str], by: str
) -> None:  # fmt: skip
    """What people are sent, by language, each checked by `campaign_messages`. Only before it has started."""
    _still(campaign, BEFORE, "What people are sent can be changed until it starts.")
    campaign.messages, campaign.reminders = dict(messages), dict(reminders)
    session.flush()
    audit.record(session, "campaign-written", str(campaign.id), by=by, detail=", ".join(sorted(messages)))


def plan(
    session: Session, campaign: Campaign, *, starts_at: datetime | None, remind_after_days: int | None,
    budget_pence: int, by: str,
) -> None:  # fmt: skip
    """When it starts (at once without a moment), whether it reminds, and what it may cost."""
    _still(campaign, BEFORE, "When it starts can be changed until it does.")
    if remind_after_days is not None and not 3 <= remind_after_days <= 7:
        raise Refused("Remind people after 3 to 7 days, or not at all.", "remind_after_days")
    if campaign.answered_by == "text" and remind_after_days is not None:
        raise Refused("Whoever answers by text is not reminded.", "remind_after_days")
    if campaign.channel == EMAIL:
        budget_pence = 0
    else:
        _check_budget(campaign, budget_pence)
    campaign.starts_at, campaign.remind_after_days = starts_at, remind_after_days
    campaign.budget_pence = budget_pence
    session.flush()
    audit.record(session, "campaign-planned", str(campaign.id), by=by, detail=f"{budget_pence} pence")


def _check_budget(campaign: Campaign, pence: int) -> None:
    if not 0 < pence <= _MOST_PENCE:
        raise Refused("Say what it may cost, in pounds, such as 50.", "budget")
    if pence * 10 < campaign.committed:
        raise Refused("It has cost more than that already.", "budget")


def raise_budget(session: Session, campaign: Campaign, *, budget_pence: int, by: str) -> None:
    """What it may cost from now on; taking it up again is a step of its own."""
    if campaign.state in _OVER:
        raise Refused("This campaign is over.")
    if campaign.channel == EMAIL:
        raise Refused("E-mails cost nothing here, so there is no budget.")
    _check_budget(campaign, budget_pence)
    campaign.budget_pence = budget_pence
    session.flush()
    audit.record(session, "campaign-budget", str(campaign.id), by=by, detail=f"{budget_pence} pence")


def start(
    session: Session, campaign: Campaign, *, base_url: str | None, sender: str, by: str, now: datetime,
    emails: bool = True,
) -> None:  # fmt: skip
    """From here on it runs by itself: at its moment, within the hours. Raises Refused with what is in the way."""
    _still(campaign, (CampaignState.DRAFT,), "This campaign has been started before.")
    if not base_url:
        raise Refused("FEEDBACK_BASE_URL is not set: the links in the messages would lead nowhere.")
    if campaign.channel == EMAIL and not emails:
        raise Refused("FEEDBACK_SMTP_URL is not set, so no e-mail can leave.")
    if problems := campaign_obstacles.in_the_way(session, campaign, now=now):
        raise Refused(problems[0])
    campaign_obstacles.refuse_telling(session, campaign, base_url=base_url, sender=sender)
    campaign.base_url, campaign.sender = base_url.rstrip("/"), sender
    campaign.starts_at = max(campaign.starts_at or now, now)
    _turn(session, campaign, CampaignState.SCHEDULED, "campaign-started", by)


def pause(session: Session, campaign: Campaign, *, by: str, because: str = BY_STAFF) -> None:
    """Nothing more leaves. What waits in the outbox stays there, due never; what is being sent is not touched.

    One that its budget stopped can be paused as well: then what the budget held does not leave either.
    """
    if campaign.paused_because != BY_BUDGET or because == BY_BUDGET:
        _still(campaign, (CampaignState.RUNNING, CampaignState.SCHEDULED), "It is not running.")
    campaign.paused_because = because
    if because != BY_BUDGET:
        # What the budget allowed and was put in the outbox still goes; a person who says stop means all of it.
        session.execute(update(OUTBOX).where(*_waiting(session, campaign)).values(due_at=NEVER))
    _turn(session, campaign, CampaignState.PAUSED, "campaign-paused", by, because)


def resume(session: Session, campaign: Campaign, *, by: str, now: datetime) -> None:
    """Goes on where it stopped. Raises Refused with what is in the way."""
    _still(campaign, (CampaignState.PAUSED,), "It is not paused.")
    if problems := campaign_obstacles.in_the_way(session, campaign, now=now):
        raise Refused(problems[0])
    campaign_obstacles.refuse_going_on(session, campaign)
    due = quiet_hours.next_allowed(now, sending_rules.of(session).hours)
    waiting = (*_waiting(session, campaign), OUTBOX.c.due_at == NEVER)
    session.execute(update(OUTBOX).where(*waiting).values(due_at=due))
    campaign.paused_because = ""
    to = CampaignState.SCHEDULED if campaign.starts_at and campaign.starts_at > now else CampaignState.RUNNING
    _turn(session, campaign, to, "campaign-resumed", by)


def cancel(session: Session, campaign: Campaign, *, by: str, now: datetime) -> None:
    """Ends it for good. What waits does not leave and its links open nothing; links that were sent still do."""
    if campaign.state == CampaignState.DRAFT:
        raise Refused("Nothing of it has started. Delete the draft instead.")
    if campaign.state in _OVER:
        raise Refused("This campaign is over.")
    campaign_returns.of_campaign(session, campaign, now=now)
    _end(session, campaign, CampaignState.CANCELLED, "campaign-cancelled", by, now)


def finish(session: Session, campaign: Campaign, *, by: str, now: datetime) -> None:
    """Everybody was asked; its links go on working."""
    _end(session, campaign, CampaignState.FINISHED, "campaign-finished", by, now)


def remove(session: Session, campaign: Campaign, *, by: str, now: datetime) -> None:
    """Deletes a draft with the people on its list, and stops its link."""
    _still(campaign, (CampaignState.DRAFT,), "Only a draft can be deleted.")
    link = session.get_one(CollectorLink, campaign.link_id)
    collector_links.revoke(session, link, by=by, now=now)
    audit.record(session, "campaign-deleted", str(campaign.id), by=by)
    session.execute(delete(Campaign).where(Campaign.id == campaign.id))


def _waiting(session: Session, campaign: Campaign) -> tuple[ColumnElement[bool], ...]:
    return (
        db.scoped(session, OUTBOX), OUTBOX.c.campaign_id == campaign.id, OUTBOX.c.purpose != "test",
        OUTBOX.c.state == OutboxState.WAITING.value,
    )  # fmt: skip


def _still(campaign: Campaign, states: Sequence[CampaignState], otherwise: str) -> None:
    if campaign.state not in states:
        raise Refused(otherwise)


def _turn(
    session: Session, campaign: Campaign, to: CampaignState, action: str, by: str, detail: str = ""
) -> None:
    campaign.state = to.value
    session.flush()
    audit.record(session, action, str(campaign.id), by=by, detail=detail)
    # Somebody may be waiting for what a worker does about it.
    session.info[outbox.WROTE] = True


def _end(
    session: Session, campaign: Campaign, to: CampaignState, action: str, by: str, now: datetime
) -> None:
    campaign.ended_on, campaign.paused_because = day_of(now), ""
    _turn(session, campaign, to, action, by)
