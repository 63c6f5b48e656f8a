"""A number that asked staff for no more texts is kept at once, and can be listed by nobody."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from feedback.config import Config
from feedback.db import EVERYWHERE, Database
from feedback.models.organisation import Organisation
from feedback.services import audit, hashing, opt_outs
from feedback.vocabulary import Role
from tests.feedback.open_survey import TODAY
from tests.feedback.web.conftest import Account, Browser

NUMBER = "+447700900123"


def signed_in(browser: Browser, account: Account) -> Browser:
    account("sam@example.org", Role.STAFF)
    browser.sign_in("sam@example.org")
    browser.get("/staff/opt-outs")
    return browser


def stopped(database: Database) -> bool:
    with database.reading(EVERYWHERE) as session:
        return bool(opt_outs.stopped(session, {hashing.number(session, NUMBER)}))


def test_a_number_is_stopped_and_started_again(
    browser: Browser, account: Account, database: Database, organisation: Organisation
) -> None:
    sam = signed_in(browser, account)
    assert sam.post("/staff/opt-outs", number="07700 900 123", wish="stop", how="phone").status_code == 303
    page = sam.get("/staff/opt-outs").text
    assert stopped(database) and "By phone: 1" in page and "7700" not in page.replace("07700 900123", "")
    sam.post("/staff/opt-outs", number="07700900123", wish="start", how="staff")
    assert not stopped(database)
    with database.reading(organisation.id) as session:
        events = [event for event in audit.latest(session) if event.action.startswith("opt-out")]
    assert {event.by for event in events} == {"sam@example.org"} and len(events) == 2
    assert not any("7700" in event.subject + event.detail for event in events)


def test_what_is_no_mobile_is_said_beside_the_field(
    browser: Browser, account: Account, database: Database
) -> None:
    answered = signed_in(browser, account).post(
        "/staff/opt-outs", number="0161 496 0000", wish="stop", how="phone"
    )
    assert answered.status_code == 400 and "This is not a mobile number in the UK." in answered.text


def test_an_unknown_wish_is_refused(browser: Browser, account: Account, database: Database) -> None:
    answered = signed_in(browser, account).post("/staff/opt-outs", number=NUMBER, wish="what", how="mail")
    assert answered.status_code == 400 and not stopped(database)


def test_the_first_page_says_when_the_hash_key_is_another_one(
    browser: Browser, account: Account, config: Config, app: Flask
) -> None:
    sam = signed_in(browser, account)
    sam.post("/staff/opt-outs", number=NUMBER, wish="stop", how="phone")
    assert "hash key" not in sam.get("/staff/").text
    from feedback.app import create_app

    elsewhere = Browser(create_app(replace(config, hash_key=b"the key of another machine")))
    elsewhere.sign_in("sam@example.org")
    assert "copy the file hash-key" in elsewhere.get("/staff/").text


def test_whether_a_number_texted_stop_is_told_to_no_colleague(
    browser: Browser, account: Account, database: Database
) -> None:
    sam = signed_in(browser, account)
    pages = []
    for how in ("text", "phone"):
        with database.transaction(EVERYWHERE) as session:
            opt_outs.start(session, hashing.number(session, NUMBER))
            opt_outs.stop(session, hashing.number(session, NUMBER), how=how, today=TODAY)
        sam.post("/staff/opt-outs", number=NUMBER, wish="start", how="phone")
        pages.append(sam.get("/staff/opt-outs").text)
        assert stopped(database) == (how == "text")
    said = [
        "This number can be texted again. If it texted STOP, it has to text START first." in one
        for one in pages
    ]
    assert said == [True, True]
