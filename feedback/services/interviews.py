"""Interviews: answers that somebody gave on the telephone to a member of staff, and those who would rather not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from feedback.services import audit, geographies, responses
from feedback.services.responses import Arrival, Outcome
from feedback.services.surveys import Served
from feedback.vocabulary import Channel, Interpreter


def save(
    session: Session,
    served: Served,
    answers: Mapping[str, Any],
    *,
    place_id: int,
    language: str,
    interpreter: Interpreter,
    submission: str,
    by: str,
    today: date,
) -> Outcome:
    """Stores one interview; who asked is in the audit, and nothing leads from there to the answers."""
    arrival = Arrival(
        None, place_id, Channel.PHONE.value, language, served.languages.get(language, 1),
        geographies.edition_of(session, answers), interpreter.value,
    )  # fmt: skip
    outcome = responses.submit(session, served, arrival, answers, submission=submission, today=today)
    if outcome is Outcome.STORED:
        audit.record(session, "interview-saved", served.slug, by=by)
    return outcome


def refuse(session: Session, survey_slug: str, *, by: str) -> None:
    """Somebody said no: that it happened is counted, and nothing else is kept."""
    audit.record(session, "interview-refused", survey_slug, by=by)
