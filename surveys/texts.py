"""The words of a survey: which texts it needs, under which key, and how they are looked up in a language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.definition import Definition, Item, Option
from surveys.reading import decline_option

ENGLISH, EASY_READ = "en", "en-simple"


@dataclass(frozen=True)
class Source:
    """One text to translate: its key, its exact English, its Easy Read, and the catalogue it is kept in.

    The Easy Read of a question is empty until somebody has written it; other texts then stand as they are.
    """

    key: str
    english: str
    easy: str
    catalogue: str


def option_key(item: Item, option: Option) -> str:
    """The text key of an option: that of its shared answer set, or its own."""
    return option.shared or f"option/{item.key}/{option.key}"


def sources(definition: Definition) -> list[Source]:
    """Every text of a survey in reading order, shared answers once."""
    found: dict[str, Source] = {}

    def note(key: str, english: str | None, easy: str | None, catalogue: str) -> None:
        if english:
            found.setdefault(key, Source(key, english, english if easy is None else easy, catalogue))

    note("title", definition.title, definition.title_easy, definition.key)
    note("introduction", definition.introduction, definition.introduction_easy, definition.key)
    for section in definition.sections:
        home = section.source or definition.key
        note(f"section/{section.key}/title", section.title, section.title_easy, home)
        note(f"section/{section.key}/introduction", section.introduction, section.introduction_easy, home)
        for item in section.items:
            note(f"item/{item.key}/text", item.text, item.easy or "", home)
            note(f"item/{item.key}/help", item.help, item.help_easy, home)
            note(f"item/{item.key}/minimum-label", item.minimum_label, item.minimum_label_easy, home)
            note(f"item/{item.key}/maximum-label", item.maximum_label, item.maximum_label_easy, home)
            for option in options(item):
                catalogue = "answers" if option.shared else home
                note(option_key(item, option), option.text, option.easy, catalogue)
    return list(found.values())


def options(item: Item) -> list[Option]:
    """What an item can be answered with, declining too where that is offered."""
    return [*item.options, *([decline_option()] if item.group else [])]


def asked(definition: Definition) -> list[Source]:
    """The questions and their answers alone, in reading order: what is read aloud or signed one by one."""
    wanted = {f"item/{item.key}/text" for item in definition.items()}
    wanted |= {option_key(item, option) for item in definition.items() for option in options(item)}
    return [source for source in sources(definition) if source.key in wanted]


def english_texts(definition: Definition) -> dict[str, str]:
    """Text key to English."""
    return {source.key: source.english for source in sources(definition)}


def easy_texts(definition: Definition) -> dict[str, str]:
    """Text key to Easy Read."""
    return {source.key: source.easy for source in sources(definition)}


def missing(definition: Definition, texts: Mapping[str, str]) -> list[str]:
    """The text keys that a language does not have."""
    return [source.key for source in sources(definition) if not texts.get(source.key, "").strip()]


def fingerprint(*parts: Mapping[str, str]) -> str:
    """A short name for exactly these words, which a sign-off signs; 32 hexadecimal digits."""
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
