"""Promises of publications: what is open is frozen, the clock keeps its word, and printed paper leads somewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.audit_event import AuditEvent
from feedback.models.collector_link import CollectorLink
from feedback.models.survey import Revision, Survey
from feedback.services import (
    collector_links,
    drafts,
    faces,
    opening_times,
    publications,
    responses,
    revisions,
    surveys,
    translations,
)  # fmt: skip
from feedback.services.refusals import Refused
from feedback.services.responses import Arrival
from feedback.vocabulary import SurveyState
from surveys import building
from tests.feedback.open_survey import BY, NOW, TODAY, Open, opened_in

ANN = "ann@oakfield.example.org"


def survey_of(session: Session, opened: Open) -> Survey:
    return session.get_one(Survey, opened.survey_id)


def publish_changed(session: Session, survey: Survey, change: drafts.Edit) -> Revision:
    drafts.change(session, survey, change, by=ANN)
    return publications.publish(session, survey, by=ANN, today=TODAY)


def test_a_change_is_published_as_a_new_revision_and_says_what_it_does_to_trends(
    session: Session, opened: Open
) -> None:
    survey = survey_of(session, opened)
    first = survey.current_revision_id

    def change(data: drafts.Data) -> drafts.Data:
        data = building.change_item(data, "help-to-decide", {"text": "I decide together with staff."})
        data = building.remove_item(data, "help-i-need")
        new = {"key": "brand-new", "kind": "comment", "text": "What is new?", "easy": "What is new?"}
        return building.add_item(data, new, after="what-matters")

    drafts.change(session, survey, change, by=ANN)
    coming = {one.item: one.trend.value for one in publications.to_come(session, survey)}
    assert (coming["help-to-decide"], coming["help-i-need"], coming["brand-new"]) == (
        "reworded",
        "gone",
        "new",
    )
    assert coming["what-matters"] == "same"
    revision = publications.publish(session, survey, by=ANN, today=TODAY)
    assert (revision.number, survey.current_revision_id) == (2, revision.id) and revision.trends == coming
    assert session.get_one(Revision, first).published_on is not None


def test_answers_keep_the_revision_they_saw_and_old_pages_are_still_taken(
    session: Session, opened: Open
) -> None:
    survey = survey_of(session, opened)
    old = surveys.served(session, survey.id)
    publish_changed(session, survey, lambda d: building.remove_item(d, "what-matters"))
    assert old is not None
    again = surveys.served_revision(session, survey.id, old.number)
    assert again is not None and again.definition == old.definition
    arrival = Arrival(opened.link_id, opened.place_id, "qr", "en", 1)
    responses.submit(session, again, arrival, {"what-matters": "yes"}, submission="x", today=TODAY)
    assert responses.count(session, survey.id) == 1


def test_an_option_keeps_its_code_for_good_even_when_it_was_left_out_for_a_while(
    session: Session, opened: Open
) -> None:
    survey = survey_of(session, opened)
    item = {
        "key": "food", "kind": "one", "text": "Food?", "easy": "Food?",
        "options": [{"key": k, "text": k} for k in ("good", "fair", "bad")],
    }  # fmt: skip
    publish_changed(session, survey, lambda d: building.add_item(d, item))
    publish_changed(session, survey, lambda d: building.remove_item(d, "food"))
    back = {**item, "options": [{"key": k, "text": k} for k in ("bad", "none")]}
    revision = publish_changed(session, survey, lambda d: building.add_item(d, back))
    assert revision.codebook["food"][2] == {"good": 1, "fair": 2, "bad": 3, "none": 4}


def test_a_question_never_turns_into_another_kind_under_its_key(session: Session, opened: Open) -> None:
    survey = survey_of(session, opened)
    changed = {"kind": "comment", "options": None, "answers": None}
    drafts.change(session, survey, lambda d: building.change_item(d, "help-to-decide", changed), by=ANN)
    with pytest.raises(Refused, match="new question"):
        publications.publish(session, survey, by=ANN, today=TODAY)
    assert survey.current_revision_id != getattr(revisions.draft(session, survey), "id", None)


def test_a_signature_is_carried_along_only_where_no_word_changed(session: Session) -> None:
    opened = opened_in(session, signed=("pl", "ur"))
    survey = survey_of(session, opened)
    moved = publish_changed(session, survey, lambda d: building.move_item(d, "what-matters", 1))
    assert set(surveys.served(session, survey.id).languages) >= {"pl", "ur"}  # type: ignore[union-attr]  # it is published
    publish_changed(
        session, survey, lambda d: building.change_item(d, "what-matters", {"text": "All that matters."})
    )
    served = surveys.served(session, survey.id)
    assert served is not None and set(served.languages) == {"en", "en-simple"}
    assert translations.standing(session, survey, moved)


def test_a_survey_without_easy_read_is_not_on_offer_in_it(session: Session, opened: Open) -> None:
    survey = survey_of(session, opened)
    new = {"key": "plain", "kind": "comment", "text": "What else?"}
    publish_changed(session, survey, lambda d: building.add_item(d, new))
    served = surveys.served(session, survey.id)
    assert served is not None and "en-simple" not in served.languages and "en" in served.languages
    english, _ = translations.frozen(session, served.revision_id, "en", served.languages["en"])
    assert english["item/plain/text"] == "What else?"


def test_the_clock_opens_and_closes(session: Session, opened: Open) -> None:
    survey = survey_of(session, opened)
    opens, closes = NOW + timedelta(days=1), NOW + timedelta(days=2)
    publications.schedule(session, survey, opens_at=opens, closes_at=closes, by=ANN, now=NOW)

    def at(moment: object) -> tuple[str, object]:
        return opening_times.standing(survey.state, opens, closes, None, moment)  # type: ignore[arg-type]  # moments

    assert at(NOW) == (SurveyState.DRAFT, None)
    assert at(opens) == (SurveyState.PUBLISHED, None)
    assert at(closes) == (SurveyState.CLOSED, closes)
    assert opening_times.takes_answers(*at(closes), closes + timedelta(hours=24))  # type: ignore[arg-type]  # a moment
    assert not opening_times.takes_answers(*at(closes), closes + timedelta(hours=25))  # type: ignore[arg-type]  # a moment


def test_the_public_meets_the_clock_too(session: Session, opened: Open) -> None:
    survey = survey_of(session, opened)
    survey.closes_at = NOW - timedelta(days=200)
    session.flush()
    link = collector_links.open_code(session, opened.code)
    assert link is not None and link.survey_state == SurveyState.CLOSED
    face = faces.one(session, opened.code)
    assert face is not None and face.link.survey_state == SurveyState.CLOSED
    assert opening_times.told("published", None, NOW - timedelta(days=200), NOW) == SurveyState.CLOSED
    assert opening_times.told("published", NOW + timedelta(days=1), None, NOW) == opening_times.PLANNED


@pytest.mark.parametrize("closes", [NOW, NOW - timedelta(days=1), NOW + timedelta(hours=1)])
def test_a_closing_time_is_later_than_now_and_than_opening(
    session: Session, opened: Open, closes: object
) -> None:
    with pytest.raises(Refused, match="later"):
        publications.schedule(
            session,
            survey_of(session, opened),
            opens_at=NOW + timedelta(hours=2),
            closes_at=closes,
            by=ANN,
            now=NOW,  # type: ignore[arg-type]  # a moment
        )


@pytest.fixture
def test_survey(session: Session) -> Survey:
    """The Friends and Family Test, open, with a link."""
    return survey_of(session, opened_in(session, "friends-and-family"))


def test_the_friends_and_family_test_is_never_closed_while_its_service_runs(
    session: Session, test_survey: Survey
) -> None:
    with pytest.raises(Refused, match="as long as the service runs"):
        publications.close(session, test_survey, by=ANN, now=NOW)
    with pytest.raises(Refused, match="never closed by the clock"):
        publications.schedule(
            session, test_survey, opens_at=None, closes_at=NOW + timedelta(days=9), by=ANN, now=NOW
        )
    other = surveys.adopt(session, "being-heard", by=BY, today=TODAY)
    publications.publish(session, other, by=BY, today=TODAY)
    with pytest.raises(Refused, match="too"):
        publications.close(session, test_survey, by=ANN, now=NOW, leads_to=other)
    assert test_survey.state == SurveyState.PUBLISHED
    publications.close(session, test_survey, by=ANN, now=NOW, service_ended=True)
    assert test_survey.state == SurveyState.CLOSED


def test_printed_codes_of_an_old_test_lead_to_the_new_one(session: Session, test_survey: Survey) -> None:
    new = drafts.create(session, "The new test", by=ANN, today=TODAY)
    old = surveys.served(session, test_survey.id)
    assert old is not None
    data = old.definition.as_data() | {"key": new.slug, "title": "The new test"}
    drafts.change(session, new, lambda _: data, by=ANN)
    publications.publish(session, new, by=ANN, today=TODAY)
    publications.close(session, test_survey, by=ANN, now=NOW, leads_to=new)
    link = session.scalars(select(CollectorLink).where(CollectorLink.survey_id == test_survey.id)).one()
    target = collector_links.find(session, link.leads_to or "")
    assert target is not None
    assert (target.survey_id, target.place_id, target.channel) == (new.id, link.place_id, link.channel)
    publications.publish(session, test_survey, by=ANN, today=TODAY)
    assert link.leads_to is None


def test_only_what_is_not_open_is_archived_and_it_comes_back_closed(session: Session, opened: Open) -> None:
    survey = survey_of(session, opened)
    with pytest.raises(Refused, match="Close the survey first"):
        publications.archive(session, survey, by=ANN, today=TODAY)
    publications.close(session, survey, by=ANN, now=NOW)
    publications.archive(session, survey, by=ANN, today=TODAY)
    assert survey.archived_on == TODAY
    publications.bring_back(session, survey, by=ANN)
    assert (survey.archived_on, survey.state) == (None, SurveyState.CLOSED)


def test_the_audit_says_who_published_what_and_whether_somebody_else_read_it(
    session: Session, opened: Open
) -> None:
    survey = survey_of(session, opened)
    publish_changed(session, survey, lambda d: building.remove_item(d, "what-matters"))
    events = select(AuditEvent).where(AuditEvent.action == "survey-published").order_by(AuditEvent.id.desc())
    newest = session.scalars(events).first()
    assert newest is not None and (newest.by, newest.detail) == (ANN, "revision 2, read by nobody else")
