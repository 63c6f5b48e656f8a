"""Promises of files of a translation: out in three formats and back, with an account of every line."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey
from feedback.services import audit, translation_files, translation_lines, translations
from feedback.services.line_files import Format
from feedback.services.refusals import Refused
from feedback.services.translation_files import Report
from feedback.vocabulary import Provenance
from tests.feedback import a_draft
from tests.feedback.open_survey import BY, NOW, Open

KEY = a_draft.QUESTION


@pytest.fixture
def survey(session: Session, opened: Open) -> Survey:
    return session.get_one(Survey, opened.survey_id)


@pytest.fixture
def revision(session: Session, survey: Survey) -> Revision:
    return translations.workplace(session, survey)


def words(session: Session, revision: Revision, language: str = "pl") -> dict[str, str]:
    return {line.key: line.text for line in translation_lines.of_revision(session, revision, language)}


def bring(
    session: Session, survey: Survey, revision: Revision, content: bytes, language: str = "pl"
) -> Report:
    return translation_files.bring(
        session, survey, revision, language, content, provenance=Provenance.PROFESSIONAL, by=BY, now=NOW
    )


def po(session: Session, revision: Revision, before: str, after: str) -> bytes:
    """The PO file of Polish with one text typed over."""
    content = translation_files.write(session, revision, "pl", Format.PO).decode()
    assert before in content
    return content.replace(before, after).encode()


@pytest.mark.parametrize("format", list(Format))
def test_what_went_out_and_came_back_untouched_changes_nothing(
    session: Session, survey: Survey, revision: Revision, format: Format
) -> None:
    before = words(session, revision)
    content = translation_files.write(session, revision, "pl", format)
    report = bring(session, survey, revision, content)
    assert (report.accepted, report.rejected, report.missing) == ([], [], [])
    assert report.unchanged == len(before) and words(session, revision) == before


def test_new_words_are_kept_with_where_they_come_from_and_what_stood_there_before(
    session: Session, survey: Survey, revision: Revision
) -> None:
    before = words(session, revision)[KEY]
    report = bring(session, survey, revision, po(session, revision, before, "Pomagam decydować."))
    [taken] = report.accepted
    assert (taken.key, taken.text, taken.before) == (KEY, "Pomagam decydować.", before)
    line = next(one for one in translation_lines.of_revision(session, revision, "pl") if one.key == KEY)
    assert line.text == "Pomagam decydować." and line.provenance == "professional"
    assert audit.latest(session, 1)[0].action == "translation-brought"


def test_a_line_that_cannot_be_taken_is_told_with_its_words_and_why_and_others_are_taken(
    session: Session, survey: Survey, revision: Revision
) -> None:
    before = words(session, revision)
    content = po(session, revision, before[KEY], "<script>alert(1)</script>").decode()
    content = content.replace(f'msgstr "{before["title"]}"', 'msgstr "Opieka"', 1)
    report = bring(session, survey, revision, content.encode())
    assert [one.key for one in report.accepted] == ["title"]
    [rejected] = report.rejected
    assert rejected.key == KEY and "script" in rejected.text and "code" in rejected.why and rejected.where
    assert words(session, revision)[KEY] == before[KEY]
    data = report.as_data()
    assert data["rejected"][0]["why"] == rejected.why and data["accepted"][0]["key"] == "title"


def test_words_made_from_older_english_are_told_and_not_taken(session: Session, survey: Survey) -> None:
    content = translation_files.write(session, translations.workplace(session, survey), "pl", Format.PO)
    draft, _ = a_draft.begin(session, survey, a_draft.reworded)
    report = bring(session, survey, draft, content)
    assert [one.key for one in report.rejected] == [KEY] and "Today it is" in report.rejected[0].why


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"PK\x03\x04nothing", "spreadsheet"), (b"<xliff", "XML"), (b"x" * 5_000_001, "larger than 5 MB")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_whole(
    session: Session, survey: Survey, revision: Revision, content: bytes, why: str
) -> None:
    with pytest.raises(Refused, match=why) as refused:
        bring(session, survey, revision, content)
    assert refused.value.field == "file"


def test_a_file_of_another_language_is_refused_whole(
    session: Session, survey: Survey, revision: Revision
) -> None:
    content = translation_files.write(session, revision, "ur", Format.PO)
    with pytest.raises(Refused, match="Urdu"):
        bring(session, survey, revision, content)


def test_a_file_says_which_survey_and_language_it_is_of(session: Session, opened: Open) -> None:
    from feedback.services import surveys
    from tests.feedback.open_survey import TODAY

    surveys.adopt(session, "being-heard", by=BY, today=TODAY)
    survey = session.get_one(Survey, opened.survey_id)
    content = translation_files.write(session, translations.workplace(session, survey), "pl", Format.PO)
    fits = translation_files.fits(session, content, translations.TRANSLATED)
    assert max(fits, key=lambda one: fits[one]) == ("my-care", "pl")
    assert {language for _, language in fits} == {"pl"}
