"""Promises of the notices: colleagues hear that something needs them, soon and not all the time, and no word of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback.models.outbox_message import OutboxMessage
from feedback.models.survey import Survey
from feedback.services import (
    comment_readers,
    comments,
    enrolments,
    escalations,
    notices,
    outbox,
    outcomes,
    staff_members,
)
from feedback.services.comment_readers import Naming
from feedback.services.reviews import Reader
from feedback.vocabulary import CommentOutcome, Role
from tests.feedback.open_survey import BY, TODAY, Open
from tests.feedback.written_comments import RISKY, colleague, rows, write

BASE = "https://feedback.example.nhs.uk"
NOON = datetime(2026, 11, 20, 12, 0)


@pytest.fixture
def mo(session: Session, opened: Open, survey: Survey) -> int:
    """The one who reads English."""
    found = colleague(session, "mo").id
    comment_readers.name(session, survey, {"en": Naming(found)}, by=BY, today=TODAY)
    enrolments.catch_up(session, today=TODAY)
    return found


def put(session: Session, minutes: int = 0) -> list[dict[str, str]]:
    """What is new in the outbox when escalations are put so many minutes after noon."""
    before = {row.id for row in session.query(OutboxMessage)}
    enrolments.catch_up(session, today=TODAY)
    number = notices.put_escalations(session, now=NOON + timedelta(minutes=minutes), base_url=BASE)
    new = [row for row in session.query(OutboxMessage).order_by(OutboxMessage.id) if row.id not in before]
    found = [outbox.opened(session, row.content) for row in new]
    assert number == len(found)
    return [one for one in found if one is not None]


def test_an_escalation_is_told_in_a_number_and_nothing_of_the_comment(
    session: Session, opened: Open, mo: int
) -> None:
    write(session, opened, "a", RISKY)
    [mail] = put(session)
    assert mail["to"] == "mo@oakfield.example.org" and mail["subject"] == escalations.sentence(1)
    assert mail["body"] == f"1 comment needs you.\n\nSign in:\n{BASE}/staff/\n\nOakfield (invented)\n"
    [row] = rows(session)
    comment = comments.find(session, row.response_id, row.item_key)
    assert comment is not None
    for word in (*RISKY.split(), comment.question, comment.survey, comment.place, "risk"):
        assert len(word) < 4 or word.casefold() not in mail["body"].casefold()
    raw = session.query(OutboxMessage).one()
    assert "mo@" not in raw.content and "needs" not in raw.content


def test_what_comes_within_an_hour_goes_into_one_email(session: Session, opened: Open, mo: int) -> None:
    write(session, opened, "a", RISKY)
    assert [mail["subject"] for mail in put(session)] == ["1 comment needs you."]
    write(session, opened, "b", RISKY)
    write(session, opened, "c", RISKY)
    assert put(session, 15) == put(session, 59) == []
    assert [mail["subject"] for mail in put(session, 60)] == ["3 comments need you."]


def test_nobody_is_told_twice_of_the_same_escalation(session: Session, opened: Open, mo: int) -> None:
    write(session, opened, "a", RISKY)
    assert len(put(session)) == 1
    assert put(session, 120) == put(session, 60 * 30) == []


def test_what_is_raised_anew_is_told_anew(session: Session, opened: Open, mo: int) -> None:
    sal = colleague(session, "sal", Role.SAFEGUARDING_LEAD)
    write(session, opened, "a", "Please read this.")
    enrolments.catch_up(session, today=TODAY)
    [row] = rows(session)
    for minutes, before in ((0, ""), (120, CommentOutcome.EMERGENCY.value)):
        outcome = CommentOutcome.EMERGENCY if not before else CommentOutcome.CHILD_SAFEGUARDING
        outcomes.decide(
            session, row, outcome, Reader(mo if not before else sal.id, leads=bool(before)), note="",
            before=before, by=BY, today=TODAY + timedelta(days=bool(before)),
        )  # fmt: skip
        if before:
            escalations.hand_over(session, row.id, [sal.id], today=TODAY + timedelta(days=1))
        told = [mail["to"] for mail in put(session, minutes) if mail["to"].startswith("sal")]
        assert told == ["sal@oakfield.example.org"]


def test_whoever_cannot_sign_in_is_told_nothing(session: Session, opened: Open, mo: int) -> None:
    write(session, opened, "a", RISKY)
    found = staff_members.find(session, mo)
    assert found is not None
    staff_members.deactivate(session, found, by=BY)
    assert put(session) == []


def test_administrators_hear_once_a_day_of_messages_that_did_not_leave(
    session: Session, opened: Open
) -> None:
    colleague(session, "ada", Role.ADMINISTRATOR)
    colleague(session, "kit", Role.STAFF)
    assert notices.put_trouble(session, now=NOON, base_url=BASE) == 0
    for number in range(3):
        notices.put_one_time_link(
            session, "x@oakfield.example.org", f"{BASE}/staff/welcome/{number}", now=NOON
        )
    ids = [row.id for row in session.query(OutboxMessage)]
    for row_id, state, ended in ((ids[0], "held", NOON - timedelta(days=9)), (ids[1], "failed", NOON),
                                 (ids[2], "failed", NOON - timedelta(days=2))):  # fmt: skip
        session.execute(
            update(OutboxMessage).where(OutboxMessage.id == row_id).values(state=state, ended_at=ended)
        )
    assert notices.put_trouble(session, now=NOON, base_url=BASE) == 1
    assert notices.put_trouble(session, now=NOON + timedelta(hours=9), base_url=BASE) == 0
    row = session.query(OutboxMessage).order_by(OutboxMessage.id.desc()).first()
    assert row is not None
    mail = outbox.opened(session, row.content)
    assert mail is not None and mail["to"] == "ada@oakfield.example.org"
    assert "1 message may have left or not" in mail["body"] and "1 message could not be sent" in mail["body"]
    assert f"{BASE}/staff/jobs/\n" in mail["body"], "it leads to where they are dealt with"


def test_a_one_time_link_lies_sealed_in_the_outbox(session: Session, opened: Open) -> None:
    link = f"{BASE}/staff/welcome/abcdefgh"
    assert notices.put_one_time_link(session, "x@oakfield.example.org", link, now=NOON)
    row = session.query(OutboxMessage).one()
    assert "abcdefgh" not in row.content + row.reference and row.urgency == outbox.AT_ONCE
    mail = outbox.opened(session, row.content)
    assert mail is not None and link in mail["body"] and link in mail["html"]
