"""Promise of the intake: a good row is stored as a phone's answer would be, a bad one is named and leaves nothing."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.response import Response
from feedback.models.survey import Survey
from feedback.services import intake, responses
from feedback.services.intake import Report
from feedback.services.refusals import Refused
from tests.feedback.open_survey import BY, TODAY, Open

HEADER = "what-matters,age-band,deprivation-quintile,one-thing-better,language,channel,answered_on,link"


def load(session: Session, opened: Open, *rows: str, header: str = HEADER) -> Report:
    survey = session.get_one(Survey, opened.survey_id)
    return intake.load(session, survey, [header, *rows], by=BY, today=TODAY)


def stored(session: Session) -> list[Response]:
    return list(session.scalars(select(Response).order_by(Response.id)))


def test_a_good_row_keeps_its_answers_language_channel_day_and_place(session: Session, opened: Open) -> None:
    report = load(session, opened, f"yes,25-34,QX3 1AA,A thought,ur,kiosk,2026-11-02,{opened.code.lower()}")
    assert (report.stored, report.bad) == (1, 0)
    row = stored(session)[0]
    assert json.loads(row.answers) == {
        "what-matters": "yes",
        "age-band": "25-34",
        "deprivation-quintile": "2",
        "one-thing-better": {"text": "A thought", "share": False},
    }
    assert (row.language, row.channel, row.answered_on.isoformat(), row.place_id, row.link_id) == (
        "ur", "kiosk", "2026-11-02", opened.place_id, opened.link_id,
    )  # fmt: skip
    assert row.codes and "QX3" not in row.answers


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("maybe,,,,,,,", "what-matters"),
        ("yes,,,,xx,,,", "language"),
        ("yes,,,,,pigeon,,", "channel"),
        ("yes,,,,,,yesterday,", "answered_on"),
        ("yes,,,,,,2099-01-01,", "not come yet"),
        ("yes,,,,,,,NOSUCH", "link"),
        ("yes", "number of cells"),
        (",,,,,,,", "nothing answered"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_good_ones_stay(
    session: Session, opened: Open, row: str, told: str
) -> None:
    report = load(session, opened, "yes,,,,,,,", row, "no,,,,,,,")
    assert (report.stored, report.bad) == (2, 1)
    assert report.problems[0].startswith("line 3: ") and told in report.problems[0]
    assert responses.count(session, opened.survey_id) == 2


def test_a_file_loaded_again_after_mending_doubles_nothing(session: Session, opened: Open) -> None:
    load(session, opened, "yes,,,,,,,", "maybe,,,,,,,", "no,,,,,,,")
    report = load(session, opened, "yes,,,,,,,", "sometimes,,,,,,,", "no,,,,,,,")
    assert (report.stored, report.repeated, report.bad) == (1, 2, 0)
    assert responses.count(session, opened.survey_id) == 3


def test_two_people_with_the_same_answers_are_two_rows(session: Session, opened: Open) -> None:
    assert load(session, opened, "yes,,,,,,,", "yes,,,,,,,").stored == 2


@pytest.mark.parametrize("header", ["what-matters,shoe-size", "language,link"])
def test_columns_that_cannot_be_read_refuse_the_file(session: Session, opened: Open, header: str) -> None:
    with pytest.raises(Refused, match="line 1"):
        load(session, opened, "yes,9", header=header)
    assert stored(session) == []


def test_an_answer_of_several_parts_is_parted_by_semicolons(session: Session, opened: Open) -> None:
    from tests.feedback.open_survey import opened_in

    other = opened_in(session, "being-heard", more=("inclusion",))
    report = load(session, other, "yes,drugs-or-alcohol; sex-work", header="listened-to,inclusion")
    assert report.problems == []
    assert json.loads(stored(session)[-1].answers)["inclusion"] == ["drugs-or-alcohol", "sex-work"]


def test_loading_is_an_event(session: Session, opened: Open) -> None:
    from feedback.services import audit

    load(session, opened, "yes,,,,,,,")
    newest = audit.latest(session, 1)[0]
    assert (newest.action, newest.by) == ("responses-loaded", BY) and db.scope_of(session)
