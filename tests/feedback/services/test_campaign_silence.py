"""Promises of reminders: one to whoever is silent, none to whoever said or was said not to be asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.services import campaign_sending, exclusions, hashing, opt_outs
from feedback.vocabulary import CampaignState, Delivery
from tests.feedback.invented_campaign import MONDAY, number, rows, send, started, texts
from tests.feedback.open_survey import BY, Open

IN_TIME = MONDAY + timedelta(days=3)


def invited(session: Session, opened: Open, people: int, delivery: Delivery = Delivery.DELIVERED) -> Campaign:
    """A campaign whose people have their first text."""
    campaign = started(session, opened, ["en"] * people, remind=3)
    campaign_sending.advance(session, now=MONDAY)
    assert len(send(session, campaign, now=MONDAY, delivery=delivery)) == people
    return campaign


def reminded(session: Session, campaign: Campaign) -> list[str]:
    campaign_sending.advance(session, now=IN_TIME)
    return [to for to, _ in texts(session, campaign)]


def test_those_who_said_stop_do_not_stand_in_front_of_the_others(
    session: Session, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many they are: as many as one step looks at must not end the campaign for everybody behind them."""
    campaign = invited(session, opened, 4)
    for of in (0, 1):
        opt_outs.stop(session, hashing.number(session, number(of)), how="text", today=MONDAY.date())
    monkeypatch.setattr(campaign_sending, "AHEAD", 2)
    monkeypatch.setattr(campaign_sending, "_SECONDS_AHEAD", 0)
    assert reminded(session, campaign) == [number(2), number(3)]
    assert campaign.state == CampaignState.RUNNING


def test_whoever_was_put_on_the_list_of_the_organisation_since_is_not_reminded(
    session: Session, opened: Open
) -> None:
    campaign = invited(session, opened, 2)
    exclusions.add(session, number(0), "safety", by=BY, now=MONDAY)
    assert reminded(session, campaign) == [number(1)]


def test_what_was_only_recorded_counts_as_arrived_so_that_all_of_it_can_be_tried(
    session: Session, opened: Open
) -> None:
    campaign = invited(session, opened, 2, Delivery.UNKNOWN)
    assert reminded(session, campaign) == [number(0), number(1)]


@pytest.mark.parametrize("delivery", [Delivery.UNKNOWN, Delivery.QUEUED, Delivery.SENT, Delivery.UNDELIVERED])
def test_what_a_provider_took_counts_once_it_says_that_it_arrived(
    session: Session, opened: Open, delivery: Delivery
) -> None:
    campaign = invited(session, opened, 1, delivery)
    rows(session, campaign)[0].provider_id = "SM1"
    session.flush()
    assert reminded(session, campaign) == []
