"""What a plain check can find in one translated line: missing, made from other English, or worth a second look.

No check can say whether a translation is right; only somebody who reads the language can. Four findings stop a
sign-off, because what they find is broken whatever the words mean. The others are reasons to look again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from surveys import scripts
from surveys.easyread import LONGEST
from surveys.formats import wording

#: Anything in braces: what a page fills in. A translator's "{numer}" is found as well as our "{number}".
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]*>|<!--|&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]+);|\[[^\]]*\]\([^)\s]*\)", re.IGNORECASE
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: What is taken out of every text that comes in: controls, halves of pairs, and marks that turn a whole line round.
_NEVER = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff\u200b\u2060\u202a-\u202e\u2066-\u2069]"
)
_DIRECTION = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"^\s|\s$|[^\S\n]{2,}")
_LOST = re.compile(r"\ufffd|\?{3}|^[\s?]*\?\?[\s?]*$")
_SENTENCE_END = re.compile(r"(?<=[.!?:؟۔।])\s+|(?<=[。！？：])|\n+")
_WORD = re.compile(r"[^\W_][\w’'-]*")
_DIGITS = re.compile(r"\d+")
_ADDRESS = re.compile(r"^\S+@\S+$|^(?:https?://|www\.)\S+$", re.IGNORECASE)
#: Between these two parts of the length of the English a translation is expected, and by so many letters more or
#: less even where the English is one word. Taken from the shipped translations, of which 1 in 100 lies outside.
_LENGTHS = {scripts.CHINESE: (0.18, 0.75), scripts.ARABIC: (0.45, 1.75)}
_LENGTHS_OTHERWISE, _MORE, _LESS = (0.6, 1.95), 14, 4
#: Other languages need some more words than English for the same sentence.
_LONGEST_SENTENCE = LONGEST + 5

#: English words that many languages write with Latin letters have in common.
_SAME_ELSEWHERE = frozenset(
    {
        "african", "arab", "bisexual", "cantonese", "gujarati", "hindu", "hospital", "hotel", "indian", "muslim",
        "normal", "online", "panjabi", "pashto", "punjabi", "roma", "sikh", "somali", "tamil", "total", "urdu",
        "video",
    }
)  # fmt: skip
_OURS = frozenset({"en", "en-simple"})


class Check(StrEnum):
    """What was found in a line."""

    MISSING = "missing"
    CHANGED = "changed"
    PLACEHOLDER = "placeholder"
    MARKUP = "markup"
    IDENTICAL = "identical"
    LETTERS = "letters"
    LENGTH = "length"
    NUMBER = "number"
    DIGITS = "digits"
    LONG_SENTENCE = "long-sentence"
    UNSEEN = "unseen"
    DIRECTION = "direction"
    SPACES = "spaces"


#: What nobody can sign: it is broken whatever the words mean.
STOPPING = frozenset({Check.MISSING, Check.CHANGED, Check.PLACEHOLDER, Check.MARKUP})


@dataclass(frozen=True)
class Finding:
    """One thing about a line: the check, why it matters in words for whoever mends it, and the words it is about."""

    check: Check
    why: str
    where: str = ""

    @property
    def stops(self) -> bool:
        """Whether a translation with this line cannot be signed."""
        return self.check in STOPPING


def checks(english: str, text: str, *, language: str, stored_source: str | None = None) -> list[Finding]:
    """Everything found in the translation of one text, what stops a sign-off first.

    `stored_source` is the English that the translation was made from; None where that is the English of today.
    """
    if not tidy(text):
        return [Finding(Check.MISSING, "There is no translation yet.")]
    found = [*_changed(english, stored_source), *_placeholder(english, text), *_markup(english, text)]
    if language not in _OURS:
        found += [*_identical(english, text, language), *_letters(english, text, language)]
        found += [*_length(english, text, language), *_long_sentence(english, text, language)]
    return [*found, *_numbers(english, text), *_unseen(text, language)]


def tidy(text: str) -> str:
    """The text as it is kept: line breaks of every kind as one kind, no unseen controls, no spaces at the ends."""
    return _NEVER.sub("", _BREAKS.sub("\n", text)).strip()


def placeholders(text: str) -> set[str]:
    """What stands in braces, for a page to fill in."""
    return set(_PLACEHOLDER.findall(text))


def marked_up(english: str, text: str) -> str:
    """The first tag, entity, link or script in a translation that its English does not hold; empty when none."""
    allowed = set(_MARKUP.findall(english))
    new = next((found for found in _MARKUP.findall(text) if found not in allowed), "")
    return new or (text if wording.runs(text) else "")


def lost_letters(english: str, text: str) -> bool:
    """Whether a program that does not know the letters put question marks in their place."""
    return bool(_LOST.search(text)) and not _LOST.search(english)


def other_letters(english: str, text: str, language: str) -> str:
    """The script a language is written in, where a text of letters holds none of them; empty when all is well."""
    script = scripts.of(language)
    if not script or not any(map(str.isalpha, text)) or _same_everywhere(text):
        return ""
    # What was left in English is another finding.
    return "" if _folded(text) == _folded(english) or scripts.holds(text, script) else script


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _same_everywhere(text: str) -> bool:
    """Digits, "BSL", an address, a name like "WhatsApp": nothing that is translated."""
    words = _WORD.findall(text)
    return bool(_ADDRESS.match(text.strip())) or all(
        not any(map(str.isalpha, word)) or word.isupper() or any(map(str.isupper, word[1:])) for word in words
    )


def _changed(english: str, stored: str | None) -> Iterator[Finding]:
    if stored is not None and stored != english:
        why = "The English has changed since this was translated. Look at it again and keep it or write it anew."
        yield Finding(Check.CHANGED, why, stored)


def _placeholder(english: str, text: str) -> Iterator[Finding]:
    wanted, found = placeholders(english), placeholders(text)
    for name in sorted(wanted - found):
        why = f"{name} is missing. Copy it as it is: something is filled in there."
        yield Finding(Check.PLACEHOLDER, why, name)
    for name in sorted(found - wanted):
        why = f"{name} is not in the English. Nothing would be filled in there."
        yield Finding(Check.PLACEHOLDER, why, name)


def _markup(english: str, text: str) -> Iterator[Finding]:
    if found := marked_up(english, text):
        yield Finding(Check.MARKUP, "This is code, not words. A text is plain words: take it out.", found)


def _identical(english: str, text: str, language: str) -> Iterator[Finding]:
    if _folded(english) != _folded(text) or _same_everywhere(english):
        return
    words = _WORD.findall(english)
    if scripts.of(language) in (scripts.LATIN, ""):
        short = len(words) == 1 and (len(words[0]) <= 3 or words[0].casefold() in _SAME_ELSEWHERE)
        name = len(words) > 1 and all(word[0].isupper() or word[0].isdigit() for word in words)
        if short or name:
            return
    yield Finding(Check.IDENTICAL, "This is the same as the English. Is it translated?", text)


def _letters(english: str, text: str, language: str) -> Iterator[Finding]:
    if lost_letters(english, text):
        why = "Letters were lost on the way: question marks stand in their place."
        yield Finding(Check.LETTERS, why, text)
    elif script := other_letters(english, text, language):
        why = f"This language is written in {scripts.name(script)} letters. None are here. Is it another language?"
        yield Finding(Check.LETTERS, why, text)


def _length(english: str, text: str, language: str) -> Iterator[Finding]:
    least, most = _LENGTHS.get(scripts.of(language), _LENGTHS_OTHERWISE)
    if len(text) > most * len(english) + _MORE:
        yield Finding(
            Check.LENGTH, "This is much longer than the English. Does it say more than the English does?"
        )
    elif len(text) < least * len(english) - _LESS:
        yield Finding(Check.LENGTH, "This is much shorter than the English. Is something left out?")


def _long_sentence(english: str, text: str, language: str) -> Iterator[Finding]:
    script = scripts.of(language)
    # A translator answers for what the translation made longer, not for a long English sentence.
    most = max(_LONGEST_SENTENCE, *(scripts.words(one, "") + 5 for one in _SENTENCE_END.split(english)))
    for sentence in _SENTENCE_END.split(text):
        if (number := scripts.words(sentence, script)) > most:
            about = "about " if script == scripts.CHINESE else ""
            why = f"This sentence has {about}{number} words. Say it in two sentences if you can."
            yield Finding(Check.LONG_SENTENCE, why, sentence)


def _numbers(english: str, text: str) -> Iterator[Finding]:
    here = _DIGITS.findall(_PLACEHOLDER.sub("", text))
    for number in here:
        if not number.isascii():
            why = f"Write {_western(number)} with the digits 0 to 9, as on signs and letters in England."
            yield Finding(Check.DIGITS, why, number)
    known = {_western(number).lstrip("0") for number in here}
    for number in dict.fromkeys(_DIGITS.findall(_PLACEHOLDER.sub("", english))):
        if _western(number).lstrip("0") not in known:
            why = f"The English says {number}. That number is not here in figures."
            yield Finding(Check.NUMBER, why, number)


def _western(number: str) -> str:
    return "".join(str(unicodedata.digit(digit)) for digit in number)


def _unseen(text: str, language: str) -> Iterator[Finding]:
    joins = scripts.of(language) in scripts.JOINING
    unseen = [
        f"U+{ord(sign):04X}"
        for sign in dict.fromkeys(text)
        if sign not in "\n\t\r" and unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn")
        and not _DIRECTION.match(sign) and not (joins and sign in scripts.JOINERS)
    ]  # fmt: skip
    if unseen:
        why = "There are characters here that nobody sees. Type the words again, or paste them as plain text."
        yield Finding(Check.UNSEEN, why, " ".join(unseen))
    if _DIRECTION.search(text):
        why = (
            "There are unseen marks here that turn the direction of the words. The page does that by itself."
        )
        yield Finding(Check.DIRECTION, why)
    if _SPACES.search(text):
        yield Finding(
            Check.SPACES, "There are spaces at the beginning or the end, or several where one belongs."
        )
