"""Promises of the Monday e-mail: praise first, a fall told, and nothing in it that tells who somebody is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.models.improvement import Improvement
from feedback.models.monday_reader import MondayStretch
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import (
    comments,
    outcomes,
    places,
    publications,
    redactions,
    responses,
)
from tests.feedback.invented_mondays import (
    BAD,
    GOOD,
    MONDAY,
    SUNDAY,
    answered,
    put_now,
    said,
    sent,
    text,
    without_link,
)  # fmt: skip
from tests.feedback.invented_readers import reader as invented_reader
from tests.feedback.open_survey import BY, Open

A_WEEK = timedelta(days=7)


def test_a_week_in_numbers_worked_out_by_hand_and_one_thing_to_act_on(
    session: Session, opened: Open, ward: Place
) -> None:
    # 44 answer: 36 say yes to one question (82 %, in fives 35 of 45: 78 %), 10 to the other (10 of 45: 22 %).
    answered(session, opened, 36, **{GOOD: "yes", BAD: "no"})
    answered(session, opened, 8, start=36, **{GOOD: "no", BAD: "yes"})
    told = text(session, ward)
    assert "About 45 people answered last week." in told
    good, act = told.index("What was good"), told.index("One thing to act on")
    assert good < act
    assert "78% gave a positive answer to “I help to decide about my care”" in told[good:act]
    assert "22% gave a positive answer to" in told[act:]


@pytest.mark.parametrize("number", range(9))
def test_of_fewer_than_ten_answers_nothing_is_told_but_words(
    session: Session, opened: Open, ward: Place, number: int
) -> None:
    answered(session, opened, number, **{GOOD: "yes"})
    said(session, opened, "Quieter nights, please.")
    told = text(session, ward)
    figures = "Fewer than 10 people answered last week."
    assert figures in told and "Ask more people." in told
    assert "Quieter" not in told and "positive answer" not in told
    assert not any(sign.isdigit() for sign in told.replace(figures, "").replace("stop/x", ""))


def test_a_survey_with_nine_answers_says_what_a_survey_with_none_says(
    session: Session, opened: Open, ward: Place
) -> None:
    nobody = text(session, ward)
    answered(session, opened, 9, **{GOOD: "no"})
    assert text(session, ward) == nobody


@pytest.mark.parametrize("missing", ["share", "redact", "release"])
def test_words_stand_in_it_only_when_shared_looked_through_and_released(
    session: Session, opened: Open, ward: Place, missing: str
) -> None:
    answered(session, opened, 20, **{GOOD: "yes"})
    said(session, opened, "The night nurse was kind.")
    said(session, opened, "Too loud at night.", **{missing: False})
    told = text(session, ward)
    assert "The night nurse was kind." in told and "Too loud" not in told
    # What was released waits behind the sign-in; of what was not, nobody learns that it is there.
    assert ("There is more to read for you when you sign in" in told) == (missing != "release")


def test_what_somebody_took_out_of_a_comment_is_not_in_it(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 20, **{GOOD: "yes"})
    row = said(session, opened, "Doctor Meredith was rude.", redact=False)
    comment = comments.find(session, row.response_id, row.item_key)
    assert comment is not None
    reader = invented_reader(session).id
    redactions.keep(session, comment, [], ["Meredith"], staff_id=reader, by=BY, today=SUNDAY)
    told = text(session, ward)
    assert "was rude" in told and "Meredith" not in told


def test_a_release_taken_back_and_an_answer_taken_back_leave_it(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 20, **{GOOD: "yes"})
    first = said(session, opened, "First words.")
    said(session, opened, "Second words.")
    outcomes.take_back(session, first, by=BY)
    assert "First words" not in text(session, ward) and "Second words" in text(session, ward)
    responses.withdraw(session, opened.survey_id, submission="Second words.", today=SUNDAY)
    assert "Second words" not in text(session, ward)


def test_words_of_another_week_or_another_place_are_not_in_it(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 20, **{GOOD: "yes"})
    said(session, opened, "Long ago.", day=SUNDAY - timedelta(days=7))
    said(session, opened, "This week.", day=SUNDAY - timedelta(days=6))
    elsewhere = places.add(session, "Ward 8", slug="ward-8", by=BY)
    told = text(session, ward)
    assert "This week." in told and "Long ago" not in told
    assert "This week." not in text(session, elsewhere)


def test_it_names_nobody_and_no_group(session: Session, opened: Open, ward: Place, lead: int) -> None:
    answered(session, opened, 15, **{GOOD: "yes", "age_band": "85-plus", "sex": "female"})
    answered(session, opened, 15, start=15, **{GOOD: "no", "age_band": "25-34", "sex": "male"})
    put_now(session, now=MONDAY)
    [mail] = sent(session)
    for word in ("wanda", "female", "Female", "85", "women", "Men"):
        assert word not in without_link(
            mail["subject"] + mail["body"] + mail["html"].partition("</style>")[2]
        )


def test_no_two_emails_tell_of_the_same_answers(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    answered(session, opened, 40, day=SUNDAY, **{GOOD: "yes"})
    put_now(session, now=MONDAY)
    answered(session, opened, 3, day=SUNDAY + timedelta(days=3), **{GOOD: "no"})
    put_now(session, now=MONDAY + timedelta(days=7))
    answered(session, opened, 37, day=SUNDAY + timedelta(days=10), start=9, **{GOOD: "no"})
    put_now(session, now=MONDAY + timedelta(days=14))
    first, second, third = (mail["body"] for mail in sent(session))
    assert "100% gave a positive answer" in first and "positive answer" not in second
    # The three wait until with others they are many; the first forty are in no later number.
    assert "about 40 people since 23 November 2026" in third
    assert "0% gave a positive answer" in third


def test_a_share_of_fewer_than_thirty_is_chance_and_waits_for_more(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    answered(session, opened, 20, **{GOOD: "yes"})
    put_now(session, now=MONDAY)
    answered(session, opened, 20, day=SUNDAY + timedelta(days=7), **{GOOD: "yes"})
    put_now(session, now=MONDAY + timedelta(days=7))
    first, second = (mail["body"] for mail in sent(session))
    assert "About 20 people answered last week." in first and "positive answer" not in first
    assert "(about 40 people since" in second


def test_praise_is_what_its_reader_took_for_praise_and_stands_first(
    session: Session, opened: Open, ward: Place
) -> None:
    """No shipped question asks for praise alone, so a person says what is."""
    answered(session, opened, 36, **{GOOD: "yes", BAD: "no"})
    row = said(session, opened, "The night nurse was kind.", praise=True)
    said(session, opened, "Too loud at night.")
    told = text(session, ward)
    good, wrote, act = (
        told.index(words) for words in ("What was good", "What people wrote", "One thing to act on")
    )
    assert good < told.index("> The night nurse was kind.") < told.index("100% gave") < wrote
    assert wrote < told.index("> Too loud at night.") < act
    outcomes.take_back(session, row, by=BY)
    assert row.praise is False and "nurse" not in text(session, ward)


def test_a_fall_is_told_beside_what_the_email_before_told(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    answered(session, opened, 40, **{GOOD: "yes", BAD: "yes"})
    put_now(session, now=MONDAY)
    answered(session, opened, 30, day=SUNDAY + A_WEEK, **{GOOD: "no", BAD: "yes"})
    answered(session, opened, 10, day=SUNDAY + A_WEEK, start=30, **{GOOD: "yes", BAD: "no"})
    put_now(session, now=MONDAY + A_WEEK)
    first, second = (mail["body"] for mail in sent(session))
    assert "before that" not in first and "the week before" not in first
    assert "About 40 people answered last week, about 40 the week before." in second
    act = second.partition("One thing to act on")[2]
    assert act.strip("-\n ").startswith("25% gave") and "I help to decide" in act
    assert "It was 100% before that, and chance alone does not explain it." in act
    # Whoever reads it beforehand once it left is told of no fall from itself.
    assert "before that" not in text(session, ward, last_on=SUNDAY + A_WEEK)


def test_a_small_change_is_chance_and_not_told(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    for at, yes in enumerate((30, 24)):
        answered(session, opened, yes, day=SUNDAY + A_WEEK * at, **{GOOD: "yes"})
        answered(session, opened, 40 - yes, day=SUNDAY + A_WEEK * at, start=yes, **{GOOD: "no"})
        put_now(session, now=MONDAY + A_WEEK * at)
    first, second = (mail["body"] for mail in sent(session))
    assert "75% gave" in first and "63% gave" in second and "before that" not in second


def test_a_question_in_other_words_is_no_fall_of_the_old_one(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    answered(session, opened, 40, **{GOOD: "yes"})
    put_now(session, now=MONDAY)
    [row] = session.query(MondayStretch)
    [[key, _, count, base]] = row.said
    assert (key, count, base) == (GOOD.replace("_", "-"), 40, 40)
    row.said = [[key, "Something else was asked", count, base]]
    answered(session, opened, 40, day=SUNDAY + A_WEEK, **{GOOD: "no"})
    assert "before that" not in text(session, ward, last_on=SUNDAY + A_WEEK)


def test_a_place_where_few_answer_is_told_of_once_they_are_thirty_however_long_it_takes(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    for at in range(16):
        answered(session, opened, 2, day=SUNDAY + A_WEEK * at, **{GOOD: "yes"})
        put_now(session, now=MONDAY + A_WEEK * at)
    told = [("about 30 people since" in mail["body"]) for mail in sent(session)]
    assert told.count(True) == 1 and told.index(True) >= 13


def test_what_somebody_works_on_here_is_found(session: Session, opened: Open, ward: Place) -> None:
    answered(session, opened, 36, **{GOOD: "yes", BAD: "no"})
    assert "0% gave" in text(session, ward).partition("One thing to act on")[2]
    work_on(session, opened, ward, BAD.replace("_", "-"))
    assert "0% gave" not in text(session, ward).partition("One thing to act on")[2]


def test_what_another_place_works_on_is_still_to_be_done_here(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 36, **{GOOD: "yes", BAD: "no"})
    work_on(session, opened, places.add(session, "Ward 8", slug="ward-8", by=BY), BAD.replace("_", "-"))
    assert "0% gave" in text(session, ward).partition("One thing to act on")[2]


def work_on(session: Session, opened: Open, ward: Place, item: str) -> None:
    """Somebody drafts what is done about a question."""
    from feedback.models.snapshot import Snapshot
    from feedback.services import snapshots

    survey = session.get_one(Survey, opened.survey_id)
    snapshots.publish(session, survey, groups=[], by=BY, today=SUNDAY)
    [snapshot] = session.query(Snapshot)
    session.add(Improvement(
        organisation_id=opened.organisation_id, slug="days", survey_id=survey.id, place_id=ward.id, title="Days",
        said="You said", status="planned", item_key=item, snapshot_id=snapshot.id, figure={}, state="draft",
        drafted_by=invented_reader(session).id, updated_at=MONDAY,
    ))  # fmt: skip
    session.flush()


def test_a_survey_that_is_over_is_left_out_once_there_is_nothing_to_tell(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 40, day=SUNDAY - timedelta(days=120), **{GOOD: "yes"})
    assert "Fewer than 10 people answered last week." in text(session, ward)
    publications.close(session, session.get_one(Survey, opened.survey_id), by=BY, now=MONDAY - A_WEEK)
    assert "No survey is open here." in text(session, ward)
