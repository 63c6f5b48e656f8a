"""Promises of the escalations: in two steps, to those who can act, and without a word of what was written."""

from __future__ import annotations

import inspect
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from feedback.db import Base
from feedback.models.comment_reader import CommentReader
from feedback.models.survey import Survey
from feedback.services import comment_readers, enrolments, escalations, outcomes, responses
from feedback.services.comment_readers import Naming
from feedback.services.reviews import Reader
from feedback.vocabulary import CommentOutcome, Role
from tests.feedback.open_survey import BY, TODAY, Open
from tests.feedback.written_comments import CALM, RISKY, colleague, rows, write

#: Somebody wrote on Friday, so it is due on Monday.
FRIDAY, MONDAY, TUESDAY, WEDNESDAY = (
    TODAY, date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25),
)  # fmt: skip


@pytest.fixture
def people(session: Session, opened: Open, survey: Survey) -> dict[str, int]:
    """Mo reads, Dee stands in; Sal is safeguarding lead, Ada administrator; the queue has begun."""
    session.execute(delete(CommentReader).where(CommentReader.survey_id == opened.survey_id))
    found = {
        "mo": colleague(session, "mo").id, "dee": colleague(session, "dee").id,
        "sal": colleague(session, "sal", Role.SAFEGUARDING_LEAD).id,
        "ada": colleague(session, "ada", Role.ADMINISTRATOR).id, "ana": colleague(session, "ana", Role.ANALYST).id,
    }  # fmt: skip
    naming = {"en": Naming(found["mo"], deputy_id=found["dee"])}
    comment_readers.name(session, survey, naming, by=BY, today=FRIDAY)
    enrolments.catch_up(session, today=FRIDAY)
    return found


def told(session: Session, people: dict[str, int], today: date) -> set[str]:
    """Who has been told by a day."""
    enrolments.catch_up(session, today=today)
    return {name for name, staff in people.items() if escalations.number_for(session, staff)}


def test_what_is_late_goes_to_the_deputy_and_a_working_day_later_to_lead_and_administrator(
    session: Session, opened: Open, people: dict[str, int]
) -> None:
    write(session, opened, "a", CALM)
    assert told(session, people, FRIDAY) == told(session, people, MONDAY) == set()
    assert told(session, people, TUESDAY) == {"dee"}
    assert told(session, people, WEDNESDAY) == {"dee", "sal", "ada"}


def test_a_possible_risk_goes_to_reader_and_deputy_at_once_and_higher_on_the_next_working_day(
    session: Session, opened: Open, people: dict[str, int]
) -> None:
    write(session, opened, "a", RISKY)
    assert told(session, people, FRIDAY) == {"mo", "dee"}
    assert told(session, people, FRIDAY + timedelta(days=2)) == {"mo", "dee"}
    assert told(session, people, MONDAY) == {"mo", "dee", "sal", "ada"}


def test_without_a_deputy_the_first_step_is_the_second(
    session: Session, opened: Open, people: dict[str, int], survey: Survey
) -> None:
    comment_readers.name(session, survey, {"en": Naming(people["mo"])}, by=BY, today=FRIDAY)
    write(session, opened, "a", CALM)
    assert told(session, people, TUESDAY) == {"sal", "ada"}


def test_each_is_told_once_of_a_comment_and_no_more_once_it_is_read(
    session: Session, opened: Open, people: dict[str, int]
) -> None:
    write(session, opened, "a", RISKY)
    write(session, opened, "b", CALM)
    for day in (TUESDAY, TUESDAY, WEDNESDAY):
        told(session, people, day)
    assert escalations.number_for(session, people["dee"]) == 2
    for review in rows(session):
        outcomes.decide(
            session, review, CommentOutcome.NO_CONCERN, Reader(people["mo"], False), note="", before="", by=BY,
            today=WEDNESDAY,
        )  # fmt: skip
    assert told(session, people, WEDNESDAY) == set()


def test_what_was_handed_to_the_lead_needs_nobody_else(
    session: Session, opened: Open, people: dict[str, int]
) -> None:
    write(session, opened, "a", RISKY)
    assert told(session, people, FRIDAY) == {"mo", "dee"}
    [review] = rows(session)
    outcomes.decide(
        session, review, CommentOutcome.ALLEGATION, Reader(people["mo"], False), note="", before="", by=BY,
        today=FRIDAY,
    )  # fmt: skip
    assert told(session, people, FRIDAY) == {"sal"}


def test_what_was_taken_back_needs_nobody(session: Session, opened: Open, people: dict[str, int]) -> None:
    write(session, opened, "a", RISKY)
    told(session, people, TUESDAY)
    responses.withdraw(session, opened.survey_id, submission="a", today=TUESDAY)
    assert told(session, people, TUESDAY) == set()


@pytest.mark.parametrize("number", [1, 2, 40])
def test_what_is_told_is_made_of_a_number_and_of_nothing_else(number: int) -> None:
    """The one thing that goes in is a whole number: there is no way for a word of a comment to come out."""
    parameters: Any = inspect.signature(escalations.sentence).parameters
    assert [(one.name, one.annotation) for one in parameters.values()] == [("number", "int")]
    assert escalations.sentence(number) in (f"{number} comments need you.", f"{number} comment needs you.")


def test_no_column_of_an_escalation_can_hold_what_somebody_wrote(
    session: Session, opened: Open, people: dict[str, int]
) -> None:
    columns = Base.metadata.tables["escalation"].c
    assert set(columns.keys()) == {
        "id", "organisation_id", "review_id", "staff_id", "why", "raised_on", "settled_on",
    }  # fmt: skip
    write(session, opened, "a", RISKY)
    told(session, people, WEDNESDAY)
    reasons = {row[0] for row in session.execute(text("SELECT DISTINCT why FROM escalation"))}
    assert reasons <= {"risk", "overdue"}
