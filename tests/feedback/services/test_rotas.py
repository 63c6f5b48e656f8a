"""Promises of the rota: weeks in turn, the deputy while somebody is away, and nobody's comments are left lying."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback.models.comment_reader import CommentReader
from feedback.models.survey import Survey
from feedback.services import comment_readers, enrolments, rotas, staff_members
from feedback.services.comment_readers import Naming
from feedback.services.refusals import Refused
from feedback.vocabulary import Role
from tests.feedback.open_survey import BY, TODAY, Open
from tests.feedback.written_comments import colleague, rows, write

WEEK = timedelta(weeks=1)


@pytest.fixture
def people(session: Session, opened: Open, survey: Survey) -> list[int]:
    """Mo reads English, Dee stands in, Max is another reader; the queue has begun."""
    session.execute(delete(CommentReader).where(CommentReader.survey_id == opened.survey_id))
    mo, dee, max_ = (colleague(session, name).id for name in ("mo", "dee", "max"))
    comment_readers.name(session, survey, {"en": Naming(mo, deputy_id=dee)}, by=BY, today=TODAY)
    enrolments.catch_up(session, today=TODAY)
    return [mo, dee, max_]


def owner(session: Session, opened: Open, day: date, language: str = "en") -> int | None:
    return rotas.on_duty(session, day).owner(opened.survey_id, language)


def test_colleagues_take_weeks_in_turn_and_begin_again(
    session: Session, opened: Open, survey: Survey, people: list[int]
) -> None:
    mo, dee, max_ = people
    rotas.arrange(session, survey, "en", [mo, max_], by=BY, today=TODAY)
    weeks = [owner(session, opened, TODAY + WEEK * number) for number in range(4)]
    assert weeks == [mo, max_, mo, max_]
    sunday, monday = date(2026, 11, 22), date(2026, 11, 23)
    assert (owner(session, opened, sunday), owner(session, opened, monday)) == (mo, max_)
    assert owner(session, opened, monday, "en-simple") == max_


def test_the_rota_of_a_survey_goes_before_that_of_the_organisation(
    session: Session, opened: Open, survey: Survey, people: list[int]
) -> None:
    mo, dee, max_ = people
    rotas.arrange(session, None, "en", [dee], by=BY, today=TODAY)
    assert owner(session, opened, TODAY) == dee
    rotas.arrange(session, survey, "en", [max_], by=BY, today=TODAY)
    assert owner(session, opened, TODAY) == max_
    rotas.arrange(session, survey, "en", [], by=BY, today=TODAY)
    rotas.arrange(session, None, "en", [], by=BY, today=TODAY)
    assert owner(session, opened, TODAY) == mo


def test_who_is_away_hands_over_to_the_deputy_and_what_waits_goes_too(
    session: Session, opened: Open, people: list[int]
) -> None:
    mo, dee, _ = people
    write(session, opened, "a")
    enrolments.catch_up(session, today=TODAY)
    assert [one.owner_id for one in rows(session)] == [mo]
    gone = TODAY + timedelta(days=3)
    row = rotas.away(session, mo, gone, gone + WEEK, by=BY, today=TODAY)
    assert owner(session, opened, TODAY) == mo and owner(session, opened, gone) == dee
    enrolments.catch_up(session, today=gone)
    assert [one.owner_id for one in rows(session)] == [dee]
    assert not rotas.back(session, row.id, staff_id=dee, by=BY)
    assert rotas.back(session, row.id, staff_id=mo, by=BY)
    assert owner(session, opened, gone) == mo


def test_where_all_are_away_somebody_is_still_named(
    session: Session, opened: Open, people: list[int]
) -> None:
    for one in people:
        rotas.away(session, one, TODAY, TODAY, by=BY, today=TODAY)
    assert owner(session, opened, TODAY) in people


def test_what_waits_for_somebody_who_left_goes_to_who_stands_in(
    session: Session, opened: Open, people: list[int]
) -> None:
    mo, dee, _ = people
    write(session, opened, "a")
    enrolments.catch_up(session, today=TODAY)
    found = staff_members.find(session, mo)
    assert found is not None
    staff_members.deactivate(session, found, by=BY)
    enrolments.catch_up(session, today=TODAY)
    assert [one.owner_id for one in rows(session)] == [dee]


def test_words_that_nobody_reads_go_to_english_and_then_to_a_safeguarding_lead(
    session: Session, opened: Open, survey: Survey, people: list[int]
) -> None:
    assert owner(session, opened, TODAY, "ur") == people[0]
    comment_readers.name(session, survey, {"en": None}, by=BY, today=TODAY)
    assert owner(session, opened, TODAY, "ur") is None
    lead = colleague(session, "sal", Role.SAFEGUARDING_LEAD).id
    assert owner(session, opened, TODAY, "ur") == owner(session, opened, TODAY) == lead


def test_a_rota_takes_only_people_who_may_read_each_once(
    session: Session, survey: Survey, people: list[int]
) -> None:
    with pytest.raises(Refused, match="may read comments"):
        rotas.arrange(session, survey, "en", [colleague(session, "ana", Role.ANALYST).id], by=BY, today=TODAY)
    with pytest.raises(Refused, match="once"):
        rotas.arrange(session, survey, "en", [people[0]] * 2, by=BY, today=TODAY)


@pytest.mark.parametrize(
    ("first", "last", "says"), [(0, -1, "before the first"), (-9, -2, "over"), (0, 800, "a year at most")]
)
def test_days_that_make_no_sense_are_refused(
    session: Session, people: list[int], first: int, last: int, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        rotas.away(
            session,
            people[0],
            TODAY + timedelta(days=first),
            TODAY + timedelta(days=last),
            by=BY,
            today=TODAY,
        )
