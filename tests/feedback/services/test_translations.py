"""Promise of the translations: nobody reads words that nobody answers for, and what was signed stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import i18n
from feedback.models.survey import Survey, SurveyTexts
from feedback.services import audit, shipped_words, sign_offs, surveys, translations
from feedback.services.refusals import Refused
from surveys import texts
from tests.feedback.open_survey import BY, TODAY, sign

SHIPPED = list(i18n.shipped_languages())


def served(session: Session, survey: Survey) -> dict[str, int]:
    found = surveys.served(session, survey.id)
    assert found is not None
    return dict(found.languages)


def copy_again(session: Session, survey: Survey) -> list[str]:
    revision = surveys.revision_of(session, survey)
    assert revision is not None
    return translations.copy_shipped(session, revision.id, surveys.definition_of(revision))


@pytest.fixture
def reword(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A new version of the program brings other words in a language."""

    def change(language: str) -> None:
        before = i18n.survey_texts

        def other(tag: str, wanted: Iterable[tuple[str, str, str]]) -> dict[str, str]:
            found = before(tag, wanted)
            return {key: text + "!" for key, text in found.items()} if tag == language else found

        monkeypatch.setattr(i18n, "survey_texts", other)

    return change


def test_adopting_brings_every_shipped_language_complete_with_where_it_comes_from(
    session: Session, survey: Survey
) -> None:
    rows = {row.language: row for row in session.scalars(select(SurveyTexts))}
    assert set(rows) == set(SHIPPED)
    revision = surveys.revision_of(session, survey)
    assert revision is not None
    for language, row in rows.items():
        assert texts.missing(surveys.definition_of(revision), row.texts) == []
        ours = language in ("en", "en-simple")
        assert row.provenance == (shipped_words.OWN_WORDS if ours else row.provenance) and row.provenance
        assert ours or "not yet checked" in row.provenance
        assert row.interface or language == "en"


def test_words_of_the_survey_and_of_the_interface_are_frozen_together(
    session: Session, survey: Survey
) -> None:
    words, interface = translations.frozen(session, survey.current_revision_id or 0, "ur", 1)
    assert words["title"] and interface["Send my answers"] == i18n.interface("ur")["Send my answers"]
    assert translations.frozen(session, survey.current_revision_id or 0, "ur", 2) == ({}, {})


def test_the_same_words_are_not_copied_twice(session: Session, survey: Survey) -> None:
    assert copy_again(session, survey) == []


@pytest.mark.parametrize("lacking", ["name", "role", "qualification"])
def test_a_signature_needs_a_name_a_role_and_a_qualification(
    session: Session, survey: Survey, lacking: str
) -> None:
    who = {"name": "T. Example", "role": "Translator", "qualification": "DPSI"} | {lacking: "  "}
    with pytest.raises(Refused):
        sign_offs.sign(session, survey, "pl", by=BY, today=TODAY, **who)
    assert "pl" not in served(session, survey)


def test_a_language_without_words_cannot_be_signed(session: Session, survey: Survey) -> None:
    with pytest.raises(Refused, match="fr"):
        sign(session, survey, "fr")


def test_a_signed_language_is_served_and_the_audit_names_what_was_signed(
    session: Session, survey: Survey
) -> None:
    sign(session, survey, "pl")
    assert served(session, survey)["pl"] == 1
    event = next(event for event in audit.latest(session) if event.subject == "my-care pl")
    row = session.scalars(select(SurveyTexts).where(SurveyTexts.language == "pl")).one()
    assert event.action == "translation-signed" and event.detail == row.fingerprint


def test_after_an_upgrade_the_signed_words_stay_until_somebody_signs_the_new_ones(
    session: Session, survey: Survey, reword: Callable[[str], None]
) -> None:
    signed, _ = translations.frozen(session, survey.current_revision_id or 0, "ur", 1)
    reword("ur")
    assert copy_again(session, survey) == ["ur"]
    assert served(session, survey)["ur"] == 1
    assert translations.frozen(session, survey.current_revision_id or 0, "ur", 1)[0] == signed
    standing = {one.language: one for one in translations.standing(session, survey)}
    assert standing["ur"].newer_waits and standing["ur"].served and not standing["pl"].newer_waits
    sign(session, survey, "ur")
    assert served(session, survey)["ur"] == 2
    assert translations.frozen(session, survey.current_revision_id or 0, "ur", 2)[0]["title"].endswith("!")


def test_an_unsigned_language_with_new_words_is_still_not_served(
    session: Session, survey: Survey, reword: Callable[[str], None]
) -> None:
    reword("pl")
    copy_again(session, survey)
    assert "pl" not in served(session, survey)


def test_taking_back_a_signature_stops_every_version(
    session: Session, survey: Survey, reword: Callable[[str], None]
) -> None:
    reword("ur")
    copy_again(session, survey)
    sign(session, survey, "ur")
    sign_offs.take_back(session, survey, "ur", by=BY, today=TODAY)
    assert "ur" not in served(session, survey)


def test_staff_see_where_every_language_stands(session: Session, survey: Survey) -> None:
    standing = translations.standing(session, survey)
    assert [one.language for one in standing] == SHIPPED
    assert [one.language for one in standing if one.served] == ["en", "en-simple", "ur"]
    urdu = next(one for one in standing if one.language == "ur")
    assert (urdu.signed_name, urdu.signed_role, urdu.signed_on) == ("T. Example", "Translator", TODAY)


def test_the_pages_around_a_survey_speak_what_somebody_here_signed(session: Session, survey: Survey) -> None:
    assert translations.signed_languages(session) == ["en", "en-simple", "ur"]
