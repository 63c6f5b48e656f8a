"""Promises about held texts: the provider is asked, what it has is sent, and the rest is known to be safe to send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, update

from feedback.channels import sms
from feedback.channels.delivery import OutcomeUnknown, Rejected
from feedback.channels.sms import Recorder
from feedback.config import Config, Sms
from feedback.db import EVERYWHERE, Database
from feedback.jobs import asking
from feedback.models.audit_event import AuditEvent
from feedback.models.organisation import Organisation
from feedback.services import (
    audit,
    hashing,
    opt_outs,
    outbox,
    outbox_asking,
    outbox_settling,
    outbox_sweeps,
    outbox_work,
)
from feedback.vocabulary import Role
from tests.feedback.web.conftest import Account, Browser
from tests.feedback.web.staff.test_jobs import BODY, NUMBER, rows, stuck
from tests.twilio_stand_in import ACCOUNT, TOKEN, TwilioStandIn


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as running:
        yield running


@pytest.fixture
def config(config: Config, twilio: TwilioStandIn) -> Config:
    return replace(config, sms=Sms("twilio", ACCOUNT, TOKEN, "+447700900999", twilio.url))


@pytest.fixture
def administrator(browser: Browser, account: Account) -> Browser:
    account("admin@oakfield.example.org", Role.ADMINISTRATOR)
    browser.sign_in("admin@oakfield.example.org")
    browser.get("/staff/jobs/")
    return browser


def held(database: Database, organisation: Organisation, many: int = 1, *, minutes: int = 10) -> None:
    """Texts that were taken so many minutes ago, and of which nobody knows."""
    stuck(database, organisation.id, [OutcomeUnknown("timeout")] * many)
    with database.transaction(EVERYWHERE) as session:
        session.execute(update(outbox.TABLE).values(taken_at=audit.now() - timedelta(minutes=minutes)))


def accept(config: Config) -> None:
    """The provider accepts what was held, as it turns out."""
    sms.provider(config.sms).send(NUMBER, BODY)


def test_what_the_provider_has_is_sent_and_the_audit_says_who_asked(
    administrator: Browser,
    config: Config,
    database: Database,
    organisation: Organisation,
    twilio: TwilioStandIn,
) -> None:
    held(database, organisation)
    accept(config)
    [row] = rows(database)
    assert administrator.post("/staff/jobs/ask", message=str(row.id)).status_code == 303
    assert "The provider has 1 of them" in administrator.get("/staff/jobs/").text
    [row] = rows(database)
    assert (row.state, row.content, row.provider_id) == ("sent", "", twilio.messages[0].sid)
    with database.reading(EVERYWHERE) as session:
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "message-found"))
    assert "admin@oakfield.example.org" in event.by and NUMBER not in event.detail + event.subject


def test_what_the_provider_has_not_stays_held_and_is_safe_to_send_again(
    administrator: Browser, config: Config, database: Database, organisation: Organisation
) -> None:
    held(database, organisation, 2)
    accept(config)
    administrator.post("/staff/jobs/ask", kind="sms", state="held", problem="timeout")
    page = administrator.get("/staff/jobs/").text
    assert "It is safe to send it again." in page and NUMBER not in page and BODY not in page
    first, second = rows(database)
    assert (first.state, second.state, second.problem) == ("sent", "held", "not-at-provider")
    assert second.content, "somebody may send it again"


def test_a_text_of_this_minute_is_not_said_to_be_safe(
    administrator: Browser, database: Database, organisation: Organisation
) -> None:
    held(database, organisation, minutes=1)
    administrator.post("/staff/jobs/ask", message=str(rows(database)[0].id))
    assert "Ask again in a few minutes." in administrator.get("/staff/jobs/").text
    assert (rows(database)[0].state, rows(database)[0].problem) == ("held", "timeout")


def test_a_provider_that_does_not_answer_changes_nothing(
    administrator: Browser, database: Database, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(database, organisation)

    def away(*_: Any) -> Any:
        raise OutcomeUnknown("http-500")

    monkeypatch.setattr("feedback.channels.sms_twilio.Twilio.find", away)
    administrator.post("/staff/jobs/ask", message=str(rows(database)[0].id))
    assert "Nothing is changed. Try again later." in administrator.get("/staff/jobs/").text
    assert rows(database)[0].problem == "timeout"


def test_others_write_while_the_provider_is_asked(database: Database, organisation: Organisation) -> None:
    held(database, organisation)

    class Meanwhile(Recorder):
        def find(self, *_: Any) -> Any:
            with database.transaction(organisation.id) as session:
                audit.record(session, "message-found", "written meanwhile", by="somebody")
            return ()

    told = asking.ask(database, organisation.id, Meanwhile(), by="somebody", most=9)
    assert len(told.absent) == 1 and not told.unanswered


def test_one_that_is_sent_again_meanwhile_is_left_alone(
    database: Database, organisation: Organisation
) -> None:
    held(database, organisation)

    class Meanwhile(Recorder):
        def find(self, *_: Any) -> Any:
            with database.transaction(EVERYWHERE) as session:
                session.execute(update(outbox.TABLE).values(state="waiting", taken_at=None))
            return ()

    told = asking.ask(database, organisation.id, Meanwhile(), by="somebody", most=9)
    assert not told.absent and (rows(database)[0].state, rows(database)[0].problem) == ("waiting", "timeout")


def test_nobody_asks_about_another_organisation_s_texts(
    administrator: Browser, config: Config, database: Database, elsewhere: int
) -> None:
    stuck(database, elsewhere, [OutcomeUnknown("timeout")])
    accept(config)
    administrator.post("/staff/jobs/ask", message=str(rows(database)[0].id))
    assert rows(database)[0].state == "held"


def test_the_command_asks_about_all_and_tells_how_many(
    runner: FlaskCliRunner, config: Config, database: Database, organisation: Organisation
) -> None:
    held(database, organisation, 3)
    accept(config)
    told = runner.invoke(args=["jobs", "ask", "oakfield", "--json"])
    first, *others = (row.id for row in rows(database))
    nobody: dict[str, list[int]] = {"unclear": [], "early": [], "unanswered": []}
    assert json.loads(told.output) == {"sent": [first], "absent": others} | nobody
    assert "2 the provider does not have" in runner.invoke(args=["jobs", "ask", "oakfield"]).output


def test_codes_of_the_provider_are_told_in_words(
    administrator: Browser, database: Database, organisation: Organisation
) -> None:
    stuck(database, organisation.id, [Rejected("30006")])
    page = administrator.get("/staff/jobs/").text
    assert "has no words for" not in page and "landline" in page.lower()


def test_who_said_stop_to_the_provider_alone_has_said_it_to_us(
    database: Database, organisation: Organisation
) -> None:
    stuck(database, organisation.id, [Rejected("21610"), Rejected("21610")])
    with database.reading(EVERYWHERE) as session:
        hashed = hashing.number(session, NUMBER)
        assert opt_outs.stopped(session, {hashed}) == {hashed}
    assert [(row.state, row.problem) for row in rows(database)] == [("failed", "21610")] * 2


def test_where_texts_are_only_recorded_they_can_be_read_for_a_day(
    config: Config, database: Database, organisation: Organisation, account: Account
) -> None:
    from feedback.app import create_app

    here: Flask = create_app(replace(config, sms=Sms()))
    account("admin@oakfield.example.org", Role.ADMINISTRATOR)
    browser = Browser(here)
    browser.sign_in("admin@oakfield.example.org")
    stuck(database, organisation.id, [Rejected("30006")])
    with database.transaction(EVERYWHERE) as session:
        session.execute(update(outbox.TABLE).values(state="waiting"))
    with database.transaction(EVERYWHERE) as session:
        taken = outbox_work.take(session, "lane", "w", most=9, rate=0, now=audit.now()).rows
        outbox_settling.settle(
            session, [(one, Recorder().send("", "")) for one in taken], "w", now=audit.now()
        )
    assert "/staff/jobs/recorded" in browser.get("/staff/jobs/").text
    page = browser.get("/staff/jobs/recorded").text
    assert BODY in page and "… 123" in page and NUMBER not in page
    with database.transaction(EVERYWHERE) as session:
        outbox_sweeps.forget(session, now=audit.now() + timedelta(hours=23))
    assert BODY in browser.get("/staff/jobs/recorded").text
    with database.transaction(EVERYWHERE) as session:
        outbox_sweeps.forget(session, now=audit.now() + timedelta(hours=25))
    assert BODY not in browser.get("/staff/jobs/recorded").text
    here.extensions["database"].engine.dispose()


def test_a_text_in_other_words_is_neither_taken_for_it_nor_called_absent(
    administrator: Browser, config: Config, database: Database, organisation: Organisation
) -> None:
    held(database, organisation, minutes=2)
    sid = (
        sms.provider(config.sms)
        .send(NUMBER, "Hello from the ward, in words the provider changed")
        .provider_id
    )
    [row] = rows(database)
    administrator.post("/staff/jobs/ask", message=str(row.id))
    [row] = rows(database)
    assert (row.state, row.problem) == ("held", "unclear-at-provider") and sid
    page = administrator.get("/staff/jobs/").text
    assert "in other words" in page and "safe to send" not in page
    with database.reading(organisation.id) as session:
        assert not outbox_asking.questions(session, most=9), (
            "a person has to look; nobody asks again and again"
        )


def test_a_provider_that_is_away_is_not_asked_about_every_text(
    config: Config, database: Database, organisation: Organisation
) -> None:
    asked = []

    class Away(Recorder):
        def find(self, to: str, since: Any) -> Any:
            asked.append(to)
            raise OutcomeUnknown("timeout")

    held(database, organisation, 60)
    told = asking.ask(database, organisation.id, Away(), by="a test", most=99)
    assert len(told.unanswered) == 60 and len(asked) <= 16
