"""Promises of a campaign by e-mail: everybody once in their language, free of charge, stopped by a link."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import (
    campaign_figures,
    campaign_letters,
    campaign_sending,
    campaign_trials,
    campaign_writing,
    campaigns,
    contacts,
    email_stops,
    invitations,
    outbox,
    sensitivity,
)
from feedback.services.campaign_messages import Filling
from feedback.services.refusals import Refused
from feedback.vocabulary import CampaignState, Delivery
from tests.feedback.invented_campaign import BASE, MONDAY, rows, send
from tests.feedback.invented_campaigns import upload
from tests.feedback.open_survey import BY, Open

FILLING = Filling("Oakfield (invented)", f"{BASE}/i/{'x' * 22}", f"{BASE}/email/stop/x", "Zoë", "Ward 7")
PEOPLE = "email,language,first name\nann@example.org,en,Ann\nbo@example.org,ur,Bo\n"


def made(session: Session, opened: Open, *, remind: int | None = None) -> Campaign:
    survey, place = session.get_one(Survey, opened.survey_id), session.get_one(Place, opened.place_id)
    campaign = campaigns.make(
        session, survey, place, name="Post (invented)", by=BY, today=MONDAY.date(), channel="email"
    )
    upload(session, campaign, PEOPLE)
    campaigns.plan(session, campaign, starts_at=None, remind_after_days=remind, budget_pence=0, by=BY)
    return campaign


def started(session: Session, opened: Open, monkeypatch: pytest.MonkeyPatch, **more: int) -> Campaign:
    campaign = made(session, opened, **more)
    monkeypatch.setattr(contacts, "FRESH", timedelta(days=9))
    campaigns.start(session, campaign, base_url=BASE, sender="+447700900999", by=BY, now=MONDAY)
    return campaign


def contents(session: Session, campaign: Campaign) -> list[dict[str, str]]:
    return [one for row in rows(session, campaign) if (one := outbox.opened(session, row.content))]


def test_everybody_gets_one_in_their_language_with_their_own_link_and_one_to_stop(
    session: Session, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = started(session, opened, monkeypatch)
    campaign_sending.advance(session, now=MONDAY)
    campaign_sending.advance(session, now=MONDAY + timedelta(minutes=1))
    ann, bo = contents(session, campaign)
    assert (ann["to"], bo["to"]) == ("ann@example.org", "bo@example.org")
    assert {(row.kind, row.lane, row.cost, row.parts) for row in rows(session, campaign)} == {
        ("email", "email", 0, 0)
    }
    assert campaign.committed == 0 and campaign.budget_pence == 0 and campaign.state == CampaignState.RUNNING
    assert session.get_one(CollectorLink, campaign.link_id).channel == "email"
    for one, language in ((ann, "en"), (bo, "ur")):
        token = one["body"].partition("/i/")[2].split()[0]
        found = invitations.open_token(session, token)
        assert found and found.language == language
        assert one["stop"] in one["body"] and f"{BASE}/i/{token}" in one["html"]
        stop = email_stops.read(session, one["stop"].partition("/email/stop/")[2].partition("?")[0])
        assert stop and stop.number_hash
    assert ann["subject"] and ann["subject"] != bo["subject"]


def test_who_pressed_the_link_to_stop_gets_none_and_no_reminder(
    session: Session, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = started(session, opened, monkeypatch, remind=3)
    campaign_sending.advance(session, now=MONDAY)
    stop = email_stops.read(session, _stop(contents(session, campaign)[0]))
    send(session, campaign, now=MONDAY, delivery=Delivery.UNKNOWN)
    assert stop
    email_stops.stop(session, stop, today=MONDAY.date())
    again = made(session, opened)
    monkeypatch.setattr(contacts.asked, "asked", lambda *_, **__: set())
    contacts.screen(session, again, now=MONDAY)
    assert [one.address for one in contacts.usable(session, again)] == ["bo@example.org"]
    campaign_sending.advance(session, now=MONDAY + timedelta(days=3))
    assert [one["to"] for one in contents(session, campaign)] == ["bo@example.org"]


def _stop(content: dict[str, str]) -> str:
    return content["stop"].partition("/email/stop/")[2].partition("?")[0]


def test_a_reminder_goes_so_many_days_after_it_left_since_nobody_reports_that_it_arrived(
    session: Session, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = started(session, opened, monkeypatch, remind=3)
    campaign_sending.advance(session, now=MONDAY)
    token = contents(session, campaign)[0]["body"].partition("/i/")[2].split()[0]
    send(session, campaign, now=MONDAY, delivery=Delivery.UNKNOWN)
    assert invitations.spend(session, token, campaign.link_id)
    campaign_sending.advance(session, now=MONDAY + timedelta(days=2))
    assert len(rows(session, campaign)) == 2
    for _ in range(2):
        campaign_sending.advance(session, now=MONDAY + timedelta(days=3))
    [reminder] = contents(session, campaign)
    assert reminder["to"] == "bo@example.org"
    send(session, campaign, now=MONDAY + timedelta(days=3), delivery=Delivery.UNKNOWN)
    campaign_sending.advance(session, now=MONDAY + timedelta(days=4))
    assert campaign.state == CampaignState.FINISHED and campaign.ended_on
    figures = campaign_figures.of(session, campaign)
    assert (figures.invitations.sent, figures.reminders.sent) == (2, 1)


def test_none_leaves_at_night(session: Session, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = started(session, opened, monkeypatch)
    campaign_sending.advance(session, now=datetime(2026, 11, 23, 22))
    assert rows(session, campaign) == []


def test_without_a_mail_server_none_is_started(session: Session, opened: Open) -> None:
    campaign = made(session, opened)
    with pytest.raises(Refused, match="FEEDBACK_SMTP_URL"):
        campaigns.start(session, campaign, base_url=BASE, sender="", emails=False, by=BY, now=MONDAY)


def test_what_staff_write_is_sent_with_its_subject_and_names_nothing_unknown(
    session: Session, opened: Open
) -> None:
    campaign = made(session, opened)
    for wrong, why in (("{nmae}", "means nothing"), ("{link}", "stand below"), ("See https://x.org", "addresses"),
                       ("", "write what"), ("a { b", "a brace")):  # fmt: skip
        with pytest.raises(Refused, match=why):
            campaign_writing.keep_letters(session, campaign, {"message-en": ("Hello", wrong)}, FILLING, by=BY)
    written = {"message-en": ("From {organisation}", "Dear {name},\n\nhow was {place}?")}
    campaign_writing.keep_letters(session, campaign, written, FILLING, by=BY)
    campaign_trials.send_letter(
        session, campaign, "Me@Example.org", "en", base_url=BASE, by=BY, now=MONDAY
    )  # fmt: skip
    [mine] = contents(session, campaign)
    assert mine["subject"].startswith("From Oakfield") and "Dear Alex,\n\nhow was" in mine["body"]
    assert campaign_trials.TOKEN in mine["body"] and campaign.committed == 0


def test_of_a_sensitive_place_neither_subject_nor_text_tells(session: Session, opened: Open) -> None:
    campaign = made(session, opened)
    place = session.get_one(Place, opened.place_id)
    title = campaign_letters.subject(session, campaign, "en")
    place.name = "Blossom Clinic"
    sensitivity.mark(session, place, "Nobody may know who is treated here.", by=BY)
    sensitivity.switch_texts(session, place, on=True, because="They asked to be written to.", by=BY)
    assert campaign_letters.subject(session, campaign, "en").startswith("A few questions from") != title
    for text in ("How was Blossom?", "About sexual health"):
        with pytest.raises(Refused, match="marked as sensitive"):
            campaign_writing.keep_letters(session, campaign, {"message-en": ("Hello", text)}, FILLING, by=BY)
    campaign_writing.keep_letters(session, campaign, {"message-en": ("Hello", "How was it?")}, FILLING, by=BY)
    place.name = "Hello Garden"
    with pytest.raises(Refused, match="tells what it is about"):
        campaigns.start(session, campaign, base_url=BASE, sender="", by=BY, now=MONDAY - timedelta(days=3))
