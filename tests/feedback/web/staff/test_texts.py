"""Promises of the pages about texts: step by step to a start, counted without a script, and stopped at once."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink
from feedback.models.contact import Contact
from feedback.models.outbox_message import OutboxMessage
from feedback.services import (
    audit,
    campaign_sending,
    campaigns,
    contacts,
    hashing,
    outbox,
    sending_rules,
    working_days,
)
from feedback.services.quiet_hours import Hours
from feedback.services.sending_rules import Rules
from tests.feedback.invented_campaign import MONDAY, people, rows, send
from tests.feedback.web.staff.conftest import Office


@pytest.fixture
def ada(browser: Any, account: Any, office: Office, app: Any) -> Any:
    """An administrator of an organisation at work, reached at an address of its own."""
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    app.extensions["config"] = dataclasses.replace(
        app.extensions["config"], base_url="https://feedback.example.nhs.uk"
    )
    return browser


def made(ada: Any, office: Office, *languages: str) -> int:
    """A draft with people on its list."""
    ada.get("/staff/texts/new")
    answer = ada.post("/staff/texts/new", survey="my-care", place="ward-7", name="November")
    assert answer.status_code == 303
    number = int(answer.location.rpartition("/")[2])
    with office.database.transaction(office.organisation_id) as session:
        people(session, session.get_one(Campaign, number), languages)
    return number


def campaign(office: Office, number: int) -> Campaign:
    with office.database.reading(office.organisation_id) as session:
        return session.get_one(Campaign, number)


def test_without_a_campaign_the_page_says_what_one_is(ada: Any) -> None:
    page = ada.get("/staff/texts/").text
    assert "A link works once, and no answer can be joined to a number" in page and "/staff/texts/new" in page


def test_from_the_first_step_to_the_result(ada: Any, office: Office) -> None:
    office.sign("ur")
    number = made(ada, office, "en", "ur", "en")
    here = f"/staff/texts/{number}"
    page = ada.get(here).text
    assert "Add the people to ask" in page and "3 ready to be asked" in page
    page = ada.get(f"{here}/messages").text
    assert 'name="message-en"' in page and 'name="message-ur"' in page and "2 people" in page
    kept = ada.post(f"{here}/messages", **{"message-en": "Hello {name}, {organisation}: {link}"})
    assert kept.status_code == 303
    written = campaign(office, number).messages
    assert written["en"] == "Hello {name}, {organisation}: {link} {stop}" and set(written) == {"en", "ur"}
    planned = ada.post(f"{here}/plan", day="2026-11-23", time="09:30", remind="3", budget="5")
    assert planned.status_code == 303 and campaign(office, number).budget_pence == 500
    check = ada.get(f"{here}/check").text
    assert (
        "Hello Alexandra, " in check
        and "Once, after 3 days" in check
        and "£5.00" not in check.partition("Budget")[0]
    )
    assert "The reminder, after 3 days:" in check and "We will not text you about it again" in check
    assert ada.post(f"{here}/start").status_code == 303
    assert campaign(office, number).state == "scheduled"
    with office.database.transaction(office.organisation_id) as session:
        row = session.get_one(Campaign, number)
        row.starts_at = MONDAY
        campaign_sending.advance(session, now=MONDAY)
        send(session, row, now=MONDAY)
    page = ada.get(here)
    assert "3 of 3 texts have left" in page.text and page.headers["Refresh"] == "60"
    assert "Whoever stays silent is reminded once, 3 days after" in page.text and "only recorded" in page.text
    assert "Refresh" not in ada.get(f"{here}?still=yes").headers
    assert "fewer than 10" in page.text
    with office.database.transaction(office.organisation_id) as session:
        campaign_sending.advance(session, now=MONDAY + timedelta(days=10))
        send(session, session.get_one(Campaign, number), now=MONDAY + timedelta(days=10))
        campaign_sending.advance(session, now=MONDAY + timedelta(days=15))
    page = ada.get(here)
    assert "Seven days later its numbers and names are deleted" in page.text and "Refresh" not in page.headers
    assert re.search(r"Reminded</th><td>3<", page.text)
    # Somebody rings and asks whether a text was ours: what was sent can still be read.
    assert f'href="{here}/messages"' in page.text
    sent = ada.get(f"{here}/messages").text
    assert 'name="message-ur"' in sent and 'name="reminder-en"' in sent and sent.count("readonly") == 4
    assert "Send me one" not in sent and "Keep the messages" not in sent


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hello {nmae} {link}", "{nmae} means nothing here"),
        ("Hello", "put {link} where"),
        ("{link} and {link}", "put {link} where"),
        ("{link} https://bit.ly/3x", "is the only address"),
        ("{link} " + "a" * 950, "more than phones put together well"),
        ("{link} {", "a brace on its own"),
    ],
)
def test_a_message_that_would_fail_people_is_not_kept_and_stays_on_the_page(
    ada: Any, office: Office, text: str, why: str
) -> None:
    number = made(ada, office, "en")
    ada.get(f"/staff/texts/{number}/messages")
    page = ada.post(f"/staff/texts/{number}/messages", **{"message-en": text})
    assert page.status_code == 400 and why in page.text and text[:40] in page.text
    assert campaign(office, number).messages == {}


def test_a_curly_quote_is_named_and_the_plain_one_proposed(ada: Any, office: Office) -> None:
    number = made(ada, office, "en")
    ada.get(f"/staff/texts/{number}/messages")
    ada.post(f"/staff/texts/{number}/messages", **{"message-en": "It’s {organisation}: {link} {stop}"})
    page = ada.get(f"/staff/texts/{number}/messages").text
    assert "dearer because of ’" in page and "It&#39;s {organisation}: {link} {stop}" in page


def test_a_test_text_goes_to_oneself_at_once_and_a_few_an_hour(ada: Any, office: Office) -> None:
    number = made(ada, office, "en")
    for _ in range(6):
        ada.get(f"/staff/texts/{number}/messages")
        assert (
            ada.post(f"/staff/texts/{number}/test", number="07700 900123", language="en").status_code == 303
        )
    assert "Wait a little" in ada.get(f"/staff/texts/{number}/messages").text
    with office.database.transaction(office.organisation_id) as session:
        found = rows(session, session.get_one(Campaign, number))
        assert [(one.purpose, one.urgency) for one in found] == [("test", outbox.AT_ONCE)] * 5
        content = outbox.opened(session, found[0].content)
        assert content and content["to"] == "+447700900123"
        assert session.get_one(Campaign, number).committed == sum(one.cost for one in found) > 0


def test_pause_and_cancel_stop_what_waits(ada: Any, office: Office) -> None:
    number = made(ada, office, "en", "en")
    ada.post(f"/staff/texts/{number}/plan", budget="5")
    ada.get(f"/staff/texts/{number}/check")
    ada.post(f"/staff/texts/{number}/start")
    with office.database.transaction(office.organisation_id) as session:
        row = session.get_one(Campaign, number)
        row.starts_at = MONDAY
        campaign_sending.advance(session, now=MONDAY)
    ada.get(f"/staff/texts/{number}")
    ada.post(f"/staff/texts/{number}/pause")
    page = ada.get(f"/staff/texts/{number}")
    assert "It is paused" in page.text and "Refresh" not in page.headers
    ada.post(f"/staff/texts/{number}/cancel")
    with office.database.reading(office.organisation_id) as session:
        assert {one.state for one in session.scalars(select(OutboxMessage))} == {"cancelled"}
    assert "Taken back before it left: The campaign was cancelled" in ada.get(f"/staff/texts/{number}").text


def test_it_says_when_it_goes_on_and_looks_again_seldom_while_nothing_moves(ada: Any, office: Office) -> None:
    number = made(ada, office, "en", "en")
    with office.database.transaction(office.organisation_id) as session:
        row = session.get_one(Campaign, number)
        row.state, row.budget_pence, row.starts_at = "running", 100, MONDAY
        sending_rules.change(
            session, Rules(Hours(0, 24, frozenset(range(1, 8)), on_bank_holidays=True)), by="a test"
        )
    page = ada.get(f"/staff/texts/{number}")
    assert page.headers["Refresh"] == "10" and "Nothing leaves just now" not in page.text
    assert "To add people, pause the campaign first" in ada.get(f"/staff/texts/{number}/contacts").text
    other_day = frozenset({working_days.here(audit.now()).isoweekday() % 7 + 1})
    with office.database.transaction(office.organisation_id) as session:
        sending_rules.change(session, Rules(Hours(9, 18, other_day)), by="a test")
    page = ada.get(f"/staff/texts/{number}")
    assert page.headers["Refresh"] == "60" and "Nothing leaves just now. It goes on on " in page.text


def test_what_the_budget_still_holds_can_be_stopped(ada: Any, office: Office) -> None:
    number = made(ada, office, "en", "en")
    with office.database.transaction(office.organisation_id) as session:
        row = session.get_one(Campaign, number)
        campaigns.plan(session, row, starts_at=None, remind_after_days=None, budget_pence=7, by="a test")
        campaigns.start(
            session, row, base_url="https://x.example", sender="+447700900999", by="a test", now=MONDAY
        )
        campaign_sending.advance(session, now=MONDAY)
    here = f"/staff/texts/{number}"
    assert "Stop what is still leaving" in ada.get(here).text
    ada.post(f"{here}/pause")
    page = ada.get(here).text
    assert "Stop what is still leaving" not in page and "Nothing leaves. What was waiting waits here." in page


def test_home_says_that_a_campaign_stopped_by_itself_and_not_that_somebody_paused_one(
    ada: Any, office: Office
) -> None:
    by_itself, by_somebody = made(ada, office, "en"), made(ada, office, "en")
    with office.database.transaction(office.organisation_id) as session:
        for number, because in ((by_itself, "rules"), (by_somebody, "staff")):
            row = session.get_one(Campaign, number)
            row.state, row.paused_because = "paused", because
    page = ada.get("/staff/").text
    assert "A campaign has stopped by itself" in page and f'href="/staff/texts/{by_itself}"' in page
    assert f'href="/staff/texts/{by_somebody}"' not in page


def test_the_rules_are_an_administrators_and_hold(ada: Any, office: Office) -> None:
    page = ada.get("/staff/texts/rules")
    assert 'value="9"' in page.text and 'value="4.0"' in page.text
    fields = {
        "first_hour": "10",
        "last_hour": "16",
        "days": ["1", "2"],
        "cap_days": "60",
        "price": "3.5",
        "rate": "2",
    }
    assert ada.post("/staff/texts/rules", **fields).status_code == 303
    assert "Monday, Tuesday, 10:00 to 16:00" in ada.get(f"/staff/texts/{made(ada, office, 'en')}/plan").text
    ada.get("/staff/texts/rules")
    assert ada.post("/staff/texts/rules", **fields | {"first_hour": "17"}).status_code == 400
    assert ada.post("/staff/texts/rules", **fields | {"price": "dear"}).status_code == 400
    assert "Type a whole number." in ada.post("/staff/texts/rules", **fields | {"last_hour": "16.5"}).text
    assert "at least one day" in ada.post("/staff/texts/rules", **fields | {"days": []}).text


def with_mail(app: Any) -> None:
    app.extensions["config"] = dataclasses.replace(
        app.extensions["config"], smtp_url="smtp://127.0.0.1:9?from=hello@oakfield.example.org"
    )


def test_without_a_mail_server_the_page_says_what_to_set(ada: Any, office: Office, app: Any) -> None:
    page = ada.get("/staff/texts/new").text
    assert "FEEDBACK_SMTP_URL" in page and 'name="channel"' not in page
    answer = ada.post("/staff/texts/new", survey="my-care", place="ward-7", name="November", channel="email")
    assert campaign(office, int(answer.location.rpartition("/")[2])).channel == "sms"


def test_a_campaign_by_email_from_the_first_step_to_the_result(ada: Any, office: Office, app: Any) -> None:
    with_mail(app)
    assert 'name="channel"' in ada.get("/staff/texts/new").text
    answer = ada.post("/staff/texts/new", survey="my-care", place="ward-7", name="Post", channel="email")
    number = int(answer.location.rpartition("/")[2])
    here = f"/staff/texts/{number}"
    with office.database.transaction(office.organisation_id) as session:
        mailed(session, session.get_one(Campaign, number), 12)
    page = ada.get(f"{here}/messages").text
    assert "part(s)" not in page and 'name="subject-message-en"' in page
    wrong = ada.post(f"{here}/messages", **{"message-en": "Hello {link}", "subject-message-en": "Hi"})
    assert wrong.status_code == 400 and "Hello {link}" in wrong.text
    kept = ada.post(
        f"{here}/messages", **{"message-en": "Dear {name}, please", "subject-message-en": "Hi there"}
    )
    assert kept.status_code == 303
    plan = ada.get(f"{here}/plan").text
    assert 'name="budget"' not in plan and "nobody reports that one arrived" in plan
    assert ada.post(f"{here}/plan", remind="3").status_code == 303
    check = ada.get(f"{here}/check").text
    assert "Hi there" in check and "Dear Alexandra, please" in check and "hello@oakfield.example.org" in check
    assert "£" not in check and "part(s)" not in check
    ada.post(f"{here}/test", number="ada@oakfield.example.org", language="en")
    assert ada.post(f"{here}/start").status_code == 303
    with office.database.transaction(office.organisation_id) as session:
        row = session.get_one(Campaign, number)
        assert row.state == "scheduled"
        row.starts_at = MONDAY
        campaign_sending.advance(session, now=MONDAY)
        send(session, row, now=MONDAY)
    page = ada.get(here).text
    assert "12 of 12 e-mails have left" in page and "Delivered" not in page and "£" not in page
    assert re.search(r"Invited</th><td>12<", page)


def mailed(session: Any, of: Campaign, number: int) -> None:
    """People with e-mail addresses who are ready to be asked."""
    for at in range(number):
        address = f"person{at}@example.org"
        session.add(
            Contact(
                organisation_id=of.organisation_id, campaign_id=of.id, line=at + 2,
                address_hash=hashing.email(session, address), address=contacts.seal(session, address),
                language="en", need="", state="ready", reason="",
            )
        )  # fmt: skip
    session.flush()


def test_a_campaign_by_text_question_by_question_holds_all_of_it_and_reminds_nobody(
    ada: Any, office: Office
) -> None:
    ada.get("/staff/texts/new")
    answer = ada.post("/staff/texts/new", survey="my-care", place="ward-7", name="T", answered_by="text")
    number = int(answer.location.rpartition("/")[2])
    with office.database.transaction(office.organisation_id) as session:
        people(session, session.get_one(Campaign, number), ["en"])
    here = f"/staff/texts/{number}"
    plan = ada.get(f"{here}/plan").text
    assert 'name="remind"' not in plan and "is not reminded" in plan and "parts a person" in plan
    words = ada.get(f"{here}/messages").text
    assert "<textarea" not in words and "Send me one" not in words, "nothing stands there that nobody is sent"
    ada.post(f"{here}/plan", budget="5")
    check = ada.get(f"{here}/check").text
    found = re.search(r"about (\d+) parts a person", check)
    assert found and int(found.group(1)) > 3 and "/staff/surveys/my-care/by-text" in check


def test_pages_about_texts_lead_to_each_other(ada: Any, office: Office) -> None:
    number = made(ada, office, "en")
    page = ada.get("/staff/texts/").text
    for href in ("/staff/texts/exclusions", "/staff/opt-outs", "/texts", "/staff/texts/rules"):
        assert f'href="{href}"' in page and ada.get(href).status_code == 200
    assert f'href="/staff/texts/{number}/contacts"' in ada.get(f"/staff/texts/{number}").text
    assert f'href="/staff/texts/{number}"' in ada.get(f"/staff/texts/{number}/contacts").text


def test_how_many_of_a_short_list_answered_is_told_by_no_other_page_either(ada: Any, office: Office) -> None:
    """Everybody who was invited, and every colleague, can find out the code of a campaign's link."""
    number = made(ada, office, "en", "en")
    with office.database.transaction(office.organisation_id) as session:
        found = session.get_one(Campaign, number)
        link = session.get_one(CollectorLink, found.link_id)
        code = link.code
    assert "Answers:" not in ada.get(f"/staff/links/{code}").text
    assert "Answers: 0" in ada.get(f"/staff/links/{office.links['ward-7']}").text
    assert code not in ada.get("/staff/links/").text and code not in ada.get("/staff/placements/").text
