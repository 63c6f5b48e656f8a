"""How words are compared that people typed: without accents, case and other keyboards' letters, one slip forgiven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

#: Letters that keyboards give for one another: the shapes of Arabic script, and Latin letters that no accent parts.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("يىېۍئ", "ی"), **dict.fromkeys("كڪ", "ک"), **dict.fromkeys("ةہھۀۃە", "ه"),
        **dict.fromkeys("أإآٱ", "ا"), "ؤ": "و", "ں": "ن", "ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss",
    }
)  # fmt: skip
#: Left out without a trace: apostrophes, joiners, marks of direction, the tail that stretches Arabic words.
_NOTHING = frozenset("'’‘ʼ`´ـ\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff")
_DRAWN_OUT, _TWICE = re.compile(r"([^\W\d])\1\1"), re.compile(r"([^\W\d])\1+")
#: Only so long a word is known in spite of a slip, and only in scripts in which no one letter says "not": those before
#: this letter.
_LONG_ENOUGH, _AFTER_CYRILLIC = 5, "\u0530"


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Small letters without accents and punctuation, every script's digits as 0-9, one space between words."""
    kept = []
    # Pictures of numbers stand each for itself, however close: ①③, 1️⃣3️⃣.
    apart = "".join(f" {sign} " if unicodedata.category(sign) == "No" else sign for sign in text)
    plain = unicodedata.normalize("NFKC", apart.replace("\u20e3", " ")).casefold()
    for letter in unicodedata.normalize("NFKD", plain).translate(_ALIKE):
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


def nearest(said: str, names: Sequence[str]) -> int | None:
    """The place of the only name that a folded text is but for one slip, or for a letter drawn out ("goood").

    None where another name is near as well, and where the first letter differs: "scomodo" is the opposite of "comodo".
    """
    if _DRAWN_OUT.search(said):
        same = [place for place, name in enumerate(names) if _once(name) == _once(said)]
        return same[0] if len(same) == 1 else None
    if any(letter.isdigit() or letter >= _AFTER_CYRILLIC for letter in said):
        return None
    slips = [_slips(said, name) for name in names]
    near = [place for place, number in enumerate(slips) if number <= 2]
    if len(near) != 1 or slips[near[0]] > 1:
        return None
    name = names[near[0]]
    return near[0] if len(name) >= _LONG_ENOUGH and name[0] == said[0] else None


def _once(word: str) -> str:
    return _TWICE.sub(r"\1", word)


def _slips(said: str, name: str) -> int:
    """How many letters were left out, put in, exchanged or swapped with their neighbour; more than two are three."""
    if abs(len(said) - len(name)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(name) + 1))
    for at, letter in enumerate(said, 1):
        earlier, before, row = before, row, [at]
        for place, other in enumerate(name, 1):
            least = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != other))
            if at > 1 and place > 1 and letter == name[place - 2] and said[at - 2] == other:
                least = min(least, earlier[place - 2] + 1)
            row.append(least)
    return min(row[-1], 3)
