"""Promises of sign-offs that travel: shipped words alone, two names, one named click, and never an own question."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.library_sign_off import LibrarySignOff
from feedback.models.survey import Survey, SurveyTexts
from feedback.services import (
    audit,
    library_sign_offs,
    organisations,
    publications,
    sign_offs,
    surveys,
    translation_lines,
    translations,
)
from feedback.services.library_sign_offs import Travelling
from feedback.services.refusals import Refused
from feedback.services.translation_lines import Change
from feedback.vocabulary import Provenance
from tests.feedback import a_draft
from tests.feedback.open_survey import BY, NOW, TODAY, Open

THERE = "ada@elsewhere.example.org"


@pytest.fixture
def survey(session: Session, opened: Open) -> Survey:
    return session.get_one(Survey, opened.survey_id)


def two_sign(session: Session, survey: Survey, *, travels: bool = True) -> None:
    sign_offs.sign(
        session, survey, "pl", name="T. Example", role="Translator", qualification="DPSI", by=BY, today=TODAY,
        travels=travels,
    )  # fmt: skip
    sign_offs.second(session, survey, "pl", name="S. Example", role="Interpreter", by=BY, today=TODAY)


def elsewhere(session: Session, slug: str = "my-care") -> Survey:
    """Another organisation adopts a survey and works in this session from here on."""
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    return surveys.adopt(session, slug, by=BY, today=TODAY)


def travelling(session: Session, survey: Survey, language: str = "pl") -> Travelling | None:
    return library_sign_offs.available(session, translations.workplace(session, survey)).get(language)


def take_over(session: Session, survey: Survey, sign_off_id: int) -> SurveyTexts:
    revision = translations.workplace(session, survey)
    return library_sign_offs.take_over(session, survey, revision, "pl", sign_off_id, by=THERE, today=TODAY)


def edit(session: Session, survey: Survey, key: str, text: str) -> None:
    revision = translations.workplace(session, survey)
    line = next(one for one in translation_lines.of_revision(session, revision, "pl") if one.key == key)
    translation_lines.save(
        session, revision, "pl", [Change(key, text, line.seen)], provenance=Provenance.PROFESSIONAL, by=BY, now=NOW
    )  # fmt: skip


def test_words_that_two_answer_for_are_taken_over_elsewhere_by_one_click_with_their_names(
    session: Session, survey: Survey
) -> None:
    two_sign(session, survey)
    theirs = elsewhere(session)
    found = travelling(session, theirs)
    assert found is not None and found.left == 0 and found.second_name == "S. Example"
    row = take_over(session, theirs, found.id)
    assert (row.signed_name, row.signed_role, row.signed_qualification) == (
        "T. Example",
        "Translator",
        "DPSI",
    )
    assert (row.second_name, row.adopted_by, row.on_offer, row.frozen_on) == (
        "S. Example",
        THERE,
        True,
        TODAY,
    )
    event = audit.latest(session, 1)[0]
    assert event.action == "translation-taken-over" and event.by == THERE and "T. Example" in event.detail
    publications.publish(session, theirs, by=BY, today=TODAY, contacts_later=True)
    served = surveys.served(session, theirs.id)
    assert served is not None and "pl" in served.languages


@pytest.mark.parametrize("travels", [True, False])
def test_nothing_travels_before_a_second_reader_or_without_leave(
    session: Session, survey: Survey, travels: bool
) -> None:
    if travels:
        sign_offs.sign(
            session, survey, "pl", name="T. Example", role="Translator", qualification="DPSI", by=BY, today=TODAY,
            travels=True,
        )  # fmt: skip
    else:
        two_sign(session, survey, travels=False)
    assert session.scalars(select(LibrarySignOff)).all() == []


def test_an_own_question_never_travels(session: Session, survey: Survey) -> None:
    a_draft.begin(session, survey, a_draft.with_an_own_question)
    edit(session, survey, "item/ours/text", "Co z naszym nowym ogrodem?")
    two_sign(session, survey)
    [found] = session.scalars(select(LibrarySignOff))
    assert "item/ours/text" not in found.lines and a_draft.QUESTION in found.lines


def test_shipped_words_that_somebody_changed_do_not_travel_as_shipped(
    session: Session, survey: Survey
) -> None:
    edit(session, survey, a_draft.QUESTION, "Pomagam decydować o swojej opiece.")
    two_sign(session, survey)
    [found] = session.scalars(select(LibrarySignOff))
    assert a_draft.QUESTION not in found.lines


def test_lines_that_a_signature_does_not_reach_are_counted_and_keep_it_from_being_taken_over(
    session: Session, survey: Survey
) -> None:
    two_sign(session, survey)
    theirs = elsewhere(session)
    edit(session, theirs, a_draft.QUESTION, "Inne słowa.")
    found = travelling(session, theirs)
    assert found is not None and found.left == 1 and found.covered > 30
    with pytest.raises(Refused, match="does not cover: 1"):
        take_over(session, theirs, found.id)


def test_another_survey_counts_what_it_shares(session: Session, survey: Survey) -> None:
    two_sign(session, survey)
    theirs = elsewhere(session, "being-heard")
    found = travelling(session, theirs)
    assert found is not None and found.left > 0 and found.covered > 0


def test_other_buttons_around_the_words_are_not_covered(session: Session, survey: Survey) -> None:
    two_sign(session, survey)
    theirs = elsewhere(session)
    row = session.scalars(select(SurveyTexts).where(SurveyTexts.language == "pl")).one()
    row.interface = {**row.interface, "Next": "Inaczej"}
    session.flush()
    assert travelling(session, theirs) is None


def test_what_is_taken_back_is_offered_no_more_and_stays_with_those_who_took_it_over(
    session: Session, survey: Survey
) -> None:
    two_sign(session, survey)
    home = survey.organisation_id
    theirs = elsewhere(session)
    there = theirs.organisation_id
    found = travelling(session, theirs)
    assert found is not None
    take_over(session, theirs, found.id)
    db.set_scope(session, home)
    here = surveys.find(session, "my-care")
    assert here is not None
    sign_offs.take_back(session, here, "pl", by=BY, today=TODAY)
    assert travelling(session, here) is None
    db.set_scope(session, there)
    [kept] = session.scalars(select(SurveyTexts).where(SurveyTexts.language == "pl", SurveyTexts.on_offer))
    assert kept.signed_name == "T. Example"


def test_a_signature_that_never_was_is_not_taken_over(session: Session, survey: Survey) -> None:
    with pytest.raises(Refused, match="no longer"):
        take_over(session, survey, 999_999)
