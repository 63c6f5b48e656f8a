"""A paper form in every language: with the words that ship, or, where there are none yet, sentences of our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pypdfium2

from feedback import i18n
from feedback.i18n import Words
from feedback.services import papers
from feedback.services.looks import Look
from feedback.services.paper_routing import Form
from feedback.services.shipped_words import texts_of
from surveys import reading, texts
from surveys.definition import Definition
from tests.feedback.channels.sentences import SENTENCES
from tests.house.strings import interface_strings, placeholders

BASE, CODE = "https://feedback.example.nhs.uk", "K7M4QX2PZ"
LOOK = Look(
    slug="oakfield", name="Oakfield NHS Trust", accent="#0a5a5c", help_number="01632 960 001",
    privacy_contact="privacy@oakfield.example.org", complaints_contact="01632 960 002", carers_service="",
    receipt_days=28, logo_url=None, demonstration=False,
)  # fmt: skip


def composed(slug: str = "my-care", *, everything: bool = False) -> Definition:
    """A shipped survey with the short block about you, or with the whole of it."""
    block = reading.shipped("about-you")
    chosen = {item.key for item in block.items() if everything or item.default}
    return reading.compose(reading.shipped(slug), block, chosen)


def _cut(sentence: str, length: int, turn: int) -> str:
    """Some of a sentence, each time from another word, so that between them the texts hold all of it."""
    begin = (turn * 7) % max(1, len(sentence) - length)
    while begin and " " in sentence and sentence[begin - 1] != " ":
        begin -= 1
    return sentence[begin : begin + max(6, length)].strip()


def invented_words(language: str) -> Words:
    """Every line of the interface out of the sentence of a language, with its figures."""
    said = {}
    for turn, english in enumerate(interface_strings()):
        figures = "".join(f" {{{name}}}" for name in sorted(placeholders(english)))
        said[english] = _cut(SENTENCES[language], len(english), turn) + figures
    return Words(language, said)


def form(
    language: str,
    *,
    definition: Definition | None = None,
    look: Look = LOOK,
    place: str = "Ward 7",
    words: Words | None = None,
) -> Form:
    """The form of a link in a language."""
    definition = definition or composed()
    found = texts_of(definition, language)
    if texts.missing(definition, found):
        sentence = SENTENCES[language]
        sources = enumerate(texts.sources(definition))
        found = {source.key: _cut(sentence, len(source.english), turn) for turn, source in sources}
        found["introduction"] = sentence
        words = words or invented_words(language)
    return Form(definition, found, words or i18n.words(language), look, place, CODE, revision=3, version=2)


@cache
def _plain(language: str) -> bytes:
    return papers.print_form(form(language), BASE)


def printed(language: str, **given: object) -> bytes:
    """The same as a PDF; the plain one of a language is set once for all tests."""
    if not given:
        return _plain(language)
    return papers.print_form(form(language, **given), BASE)  # type: ignore[arg-type]  # as form() takes them


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF as a reader opens it."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    try:
        yield document
    finally:
        document.close()


def pages_of(pdf: bytes) -> list[str]:
    """The text layer of every page, its white space made plain."""
    with opened(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
