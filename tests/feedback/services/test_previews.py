"""Promises of what a preview is given: every language with words, and English where a translation is out of date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from feedback.db import Database
from feedback.i18n import FELL_BACK
from feedback.models.organisation import Organisation
from feedback.models.survey import SurveyTexts
from feedback.services import drafts, previews, surveys
from surveys import building

TODAY = date(2026, 11, 20)


@pytest.fixture
def session(database: Database, organisation: Organisation) -> Any:
    with database.transaction(organisation.id) as opened:
        yield opened


def changed(session: Any) -> Any:
    """`my-care` as a draft, with one question in other words."""
    survey = surveys.adopt(session, "my-care", by="a test", today=TODAY)
    words = {"text": "I help to choose my care."}
    drafts.change(session, survey, lambda d: building.change_item(d, "help-to-decide", words), by="a test")
    return drafts.shown(session, survey)


def test_a_translation_of_other_english_is_not_shown_as_one_of_this(session: Any) -> None:
    revision = changed(session)
    definition = surveys.definition_of(revision)
    texts, interface = previews.words(session, revision, definition, "ur")
    assert texts["item/help-to-decide/text"].startswith(f"{FELL_BACK}I help to choose my care.")
    assert FELL_BACK not in texts["item/what-matters/text"] and interface


def test_words_that_were_written_here_go_before_those_we_ship(session: Any) -> None:
    revision = changed(session)
    row = session.scalars(
        select(SurveyTexts).where(SurveyTexts.revision_id == revision.id, SurveyTexts.language == "ur")
    ).first()
    row.texts = {**row.texts, "item/what-matters/text": "ہمارے الفاظ"}
    session.flush()
    texts, _ = previews.words(session, revision, surveys.definition_of(revision), "ur")
    assert texts["item/what-matters/text"] == "ہمارے الفاظ"


def test_every_language_says_how_much_it_lacks(session: Any) -> None:
    revision = changed(session)
    lacks = {
        one.language: one.missing
        for one in previews.languages(session, revision, surveys.definition_of(revision))
    }
    assert lacks["en"] == 0 and lacks["ur"] == 1 and "bfi" not in lacks
