"""Promises of the outcomes: who decides what, who is told of it, and what a team must never see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.models.place import Place
from feedback.services import audit, comments, escalations, outcomes, places, quotes, responses, reviews
from feedback.services.refusals import Refused
from feedback.services.reviews import Reader, Show
from feedback.vocabulary import FOR_THE_LEAD, CommentOutcome, ReviewState, Role
from tests.feedback.invented_readers import reader as invented_reader
from tests.feedback.open_survey import BY, TODAY, Open
from tests.feedback.written_comments import (
    CALM,
    COMMENT,
    LEADS,
    colleague,
    decide,
    only,
    queue,
    rows,
    texts,
    write,
)

THURSDAY, FRIDAY, MONDAY = TODAY - timedelta(days=1), TODAY, date(2026, 11, 23)
KEPT = [outcome for outcome in CommentOutcome if outcome not in FOR_THE_LEAD]


@pytest.mark.parametrize("outcome", sorted(FOR_THE_LEAD))
def test_what_is_for_the_safeguarding_lead_goes_to_their_own_list_and_they_are_told(
    session: Session, opened: Open, outcome: CommentOutcome
) -> None:
    lead, bystander = colleague(session, "sal", Role.SAFEGUARDING_LEAD), colleague(session, "bea")
    review = decide(session, only(session, opened), outcome)
    assert review.state == ReviewState.WITH_LEAD
    assert escalations.number_for(session, bystander.id) == 0
    assert texts(queue(session, LEADS, Show.LEAD)) == [CALM]
    assert escalations.number_for(session, lead.id) == 1
    outcomes.dealt_with(session, review, note="Referred.", by=BY, today=TODAY)
    assert (queue(session, LEADS, Show.LEAD), escalations.number_for(session, lead.id)) == ([], 0)
    with pytest.raises(Refused, match="not with the safeguarding lead"):
        outcomes.dealt_with(session, review, note="", by=BY, today=TODAY)


@pytest.mark.parametrize("outcome", KEPT)
def test_what_is_not_for_the_lead_is_done(session: Session, opened: Open, outcome: CommentOutcome) -> None:
    lead = colleague(session, "sal", Role.SAFEGUARDING_LEAD)
    assert decide(session, only(session, opened), outcome).state == ReviewState.DONE
    assert escalations.number_for(session, lead.id) == 0


def test_where_nobody_is_safeguarding_lead_an_administrator_hears_that_one_is_needed(
    session: Session, opened: Open
) -> None:
    ada = colleague(session, "ada", Role.ADMINISTRATOR)
    decide(session, only(session, opened), CommentOutcome.CHILD_SAFEGUARDING)
    assert escalations.number_for(session, ada.id) == 1


def test_an_allegation_is_no_quote_any_more_and_never_becomes_one(session: Session, opened: Open) -> None:
    read = only(session, opened, share=True)
    quotes.approve(
        session, read.comment, CALM, staff_id=colleague(session, "mo").id, by="mo@oakfield.example.org", today=TODAY
    )  # fmt: skip
    assert len(quotes.offered(session, opened.survey_id)) == 1
    decide(session, read, CommentOutcome.ALLEGATION)
    assert quotes.offered(session, opened.survey_id) == []
    assert quotes.source(session, read.review.response_id, COMMENT) is None
    assert comments.find(session, read.review.response_id, COMMENT) is not None


def test_only_a_safeguarding_lead_decides_anew_what_they_were_handed(session: Session, opened: Open) -> None:
    lead = colleague(session, "sal", Role.SAFEGUARDING_LEAD)
    read = only(session, opened)
    decide(session, read, CommentOutcome.ADULT_SAFEGUARDING)
    with pytest.raises(Refused, match="decides from here on"):
        decide(session, read, CommentOutcome.NO_CONCERN)
    decide(session, read, CommentOutcome.EMERGENCY, Reader(lead.id, leads=True))
    decide(session, read, CommentOutcome.INCIDENT, Reader(lead.id, leads=True))
    assert texts(queue(session, show=Show.DONE)) == [CALM]


def test_a_lead_is_told_again_of_what_is_handed_over_again(session: Session, opened: Open) -> None:
    sal, sid = (colleague(session, name, Role.SAFEGUARDING_LEAD) for name in ("sal", "sid"))
    read = only(session, opened)
    decide(session, read, CommentOutcome.EMERGENCY)
    decide(session, read, CommentOutcome.INCIDENT, Reader(sid.id, leads=True))
    assert escalations.number_for(session, sal.id) == 0
    decide(session, read, CommentOutcome.EMERGENCY, Reader(sid.id, leads=True))
    assert (escalations.number_for(session, sal.id), escalations.number_for(session, sid.id)) == (1, 0)


def test_two_who_decide_at_once_are_told_of_each_other(session: Session, opened: Open) -> None:
    read, reader = only(session, opened), Reader(invented_reader(session).id, leads=False)
    decide(session, read, CommentOutcome.LIAISON)
    with pytest.raises(Refused, match="meanwhile"):
        outcomes.decide(
            session, read.review, CommentOutcome.NO_CONCERN, reader, note="", before="", by=BY, today=TODAY
        )
    assert read.review.outcome == CommentOutcome.LIAISON


def test_every_decision_is_written_down_without_the_words_the_person_or_an_allegation(
    session: Session, opened: Open
) -> None:
    read = only(session, opened, "Nurse Example hurt me.")
    decide(session, read, CommentOutcome.ALLEGATION, note="It was in the bath.")
    [event] = [one for one in audit.latest(session) if one.action == "comment-decided"]
    told = f"{event.subject} {event.detail}"
    assert told == f"comment {read.review.id} for the safeguarding lead"
    for secret in ("Nurse", "bath", "allegation"):
        assert secret not in told


def test_a_team_sees_what_was_released_for_its_places_and_nothing_else(
    session: Session, opened: Open
) -> None:
    ward, clinic = session.get_one(Place, opened.place_id), places.add(session, "Clinic", by=BY)
    write(session, opened, "a", "released", place=ward)
    write(session, opened, "b", "read and kept", place=ward)
    write(session, opened, "c", "of the clinic", place=clinic)
    write(session, opened, "d", "not read", place=ward)
    staff = invented_reader(session).id
    for one in queue(session):
        if one.comment.text != "not read":
            decide(session, one, CommentOutcome.NO_CONCERN)
        if one.comment.text in ("released", "of the clinic"):
            outcomes.release(session, one.review, staff_id=staff, by=BY, today=TODAY)
    found, total = reviews.released(session, [ward.id], start=0, number=9)
    assert (texts(found), total) == (["released"], 1)
    outcomes.take_back(session, found[0].review, by=BY)
    assert reviews.released(session, [ward.id], start=0, number=9) == ([], 0)


@pytest.mark.parametrize("outcome", [None, *sorted(FOR_THE_LEAD)])
def test_what_waits_or_is_for_the_lead_cannot_be_released(
    session: Session, opened: Open, outcome: CommentOutcome | None
) -> None:
    read = only(session, opened)
    if outcome is not None:
        decide(session, read, outcome)
    with pytest.raises(Refused, match="shown to the team"):
        outcomes.release(session, read.review, staff_id=invented_reader(session).id, by=BY, today=TODAY)
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE comment_review SET released_on = '2026-11-20'"))


def test_what_was_released_is_taken_back_when_it_turns_out_to_be_for_the_lead(
    session: Session, opened: Open
) -> None:
    read = only(session, opened)
    decide(session, read, CommentOutcome.NO_CONCERN)
    outcomes.release(session, read.review, staff_id=invented_reader(session).id, by=BY, today=TODAY)
    decide(session, read, CommentOutcome.ALLEGATION)
    assert reviews.released(session, None, start=0, number=9) == ([], 0)


def test_taking_back_the_answers_takes_them_from_the_team_too(session: Session, opened: Open) -> None:
    read = only(session, opened)
    decide(session, read, CommentOutcome.NO_CONCERN, note="Of a person.")
    outcomes.release(session, read.review, staff_id=invented_reader(session).id, by=BY, today=TODAY)
    responses.withdraw(session, opened.survey_id, submission="page", today=TODAY)
    assert reviews.released(session, None, start=0, number=9) == ([], 0)
    assert rows(session) == []


def test_a_comment_is_taken_over_and_handed_over_to_who_may_read(session: Session, opened: Open) -> None:
    read, mo = only(session, opened), colleague(session, "mo")
    outcomes.give(session, read.review, mo.id, by=BY)
    assert texts(queue(session, Reader(mo.id, False), Show.MINE)) == [CALM]
    with pytest.raises(Refused, match="may read comments"):
        outcomes.give(session, read.review, colleague(session, "ana", Role.ANALYST).id, by=BY)
    decide(session, read, CommentOutcome.NO_CONCERN)
    with pytest.raises(Refused, match="read this comment already"):
        outcomes.give(session, read.review, mo.id, by=BY)
