"""The words we ship: every text of the library in a language, whichever catalogue holds it, and their provenance."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from feedback import i18n
from feedback.vocabulary import EASY_READ, ENGLISH, OWN_LANGUAGES
from surveys import reading, texts
from surveys.definition import Definition

OWN_WORDS = "written by the makers of this program"


def texts_of(definition: Definition, language: str) -> dict[str, str]:
    """The words we ship for a definition in a language: text key to text; may be incomplete."""
    if language == ENGLISH:
        return texts.english_texts(definition)
    if language == EASY_READ:
        return texts.easy_texts(definition)
    wanted = [(source.key, source.english, source.catalogue) for source in texts.sources(definition)]
    return i18n.survey_texts(language, wanted)


def provenance_of(definition: Definition, language: str) -> str:
    """Where the words of a whole shipped survey come from, as the header of its catalogue says."""
    if language in OWN_LANGUAGES:
        return OWN_WORDS
    return i18n.catalogue(f"surveys/{definition.key}", language).provenance


@cache
def _library(language: str) -> Mapping[tuple[str, str], Mapping[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for name in _catalogues():
        for message, text in i18n.catalogue(f"surveys/{name}", language).messages.items():
            found.setdefault(message, {})[name] = text
    return found


def library(language: str, key: str, english: str, catalogue: str = "") -> list[str]:
    """Every shipped translation of exactly this key and English, that of the text's own catalogue first.

    An item's key means one text everywhere; two surveys may have a heading of the same name.
    """
    there = _library(language).get((key, english), {})
    own = [there[catalogue]] if catalogue in there else []
    return list(dict.fromkeys([*own, *there.values()]))


def library_provenance(language: str) -> str:
    """Where the library's words of a language come from: the first header that says so."""
    said = (i18n.catalogue(f"surveys/{name}", language).provenance for name in _catalogues())
    return next(filter(None, said), "")


@cache
def _catalogues() -> tuple[str, ...]:
    folder = i18n.FOLDER / "surveys"
    library = (path.stem for path in reading.LIBRARY.glob("*.toml"))
    return tuple(sorted(name for name in library if (folder / name).is_dir()))
