"""Promise of the retention: answers go when the promised time is over, and not a day before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from feedback import db
from feedback.services import audit, keying, organisations, responses, retention, surveys
from feedback.services.keying import Sheet
from surveys.doubts import CANNOT_BE_READ
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


def test_a_sheet_that_nobody_decided_on_goes_after_four_weeks_and_is_counted(
    session: Session, opened: Open, colleague: int
) -> None:
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    for number, day in (("1", TODAY), ("2", TODAY + timedelta(days=1))):
        sheet = Sheet(number, opened.place_id, "en", TODAY)
        form = [("what-matters", CANNOT_BE_READ)]
        keying.key(session, served, sheet, form, by=BY, staff_id=colleague, today=day)
    organisation = db.scope_of(session)
    assert retention.expire(session, by=BY, today=TODAY + timedelta(days=28)) == {}
    gone = retention.expire(session, by=BY, today=TODAY + timedelta(days=29))
    db.set_scope(session, organisation)
    assert list(gone.values()) == [1]
    assert [row.number for row in keying.waiting(session)] == ["2"]
    newest = audit.latest(session, 1)[0]
    assert (newest.action, newest.detail) == ("sheets-expired", "1")


def test_answers_and_sheets_that_go_on_one_day_are_counted_together(
    session: Session, opened: Open, colleague: int
) -> None:
    organisations.current(session).retention_months = 1
    answer(session, opened, "a", help_to_decide="yes")
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    sheet = Sheet("1", opened.place_id, "en", TODAY)
    keying.key(
        session, served, sheet, [("what-matters", CANNOT_BE_READ)], by=BY, staff_id=colleague, today=TODAY
    )
    assert list(retention.expire(session, by=BY, today=date(2027, 6, 1)).values()) == [2]
