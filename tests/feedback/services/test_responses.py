"""Promise of the responses: stored once and for good, and a change of mind is a new row beside a withdrawal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.services import responses, surveys
from feedback.services.responses import TABLE, WITHDRAWN, Arrival, Outcome
from tests.feedback.open_survey import TODAY, Open, answer, opened_in


def stored(session: Session) -> list[Any]:
    return list(session.execute(select(TABLE).where(db.scoped(session, TABLE)).order_by(TABLE.c.id)))


def changed(session: Session, opened: Open, submission: str, replaces: str, **given: Any) -> Outcome:
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    answers = {key.replace("_", "-"): value for key, value in given.items()}
    arrival = Arrival(opened.link_id, opened.place_id, "qr", "en", 1)
    return responses.submit(
        session, served, arrival, answers, submission=submission, replaces=replaces, today=TODAY
    )


def test_one_id_with_one_set_of_answers_is_one_row_however_often_it_comes(
    session: Session, opened: Open
) -> None:
    outcomes = [answer(session, opened, "a", help_to_decide="yes", sex="male") for _ in range(3)]
    assert outcomes == [Outcome.STORED, Outcome.REPEATED, Outcome.REPEATED] and len(stored(session)) == 1


def test_the_order_of_answers_makes_no_difference(session: Session, opened: Open) -> None:
    answer(session, opened, "a", help_to_decide="yes", sex="male")
    assert answer(session, opened, "a", sex="male", help_to_decide="yes") is Outcome.REPEATED


def test_one_id_with_other_answers_is_told_and_nothing_is_stored(session: Session, opened: Open) -> None:
    answer(session, opened, "a", help_to_decide="yes")
    assert answer(session, opened, "a", help_to_decide="no") is Outcome.DIFFERENT
    assert [json.loads(row.answers) for row in stored(session)] == [{"help-to-decide": "yes"}]


def test_what_is_stored_of_an_id_does_not_lead_back_to_it(session: Session, opened: Open) -> None:
    answer(session, opened, "a-page-on-a-phone", help_to_decide="yes")
    [row] = stored(session)
    assert len(row.submission) == 16 and bytes(row.submission) == responses.name_of("a-page-on-a-phone")
    assert b"page" not in bytes(row.submission)
    assert len({responses.name_of(name) for name in ("a", "b", "", "\ud800", "a" * 200)}) == 5


def test_the_record_of_truth_is_readable_in_every_script(session: Session, opened: Open) -> None:
    answer(session, opened, "a", one_thing_better={"text": "شکریہ “ਚਾਹ”\n", "share": True})
    [row] = stored(session)
    assert "شکریہ" in row.answers and json.loads(row.answers)["one-thing-better"]["share"] is True


def test_a_row_has_no_column_for_a_phone_a_moment_or_an_invitation() -> None:
    assert set(TABLE.c.keys()) == {
        "organisation_id", "id", "submission", "survey_id", "revision_id", "link_id", "place_id", "channel", "language",
        "texts_version", "answered_on", "geography_edition", "interpreter", "receipt", "answers", "codes",
    }  # fmt: skip
    assert str(TABLE.c.answered_on.type) == "DATE"


def test_a_change_is_a_withdrawal_and_a_new_row(session: Session, opened: Open) -> None:
    answer(session, opened, "a", help_to_decide="yes")
    for _ in range(2):
        changed(session, opened, "b", replaces="a", help_to_decide="no")
    gone = session.execute(select(WITHDRAWN).where(db.scoped(session, WITHDRAWN))).all()
    assert len(stored(session)) == 2 and [row.response_id for row in gone] == [stored(session)[0].id]
    assert responses.count(session, opened.survey_id) == 1


def test_a_change_of_what_never_came_is_a_response_like_any_other(session: Session, opened: Open) -> None:
    answer(session, opened, "a", help_to_decide="yes")
    assert changed(session, opened, "b", replaces="unheard-of", help_to_decide="no") is Outcome.STORED
    assert responses.count(session, opened.survey_id) == 2


def test_a_withdrawal_counts_once_and_stays_within_its_survey(session: Session, opened: Open) -> None:
    answer(session, opened, "a", help_to_decide="yes")
    other = opened_in(session, "being-heard")
    assert not responses.withdraw(session, other.survey_id, submission="a", today=TODAY)
    assert responses.withdraw(session, opened.survey_id, submission="a", today=TODAY)
    assert not responses.withdraw(session, opened.survey_id, submission="a", today=TODAY)
    assert not responses.withdraw(session, opened.survey_id, submission="unheard-of", today=TODAY)
    assert responses.count(session, opened.survey_id) == 0


def test_a_withdrawn_answering_sent_again_is_not_counted_again(session: Session, opened: Open) -> None:
    answer(session, opened, "a", help_to_decide="yes")
    responses.withdraw(session, opened.survey_id, submission="a", today=TODAY)
    assert answer(session, opened, "a", help_to_decide="yes") is Outcome.REPEATED
    assert responses.count(session, opened.survey_id) == 0


def test_many_rows_are_stored_at_once_and_those_that_are_there_are_left_alone(
    session: Session, opened: Open
) -> None:
    answer(session, opened, "0", help_to_decide="yes")
    first = dict(stored(session)[0]._mapping)
    rows = [
        {
            **{k: v for k, v in first.items() if k not in ("id", "organisation_id")},
            "submission": responses.name_of(str(n)),
        }
        for n in range(7)
    ]
    assert responses.store_many(session, rows) == 6
    assert responses.store_many(session, rows) == 0
    assert responses.count(session, opened.survey_id) == 7
    assert len({row.id for row in stored(session)}) == 7


def test_after_many_rows_one_more_answer_finds_its_number(session: Session, opened: Open) -> None:
    test_many_rows_are_stored_at_once_and_those_that_are_there_are_left_alone(session, opened)
    assert answer(session, opened, "one more", help_to_decide="no") is Outcome.STORED


@pytest.mark.parametrize("survey", [0, 999])
def test_a_survey_that_is_not_there_has_no_responses(session: Session, survey: int) -> None:
    assert responses.count(session, survey) == 0
