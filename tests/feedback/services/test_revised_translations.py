"""Promises of words between revisions: what still holds stays on offer, what changed waits, and nothing is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey, SurveyTexts
from feedback.services import bsl, surveys, translation_lines, translations
from feedback.services.translation_lines import Change
from feedback.vocabulary import Provenance
from surveys import texts
from tests.feedback import a_draft, invented_media
from tests.feedback.open_survey import BY, NOW, TODAY, Open, sign


@pytest.fixture
def survey(session: Session, opened: Open) -> Survey:
    found = surveys.find(session, opened.slug)
    assert found is not None
    return found


def rows(session: Session, revision: Revision, language: str) -> list[SurveyTexts]:
    found = select(SurveyTexts).where(
        SurveyTexts.revision_id == revision.id, SurveyTexts.language == language
    )
    return list(session.scalars(found.order_by(SurveyTexts.version)))


def served(session: Session, survey: Survey) -> dict[str, int]:
    found = surveys.served(session, survey.id)
    assert found is not None
    return dict(found.languages)


def edit(session: Session, revision: Revision, key: str, text: str, language: str = "ur") -> None:
    line = next(
        line for line in translation_lines.of_revision(session, revision, language) if line.key == key
    )
    translation_lines.save(
        session, revision, language, [Change(key, text, line.seen)], provenance=Provenance.PROFESSIONAL,
        by=BY, now=NOW,
    )  # fmt: skip


def test_a_fresh_draft_has_every_word_that_was_there_unsigned(session: Session, survey: Survey) -> None:
    before = rows(session, translations.workplace(session, survey), "ur")[-1]
    draft, _ = a_draft.begin(session, survey)
    [row] = rows(session, draft, "ur")
    assert row.texts == before.texts and row.sources == before.sources and row.frozen_on is None
    assert row.signed_name is None and not row.on_offer
    assert rows(session, draft, "en") == [] and rows(session, draft, "bfi") == []


def test_a_line_whose_english_changed_is_stale_and_all_others_are_not(
    session: Session, survey: Survey
) -> None:
    draft, _ = a_draft.begin(session, survey, a_draft.reworded)
    stale = [line for line in translation_lines.of_revision(session, draft, "ur") if line.changed]
    assert [line.key for line in stale] == [a_draft.QUESTION]
    assert stale[0].made_from == "I help to decide about my care." and stale[0].text


def test_publishing_the_same_texts_again_keeps_every_signature(session: Session, survey: Survey) -> None:
    draft, definition = a_draft.begin(session, survey)
    a_draft.publish(session, survey, draft, definition)
    row = rows(session, draft, "ur")[-1]
    assert served(session, survey).keys() == {"en", "en-simple", "ur"}
    assert (row.signed_name, row.signed_on, row.frozen_on) == ("T. Example", TODAY, TODAY)


def test_a_text_that_changed_takes_a_language_off_until_somebody_signs(
    session: Session, survey: Survey
) -> None:
    draft, definition = a_draft.begin(session, survey, a_draft.reworded)
    a_draft.publish(session, survey, draft, definition)
    assert served(session, survey).keys() == {"en", "en-simple"}
    edit(
        session,
        draft,
        a_draft.QUESTION,
        "میں اپنی دیکھ بھال اور علاج کے بارے میں فیصلہ کرنے میں مدد کرتا ہوں۔",
    )
    sign(session, survey, "ur")
    assert "ur" in served(session, survey)


def test_a_language_signed_on_the_draft_is_on_offer_with_it(session: Session, survey: Survey) -> None:
    draft, definition = a_draft.begin(session, survey, a_draft.reworded)
    edit(
        session,
        draft,
        a_draft.QUESTION,
        "میں اپنی دیکھ بھال اور علاج کے بارے میں فیصلہ کرنے میں مدد کرتا ہوں۔",
    )
    sign(session, survey, "ur")
    a_draft.publish(session, survey, draft, definition)
    assert "ur" in served(session, survey)


def test_a_signature_on_a_draft_that_changed_after_it_offers_nothing(
    session: Session, survey: Survey
) -> None:
    draft, _ = a_draft.begin(session, survey)
    sign(session, survey, "pl")
    data = dict(draft.definition)
    a_draft.reworded(data)
    draft.definition = data
    definition = surveys.definition_of(draft)
    a_draft.publish(session, survey, draft, definition)
    assert "pl" not in served(session, survey)


def test_what_was_signed_before_is_served_while_a_translator_works_on_better_words(
    session: Session, survey: Survey
) -> None:
    before = rows(session, translations.workplace(session, survey), "ur")[-1]
    draft, definition = a_draft.begin(session, survey)
    edit(session, draft, a_draft.QUESTION, "میں مدد کرتا ہوں۔")
    a_draft.publish(session, survey, draft, definition)
    signed, working = rows(session, draft, "ur")
    assert signed.on_offer and signed.texts == before.texts and signed.signed_name == "T. Example"
    assert working.version > signed.version and working.frozen_on is None
    assert working.texts[a_draft.QUESTION] == "میں مدد کرتا ہوں۔"
    [standing] = [one for one in translations.standing(session, survey) if one.language == "ur"]
    assert standing.newer_waits and standing.served


def test_english_is_on_offer_and_frozen_as_it_is_published(session: Session, survey: Survey) -> None:
    draft, definition = a_draft.begin(session, survey, a_draft.reworded)
    a_draft.publish(session, survey, draft, definition)
    [row] = rows(session, draft, "en")
    assert row.texts == texts.english_texts(definition) and row.frozen_on == TODAY and row.on_offer
    assert row.sources == row.texts


def test_easy_read_is_on_offer_only_when_every_question_has_its_own(session: Session, survey: Survey) -> None:
    draft, definition = a_draft.begin(session, survey, a_draft.without_easy_read)
    a_draft.publish(session, survey, draft, definition)
    assert "en-simple" not in served(session, survey)


def test_words_of_an_adopted_draft_are_written_anew_as_they_are_published(session: Session) -> None:
    survey = surveys.adopt(session, "carers", by=BY, today=TODAY)
    draft = translations.workplace(session, survey)
    data = dict(draft.definition)
    data["title"] = "Caring in Oakfield"
    draft.definition = data
    definition = surveys.definition_of(draft)
    a_draft.publish(session, survey, draft, definition)
    assert rows(session, draft, "en")[-1].texts["title"] == "Caring in Oakfield"
    assert served(session, survey)["en"] == 1


def test_own_questions_are_missing_and_shipped_ones_come_with_the_library(
    session: Session, survey: Survey
) -> None:
    draft, _ = a_draft.begin(session, survey, a_draft.with_an_own_question)
    missing = [line.key for line in translation_lines.of_revision(session, draft, "pl") if line.missing]
    assert missing == ["item/ours/text"]


def test_filling_completes_what_is_empty_and_touches_nobodys_line(session: Session, survey: Survey) -> None:
    draft, definition = a_draft.begin(session, survey)
    shipped = rows(session, draft, "pl")[-1].texts
    edit(session, draft, a_draft.QUESTION, "Moje słowa.", "pl")
    edit(session, draft, "title", "", "pl")
    translations.fill(session, draft, definition)
    row = rows(session, draft, "pl")[-1]
    assert row.texts["title"] == shipped["title"] and row.texts[a_draft.QUESTION] == "Moje słowa."


def test_a_language_of_which_the_library_has_no_line_gets_no_row(session: Session, survey: Survey) -> None:
    draft, _ = a_draft.begin(session, survey)
    own = surveys.definition_of(draft).model_copy(
        update={"title": "Ours", "introduction": None, "sections": []}
    )
    other = Revision(
        organisation_id=survey.organisation_id, survey_id=survey.id, number=9, definition={}, codebook={},
        fingerprint="0" * 32,
    )  # fmt: skip
    session.add(other)
    session.flush()
    translations.fill(session, other, own)
    assert rows(session, other, "pl") == []


def test_the_shipped_words_of_a_question_come_from_whichever_catalogue_has_them(
    session: Session, survey: Survey
) -> None:
    """An item of another shipped survey, put into this one, is found though it is in another catalogue."""
    carers = surveys.adopt(session, "carers", by=BY, today=TODAY)
    theirs = surveys.definition_of(translations.workplace(session, carers))
    borrowed = theirs.sections[-1].items[0]

    def borrow(data: dict[str, object]) -> None:
        sections = data["sections"]
        assert isinstance(sections, list)
        keys = {item["key"] for section in sections for item in section["items"]}
        moved = next(i for s in theirs.sections for i in s.items if i.key not in keys)
        sections[0]["items"].append(moved.model_dump(mode="json", by_alias=True, exclude_none=True))

    assert borrowed
    draft, _ = a_draft.begin(session, survey, borrow)
    lines = translation_lines.of_revision(session, draft, "pl")
    assert [line.key for line in lines if line.missing] == []


def test_videos_stay_on_offer_while_the_english_they_sign_stands(session: Session, opened: Open) -> None:
    survey = session.get_one(Survey, opened.survey_id)
    invented_media.sign_everything(session, opened)
    current = surveys.revision_of(session, survey)
    assert current is not None
    bsl.sign(
        session, survey, surveys.definition_of(current), signed_by="Ana Example", checked_by="Ben Example",
        by=BY, today=TODAY,
    )  # fmt: skip
    draft, definition = a_draft.begin(session, survey)
    a_draft.publish(session, survey, draft, definition)
    assert "bfi" in served(session, survey)
    changed, definition = a_draft.begin(session, survey, a_draft.reworded)
    a_draft.publish(session, survey, changed, definition)
    assert "bfi" not in served(session, survey)
