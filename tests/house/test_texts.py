"""Promise of the texts: what the public reads exists in every shipped language, with the same figures."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from feedback import i18n
from feedback.vocabulary import BSL, EASY_READ, LANGUAGES, OWN_LANGUAGES
from surveys.reading import shipped_blocks, shipped_surveys
from surveys.texts import Source, sources
from tests.house.strings import ENVIRONMENT, ROOT, interface_strings, placeholders, public_templates

#: Every language of the contract but English; BSL has videos instead of words.
TRANSLATED = tuple(tag for tag in LANGUAGES if tag not in (*OWN_LANGUAGES, BSL))
INTERFACE = (EASY_READ, *TRANSLATED)
DEFINITIONS = [*shipped_surveys(), *shipped_blocks()]
SURVEY_CATALOGUES = sorted((ROOT / "translations" / "surveys").glob("*/*.po"))
#: Marks that turn text round; the page's own `dir` and isolation do that work.
TURNING = re.compile("[\u200e\u200f\u202a-\u202e]")
#: What a page may say in itself: names of languages, signs, numbers to ring.
_WORDLESS = re.compile(r"[\W\d_]*")
_TAGS = re.compile(r"<(script|style|svg|title)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
#: Attributes that a macro hands to a tag, which stand between tags in the file.
_ATTRIBUTE = re.compile(r'[\w-]+="[^"\n]*"?|"')
#: Names that are the same in every language, and "yes" as a macro's answer to another template.
NAMES = {"999 BSL", "BSL", "Said & Done", "NHS", "Atom", "yes"}


@cache
def every_source() -> list[Source]:
    found = {
        (source.catalogue, source.key): source for definition in DEFINITIONS for source in sources(definition)
    }
    return list(found.values())


def interface_problems(language: str) -> list[str]:
    catalogue = i18n.interface(language)
    problems = []
    for english, places in interface_strings().items():
        text = catalogue.get(english, "")
        if not text.strip():
            problems.append(f"missing: {english!r} ({places[0]})")
        elif placeholders(text) != placeholders(english):
            problems.append(f"other placeholders: {english!r} -> {text!r}")
        elif TURNING.search(text):
            problems.append(f"a mark that turns text round: {text!r}")
    return problems


@pytest.mark.parametrize("language", INTERFACE)
def test_every_string_of_the_public_interface_is_translated(language: str) -> None:
    problems = interface_problems(language)
    assert not problems, f"{len(problems)} in translations/interface/{language}.po:\n" + "\n".join(problems)


@pytest.mark.parametrize("language", INTERFACE)
def test_no_interface_catalogue_keeps_strings_nobody_says(language: str) -> None:
    unused = sorted(set(i18n.interface(language)) - set(interface_strings()))
    assert not unused, "\n".join(unused)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_a_shipped_survey_is_translated(language: str) -> None:
    wanted = every_source()
    found = i18n.survey_texts(language, [(source.key, source.english, source.catalogue) for source in wanted])
    missing = [
        f"{source.catalogue}: {source.key}: {source.english!r}"
        for source in wanted
        if source.key not in found
    ]
    assert not missing, f"{len(missing)} in translations/surveys/*/{language}.po:\n" + "\n".join(missing)


@pytest.mark.parametrize("path", SURVEY_CATALOGUES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_survey_catalogue_names_the_key_and_the_exact_english(path: Path) -> None:
    """A changed question is never shown with its old translation: the exact English must stand beside it."""
    known = {source.key: source.english for source in every_source() if source.catalogue == path.parent.name}
    with path.open("rb") as file:
        entries = [message for message in read_po(file, abort_invalid=True) if message.id]
    for message in entries:
        assert message.context in known, f"unknown key {message.context}"
        assert message.id == known[message.context], f"{message.context}: the English has changed"
        assert not TURNING.search(str(message.string)), message.context
        assert placeholders(str(message.string)) == placeholders(str(message.id)), message.context


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_catalogue_says_where_its_words_come_from(language: str) -> None:
    paths = list((ROOT / "translations").rglob(f"{language}.po"))
    assert paths
    for path in paths:
        name = str(path.parent.relative_to(ROOT / "translations"))
        assert i18n.catalogue(name, language).provenance, f"{path.name} of {name} has no X-Provenance"


@pytest.mark.parametrize("path", sorted(public_templates()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_public_template_says_nothing_outside_the_catalogue(path: Path) -> None:
    """Visible words between tags, and words in attributes that are read out, come from `_()`."""
    source = _JINJA.sub("\x00", path.read_text("utf-8"))
    attributes = re.findall(r'\b(?:aria-label|alt|title|placeholder)="([^"]*)"', source)
    visible = _ATTRIBUTE.sub("", _TAGS.sub("\n", source)).split("\n") + attributes
    said = [html.unescape(part).strip() for line in visible for part in line.split("\x00")]
    words = [part for part in said if not _WORDLESS.fullmatch(part) and part not in NAMES]
    assert not words, words
    assert ENVIRONMENT.parse(path.read_text("utf-8"))
