"""Promise of the retention: answers go when the promised months are over, and not a day before."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from feedback import db
from feedback.services import organisations, responses, retention
from tests.feedback.open_survey import BY, TODAY, Open, answer, opened_in


@pytest.mark.parametrize(
    ("today", "months", "expected"),
    [
        (date(2026, 11, 20), 24, date(2024, 11, 20)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 5), 1, date(2025, 12, 5)),
    ],
)
def test_months_before_a_day_are_counted_by_the_calendar(today: date, months: int, expected: date) -> None:
    assert retention.months_before(today, months) == expected


def test_answers_go_the_day_after_their_time_is_over(session: Session, opened: Open) -> None:
    organisations.current(session).retention_months = 1
    answer(session, opened, "a", help_to_decide="yes")
    session.flush()
    organisation = db.scope_of(session)
    last_day = date(2026, 12, 20)
    assert retention.expire(session, by=BY, today=last_day) == {}
    db.set_scope(session, organisation)
    assert responses.count(session, opened.survey_id) == 1
    gone = retention.expire(session, by=BY, today=date(2026, 12, 21))
    db.set_scope(session, organisation)
    assert list(gone.values()) == [1] and responses.count(session, opened.survey_id) == 0


def test_each_of_many_organisations_keeps_its_own_promise(session: Session, opened: Open) -> None:
    organisations.current(session).retention_months = 1
    answer(session, opened, "a", help_to_decide="yes")
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    other = opened_in(session, "being-heard")
    for submission in ("b", "c"):
        answer(session, other, submission, sex="male")
    gone = retention.expire(session, by=BY, today=date(2027, 6, 1))
    assert gone == {"oakfield": 1}
    db.set_scope(session, other.organisation_id)
    assert responses.count(session, other.survey_id) == 2


def test_a_withdrawal_goes_with_its_response(session: Session, opened: Open) -> None:
    organisations.current(session).retention_months = 1
    answer(session, opened, "a", help_to_decide="yes")
    responses.withdraw(session, opened.survey_id, submission="a", today=TODAY)
    organisation = db.scope_of(session)
    retention.expire(session, by=BY, today=date(2027, 6, 1))
    db.set_scope(session, organisation)
    assert responses.count(session, opened.survey_id) == 0
