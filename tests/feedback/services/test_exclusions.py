"""Promises of the organisation's own list: only keyed hashes are kept, and who is on it is never asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback import db
from feedback.db import Database
from feedback.services import asked, audit, exclusions, hashing, organisations
from feedback.services.refusals import Refused
from tests.feedback.invented_campaigns import NOW
from tests.feedback.open_survey import BY, TODAY


@pytest.fixture
def elsewhere(database: Database) -> int:
    with database.transaction() as opened:
        made = organisations.add(opened, "elsewhere", "Elsewhere (invented)", by=BY, today=date(2026, 11, 1))
        return made.id


def test_numbers_and_addresses_are_recognised_however_they_are_typed(session: Session) -> None:
    added = exclusions.add(
        session, "07700 900001\n+44 7700 900002, ada@example.org\n\nnobody\n02079460958\n", "safety", by=BY,
        now=NOW,
    )  # fmt: skip
    assert (added.new, added.there, added.refused) == (3, 0, [(4, "words", ""), (5, "landline", "958")])
    hashes = [
        hashing.number(session, "+447700900001"), hashing.number(session, "+447700900002"),
        hashing.email(session, "ADA@example.org"), hashing.number(session, "+447700900003"),
    ]  # fmt: skip
    assert exclusions.excluded(session, hashes) == set(hashes[:3])
    assert exclusions.counts(session) == {"safety": 3}


def test_one_that_is_there_stays_as_it_is(session: Session) -> None:
    exclusions.add(session, "07700 900001", "safety", by=BY, now=NOW)
    again = exclusions.add(session, "07700900001\n07700900004", "other", by=BY, now=NOW)
    assert (again.new, again.there) == (1, 1)
    assert exclusions.counts(session) == {"safety": 1, "other": 1}


def test_one_is_taken_out_by_typing_it_and_the_audit_holds_no_number(session: Session) -> None:
    exclusions.add(session, "07700 900001", "staff", by=BY, now=NOW)
    with pytest.raises(Refused, match="not on the list"):
        exclusions.take_out(session, "07700 900002", by=BY)
    exclusions.take_out(session, "+447700900001", by=BY)
    assert exclusions.counts(session) == {}
    for event in audit.latest(session):
        assert "900001" not in event.detail + event.subject


def test_nothing_and_no_reason_are_refused(session: Session) -> None:
    with pytest.raises(Refused, match="at least one"):
        exclusions.add(session, " \n", "staff", by=BY, now=NOW)
    with pytest.raises(Refused, match="Choose why"):
        exclusions.add(session, "07700 900001", "because", by=BY, now=NOW)


def test_the_lists_of_two_organisations_know_nothing_of_each_other(elsewhere: int, session: Session) -> None:
    exclusions.add(session, "07700 900001", "staff", by=BY, now=NOW)
    hashed = hashing.number(session, "+447700900001")
    asked.remember(session, [hashed], today=TODAY)
    db.set_scope(session, elsewhere)
    assert exclusions.excluded(session, [hashed]) == asked.asked(session, [hashed], today=TODAY) == set()
    assert exclusions.counts(session) == {}


def test_asking_again_begins_the_days_anew(session: Session) -> None:
    asked.remember(session, ["a", "b"], today=TODAY - timedelta(days=20))
    asked.remember(session, ["a"], today=TODAY)
    later = TODAY + timedelta(days=10)
    assert asked.asked(session, ["a", "b", "c"], today=later) == {"a"}
    assert asked.forget(session, today=later) == 1
    assert session.execute(text("SELECT count(*) FROM asked_number")).scalar() == 1
