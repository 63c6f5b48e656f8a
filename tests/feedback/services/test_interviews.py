"""Promise of the interviews: an answer by phone is a response like any other, and a no leaves nothing of anybody."""

from __future__ import annotations

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from feedback import db
from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.models.response import Response
from feedback.services import audit, interviews, responses, surveys
from feedback.services.responses import TABLE, Outcome
from feedback.vocabulary import Interpreter
from tests.feedback.open_survey import BY, TODAY, Open, open_survey

ANSWERS = {"help-to-decide": "yes", "deprivation-quintile": "2"}


def save(
    session: Session, opened: Open, submission: str = "a", interpreter: Interpreter = Interpreter.NONE,
    **given: str,
) -> Outcome:  # fmt: skip
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    return interviews.save(
        session, served, given or ANSWERS, place_id=opened.place_id, language="ur", interpreter=interpreter,
        submission=submission, by=BY, today=TODAY,
    )  # fmt: skip


@pytest.mark.parametrize("interpreter", list(Interpreter))
def test_who_interpreted_is_kept_with_the_channel_the_place_and_the_language(
    session: Session, opened: Open, interpreter: Interpreter
) -> None:
    assert save(session, opened, interpreter=interpreter) is Outcome.STORED
    row = session.query(Response).one()
    assert (row.interpreter, row.channel, row.link_id, row.place_id, row.language, row.answered_on) == (
        interpreter.value, "phone", None, opened.place_id, "ur", TODAY,
    )  # fmt: skip
    assert row.geography_edition == "2025" and row.receipt is None


def test_one_interview_is_one_response_however_often_it_is_sent(session: Session, opened: Open) -> None:
    outcomes = [save(session, opened) for _ in range(2)]
    outcomes.append(save(session, opened, help_to_decide="no"))
    assert outcomes == [Outcome.STORED, Outcome.REPEATED, Outcome.DIFFERENT]
    assert responses.count(session, opened.survey_id) == 1
    events = [event for event in audit.latest(session) if event.action == "interview-saved"]
    assert [(event.subject, event.detail) for event in events] == [("my-care", "")]


def test_a_no_keeps_nothing_but_that_it_happened(session: Session, opened: Open) -> None:
    before = responses.count(session, opened.survey_id)
    interviews.refuse(session, "my-care", by=BY)
    newest = audit.latest(session, 1)[0]
    assert (newest.action, newest.subject, newest.detail) == ("interview-refused", "my-care", "")
    assert responses.count(session, opened.survey_id) == before == 0


def test_who_interpreted_is_never_changed_in_place(database: Database, organisation: Organisation) -> None:
    opened = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        save(session, opened)
    with (
        pytest.raises(DBAPIError, match="never changed in place"),
        database.transaction(organisation.id) as session,
    ):
        session.execute(update(TABLE).where(db.scoped(session, TABLE)).values(interpreter="staff"))
    with database.reading(organisation.id) as session:
        assert session.scalar(text("SELECT interpreter FROM response")) == "none"
