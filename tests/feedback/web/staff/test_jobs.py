"""Promises of the page of what is sent: reasons in words, never a number in full, decisions written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback.channels.delivery import OutcomeUnknown, Rejected
from feedback.db import EVERYWHERE, Database
from feedback.models.audit_event import AuditEvent
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import audit, job_workers, outbox, outbox_sweeps, outbox_work
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind, Role
from tests.feedback.web.conftest import Account, Browser

NUMBER, BODY = "+447700900123", "Hello from the ward"


def stuck(database: Database, organisation_id: int, errors: list[Exception]) -> None:
    """Texts that ended so."""
    with database.transaction(organisation_id) as session:
        drafts = [
            Draft(
                MessageKind.SMS, "invitation", f"t/{each}", audit.now(), {"to": NUMBER, "body": BODY}, "lane"
            )
            for each in range(len(errors))
        ]
        outbox.put_all(session, drafts)
    with database.transaction(EVERYWHERE) as session:
        taken, _ = outbox_work.take(session, "lane", "w", most=99, rate=0, now=audit.now())
        outbox_work.settle(session, list(zip(taken, errors, strict=True)), "w", now=audit.now())


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
