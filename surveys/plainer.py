"""Plainer words for hard ones: the list of `plainer.toml`, found in every form that English gives a word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LIST = Path(__file__).parent / "plainer.toml"
_VOWELS = "aeiou"
#: "-ize" as many write what stands in the list with "-ise".
_Z = re.compile(r"iz(?=e|ing|ation)")
#: What stands before a word of a name, such as "Information Commissioner".
_IN_A_NAME = re.compile(r"\b[A-Z][a-z]+ $")

Offers = tuple[str, ...]


@cache
def _list() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(LIST.read_text("utf-8"))


@cache
def forms() -> dict[str, Offers]:
    """Every form of every hard word and phrase, in small letters, and what to write instead."""
    found: dict[str, Offers] = {}
    for word, offers in _list()["words"].items():
        found[word.lower()] = tuple(offers)
    for noun, offers in _list()["nouns"].items():
        for form in (noun, _with_s(noun)):
            found.setdefault(form, tuple(offers))
    for verb, offers in _list()["verbs"].items():
        first, _, rest = verb.partition(" ")
        for form in _forms_of_verb(first):
            found.setdefault(f"{form} {rest}".strip(), tuple(offers))
    return found


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2] not in _VOWELS:
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"


def _forms_of_verb(verb: str) -> Iterator[str]:
    yield from (verb, _with_s(verb))
    if verb.endswith("e") and not verb.endswith("ee"):
        yield from (f"{verb}d", f"{verb[:-1]}ing")
    elif verb.endswith("y") and verb[-2] not in _VOWELS:
        yield from (f"{verb[:-1]}ied", f"{verb}ing")
    else:
        # Whether the last letter is doubled is heard and not seen; the form that nobody writes is never met.
        stems = {verb, verb + verb[-1]} if verb[-2] in _VOWELS and verb[-1] not in "wxy" else {verb}
        yield from (f"{stem}{ending}" for stem in sorted(stems) for ending in ("ed", "ing"))


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(forms(), key=len, reverse=True)
    words = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)
    return re.compile(rf"(?<![\w{{-])(?:{words})(?![\w-]|[’'](?!s\b))", re.IGNORECASE)


def hard_words(text: str) -> Iterator[tuple[str, Offers]]:
    """Each hard word or phrase of an English text as it stands there, with what to write instead."""
    # As long as the text itself, so that places in one are places in the other.
    for found in _pattern().finditer(_Z.sub("is", text)):
        if found.group()[0].isupper() and _IN_A_NAME.search(text[: found.start()]):
            continue
        word = " ".join(found.group().lower().split())
        yield text[found.start() : found.end()], forms()[word]


def in_full(short: str) -> Offers:
    """What a shortened word stands for; empty where the list does not know it."""
    known = _list()["shortened"]
    return tuple(known.get(short) or known.get(short.lower()) or known.get(short.removesuffix("s")) or ())
