"""Promises of what stops a campaign: nobody is written to who could not answer, or whose list has grown old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import (
    campaign_obstacles,
    campaign_sending,
    campaigns,
    collector_links,
    contact_uploads,
    contacts,
    other_ways,
    sensitivity,
)
from feedback.services import conversation_voices as voices
from feedback.services.contact_uploads import DECLARED, Declaration
from feedback.services.refusals import Refused
from feedback.vocabulary import CampaignState
from tests.feedback.invented_campaign import BASE, MONDAY, drafted, number, rows, send, started, texts
from tests.feedback.open_survey import BY, Open

A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
FRIDAY_EVENING = datetime(2026, 11, 20, 18, 30)


def listed(
    session: Session, campaign: Campaign, *people: int, made: datetime
) -> contact_uploads.ContactUpload:
    """A list of these people, taken out of a record system at a moment and put in half an hour later."""
    content = "mobile\n" + "\n".join(number(of) for of in people)
    prepared = contact_uploads.prepare(session, content.encode(), channel="sms")
    now = made + timedelta(minutes=30)
    return contact_uploads.add(session, campaign, prepared, Declaration(made, DECLARED, BY, "Bea"), now=now)


def begin(session: Session, campaign: Campaign, now: datetime) -> None:
    campaigns.start(session, campaign, base_url=BASE, sender="+447700900999", by=BY, now=now)


def asked(session: Session, campaign: Campaign) -> list[str]:
    return [to for to, _ in texts(session, campaign)]


def test_a_list_that_would_be_old_when_the_first_text_may_leave_is_told_before_the_start(
    session: Session, opened: Open
) -> None:
    """On Friday evening nothing leaves until Monday, and by then somebody on it may have died."""
    campaign = drafted(session, opened, [])
    listed(session, campaign, 0, made=FRIDAY_EVENING - timedelta(hours=1))
    with pytest.raises(Refused, match="will be more than 48 hours old"):
        begin(session, campaign, FRIDAY_EVENING)
    campaigns.plan(
        session, campaign, starts_at=MONDAY + A_DAY, remind_after_days=None, budget_pence=100, by=BY
    )  # fmt: skip
    with pytest.raises(Refused, match="will be more than 48 hours old"):
        begin(session, campaign, FRIDAY_EVENING - timedelta(hours=1))
    campaigns.plan(session, campaign, starts_at=None, remind_after_days=None, budget_pence=100, by=BY)
    begin(session, campaign, FRIDAY_EVENING - timedelta(hours=1))
    assert campaign.state == CampaignState.SCHEDULED


def test_what_was_paused_for_days_goes_on_with_a_fresh_list_alone(session: Session, opened: Open) -> None:
    campaign = drafted(session, opened, [], pence=9)
    old = listed(session, campaign, 0, 1, 2, made=MONDAY - timedelta(hours=1))
    begin(session, campaign, MONDAY)
    campaign_sending.advance(session, now=MONDAY)
    assert asked(session, campaign) == [number(0)] and campaign.paused_because == campaigns.BY_BUDGET
    later = MONDAY + 3 * A_DAY
    campaigns.raise_budget(session, campaign, budget_pence=100, by=BY)
    with pytest.raises(Refused, match="take the old one back"):
        campaigns.resume(session, campaign, by=BY, now=later)
    # Of the three one was asked, one is on the fresh list too, and one is not: somebody took them out.
    fresh = listed(session, campaign, 0, 1, 3, made=later - timedelta(hours=1))
    assert [one.reason for one in contact_uploads.left_out(session, fresh)] == ["in-campaign"]
    with pytest.raises(Refused, match="take the old one back"):
        campaigns.resume(session, campaign, by=BY, now=later)
    contact_uploads.remove(session, campaign, old, by=BY)
    campaigns.resume(session, campaign, by=BY, now=later)
    campaign_sending.advance(session, now=later)
    assert asked(session, campaign) == [number(0), number(1), number(3)]


def test_a_list_whose_people_are_all_invited_is_not_taken_back(session: Session, opened: Open) -> None:
    campaign = drafted(session, opened, [])
    only = listed(session, campaign, 0, made=MONDAY - timedelta(hours=1))
    begin(session, campaign, MONDAY)
    campaign_sending.advance(session, now=MONDAY)
    with pytest.raises(Refused, match="invited already"):
        contact_uploads.remove(session, campaign, only, by=BY)


def test_what_staff_decided_outlives_a_fresher_list(session: Session, opened: Open) -> None:
    campaign = drafted(session, opened, [])

    def put_in(made: datetime) -> None:
        content = f"mobile,format\n{number(0)},large print\n"
        prepared = contact_uploads.prepare(session, content.encode(), channel="sms")
        contact_uploads.add(session, campaign, prepared, Declaration(made, DECLARED, BY, "Bea"), now=MONDAY)

    put_in(MONDAY - timedelta(hours=9))
    other_ways.ask_anyway(session, campaign, "large-print", by=BY, now=MONDAY)
    put_in(MONDAY - timedelta(hours=1))
    assert [one.address for one in contacts.usable(session, campaign)] == [number(0)]


def stopped(session: Session, opened: Open) -> None:
    campaign = session.query(Campaign).one()
    link = session.get_one(CollectorLink, campaign.link_id)
    collector_links.revoke(session, link, by=BY, now=MONDAY)


def closed_by_the_clock(session: Session, opened: Open) -> None:
    session.get_one(Survey, opened.survey_id).closes_at = MONDAY + timedelta(seconds=30)


def marked(session: Session, opened: Open) -> None:
    place = session.get_one(Place, opened.place_id)
    sensitivity.mark(session, place, "Nobody may know who was here.", by=BY)


@pytest.mark.parametrize("happens", [stopped, closed_by_the_clock, marked])
@pytest.mark.parametrize("pence", [10_000, 9])
def test_nothing_more_leaves_where_nobody_could_answer_or_be_written_to(
    session: Session, opened: Open, happens: Callable[[Session, Open], None], pence: int
) -> None:
    """Neither from a running campaign, nor what the budget of one that it stopped had still held."""
    campaign = started(session, opened, ["en"] * 3, pence=pence)
    campaign_sending.advance(session, now=MONDAY)
    assert rows(session, campaign)
    happens(session, opened)
    session.flush()
    campaign_sending.advance(session, now=MONDAY + A_MINUTE)
    assert (campaign.state, campaign.paused_because) == (CampaignState.PAUSED, campaigns.BY_RULES)
    assert send(session, campaign, now=MONDAY + 30 * A_DAY) == []
    with pytest.raises(Refused):
        campaigns.resume(session, campaign, by=BY, now=MONDAY + A_DAY)


def test_a_closed_survey_ends_a_campaign_that_has_asked_everybody(session: Session, opened: Open) -> None:
    """Its reminders would lead nowhere, and a paused one would keep its numbers for weeks."""
    campaign = started(session, opened, ["en"] * 2, remind=3)
    campaign_sending.advance(session, now=MONDAY)
    send(session, campaign, now=MONDAY)
    closed_by_the_clock(session, opened)
    campaign_sending.advance(session, now=MONDAY + A_MINUTE)
    assert campaign.state == CampaignState.FINISHED and campaign.ended_on == MONDAY.date()


def test_staff_stop_what_the_budget_still_held(session: Session, opened: Open) -> None:
    campaign = started(session, opened, ["en"] * 3, pence=9)
    campaign_sending.advance(session, now=MONDAY)
    campaigns.pause(session, campaign, by=BY)
    assert campaign.paused_because == campaigns.BY_STAFF
    assert send(session, campaign, now=MONDAY + 30 * A_DAY) == []
    campaigns.resume(session, campaign, by=BY, now=MONDAY + A_MINUTE)
    assert len(send(session, campaign, now=MONDAY + A_MINUTE)) == 1


def test_a_place_that_became_sensitive_is_not_named_by_what_waited(session: Session, opened: Open) -> None:
    campaign = drafted(session, opened, ["en"])
    campaigns.write(session, campaign, messages={"en": "{place}: {link} {stop}"}, reminders={}, by=BY)
    begin(session, campaign, MONDAY)
    campaign_sending.advance(session, now=MONDAY)
    campaigns.pause(session, campaign, by=BY)
    place = session.get_one(Place, opened.place_id)
    place.name = "Ward 7"
    marked(session, opened)
    sensitivity.switch_texts(session, place, on=True, because="They asked to be written to.", by=BY)
    with pytest.raises(Refused, match="cancel this campaign and start another"):
        campaigns.resume(session, campaign, by=BY, now=MONDAY + A_MINUTE)


def test_a_survey_that_does_not_work_by_text_is_not_texted_and_stops_no_other_campaign(
    session: Session, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_text, beside = started(session, opened, ["en"]), started(session, opened, ["en"])
    by_text.answered_by = "text"
    survey, place = session.get_one(Survey, opened.survey_id), session.get_one(Place, opened.place_id)
    monkeypatch.setattr(voices, "works", lambda voice: False)
    monkeypatch.setattr(voices, "_measured", {})
    assert not campaign_obstacles.by_text(session, survey)
    with pytest.raises(Refused, match="cannot be answered by text"):
        campaigns.make(session, survey, place, name="T", by=BY, today=MONDAY.date(), answered_by="text")
    campaign_sending.advance(session, now=MONDAY)
    assert by_text.paused_because == campaigns.BY_RULES and rows(session, by_text) == []
    assert len(rows(session, beside)) == 1
