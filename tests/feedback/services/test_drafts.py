"""Promises of drafts: written by several people without loss, and frozen once published."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey
from feedback.services import drafts, organisations, publications, revisions, surveys, translations
from feedback.services.refusals import Refused
from surveys import building
from tests.feedback.open_survey import BY, TODAY, Open

ANN, BEN = "ann@oakfield.example.org", "ben@oakfield.example.org"


def asked(key: str, words: str = "What could be better?") -> dict[str, Any]:
    return {"key": key, "kind": "comment", "text": words, "easy": words}


@pytest.fixture
def draft(session: Session) -> Survey:
    """A survey of one's own with one question."""
    row = organisations.current(session)
    row.help_number, row.privacy_contact = "01632 960 001", "privacy@oakfield.example.org"
    survey = drafts.create(session, "Food on the ward", by=ANN, today=TODAY)
    drafts.change(session, survey, lambda data: building.add_item(data, asked("better")), by=ANN)
    return survey


def words(session: Session, survey: Survey, key: str) -> str:
    found = revisions.draft(session, survey)
    assert found is not None
    return str(building.item(found.definition, key)["text"])


def reword(key: str, to: str) -> Any:
    return lambda data: building.change_item(data, key, {"text": to})


def seen(session: Session, survey: Survey, key: str) -> str:
    found = revisions.draft(session, survey)
    assert found is not None
    return building.fingerprint(building.item(found.definition, key))


def test_a_new_survey_has_a_title_a_slug_and_nobody_can_answer_it(session: Session) -> None:
    survey = drafts.create(session, "  Food   on the ward ", by=ANN, today=TODAY)
    again = drafts.create(session, "Food on the ward", by=ANN, today=TODAY)
    assert (survey.title, survey.slug, again.slug) == (
        "Food on the ward",
        "food-on-the-ward",
        "food-on-the-ward-2",
    )
    assert surveys.served(session, survey.id) is None
    with pytest.raises(Refused, match="needs at least one question"):
        publications.publish(session, survey, by=ANN, today=TODAY, contacts_later=True)
    for title in ("", "  ", "x" * 201):
        with pytest.raises(Refused):
            drafts.create(session, title, by=ANN, today=TODAY)


def test_two_people_who_write_different_questions_keep_both(session: Session, draft: Survey) -> None:
    drafts.change(session, draft, lambda data: building.add_item(data, asked("other")), by=ANN)
    saw = {key: seen(session, draft, key) for key in ("better", "other")}
    for who, key in ((ANN, "better"), (BEN, "other")):
        drafts.change(
            session, draft, reword(key, f"{who} asks?"), by=who,
            part=lambda data, key=key: building.item(data, key), seen=saw[key],
        )  # fmt: skip
    assert (words(session, draft, "better"), words(session, draft, "other")) == (
        f"{ANN} asks?",
        f"{BEN} asks?",
    )


def test_nobody_writes_over_what_somebody_else_wrote_meanwhile(session: Session, draft: Survey) -> None:
    saw = seen(session, draft, "better")
    item = lambda data: building.item(data, "better")  # noqa: E731  # one short function for both
    drafts.change(session, draft, reword("better", "Ann asks?"), by=ANN, part=item, seen=saw)
    with pytest.raises(drafts.Overtaken) as caught:
        drafts.change(session, draft, reword("better", "Ben asks?"), by=BEN, part=item, seen=saw)
    assert (
        caught.value.theirs is not None
        and caught.value.theirs["text"] == "Ann asks?"
        and caught.value.by == ANN
    )
    assert words(session, draft, "better") == "Ann asks?"
    drafts.change(session, draft, lambda data: building.remove_item(data, "better"), by=ANN)
    with pytest.raises(drafts.Overtaken) as caught:
        drafts.change(session, draft, reword("better", "Ben asks?"), by=BEN, part=item, seen=saw)
    assert caught.value.theirs is None


def test_a_change_without_shape_is_refused_and_nothing_is_lost(session: Session, draft: Survey) -> None:
    with pytest.raises(Refused, match="kind"):
        drafts.change(
            session, draft, lambda d: building.change_item(d, "better", {"kind": "rainbow"}), by=ANN
        )
    assert words(session, draft, "better") == "What could be better?"


def test_a_published_revision_is_frozen_by_the_database_itself(session: Session, draft: Survey) -> None:
    revision = publications.publish(session, draft, by=ANN, today=TODAY)
    for column in ("definition", "codebook", "fingerprint"):
        with pytest.raises(DBAPIError, match="never changed in place"), session.begin_nested():
            session.execute(
                text(f"UPDATE revision SET {column} = {column} WHERE id = :id AND organisation_id = :o"),
                {"id": revision.id, "o": revision.organisation_id},
            )
    with pytest.raises(DBAPIError, match="never changed in place"), session.begin_nested():
        session.execute(
            text("UPDATE survey_texts SET texts = texts WHERE revision_id = :id AND language = 'en'"),
            {"id": revision.id},
        )


def test_a_change_of_what_is_published_makes_a_draft_beside_it(session: Session, opened: Open) -> None:
    survey = session.get_one(Survey, opened.survey_id)
    before = surveys.served(session, survey.id)
    changed = drafts.change(session, survey, reword("help-to-decide", "I decide with them."), by=ANN)
    assert before is not None and (changed.number, changed.published_on) == (2, None)
    assert revisions.draft(session, survey) is changed
    served = surveys.served(session, survey.id)
    assert (
        served is not None
        and served.revision_id == before.revision_id
        and served.definition == before.definition
    )
    drafts.discard(session, survey, by=ANN)
    assert revisions.draft(session, survey) is None and surveys.served(session, survey.id) is not None


def test_a_draft_that_was_never_published_goes_whole_but_never_with_printed_links(
    session: Session, draft: Survey, opened: Open
) -> None:
    survey_id = draft.id
    drafts.discard(session, draft, by=ANN)
    assert session.get(Survey, survey_id) is None
    with pytest.raises(Refused, match="no draft"):
        drafts.discard(session, session.get_one(Survey, opened.survey_id), by=ANN)


def test_a_question_from_the_library_brings_its_translations_as_drafts(session: Session) -> None:
    survey = drafts.create(session, "Mine", by=ANN, today=TODAY)
    from surveys import reading

    item = reading.shipped("my-care").item("help-to-decide")
    assert item is not None
    data = item.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    revision = drafts.change(session, survey, lambda d: building.add_item(d, data), by=ANN)
    polish = next(s for s in translations.standing(session, survey, revision) if s.language == "pl")
    words, _ = translations.frozen(session, revision.id, "pl", polish.version)
    assert words["item/help-to-decide/text"] and words["answers/yes-sometimes-no/yes"] and not polish.on_offer


def test_every_key_ever_asked_is_known(session: Session, opened: Open) -> None:
    survey = session.get_one(Survey, opened.survey_id)
    drafts.change(session, survey, lambda data: building.remove_item(data, "what-matters"), by=BY)
    assert "what-matters" in drafts.keys_ever_used(session, survey)
    assert isinstance(session.query(Revision).filter_by(survey_id=survey.id).count(), int)
