"""Keywords: whether a text as a whole is STOP, START or HELP (or a word of a conversation), in any language that ships.

The rule: a text is a keyword when, folded, it is one and nothing else, but for words of politeness before and after it
and for being said several times. A keyword within a sentence is none: "please don't stop the service" is an answer.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from feedback.services.folding import fold

#: The table here, and what conversations by text add to it in files of their own.
_FILES = "keywords*.toml"
#: The longest text there is.
_LONGEST = 1600
_POLITE = "polite"
#: Signs that stand with others and say nothing: the look of an emoji, the frame of a key.
_SILENT = re.compile("[\ufe00-\ufe0f\u20e3\U000e0100-\U000e01ef]")


class Word(StrEnum):
    """What a text says."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    #: Words of a conversation.
    SKIP = "skip"
    BACK = "back"
    LANGUAGE = "language"


def meaning(text: str) -> Word | None:
    """What a text is as a whole; None for everything that is an answer."""
    if len(text) > _LONGEST:
        return None
    words, table = folded(text), _table()
    for said in dict.fromkeys((words, *_spelt_out(words))):
        found = table.get(said) or table.get(_bare(said))
        if found is not None:
            return found
    return None


def folded(text: str) -> str:
    """A text as it is compared: small letters without accents, doubles, punctuation, emoji and what nobody sees."""
    kept = "".join(sign for sign in _SILENT.sub("", text) if unicodedata.category(sign) != "Cf")
    return fold(kept).text.strip()


def _spelt_out(words: str) -> tuple[str, ...]:
    """ "s t o p" is the word it spells."""
    letters = words.split()
    return ("".join(letters),) if len(letters) > 2 and all(len(one) == 1 for one in letters) else ()


def _bare(said: str) -> str:
    """Without politeness at both ends, and said once however often it was said."""
    before = None
    while before != said:
        before = said
        for polite in _politeness():
            said = said.removeprefix(f"{polite} ").removesuffix(f" {polite}")
    words = said.split()
    for size in range(1, len(words) // 2 + 1):
        if len(words) % size == 0 and words == words[:size] * (len(words) // size):
            return " ".join(words[:size])
    return said


@cache
def _lists() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By language, the words of each kind as they stand in the files."""
    lists: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in sorted(Path(__file__).parent.glob(_FILES)):
        with path.open("rb") as file:
            for language, kinds in tomllib.load(file).items():
                mine = lists.setdefault(language, {})
                for kind, words in kinds.items():
                    mine[kind] = (*mine.get(kind, ()), *words)
    return lists


@cache
def _table() -> Mapping[str, Word]:
    """Folded word to meaning. STOP wins where two languages disagree: nobody is texted against their will."""
    table: dict[str, Word] = {}
    for word in reversed(Word):
        for kinds in _lists().values():
            for said in kinds.get(word.value, ()):
                table[folded(said)] = word
    return table


@cache
def _politeness() -> tuple[str, ...]:
    """Folded, the longest first."""
    words = {folded(said) for kinds in _lists().values() for said in kinds.get(_POLITE, ())}
    return tuple(sorted(words, key=lambda said: (-len(said), said)))


def every(language: str, word: Word) -> tuple[str, ...]:
    """The words of one language for one meaning, the usual one first."""
    return _lists().get(language, {}).get(word.value, ())
