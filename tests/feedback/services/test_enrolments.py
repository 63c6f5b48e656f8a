"""Promises of the enrolments: every comment comes into the queue once, whatever order the answers came in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_reader import CommentReader
from feedback.models.comment_review import CommentWatermark
from feedback.models.response import Response
from feedback.services import enrolments, organisations, responses, retention
from feedback.vocabulary import ReviewState
from tests.feedback import invented_readers
from tests.feedback.open_survey import BY, TODAY, Open, answer
from tests.feedback.written_comments import CALM, RISKY, queue, rows, texts, write

TABLE = db.table_of(Response)
FRIDAY, MONDAY, TUESDAY = TODAY, date(2026, 11, 23), date(2026, 11, 24)


def as_number(session: Session, submission: str, number: int) -> None:
    """Gives a response another number: SQLite counts on, and PostgreSQL's numbers may come in any order."""
    name = responses.name_of(submission)
    row = dict(
        session.execute(select(TABLE).where(db.scoped(session, TABLE), TABLE.c.submission == name))
        .mappings()
        .one()
    )
    session.execute(delete(TABLE).where(db.scoped(session, TABLE), TABLE.c.submission == name))
    session.execute(insert(TABLE), {**row, "id": number})


def test_every_comment_is_enrolled_once_flagged_or_not(session: Session, opened: Open) -> None:
    write(session, opened, "a", CALM)
    write(session, opened, "b", RISKY)
    answer(session, opened, "c", help_to_decide="yes")
    assert enrolments.catch_up(session, today=TODAY) == 2
    assert enrolments.catch_up(session, today=TODAY) == 0
    found = rows(session)
    assert len(found) == 2 and {one.state for one in found} == {ReviewState.WAITING}
    assert sorted((one.at_risk, one.flags) for one in found) == [
        (False, []), (True, ["suicide-or-self-harm"]),
    ]  # fmt: skip


def test_a_response_whose_number_comes_late_is_not_missed(session: Session, opened: Open) -> None:
    for submission, number in (("a", 10), ("b", 12), ("d", 20)):
        write(session, opened, submission, f"words of {submission}")
        as_number(session, submission, number)
    assert sorted(texts(queue(session))) == ["words of a", "words of b", "words of d"]
    write(session, opened, "late", "words that were committed late")
    as_number(session, "late", 15)
    assert "words that were committed late" in texts(queue(session))
    write(session, opened, "later", "and on the next day")
    as_number(session, "later", 11)
    assert "and on the next day" in texts(queue(session, today=TODAY + timedelta(days=1)))
    assert len(rows(session)) == 5


def test_what_is_asked_again_stays_bounded(session: Session, opened: Open) -> None:
    for number in range(450):
        write(session, opened, f"page {number}")
    name = responses.name_of("page 449")
    own = db.scoped(session, TABLE)
    session.execute(delete(TABLE).where(own, TABLE.c.id % 2 == 1, TABLE.c.submission != name))
    enrolments.catch_up(session, today=TODAY)
    mark = session.get_one(CommentWatermark, db.scope_of(session))
    assert 0 < len(mark.missing) <= 200
    write(session, opened, "late", "into a gap")
    as_number(session, "late", 101)
    enrolments.catch_up(session, today=TODAY)
    assert len(rows(session)) == session.scalar(
        select(func.count()).select_from(TABLE).where(db.scoped(session, TABLE))
    )
    enrolments.catch_up(session, today=TODAY + timedelta(days=4))
    assert mark.missing == []


def test_numbers_that_begin_anew_are_looked_through_anew(session: Session, opened: Open) -> None:
    organisations.current(session).retention_months = 1
    for number in range(3):
        write(session, opened, f"old {number}")
    assert len(queue(session)) == 3
    here, later = db.scope_of(session), date(2027, 3, 1)
    retention.expire(session, by=BY, today=later)
    db.set_scope(session, here)
    assert rows(session) == []
    for number in range(5):
        write(session, opened, f"new {number}", day=later)
        as_number(session, f"new {number}", number + 1)
    assert len(queue(session, today=later)) == 5


def test_a_withdrawn_response_leaves_at_once_with_everything_noted_about_it(
    session: Session, opened: Open
) -> None:
    write(session, opened, "a", RISKY)
    write(session, opened, "b", CALM)
    queue(session)
    assert responses.withdraw(session, opened.survey_id, submission="a", today=TODAY)
    # Before anybody catches up.
    assert [one.at_risk for one in rows(session)] == [False]
    assert session.scalar(text("SELECT count(*) FROM escalation")) == 0
    assert texts(queue(session)) == [CALM]


