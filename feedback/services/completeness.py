"""Completeness: what a shipped language lacks, catalogue by catalogue."""

from __future__ import annotations

from feedback import i18n
from feedback.vocabulary import ENGLISH, LANGUAGES, OWN_LANGUAGES
from surveys import reading, texts, translating


def problems() -> list[dict[str, str]]:
    """Each missing text, and each whose placeholders differ: catalogue, language, problem, text."""
    found = []
    for language in LANGUAGES:
        if language == ENGLISH or not i18n.interface(language):
            continue
        for english, text in i18n.interface(language).items():
            if translating.placeholders(english) != translating.placeholders(text):
                found.append(_problem("interface", language, "placeholders differ", english))
        if language not in OWN_LANGUAGES:
            found += _missing_from_surveys(language)
    return found


def _missing_from_surveys(language: str) -> list[dict[str, str]]:
    """What the shipped surveys and the blocks of the question bank lack."""
    found = {}
    for definition in [*reading.shipped_surveys(), *reading.shipped_blocks()]:
        for source in texts.sources(definition):
            words = i18n.survey_texts(language, [(source.key, source.english, source.catalogue)])
            if not words:
                found[source.catalogue, source.key] = _problem(
                    f"surveys/{source.catalogue}",
                    language,
                    "missing or its English has changed",
                    source.english,
                )
    return list(found.values())


def _problem(catalogue: str, language: str, problem: str, text: str) -> dict[str, str]:
    return {"catalogue": catalogue, "language": language, "problem": problem, "text": text}
