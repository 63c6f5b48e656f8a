"""Promises of the page of what is sent: reasons in words, never a number in full, decisions written down."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from feedback.channels.delivery import OutcomeUnknown, Rejected, TryLater
from feedback.db import EVERYWHERE, Database
from feedback.models.audit_event import AuditEvent
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import (
    audit,
    job_workers,
    lane_troubles,
    outbox,
    outbox_settling,
    outbox_sweeps,
    outbox_work,
    periodic_works,
)
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind, Role
from feedback.web.staff import stuck_words
from tests.feedback.web.conftest import Account, Browser

NUMBER, BODY = "+447700900123", "Hello from the ward"


def stuck(database: Database, organisation_id: int, errors: list[Exception]) -> None:
    """Texts that ended so."""
    with database.transaction(organisation_id) as session:
        drafts = [
            Draft(MessageKind.SMS, "reply", f"t/{each}", audit.now(), {"to": NUMBER, "body": BODY}, "lane")
            for each in range(len(errors))
        ]
        outbox.put_all(session, drafts)
    with database.transaction(EVERYWHERE) as session:
        taken = outbox_work.take(session, "lane", "w", most=99, rate=0, now=audit.now()).rows
        outbox_settling.settle(session, list(zip(taken, errors, strict=True)), "w", now=audit.now())


def rows(database: Database) -> list[OutboxMessage]:
    with database.reading(EVERYWHERE) as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


@pytest.fixture
def administrator(browser: Browser, account: Account) -> Browser:
    account("admin@oakfield.example.org", Role.ADMINISTRATOR)
    browser.sign_in("admin@oakfield.example.org")
    return browser


def test_an_empty_page_says_that_no_worker_runs_and_is_found_from_the_settings(
    administrator: Browser,
) -> None:
    assert "/staff/jobs/" in administrator.get("/admin/").text
    page = administrator.get("/staff/jobs/").text
    assert "Nothing is being sent" in page and "Nothing is held and nothing failed" in page


def test_reasons_are_in_words_and_no_number_or_message_is_shown(
    administrator: Browser, database: Database, organisation: Organisation
) -> None:
    stuck(
        database, organisation.id, [OutcomeUnknown("timeout"), OutcomeUnknown("timeout"), Rejected("30003")]
    )
    with database.transaction(EVERYWHERE) as session:
        job_workers.beat(session, "somebody", now=audit.now())
    page = administrator.get("/staff/jobs/").text
    assert "One worker is running." in page and "did not answer in time" in page and "30003" in page
    assert "… 123" in page and NUMBER not in page and "900123" not in page and BODY not in page


@pytest.mark.parametrize(
    ("deed", "state", "action"),
    [("release", "waiting", "message-released"), ("sent", "sent", "message-marked-sent"),
     ("discard", "cancelled", "message-discarded")],
)  # fmt: skip
def test_a_person_decides_and_the_audit_says_who(
    administrator: Browser, database: Database, organisation: Organisation, deed: str, state: str, action: str
) -> None:
    stuck(database, organisation.id, [OutcomeUnknown("timeout"), Rejected("30003")])
    administrator.get("/staff/jobs/")
    first, second = rows(database)
    assert administrator.post("/staff/jobs/decide", deed=deed, message=str(first.id)).status_code == 303
    first, second = rows(database)
    assert (first.state, second.state) == (state, "failed")
    assert bool(first.content) == (deed == "release"), "what is over holds nothing any more"
    with database.reading(EVERYWHERE) as session:
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == action))
    assert "admin@oakfield.example.org" in event.by and NUMBER not in event.detail + event.subject


def test_all_of_one_reason_are_released_together_and_a_second_press_is_refused(
    administrator: Browser, database: Database, organisation: Organisation
) -> None:
    stuck(database, organisation.id, [OutcomeUnknown("timeout")] * 3 + [Rejected("30003")])
    administrator.get("/staff/jobs/")
    wanted = {"deed": "release", "kind": "sms", "state": "held", "problem": "timeout"}
    assert administrator.post("/staff/jobs/decide", **wanted).status_code == 303
    assert [row.state for row in rows(database)] == ["waiting"] * 3 + ["failed"]
    with database.reading(EVERYWHERE) as session:
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "message-released"))
    assert event.detail.startswith("3 messages"), "what was decided together is one line"
    again = administrator.post("/staff/jobs/decide", **wanted)
    assert again.status_code == 400 and "Somebody else has dealt with this" in again.text


def test_a_row_of_another_organisation_cannot_be_decided_on(
    administrator: Browser, database: Database, organisation: Organisation, elsewhere: int
) -> None:
    stuck(database, elsewhere, [OutcomeUnknown("timeout")])
    page = administrator.get("/staff/jobs/").text
    assert "did not answer in time" not in page
    answer = administrator.post("/staff/jobs/decide", deed="release", message=str(rows(database)[0].id))
    assert answer.status_code == 400 and rows(database)[0].state == "held"


def test_what_is_a_week_old_is_emptied_and_cannot_be_sent_again(
    administrator: Browser, database: Database, organisation: Organisation
) -> None:
    stuck(database, organisation.id, [OutcomeUnknown("timeout")])
    with database.transaction(EVERYWHERE) as session:
        assert outbox_sweeps.forget(session, now=audit.now() + timedelta(days=6)) == 0
        assert outbox_sweeps.forget(session, now=audit.now() + timedelta(days=7, minutes=1)) == 1
    page = administrator.get("/staff/jobs/").text
    assert "Send again" not in page and "It arrived" in page
    answer = administrator.post("/staff/jobs/decide", deed="release", message=str(rows(database)[0].id))
    assert answer.status_code == 400 and rows(database)[0].state == "held"


def test_a_sender_that_is_refused_is_told_in_words_with_since_when(
    administrator: Browser, database: Database, organisation: Organisation, client: FlaskClient
) -> None:
    stuck(database, organisation.id, [TryLater("20003", for_all=True), TryLater("20003", for_all=True)])
    page = administrator.get("/staff/jobs/").text
    assert "No text is leaving" not in page, "what is over in a moment is nobody's business"
    assert "Tried and waiting" in page and "Texts: 2" in page and NUMBER not in page
    with database.transaction(EVERYWHERE) as session:
        job_workers.beat(session, "somebody", now=audit.now())
        lane_troubles.end(session, "lane")
        lane_troubles.note(session, "lane", "20003", now=audit.now() - timedelta(minutes=5))
        lane_troubles.note(session, "email", "smtp-535", now=audit.now() - timedelta(minutes=5))
    page = administrator.get("/staff/jobs/").text
    assert "No text is leaving" in page and "No e-mail is leaving" in page
    assert "FEEDBACK_TWILIO_AUTH_TOKEN" in page and "everything waits" in page
    assert "texts stopped: 20003" in client.get("/readyz").text


def test_a_work_of_the_clock_that_went_wrong_is_told(
    administrator: Browser, database: Database, organisation: Organisation, client: FlaskClient
) -> None:
    now = audit.now()
    with database.transaction(EVERYWHERE) as session:
        assert periodic_works.claim(session, "campaigns", now, now=now)
        periodic_works.finish(session, "campaigns", now, "ValueError", now=now)
    assert "went wrong: campaigns" in administrator.get("/staff/jobs/").text
    assert client.get("/readyz").text.endswith("no worker, not done: campaigns\n")
    with database.transaction(EVERYWHERE) as session:
        periodic_works.finish(session, "campaigns", now, now=now)
    assert "went wrong" not in administrator.get("/staff/jobs/").text


@pytest.mark.parametrize(
    "code",
    [
        "broken-off",
        "malformed",
        "http-503",
        "http-407",
        "smtp-550",
        "smtp-OSError",
        "unreachable",
        "bad-address",
    ],
)
def test_every_code_of_ours_has_words(code: str) -> None:
    words = stuck_words.of(code, str)
    assert words.happened.endswith(".") and "no words for" not in words.happened and words.code == code
    assert stuck_words.of("made-up", str).happened == stuck_words._OTHER[0]


def test_moments_are_told_by_the_clock_on_the_wall(
    administrator: Browser, database: Database, organisation: Organisation
) -> None:
    stuck(database, organisation.id, [OutcomeUnknown("timeout")])
    with database.transaction(EVERYWHERE) as session:
        session.execute(update(outbox.TABLE).values(ended_at=datetime(2026, 7, 1, 12, 30)))
    assert "1 July 2026, 13:30." in administrator.get("/staff/jobs/").text
