"""Previews: the words a draft has in each language today, whether or not anybody has signed them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import i18n
from feedback.models.survey import Revision, SurveyTexts
from feedback.vocabulary import BSL, EASY_READ, ENGLISH, LANGUAGES
from surveys import texts
from surveys.definition import Definition


@dataclass(frozen=True)
class Offered:
    """A language that has some words, and how many texts of the survey it still lacks."""

    language: str
    missing: int


def languages(session: Session, revision: Revision, definition: Definition) -> list[Offered]:
    """Every language with words for this definition, incomplete ones too; English and Easy Read always."""
    newest = _newest(session, revision)
    found = []
    for language in LANGUAGES:
        if language == BSL:
            continue
        there = _words(newest.get(language), definition, language)
        if there or language in (ENGLISH, EASY_READ):
            found.append(Offered(language, len(texts.missing(definition, there))))
    return found


def words(
    session: Session, revision: Revision, definition: Definition, language: str
) -> tuple[dict[str, str], Mapping[str, str]]:
    """The survey's words and the interface's; what is missing stands in English, marked where that is another language.

    A translation of English that was changed since is missing too.
    """
    return _spoken(_newest(session, revision).get(language), definition, language)


def in_every_language(
    session: Session, revision: Revision, definition: Definition
) -> dict[str, tuple[dict[str, str], Mapping[str, str]]]:
    """The same for every language that lacks no text of the survey, by tag."""
    newest = _newest(session, revision)
    return {
        language: _spoken(newest.get(language), definition, language)
        for language in LANGUAGES
        if language != BSL
        and not texts.missing(definition, _words(newest.get(language), definition, language))
    }


def _spoken(
    row: SurveyTexts | None, definition: Definition, language: str
) -> tuple[dict[str, str], Mapping[str, str]]:
    there = _words(row, definition, language)
    found = {}
    for source in texts.sources(definition):
        text = there.get(source.key)
        foreign = language not in (ENGLISH, EASY_READ)
        found[source.key] = text or (
            f"{i18n.FELL_BACK}{source.english}{i18n.FELL_BACK_END}" if foreign else source.english
        )
    return found, (row.interface if row is not None and row.interface else i18n.interface(language))


def _newest(session: Session, revision: Revision) -> dict[str, SurveyTexts]:
    """The newest row of each language of a revision."""
    rows = session.scalars(
        select(SurveyTexts).where(SurveyTexts.revision_id == revision.id).order_by(SurveyTexts.version)
    )
    return {row.language: row for row in rows}


def _words(row: SurveyTexts | None, definition: Definition, language: str) -> dict[str, str]:
    """Text key to words of this very English: those of the row, and those we ship where it has none."""
    if language == ENGLISH:
        return texts.english_texts(definition)
    if language == EASY_READ:
        return {key: easy for key, easy in texts.easy_texts(definition).items() if easy}
    wanted = texts.sources(definition)
    found = i18n.survey_texts(language, [(one.key, one.english, one.catalogue) for one in wanted])
    for one in wanted:
        text = row.texts.get(one.key) if row is not None else None
        if row is not None and text and row.sources.get(one.key, one.english) == one.english:
            found[one.key] = text
    return found
