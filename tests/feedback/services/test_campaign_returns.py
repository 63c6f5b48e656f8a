"""Promises of what does not leave after all: it costs nothing, opens nothing, and nobody counts as asked."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.contact import Contact, Invitation
from feedback.services import campaign_figures, campaign_sending, campaigns, contacts, exclusions
from feedback.vocabulary import CampaignState
from tests.feedback.invented_campaign import MONDAY, drafted, number, rows, send, started, texts
from tests.feedback.open_survey import BY, Open

A_MINUTE = timedelta(minutes=1)


def test_whoever_was_to_be_asked_by_a_cancelled_campaign_is_asked_by_the_next(
    session: Session, opened: Open
) -> None:
    """Somebody sees a mistake a minute after the start: nothing has left, and nobody was asked."""
    wrong = started(session, opened, ["en"] * 3)
    campaign_sending.advance(session, now=MONDAY)
    left = rows(session, wrong)[0]
    left.state, left.taken_at = "sending", MONDAY
    session.flush()
    campaigns.cancel(session, wrong, by=BY, now=MONDAY)
    figures = campaign_figures.of(session, wrong)
    assert figures.ready == 2 and campaign_figures.by_language(session, wrong) == {"en": 1}
    right = drafted(session, opened, ["en"] * 3)
    contacts.screen(session, right, now=MONDAY + A_MINUTE)
    assert [one.address for one in contacts.usable(session, right)] == [number(1), number(2)]


def test_a_number_that_is_excluded_gets_nothing_that_waits_for_it_from_that_moment(
    session: Session, opened: Open
) -> None:
    campaign = started(session, opened, ["en"] * 2)
    campaign_sending.advance(session, now=MONDAY)
    each = rows(session, campaign)[0].cost
    exclusions.add(session, number(0), "safety", by=BY, now=MONDAY)
    assert [to for to, _ in texts(session, campaign)] == [number(1)]
    assert campaign.committed == each and len(session.scalars(select(Invitation)).all()) == 1
    [gone, stays] = session.scalars(select(Contact).order_by(Contact.id)).all()
    assert (gone.state, gone.reason, stays.state) == ("excluded", "excluded-list", "invited")
    assert campaign_figures.held_back(session, campaign) == {("excluded", "excluded-list"): 1}
    exclusions.take_out(session, number(0), by=BY)
    campaign_sending.advance(session, now=MONDAY + A_MINUTE)
    assert [to for to, _ in texts(session, campaign)] == [number(1), number(0)]
    assert campaign.state == CampaignState.RUNNING


def test_an_excluded_number_keeps_what_it_has_and_its_reminder_does_not_leave(
    session: Session, opened: Open
) -> None:
    campaign = started(session, opened, ["en"] * 2, remind=3)
    campaign_sending.advance(session, now=MONDAY)
    send(session, campaign, now=MONDAY)
    campaign_sending.advance(session, now=MONDAY + timedelta(days=3))
    spent = campaign.committed
    exclusions.add(session, number(0), "complaint", by=BY, now=MONDAY + timedelta(days=3))
    assert [to for to, _ in texts(session, campaign)] == [number(1)]
    assert campaign.committed < spent and campaign.committed_again == rows(session, campaign)[3].cost
    assert [one.state for one in session.scalars(select(Contact))] == ["invited", "invited"]