def test_one_taken_back_while_somebody_caught_up_goes_with_the_next_catch_up(
    session: Session, opened: Open
) -> None:
    write(session, opened, "a")
    responses.withdraw(session, opened.survey_id, submission="a", today=TODAY)
    table = enrolments.REVIEWS
    response = session.scalar(select(TABLE.c.id).where(db.scoped(session, TABLE)))
    session.execute(
        insert(table),
        {"organisation_id": db.scope_of(session), "response_id": response, "item_key": "one-thing-better",
         "survey_id": opened.survey_id, "place_id": opened.place_id, "language": "en", "shuffle": 1,
         "received_on": TODAY, "due_on": TODAY, "state": "waiting", "flags": [], "at_risk": False,
         "came_though_closed": False, "note": "what somebody noted"},
    )  # fmt: skip
    assert queue(session) == [] and rows(session) == []


def test_the_clock_counts_working_days_from_the_day_of_the_answer(session: Session, opened: Open) -> None:
    enrolments.catch_up(session, today=FRIDAY)
    write(session, opened, "a", day=FRIDAY)
    enrolments.catch_up(session, today=TUESDAY)
    [review] = rows(session)
    assert (review.received_on, review.due_on) == (FRIDAY, MONDAY)


def test_what_was_there_before_the_queue_and_what_came_on_paper_has_its_time_from_when_it_is_seen(
    session: Session, opened: Open
) -> None:
    write(session, opened, "old", day=date(2026, 3, 2))
    enrolments.catch_up(session, today=FRIDAY)
    write(session, opened, "paper", day=date(2026, 3, 2), link=False)
    enrolments.catch_up(session, today=MONDAY)
    assert sorted(one.due_on for one in rows(session)) == [MONDAY, TUESDAY]


def test_words_in_a_language_that_nobody_reads_are_kept_and_go_to_who_reads_english(
    session: Session, opened: Open
) -> None:
    session.execute(
        delete(CommentReader).where(
            CommentReader.survey_id == opened.survey_id, CommentReader.language == "pl"
        )
    )
    write(session, opened, "a", "Nic.", language="pl")
    write(session, opened, "b", "Nothing.", language="en")
    enrolments.catch_up(session, today=TODAY)
    reader = invented_readers.reader(session)
    assert {(one.language, one.came_though_closed, one.owner_id) for one in rows(session)} == {
        ("pl", True, reader.id), ("en", False, reader.id),
    }  # fmt: skip


def test_a_large_backlog_is_taken_in_turns_and_loses_nothing(session: Session, opened: Open) -> None:
    for number in range(25):
        write(session, opened, f"page {number}")
    assert enrolments.catch_up(session, today=TODAY, most=10) == 10
    assert enrolments.needed(session, today=TODAY)
    assert enrolments.everything(session, today=TODAY) == 15
    assert not enrolments.needed(session, today=TODAY)


def test_another_organisations_comments_stay_there(session: Session, opened: Open) -> None:
    write(session, opened, "a", "ours")
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    assert enrolments.everything(session, today=TODAY) == 0


@pytest.mark.parametrize("change", ["a new day", "a new answer", "a withdrawal"])
def test_there_is_something_to_do_when_something_happened(
    session: Session, opened: Open, change: str
) -> None:
    write(session, opened, "a")
    enrolments.catch_up(session, today=TODAY)
    assert not enrolments.needed(session, today=TODAY)
    day = TODAY
    if change == "a new day":
        day += timedelta(days=1)
    elif change == "a new answer":
        write(session, opened, "b")
    else:
        responses.withdraw(session, opened.survey_id, submission="a", today=TODAY)
    assert enrolments.needed(session, today=day)
    enrolments.catch_up(session, today=day)
    assert not enrolments.needed(session, today=day)


def test_the_order_of_the_table_is_not_that_of_the_answers(session: Session, opened: Open) -> None:
    for number in range(12):
        write(session, opened, f"page {number}")
    enrolments.catch_up(session, today=TODAY)
    order = [one.response_id for one in rows(session)]
    assert sorted(order) != order and sorted(order, reverse=True) != order
