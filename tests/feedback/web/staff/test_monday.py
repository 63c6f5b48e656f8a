"""Promises of the page of the Monday e-mail: it shows what would be sent, and asking for it is one press."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from feedback.config import Config
from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import monday_readers
from feedback.vocabulary import Role
from tests.feedback.open_survey import Open, open_survey
from tests.feedback.web.conftest import Account, Browser

LEAD = "lead@oakfield.example.org"


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    return open_survey(database, organisation.id)


@pytest.fixture
def lead(opened: Open, account: Account, browser: Browser) -> Browser:
    account(LEAD, Role.WARD_LEAD, place="ward-7")
    browser.sign_in(LEAD)
    return browser


def readers(database: Database, opened: Open) -> list[str]:
    with database.reading(opened.organisation_id) as session:
        return [one.email for one in monday_readers.everybody(session)]


def test_a_ward_lead_reads_it_asks_for_it_and_stops_it(
    lead: Browser, database: Database, opened: Open
) -> None:
    page = lead.get("/staff/monday/ward-7").text
    assert "Fewer than 10 people answered last week." in page and "Ask more people." in page
    assert "FEEDBACK_SMTP_URL" in page  # nothing would be sent yet, and the page says so
    assert readers(database, opened) == []
    assert lead.post("/staff/monday/ward-7", wanted="yes").status_code == 303
    assert readers(database, opened) == [LEAD]
    assert "You get it" in lead.get("/staff/monday/").text
    assert "Stop sending it to me" in lead.get("/staff/monday/ward-7").text
    lead.post("/staff/monday/ward-7", wanted="no")
    assert readers(database, opened) == []


def test_a_ward_lead_finds_no_other_place_there(
    lead: Browser, account: Account, database: Database, opened: Open
) -> None:
    account("other@oakfield.example.org", Role.WARD_LEAD, place="ward-8")
    assert lead.get("/staff/monday/ward-8").status_code == 404
    assert lead.post("/staff/monday/ward-8", wanted="yes").status_code == 404
    assert "ward-8" not in lead.get("/staff/monday/").text and readers(database, opened) == []


def test_that_somebody_read_what_was_released_is_written_down(
    lead: Browser, database: Database, opened: Open
) -> None:
    lead.get("/staff/monday/ward-7")
    with database.reading(opened.organisation_id) as session:
        from feedback.services import audit

        assert [(one.action, one.by) for one in audit.latest(session, 1)] == [
            ("released-comments-read", LEAD)
        ]


def test_the_account_page_leads_there(lead: Browser) -> None:
    assert "/staff/monday/" in lead.get("/staff/account").text


def test_the_command_line_shows_it_and_puts_it_once(
    lead: Browser, app: Flask, runner: FlaskCliRunner, opened: Open
) -> None:
    lead.get("/staff/monday/ward-7")
    lead.post("/staff/monday/ward-7", wanted="yes")
    shown = runner.invoke(args=["monday", "preview", "oakfield", "ward-7"])
    assert shown.exit_code == 0 and "Fewer than 10 people answered last week." in shown.output
    assert runner.invoke(args=["monday", "preview", "oakfield", "nowhere"]).exit_code == 1
    assert "1 e-mail is put" in runner.invoke(args=["monday", "send"]).output
    assert "0 e-mails are put" in runner.invoke(args=["monday", "send"]).output


def test_the_page_says_what_is_lacking_to_send_it(lead: Browser, app: Flask) -> None:
    config: Config = app.extensions["config"]
    app.extensions["config"] = replace(config, smtp_url="smtp://mail.uk?from=a@b.uk")
    page = lead.get("/staff/monday/ward-7").text
    assert "FEEDBACK_SMTP_URL" not in page and "FEEDBACK_BASE_URL is not set" in page
    app.extensions["config"] = replace(
        config, smtp_url="smtp://mail.uk?from=a@b.uk", base_url="https://feedback.example.nhs.uk"
    )
    page = lead.get("/staff/monday/ward-7").text
    assert "FEEDBACK_BASE_URL" not in page and "FEEDBACK_SMTP_URL" not in page
