"""Promises about a sender by which nothing leaves: why and since when is known, told once, and over when it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.models.outbox_message import OutboxMessage
from feedback.services import lane_troubles, notices, outbox
from feedback.vocabulary import Role
from tests.feedback.open_survey import Open
from tests.feedback.written_comments import colleague

BASE, LANE = "https://feedback.example.nhs.uk", "+447700900000"
NOON = datetime(2026, 11, 20, 12, 0)


def test_a_trouble_keeps_its_beginning_and_rests_longer_the_longer_it_lasts(session: Session) -> None:
    assert lane_troubles.of(session, LANE) is None
    lane_troubles.note(session, LANE, "unreachable", now=NOON)
    lane_troubles.note(session, LANE, "20003", now=NOON + timedelta(hours=1))
    found = lane_troubles.of(session, LANE)
    assert found is not None and (found.code, found.since) == ("20003", NOON)
    rests = [found.rest(NOON + timedelta(seconds=each)) for each in (0, 60, 200, 86_400)]
    assert rests == [5.0, 30.0, 100.0, 300.0]
    assert lane_troubles.every(session, now=NOON + timedelta(seconds=30)) == [], "it may be over in a moment"
    assert lane_troubles.every(session, now=NOON + timedelta(minutes=1)) == [found]
    lane_troubles.end(session, LANE)
    assert lane_troubles.of(session, LANE) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [("20003", "did not accept our name and password"), ("unreachable", "cannot be reached")],
)
def test_administrators_hear_once_that_no_text_leaves(
    session: Session, opened: Open, code: str, said: str
) -> None:
    colleague(session, "ada", Role.ADMINISTRATOR)
    colleague(session, "kit", Role.STAFF)
    lane_troubles.note(session, LANE, code, now=NOON)
    lane_troubles.note(session, "email", "smtp-535", now=NOON)
    assert notices.put_stopped(session, now=NOON + timedelta(minutes=10), base_url=BASE) == 0
    assert notices.put_stopped(session, now=NOON + timedelta(minutes=15), base_url=BASE) == 1
    assert notices.put_stopped(session, now=NOON + timedelta(hours=5), base_url=BASE) == 0
    [row] = session.query(OutboxMessage)
    mail = outbox.opened(session, row.content)
    assert mail is not None and mail["to"] == "ada@oakfield.example.org" and LANE not in mail["body"]
    assert "No text has left since 12:00 on 20 November." in mail["body"] and said in mail["body"]
    lane_troubles.end(session, LANE)
    lane_troubles.note(session, LANE, code, now=NOON + timedelta(days=1))
    assert notices.put_stopped(session, now=NOON + timedelta(days=1, hours=1), base_url=BASE) == 1
