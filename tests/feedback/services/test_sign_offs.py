"""Promises of sign-offs: somebody named answers for finished words, somebody else reads them, both can be undone."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from feedback.models.survey import Survey, SurveyTexts
from feedback.services import audit, organisations, sign_offs, surveys, translation_lines, translations
from feedback.services.refusals import Refused
from feedback.services.translation_lines import Change
from feedback.vocabulary import Provenance
from tests.feedback import a_draft
from tests.feedback.open_survey import BY, NOW, TODAY, sign


def served(session: Session, survey: Survey) -> dict[str, int]:
    found = surveys.served(session, survey.id)
    assert found is not None
    return dict(found.languages)


def newest(session: Session, survey: Survey, language: str) -> SurveyTexts:
    rows = select(SurveyTexts).where(
        SurveyTexts.language == language,
        SurveyTexts.revision_id == translations.workplace(session, survey).id,
    )
    return list(session.scalars(rows.order_by(SurveyTexts.version)))[-1]


def second(
    session: Session, survey: Survey, name: str = "S. Example", account: str | None = None
) -> SurveyTexts:
    return sign_offs.second(
        session, survey, "pl", name=name, role="Interpreter", by=BY, today=TODAY, account=account
    )


def edit(session: Session, survey: Survey, text: str, language: str = "pl") -> None:
    revision = translations.workplace(session, survey)
    lines = translation_lines.of_revision(session, revision, language)
    line = next(line for line in lines if line.key == a_draft.QUESTION)
    change = Change(line.key, text, line.seen)
    saved = translation_lines.save(
        session, revision, language, [change], provenance=Provenance.PROFESSIONAL, by=BY, now=NOW
    )
    assert saved.kept == [a_draft.QUESTION]


def test_words_that_were_signed_never_change_again(session: Session, survey: Survey) -> None:
    sign(session, survey, "pl")
    row = newest(session, survey, "pl")
    assert row.frozen_on == TODAY and row.on_offer
    row.texts = {**row.texts, "title": "Something else"}
    with pytest.raises(DBAPIError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(("text", "why"), [("", "no translation yet"), ("<b>Pomagam</b>", "code, not words")])
def test_nobody_signs_a_language_with_a_missing_or_a_broken_line(
    session: Session, survey: Survey, text: str, why: str
) -> None:
    edit(session, survey, text)
    with pytest.raises(Refused, match=why):
        sign(session, survey, "pl")
    assert "pl" not in served(session, survey)


def test_nobody_signs_a_line_that_was_made_from_other_english(session: Session, survey: Survey) -> None:
    a_draft.begin(session, survey, a_draft.reworded)
    with pytest.raises(Refused, match="1 line is not ready to sign.*English has changed"):
        sign(session, survey, "pl")


@pytest.mark.parametrize("language", ["en", "en-simple", "bfi"])
def test_our_own_words_and_videos_are_not_signed_like_a_translation(
    session: Session, survey: Survey, language: str
) -> None:
    with pytest.raises(Refused):
        sign(session, survey, language)


def test_the_draft_is_signed_where_there_is_one_and_the_public_sees_it_when_it_is_published(
    session: Session, survey: Survey
) -> None:
    draft, definition = a_draft.begin(session, survey)
    sign(session, survey, "pl")
    assert newest(session, survey, "pl").revision_id == draft.id and "pl" not in served(session, survey)
    a_draft.publish(session, survey, draft, definition)
    assert "pl" in served(session, survey)


def test_whoever_signs_says_where_the_words_come_from(session: Session, survey: Survey) -> None:
    sign_offs.sign(
        session, survey, "pl", name="T. Example", role="Translator", qualification="DPSI", by=BY, today=TODAY,
        provenance=Provenance.BACK_TRANSLATED,
    )  # fmt: skip
    assert newest(session, survey, "pl").provenance == "back-translated"


def test_a_second_person_reads_what_somebody_signed(session: Session, survey: Survey) -> None:
    sign(session, survey, "pl")
    row = second(session, survey)
    assert (row.second_name, row.second_role, row.second_on) == ("S. Example", "Interpreter", TODAY)
    assert audit.latest(session, 1)[0].action == "translation-read"
    with pytest.raises(Refused, match="already"):
        second(session, survey, "Third Example")


def test_nobody_reads_a_second_time_before_somebody_signed(session: Session, survey: Survey) -> None:
    with pytest.raises(Refused, match="nobody has signed"):
        second(session, survey)


def test_the_second_reader_is_another_person_with_another_account(session: Session, survey: Survey) -> None:
    sign(session, survey, "pl")
    with pytest.raises(Refused) as same_name:
        second(session, survey, "t. EXAMPLE ")
    assert same_name.value.field == "name"
    with pytest.raises(Refused, match="account of their own"):
        second(session, survey, account=BY)
    assert second(session, survey, account="somebody@else.example.org").second_name == "S. Example"


def test_an_organisation_that_wants_two_offers_a_language_only_after_the_second(
    session: Session, survey: Survey
) -> None:
    organisations.current(session).second_reviewer = True
    sign(session, survey, "pl")
    [standing] = [one for one in translations.standing(session, survey) if one.language == "pl"]
    assert "pl" not in served(session, survey) and standing.waits_for_second
    second(session, survey)
    assert "pl" in served(session, survey)


def test_words_that_changed_after_a_signature_are_signed_anew_and_the_old_stay_served(
    session: Session, survey: Survey
) -> None:
    sign(session, survey, "pl")
    edit(session, survey, "Pomagam decydować o mojej opiece!")
    assert served(session, survey)["pl"] == 1 and newest(session, survey, "pl").version == 2
    with pytest.raises(Refused, match="nobody has signed"):
        second(session, survey)
    sign(session, survey, "pl")
    assert served(session, survey)["pl"] == 2


def test_what_was_taken_back_can_be_signed_again_word_for_word(session: Session, survey: Survey) -> None:
    sign(session, survey, "pl")
    words = dict(newest(session, survey, "pl").texts)
    sign_offs.take_back(session, survey, "pl", by=BY, today=TODAY)
    row = newest(session, survey, "pl")
    assert "pl" not in served(session, survey) and row.signed_name is None and row.frozen_on == TODAY
    sign(session, survey, "pl")
    assert served(session, survey)["pl"] == 1 and newest(session, survey, "pl").texts == words
