"""Promises of control limits: each line its own, the newest from a month counts, and none without a reason."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.models.audit_event import AuditEvent
from feedback.models.control_limit import ControlLimit
from feedback.services import control_limits, surveys
from feedback.services.control_limits import Line, Usual
from feedback.services.refusals import Refused
from tests.feedback.open_survey import BY, TODAY, Open

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 14)
LINE = Line("help-to-decide")


def test_a_limit_is_kept_for_its_own_line_alone(session: Session, opened: Open) -> None:
    survey = surveys.find(session, opened.slug)
    assert survey is not None
    control_limits.keep(session, survey, LINE, MARCH, Usual(60, 5, 12), "Settled", by=BY, today=TODAY)
    control_limits.keep(session, survey, LINE, JUNE, None, "New ward", by=BY, today=TODAY)
    control_limits.keep(session, survey, LINE, MARCH, Usual(61, 4, 12), "Counted again", by=BY, today=TODAY)
    found = control_limits.of(session, survey.id, LINE)
    assert list(found) == [MARCH, date(2026, 6, 1)]
    assert (found[MARCH].mean, found[MARCH].reason) == (61, "Counted again")
    for other in (
        Line("what-matters"),
        Line(LINE.item, opened.place_id),
        Line(LINE.item, None, "sex", "female"),
    ):
        assert control_limits.of(session, survey.id, other) == {}
    kinds = session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("limits-%"))).all()
    assert sorted(kinds) == ["limits-begun-anew", "limits-locked", "limits-locked"]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_no_limit_moves_without_a_reason(session: Session, opened: Open, reason: str) -> None:
    survey = surveys.find(session, opened.slug)
    assert survey is not None
    with pytest.raises(Refused):
        control_limits.keep(session, survey, LINE, MARCH, None, reason, by=BY, today=TODAY)
    assert control_limits.of(session, survey.id, LINE) == {}


def test_the_database_wants_a_reason_too(session: Session, opened: Open) -> None:
    session.add(ControlLimit(
        organisation_id=opened.organisation_id, survey_id=opened.survey_id, item_key="x", from_month=MARCH,
        reason="", made_by=BY, made_on=TODAY,
    ))  # fmt: skip
    with pytest.raises(IntegrityError):
        session.flush()
