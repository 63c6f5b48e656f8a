"""Promises of second readers: never who wrote or asked, and a later change asks anew."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.services import drafts, revisions, second_readers
from feedback.services.refusals import Refused
from surveys import building
from tests.feedback.open_survey import TODAY

ANN, BEN, CAZ = "ann@oakfield.example.org", "ben@oakfield.example.org", "caz@oakfield.example.org"


@pytest.fixture
def draft(session: Session) -> Survey:
    """A survey of Ann's with one question."""
    survey = drafts.create(session, "Food on the ward", by=ANN, today=TODAY)
    question = {"key": "better", "kind": "comment", "text": "What could be better?", "easy": "What is bad?"}
    drafts.change(session, survey, lambda data: building.add_item(data, question), by=ANN)
    return survey


def test_the_second_reader_is_somebody_else_and_a_later_change_asks_anew(
    session: Session, draft: Survey
) -> None:
    with pytest.raises(Refused, match="asked for a second reader"):
        second_readers.answer(session, draft, by=BEN, today=TODAY, agrees=True)
    second_readers.ask(session, draft, by=ANN, today=TODAY)
    with pytest.raises(Refused, match="Somebody else"):
        second_readers.answer(session, draft, by=ANN, today=TODAY, agrees=True)
    with pytest.raises(Refused, match="what should change"):
        second_readers.answer(session, draft, by=BEN, today=TODAY, agrees=False)
    sent_back = second_readers.answer(session, draft, by=BEN, today=TODAY, agrees=False, note="Too long.")
    assert (sent_back.review_note, sent_back.review_asked_by) == ("Too long.", None)
    second_readers.ask(session, draft, by=ANN, today=TODAY)
    assert second_readers.answer(session, draft, by=BEN, today=TODAY, agrees=True).reviewed_by == BEN
    reworded = drafts.change(
        session, draft, lambda data: building.change_item(data, "better", {"text": "What else?"}), by=ANN
    )
    assert (reworded.reviewed_by, reworded.review_asked_by) == (None, None)


def test_who_is_offered_to_read_is_who_may(session: Session, draft: Survey) -> None:
    assert not second_readers.may_read(None, BEN)
    assert not second_readers.may_read(revisions.draft(session, draft), BEN)
    # Ann wrote last and Ben asked: neither is somebody else.
    asked = second_readers.ask(session, draft, by=BEN, today=TODAY)
    assert [who for who in (ANN, BEN, CAZ) if second_readers.may_read(asked, who)] == [CAZ]
    agreed = second_readers.answer(session, draft, by=CAZ, today=TODAY, agrees=True)
    assert not second_readers.may_read(agreed, CAZ)


def test_a_draft_with_something_to_mend_asks_for_no_reader(session: Session) -> None:
    survey = drafts.create(session, "Empty", by=ANN, today=TODAY)
    with pytest.raises(Refused, match="Mend"):
        second_readers.ask(session, survey, by=ANN, today=TODAY)
