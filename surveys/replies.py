"""What somebody meant by a text: a number in any script, the words of an option or the beginning of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from surveys import spelling
from surveys.spelling import fold
from surveys.texting import Choice

__all__ = ["Manner", "Understood", "fold", "number_of", "one", "several", "step", "whole_number", "without"]

_BETWEEN = re.compile(r"[,;&+/\n،؛、，；]+")
#: "1-3" may be one and three or one to three, so it is neither.
_RANGE = re.compile(r"\d\s*[-‐‑‒–—―−~]\s*\d")
_OUT_OF = re.compile(r"\s*(\d{1,9})\s*/\s*(\d{1,9})\s*")
#: Where a number ends and a word begins without a space: "opt2", "2号".
_SEAM = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_LESS_THAN_NOTHING = re.compile(r"\s*[-−]\d")
#: Shorter beginnings of an option's words are taken for it only where the whole word is as short as "yes".
_BEGINNING, _SHORT_WORD = 2, 4
#: Nobody is older.
_OLDEST = 120


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
    #: What stands beside a number and says nothing: "option" in "option 2".
    labels: Collection[str] = ()
    #: What stands between a step and the highest: "out of" in "8 out of 10".
    of: Collection[str] = ()


def one(body: str, choices: Sequence[Choice], manner: Manner) -> Understood:
    """The one choice that was meant."""
    said = without(fold(body), manner.polite)
    if not said:
        return Understood()
    named = _named(said, choices, manner) or _numbered(said, choices, manner) or _aged(said, choices, manner)
    if named is not None:
        return Understood((named.key,))
    if said[0].isdigit():
        return Understood()
    begun = [choice for choice in choices if _begins(said, fold(choice.text))]
    if len(begun) == 1:
        return Understood((begun[0].key,))
    meant = None if begun else spelling.nearest(said, [fold(choice.text) for choice in choices])
    return Understood(between=tuple(begun)) if meant is None else Understood((choices[meant].key,))


def _named(said: str, choices: Sequence[Choice], manner: Manner) -> Choice | None:
    """The only choice that is called so, or has such another name."""
    exact = [choice for choice in choices if fold(choice.text) == said]
    exact = exact or [choice for choice in choices if said in manner.also.get(choice.key, ())]
    return exact[0] if len(exact) == 1 else None


def _numbered(said: str, choices: Sequence[Choice], manner: Manner) -> Choice | None:
    """The choice of a number, alone or beside the choice's own words."""
    words = _parts(said)
    alone = _bare(said, manner)
    if len(set(alone)) == 1:
        words = alone[:1]
    for number, rest in ((words[0], words[1:]), (words[-1], words[:-1])):
        place = number_of(number, manner)
        if place is None or not 1 <= place <= len(choices):
            continue
        if not rest or _agrees(" ".join(rest), " ".join(_parts(fold(choices[place - 1].text)))):
            return choices[place - 1]
    return None


def _aged(said: str, choices: Sequence[Choice], manner: Manner) -> Choice | None:
    """The band of ages that holds an age: "47" for "45 to 54"; asked after the numbers of the choices."""
    words = _bare(said, manner)
    age = number_of(words[0], manner) if len(words) == 1 else None
    if age is None or not 1 <= age <= _OLDEST:
        return None
    bands = [choice for choice in choices if choice.age_from is not None and choice.age_from <= age]
    return max(bands, key=lambda choice: choice.age_from or 0, default=None)


def _parts(said: str) -> list[str]:
    """Words and numbers, also where no space parts them."""
    return _SEAM.sub(" ", said).split()


def _bare(said: str, manner: Manner) -> list[str]:
    """The words without what only stands beside a number; all of them where no number is left."""
    words = _parts(said)
    bare = [word for word in words if word not in manner.labels or number_of(word, manner) is not None]
    return bare if any(number_of(word, manner) is not None for word in bare) else words


def _agrees(rest: str, words: str) -> bool:
    """Whether what stands beside a number begins the words of its choice: no other number does, but as a whole word."""
    return f"{words} ".startswith(f"{rest} ") or (not rest[-1].isdigit() and words.startswith(rest))


def _begins(said: str, words: str) -> bool:
    return words.startswith(said) and (len(said) >= _BEGINNING or len(words) < _SHORT_WORD)


def without(said: str, polite: Collection[str]) -> str:
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
    if _RANGE.search(unicodedata.normalize("NFKC", body)):
        return Understood()
    words = _bare(without(fold(body), manner.polite), manner)
    numbers = [number_of(word, manner) for word in words if word not in manner.joins]
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
    said = without(fold(body), manner.polite)
    words = _bare(said, manner)
    number = number_of(words[0], manner) if len(words) == 1 else None
    if number is None:
        return said
    return f"-{number}" if _LESS_THAN_NOTHING.match(unicodedata.normalize("NFKC", body)) else str(number)


def step(body: str, highest: int | None, manner: Manner) -> str:
    """A step of a scale as digits, which many write as "8/10" or "8 out of 10"."""
    found = _OUT_OF.fullmatch(unicodedata.normalize("NFKC", body))
    if found is not None and int(found[2]) == highest:
        return str(int(found[1]))
    words = without(fold(body), manner.polite).split()
    between, last = words[1:-1], number_of(words[-1], manner) if words else None
    if between and all(word in manner.of for word in between) and last is not None and last == highest:
        return whole_number(words[0], manner)
    return whole_number(body, manner)
