"""Promises of the arrivals: counted by link and hour, never with a response, and gone after 60 days."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from feedback import db
from feedback.services import arrivals, organisations, retention
from feedback.services.arrivals import Hour
from tests.feedback.open_survey import BY, TODAY, Open, opened_in


def counted(session: Session, opened: Open) -> dict[int, dict[tuple[date, int], int]]:
    db.set_scope(session, opened.organisation_id)
    return arrivals.of_survey(session, opened.survey_id)


def test_what_is_counted_twice_is_added_up(session: Session, opened: Open) -> None:
    hour = Hour(opened.organisation_id, opened.link_id, TODAY, 9)
    arrivals.add(session, {hour: 3})
    arrivals.add(session, {hour: 4, Hour(opened.organisation_id, opened.link_id, TODAY, 10): 1})
    assert counted(session, opened) == {opened.link_id: {(TODAY, 9): 7, (TODAY, 10): 1}}


def test_a_link_that_is_gone_takes_its_counts_with_it(session: Session, opened: Open) -> None:
    arrivals.add(session, {Hour(opened.organisation_id, 999_999, TODAY, 9): 3})
    assert counted(session, opened) == {}


def test_another_survey_and_another_organisation_have_their_own(session: Session, opened: Open) -> None:
    other = opened_in(session, "being-heard")
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    stranger = opened_in(session, "my-care")
    arrivals.add(session, {
        Hour(one.organisation_id, one.link_id, TODAY, 9): at for at, one in enumerate((opened, other, stranger), 1)
    })  # fmt: skip
    for at, one in enumerate((opened, other, stranger), 1):
        assert counted(session, one) == {one.link_id: {(TODAY, 9): at}}


def test_counts_go_after_sixty_days_and_not_before(session: Session, opened: Open) -> None:
    days = (TODAY - timedelta(days=61), TODAY - timedelta(days=60), TODAY)
    arrivals.add(session, {Hour(opened.organisation_id, opened.link_id, day, 9): 1 for day in days})
    retention.expire(session, by=BY, today=TODAY)
    assert set(counted(session, opened)[opened.link_id]) == {(day, 9) for day in days[1:]}


def test_no_count_can_be_tied_to_a_response(session: Session) -> None:
    """Nothing but the link and the day is in both, and every response has those."""
    inspector = inspect(session.connection())
    columns = {column["name"] for column in inspector.get_columns("hourly_count")}
    assert columns == {"organisation_id", "link_id", "day", "hour", "number"}
    tables = {key["referred_table"] for key in inspector.get_foreign_keys("hourly_count")}
    assert tables == {"organisation", "collector_link"}
