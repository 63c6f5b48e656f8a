"""Promises of the figures of reading: right numbers, by language, and none that tells of an allegation."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta

from sqlalchemy.orm import Session

from feedback.services import enrolments, outcomes, review_figures
from feedback.services.reviews import Reader
from feedback.vocabulary import CommentOutcome
from tests.feedback.invented_readers import reader
from tests.feedback.open_survey import BY, TODAY, Open
from tests.feedback.written_comments import ANYBODY, LEADS, rows, write

FRIDAY, WEDNESDAY = TODAY, date(2026, 11, 25)


def test_what_waits_what_is_late_and_the_middle_of_the_days_are_right(session: Session, opened: Open) -> None:
    enrolments.catch_up(session, today=FRIDAY)
    for number in range(6):
        write(session, opened, f"en {number}", day=FRIDAY)
    for number in range(2):
        write(session, opened, f"ur {number}", language="ur", day=WEDNESDAY)
    enrolments.catch_up(session, today=WEDNESDAY)
    mo = Reader(reader(session).id, False)
    english = [one for one in rows(session) if one.language == "en"]
    # Read on Friday, Monday, Tuesday and Wednesday: after 0, 1, 2 and 3 working days.
    for review, later in zip(english, (0, 3, 4, 5), strict=False):
        day = FRIDAY + timedelta(days=later)
        outcomes.decide(session, review, CommentOutcome.NO_CONCERN, mo, note="", before="", by=BY, today=day)
    found = [astuple(line) for line in review_figures.lines(session, ANYBODY, today=WEDNESDAY)]
    assert found == [(None, 4, 2, 4, 1.5), ("en", 2, 2, 4, 1.5), ("ur", 2, 0, 0, None)]


def test_an_allegation_is_in_no_number_but_those_of_a_lead(session: Session, opened: Open) -> None:
    write(session, opened, "a")
    enrolments.catch_up(session, today=FRIDAY)
    [review] = rows(session)
    mo = Reader(reader(session).id, False)
    outcomes.decide(session, review, CommentOutcome.ALLEGATION, mo, note="", before="", by=BY, today=FRIDAY)
    assert [astuple(one) for one in review_figures.lines(session, ANYBODY, today=FRIDAY)] == [
        (None, 0, 0, 0, None)
    ]
    assert review_figures.lines(session, LEADS, today=FRIDAY)[0].read == 1
