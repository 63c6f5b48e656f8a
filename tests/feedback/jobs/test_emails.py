"""Promises of e-mails on their way: from the outbox to a mail server that answers as it likes, and to nobody twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from feedback.channels import email, sms
from feedback.channels.delivery import Accepted
from feedback.channels.email_smtp import Smtp
from feedback.config import Config
from feedback.db import Database
from feedback.jobs import worker
from feedback.jobs.sending import Sender, Ways
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import audit, outbox_tending
from feedback.services.outbox_work import Taken
from feedback.vocabulary import MessageKind
from tests.feedback.jobs.conftest import drain
from tests.smtp_stand_in import Behaviour, StandIn, running

BASE, LANE = "https://feedback.example.nhs.uk", "email"
Put, Rows = Callable[..., None], Callable[[], list[OutboxMessage]]


@pytest.fixture
def send(config: Config, database: Database) -> Callable[[StandIn], int]:
    """A worker drains the lane of e-mails into a mail server."""

    def drained(at: StandIn) -> int:
        def mail() -> Smtp:
            return Smtp(f"smtp://127.0.0.1:{at.port}?from=a@b.uk", BASE, seconds=1, while_it_reads=1)

        return drain(
            worker.make(config, database, ways=Ways(sms.Recorder, mail), rate=lambda _: 0.0), lane=LANE
        )

    return drained


def an_email(put: Put, many: int = 1, *, start: int = 0) -> None:
    for each in range(start, start + many):
        content = {
            "to": f"person{each}@example.org", "subject": f"Subject {each}", "body": f"Hello {each}\n", "html": "",
            "stop": f"{BASE}/email/stop/{'x' * 130}?lang=en",
        }  # fmt: skip
        put(1, start=each, kind=MessageKind.EMAIL, purpose="notice", content=content, lane=LANE)


def states(rows: Rows) -> list[tuple[str, str]]:
    return [(row.state, row.problem) for row in rows()]


def test_what_a_mail_server_takes_has_left_and_is_forgotten_here(put: Put, rows: Rows, send: Any) -> None:
    an_email(put, 3)
    with running() as at:
        send(at)
    assert sorted(at.recipients) == [f"person{each}@example.org" for each in range(3)]
    assert states(rows) == [("sent", "")] * 3 and {row.content for row in rows()} == {""}
    assert {row.provider_id in str([mail["Message-ID"] for mail in at.taken]) for row in rows()} == {True}


def test_a_mailbox_that_is_not_there_is_given_up_with_the_reason(put: Put, rows: Rows, send: Any) -> None:
    an_email(put)
    with running(Behaviour({"RCPT": "550 5.1.1 <person0@example.org>: nobody of that name"})) as at:
        send(at)
    assert states(rows) == [("failed", "smtp-550: 5.1.1")], (
        "what the server said holds the address: it is not kept"
    )


@pytest.mark.parametrize("reply", ["550 5.1.8 who is that", "530 5.7.0 sign in first"])
def test_a_wrong_setting_gives_up_nobodys_email(put: Put, rows: Rows, send: Any, reply: str) -> None:
    an_email(put, 3)
    with running(Behaviour({"MAIL": reply})) as at:
        send(at)
    assert at.taken == [] and {state for state, _ in states(rows)} == {"waiting"}


def test_one_mailbox_that_asks_to_come_back_keeps_nobody_else_waiting(
    put: Put, rows: Rows, send: Any
) -> None:
    an_email(put, 3)
    with running(Behaviour(first_recipients=["450 4.2.0 greylisted"])) as at:
        send(at)
    assert len(at.taken) == 2
    assert sorted(state for state, _ in states(rows)) == ["sent", "sent", "waiting"]


@pytest.mark.parametrize("after", ["close", "nonsense"])
def test_what_may_have_left_is_held_and_when_a_person_sends_it_again_it_bears_the_same_name(
    put: Put, rows: Rows, send: Any, database: Database, organisation: Organisation, after: str
) -> None:
    an_email(put)
    with running(Behaviour(after_data=after)) as at:
        send(at)
        send(at)
    assert states(rows) == [("held", "smtp-no-answer")] and len(at.taken) == 1, "never again by itself"
    with database.transaction(organisation.id) as session:
        outbox_tending.release(session, [rows()[0].id], by="a test", now=audit.now())
        # What rests is no part of this promise.
        session.execute(update(OutboxMessage).values(due_at=audit.now()))
    with running() as again:
        send(again)
    assert states(rows) == [("sent", "")]
    assert again.taken[0]["Message-ID"] == at.taken[0]["Message-ID"]


def test_no_two_emails_bear_one_name(put: Put, send: Any) -> None:
    an_email(put, 5)
    with running() as at:
        send(at)
    names = {str(mail["Message-ID"]) for mail in at.taken}
    assert len(names) == 5 and not any(
        "person" in name or "@feedback.example.nhs.uk>" not in name for name in names
    )


def test_a_name_belongs_to_what_an_email_says_and_not_to_its_number(
    config: Config, database: Database
) -> None:
    """A database that was put back counts its rows anew: what took the place of another must not be taken for it."""
    sent: list[str] = []

    class Names(email.Recorder):
        def send(self, *given: Any, unique: str = "", **more: Any) -> Accepted:
            sent.append(unique)
            return Accepted()

    sender = Sender(config, database, Ways(sms.Recorder, Names))
    first = {"to": "a@example.org", "subject": "S", "body": "B"}
    for content, attempts in (
        (first, 1),
        (first, 2),
        (first | {"body": "Other"}, 1),
        (first | {"to": "b@c.uk"}, 1),
    ):
        sender.send(Taken(7, 1, MessageKind.EMAIL, "notice", LANE, content, attempts, audit.now()))
    assert sent[0] == sent[1] and len(set(sent)) == 3 and "" not in sent
