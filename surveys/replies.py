"""What somebody meant by a text: a number in any script, the words of an option or the beginning of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from surveys.texting import Choice

#: Letters that keyboards give for one another: the shapes of Arabic script, and Latin letters that no accent parts.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("يىېۍئ", "ی"), **dict.fromkeys("كڪ", "ک"), **dict.fromkeys("ةہھۀۃە", "ه"),
        **dict.fromkeys("أإآٱ", "ا"), "ؤ": "و", "ں": "ن", "ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss",
    }
)  # fmt: skip
#: Left out without a trace: apostrophes, joiners, marks of direction, the tail that stretches Arabic words.
_NOTHING = frozenset("'’‘ʼ`´ـ\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff")
_BETWEEN = re.compile(r"[,;&+/\n،؛、，；]+")
#: Shorter beginnings of an option's words are taken for it only where the whole word is as short as "yes".
_BEGINNING, _SHORT_WORD = 2, 4


@dataclass(frozen=True)
class Understood:
    """The keys that were meant; none where nothing was understood. `between` are those it might have been."""

    keys: tuple[str, ...] = ()
    between: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Manner:
    """What people of a language write around and instead of a number, all folded."""

    numbers: Mapping[str, int]
    joins: Collection[str] = ()
    polite: Collection[str] = ()
    #: Other words for an option with this key: "yeah" for yes.
    also: Mapping[str, Collection[str]] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Small letters without accents and punctuation, every script's digits as 0-9, one space between words."""
    kept = []
    for letter in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(
        _ALIKE
    ):
        digit, category = unicodedata.digit(letter, None), unicodedata.category(letter)
        if digit is not None:
            kept.append(str(digit))
        elif letter in _NOTHING or _is_accent(letter) or category in ("Me", "Cf"):
            continue
        else:
            kept.append(letter if letter.isalpha() or category in ("Mn", "Mc") else " ")
    return " ".join("".join(kept).translate(_ALIKE).split())


def _is_accent(letter: str) -> bool:
    """Accents of Latin letters, vowel signs of Arabic, what makes a picture of a number; not the vowels of India."""
    return (
        "\u0300" <= letter <= "\u036f"
        or "\u064b" <= letter <= "\u065f"
        or letter == "\u0670"
        or "\ufe00" <= letter <= "\ufe0f"
    )


def one(body: str, choices: Sequence[Choice], manner: Manner) -> Understood:
    """The one choice that was meant."""
    said = _without(fold(body), manner.polite)
    if not said:
        return Understood()
    exact = [choice for choice in choices if fold(choice.text) == said]
    exact = exact or [choice for choice in choices if said in manner.also.get(choice.key, ())]
    if len(exact) == 1:
        return Understood((exact[0].key,))
    numbered = _numbered(said, choices, manner)
    if numbered is not None:
        return Understood((numbered.key,))
    if said[0].isdigit():
        return Understood()
    begun = [choice for choice in choices if _begins(said, fold(choice.text))]
    if len(begun) == 1:
        return Understood((begun[0].key,))
    return Understood(between=tuple(begun))


def _numbered(said: str, choices: Sequence[Choice], manner: Manner) -> Choice | None:
    """The choice of a number, alone or before the choice's own words."""
    first, _, rest = said.partition(" ")
    number = number_of(first, manner)
    if number is None or not 1 <= number <= len(choices):
        return None
    found = choices[number - 1]
    return found if not rest or fold(found.text).startswith(rest) else None


def _begins(said: str, words: str) -> bool:
    return words.startswith(said) and (len(said) >= _BEGINNING or len(words) < _SHORT_WORD)


def _without(said: str, polite: Collection[str]) -> str:
    """Without a word of thanks at either end."""
    for phrase in polite:
        said = said.removeprefix(f"{phrase} ").removesuffix(f" {phrase}")
    return said


def number_of(word: str, manner: Manner) -> int | None:
    """A folded word as a number: digits, or the word for it; None for anything else."""
    if word.isdecimal() and len(word) <= 9:
        return int(word)
    return manner.numbers.get(word)


def several(body: str, choices: Sequence[Choice], manner: Manner) -> Understood:
    """Every choice that was meant: "1 3", "1 and 3", "seeing, hearing"; nothing unless all of it is understood."""
    whole = one(body, choices, manner)
    if whole.keys:
        return whole
    words = [word for word in _without(fold(body), manner.polite).split() if word not in manner.joins]
    numbers = [number_of(word, manner) for word in words]
    if numbers and all(number is not None and 1 <= number <= len(choices) for number in numbers):
        return Understood(tuple(dict.fromkeys(choices[number - 1].key for number in numbers if number)))
    pieces = [piece for piece in _BETWEEN.split(_parted(body, manner.joins)) if piece.strip()]
    found = [one(piece, choices, manner) for piece in pieces]
    if len(found) > 1 and all(each.keys for each in found):
        return Understood(tuple(dict.fromkeys(each.keys[0] for each in found)))
    return Understood(between=whole.between)


def _parted(body: str, joins: Collection[str]) -> str:
    """The text with a comma in the place of each "and"."""
    return " ".join("," if fold(word) in joins else word for word in body.split(" "))


def whole_number(body: str, manner: Manner) -> str:
    """A whole number as digits; the folded text where it is none, which the question then refuses."""
    said = _without(fold(body), manner.polite)
    number = number_of(said, manner)
    return said if number is None else str(number)
