"""What a record says of somebody's language and of how they asked to be contacted, by any of its usual words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from feedback.vocabulary import BSL, EASY_READ, ENGLISH, ENGLISH_NAMES, LANGUAGES, ContactNeed
from surveys.formats import tags

_TABLE = Path(__file__).with_name("contact_words.toml")
_SEVERAL = re.compile(r"\s*[;,|\n]\s*")
_CODED = re.compile(r"^\(?\d{6,18}\)?\s*[-|:]?\s*|\s*[\[(]\d{6,18}[\])]$")
_BRACKETED = re.compile(r"([^()]+)\(([^()]+)\)")
#: No language in a record is no reason to ask nobody.
_NO_LANGUAGE = frozenset({"", "unknown", "not known", "not stated", "not recorded", "none", "n a", "na"})


def folded(words: str) -> str:
    """As words are compared: small letters, one space between words, no punctuation, no code before or behind."""
    words = _CODED.sub("", unicodedata.normalize("NFC", words).strip())
    kept = "".join(
        each if each.isalnum() or unicodedata.category(each).startswith("M") else " " for each in words
    )
    return " ".join(kept.casefold().split())


@cache
def _data() -> tuple[Mapping[str, str], Mapping[str, str]]:
    with _TABLE.open("rb") as file:
        found = tomllib.load(file)
    needs_of, languages = (
        {folded(word): key for key, words in found[part].items() for word in words}
        for part in ("needs", "languages")
    )
    return needs_of, languages


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """Our tags with their names, without what is no language of a record but a need."""
    return {tag: (ENGLISH_NAMES[tag], name) for tag, name in LANGUAGES.items() if tag not in (EASY_READ, BSL)}


def language(said: str) -> str | None:
    """Our tag; English where nothing is recorded; None for a language that we do not have or know."""
    words = folded(said)
    if words in _NO_LANGUAGE:
        return ENGLISH
    found = _language(said)
    bracketed = _BRACKETED.fullmatch(said.strip())
    if found is None and bracketed:
        # "Chinese (Cantonese)" is told by what stands in brackets, "Urdu (Pakistan)" by what stands before.
        found = _language(bracketed[2]) or _language(bracketed[1])
        # Whoever speaks Punjabi in Pakistan reads another script than ours.
        found = None if found == "pa" and "pakistan" in words else found
    return found


def _language(said: str) -> str | None:
    return _data()[1].get(folded(said)) or tags.tag(said.strip(), _languages())


def needs(said: str, channel: str = "sms") -> tuple[list[ContactNeed], str]:
    """What is asked for, without what the channel meets by itself, and the words that are none we know.

    Somebody who wants e-mail is not asked by text: the words are then among those for a person to look at.
    """
    known, unknown = [], []
    parts = [said] if folded(said) in _data()[0] else _SEVERAL.split(said)
    for part in filter(folded, parts):
        need = _data()[0].get(folded(part), "")
        if need in ("none", channel):
            continue
        if need not in list(ContactNeed) or not need:
            unknown.append(part.strip())
        elif ContactNeed(need) not in known:
            known.append(ContactNeed(need))
    return known, "; ".join(unknown)


def need_in_language(said: str) -> ContactNeed | None:
    """The need that stands where a language was wanted: records hold "BSL" and "Easy Read" there."""
    if said.strip().casefold() in (BSL, EASY_READ):
        return ContactNeed.BSL if said.strip().casefold() == BSL else ContactNeed.EASY_READ
    need = _data()[0].get(folded(said), "")
    return ContactNeed(need) if need in (ContactNeed.BSL, ContactNeed.EASY_READ) else None
