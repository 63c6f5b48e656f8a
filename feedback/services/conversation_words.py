"""Conversation words: what people text to skip, go back, be helped or change the language, in each language."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from feedback.services import keywords
from feedback.vocabulary import BSL, EASY_READ, ENGLISH, ENGLISH_NAMES, LANGUAGES
from surveys.replies import Manner, fold, without

_FILE = Path(__file__).with_name("conversation_words.toml")


class Word(StrEnum):
    """What a text can be beside an answer; STOP and START are heard before a conversation is asked."""

    SKIP = "skip"
    BACK = "back"
    LANGUAGE = "language"
    HELP = "help"
    SEND = "send"


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def _home(language: str) -> str:
    """The language whose words are used: English covers Easy Read, and any that has none of its own."""
    return language if language in _words() else ENGLISH


def shown(word: Word, language: str) -> str:
    """The word that our texts name in a language."""
    found: str = _words()[_home(language)][word.value][0]
    return found


@cache
def _meanings(language: str) -> Mapping[str, Word]:
    """Folded word to meaning: those of a language, and the English ones."""
    tags = (ENGLISH, _home(language))
    return {
        fold(said): word for tag in tags for word in Word for said in _words()[tag][word.value] if fold(said)
    }


def meaning(body: str, language: str) -> Word | None:
    """What a whole text says to do; None where it is something else. HELP is heard in any language at all."""
    if body.strip() in ("?", "؟", "？"):
        return Word.HELP
    said, polite = fold(body), manner(language).polite
    found = _meanings(language).get(said) or _meanings(language).get(without(said, polite))
    return found or (Word.HELP if keywords.meaning(body) is keywords.Word.HELP else None)


@cache
def manner(language: str) -> Manner:
    """What people of a language write around and instead of a number; English everywhere."""
    tags = (ENGLISH, _home(language))
    together = [_words()[tag] for tag in tags]
    return Manner(
        {fold(said): number for entry in together for number, said in enumerate(entry["numbers"], 1)},
        frozenset(fold(said) for entry in together for said in entry["joins"]),
        tuple(dict.fromkeys(fold(said) for entry in together for said in entry["polite"])),
        {key: frozenset(fold(said) for entry in together for said in entry[key]) for key in ("yes", "no")},
        frozenset(fold(said) for entry in together for said in entry["labels"]),
        frozenset(fold(said) for entry in together for said in entry.get("of", ())),
    )


@cache
def _thanks() -> frozenset[str]:
    """Folded words of thanks and politeness of every language."""
    return frozenset(fold(said) for entry in _words().values() for said in (*entry["polite"], "ok", "okay"))


def only_thanks(body: str) -> bool:
    """Whether a text says nothing but thanks in any language, or is an emoji: it waits for no answer."""
    said = fold(body[:200])
    if not said:
        return any(unicodedata.category(sign) == "So" for sign in body)
    while said:
        begun = next((word for word in _thanks() if said == word or said.startswith(f"{word} ")), None)
        if begun is None:
            return False
        said = said.removeprefix(begun).strip()
    return True


@cache
def _names() -> Mapping[str, str]:
    """Folded name to language tag: each by its own name for itself and by its English one."""
    names = {fold(ENGLISH_NAMES[tag]): tag for tag in LANGUAGES if tag != BSL}
    names |= {fold(own): tag for tag, own in LANGUAGES.items() if tag != BSL}
    return names | {"easy": EASY_READ, "easyread": EASY_READ}


def language_named(body: str, offered: Collection[str], language: str = ENGLISH) -> str | None:
    """The language on offer that a whole text names, politely or not; None where it names none.

    `language` is the one that the text is written in.
    """
    tag = _names().get(without(fold(body), manner(language).polite))
    return tag if tag in offered else None
