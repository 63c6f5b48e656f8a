"""Promise of the surveys: adopted whole, asked only with a stated use, frozen, and open for exactly as long as said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey
from feedback.services import audit, geographies, opening_times, organisations, publications, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import SurveyState
from surveys import publishing
from tests.feedback.open_survey import BY, NOW, POSTCODES, TODAY, Open

SHORT = {"role", "answered-by", "helper", "age-band", "sex", "ethnic-group", "disability"}


def adopt(session: Session, slug: str = "my-care", **more: object) -> Survey:
    return surveys.adopt(session, slug, by=BY, today=TODAY, **more)  # type: ignore[arg-type]


def asked(session: Session, survey: Survey) -> set[str]:
    revision = surveys.revision_of(session, survey)
    assert revision is not None
    return {item.key for item in surveys.definition_of(revision).groups()}


def test_an_adopted_survey_is_a_draft_with_the_short_block(session: Session) -> None:
    survey = adopt(session)
    assert survey.state == SurveyState.DRAFT and surveys.served(session, survey.id) is None
    assert asked(session, survey) == SHORT
    assert (survey.library_slug, survey.library_edition) == ("my-care", "2026.1")


def test_a_postcode_is_asked_only_where_a_look_up_is_loaded(session: Session) -> None:
    assert "deprivation-quintile" not in {key for key, _, _ in surveys.choices(session)}
    with pytest.raises(Refused, match="deprivation-quintile"):
        adopt(session, chosen={"deprivation-quintile"})
    geographies.load(session, POSTCODES, "2025", today=TODAY)
    assert "deprivation-quintile" in asked(session, adopt(session))


def test_a_question_beyond_the_short_block_needs_its_stated_use(session: Session) -> None:
    for uses in ({}, {"religion": "  "}, {"sexual-orientation": "to plan"}):
        with pytest.raises(Refused, match="religion"):
            adopt(session, chosen={"age-band", "religion"}, stated_uses=uses)
    survey = adopt(
        session,
        chosen={"age-band", "religion"},
        stated_uses={"religion": "to plan the chapel", "age-band": "x"},
    )
    assert asked(session, survey) == {"age-band", "religion"}
    assert survey.stated_uses == {"religion": "to plan the chapel"}


@pytest.mark.parametrize("slug", ["nowhere", "answers", "../../etc/passwd", "about-you", "fair-access"])
def test_what_is_not_shipped_cannot_be_adopted(session: Session, slug: str) -> None:
    with pytest.raises(KeyError):
        adopt(session, slug)


def test_a_survey_is_adopted_once_and_unknown_questions_are_refused(session: Session) -> None:
    with pytest.raises(Refused, match="shoe-size"):
        adopt(session, chosen={"shoe-size"})
    adopt(session)
    with pytest.raises(Refused, match="already in use"):
        adopt(session)


def test_nothing_is_published_before_people_know_whom_to_ask(session: Session) -> None:
    survey = adopt(session)
    with pytest.raises(Refused, match="help number"):
        publications.publish(session, survey, by=BY, today=TODAY)
    organisations.current(session).help_number = "01632 960 001"
    with pytest.raises(Refused, match="privacy contact"):
        publications.publish(session, survey, by=BY, today=TODAY)
    organisations.current(session).privacy_contact = "privacy@oakfield.example.org"
    assert publications.publish(session, survey, by=BY, today=TODAY).published_on == TODAY


def test_what_is_served_is_exactly_what_was_frozen(session: Session, opened: Open) -> None:
    served = surveys.served(session, opened.survey_id)
    revision = session.get_one(Revision, served.revision_id) if served else None
    assert served is not None and revision is not None
    assert publishing.fingerprint(served.definition) == revision.fingerprint
    assert served.codebook == publishing.codebook(served.definition)
    assert (served.number, served.slug) == (1, "my-care")


def test_only_our_own_and_signed_languages_are_served(session: Session, opened: Open) -> None:
    served = surveys.served(session, opened.survey_id)
    assert served is not None and list(served.languages) == ["en", "en-simple", "ur"]


def test_an_earlier_revision_is_found_by_its_number_and_only_within_its_survey(
    session: Session, opened: Open
) -> None:
    found = surveys.served_revision(session, opened.survey_id, 1)
    assert found is not None and found.number == 1
    assert surveys.served_revision(session, opened.survey_id, 2) is None
    assert surveys.served_revision(session, opened.survey_id + 1, 1) is None


@pytest.mark.parametrize(
    ("after", "taken"),
    [(timedelta(0), True), (timedelta(hours=24), True), (timedelta(hours=24, seconds=1), False)],
)
def test_a_closed_survey_takes_answers_for_a_day(after: timedelta, taken: bool) -> None:
    assert opening_times.takes_answers("closed", NOW, NOW + after) is taken


def test_a_draft_takes_no_answers_and_an_open_survey_does() -> None:
    assert opening_times.takes_answers("published", None, NOW)
    assert not opening_times.takes_answers("draft", None, NOW) and not opening_times.takes_answers(
        "closed", None, NOW
    )


def test_closing_and_opening_again(session: Session, opened: Open) -> None:
    survey = surveys.find(session, opened.slug)
    assert survey is not None
    publications.close(session, survey, by=BY, now=NOW)
    assert (survey.state, survey.closed_at) == (SurveyState.CLOSED, NOW)
    publications.publish(session, survey, by=BY, today=TODAY + timedelta(days=9))
    assert (survey.state, survey.closed_at) == (SurveyState.PUBLISHED, None)
    revision = surveys.revision_of(session, survey)
    assert revision is not None and revision.published_on == TODAY


def test_everything_that_happens_to_a_survey_has_a_name_in_the_audit(session: Session, opened: Open) -> None:
    survey = surveys.find(session, opened.slug)
    assert survey is not None
    publications.close(session, survey, by="ana@oakfield.example.org", now=NOW)
    events = {event.action: event.by for event in audit.latest(session)}
    assert {"survey-adopted", "survey-published", "survey-closed", "link-made", "translation-signed"} <= set(
        events
    )
    assert events["survey-closed"] == "ana@oakfield.example.org"


def test_the_command_line_finds_surveys_of_every_organisation(session: Session, opened: Open) -> None:
    assert surveys.everywhere(session) == [("oakfield", "my-care")]
