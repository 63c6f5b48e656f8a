"""Folding: a text as it is compared with lists of words, and where each letter of it stood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: Letters that people type for one another: the shapes of Arabic script, and Latin letters that hold no mark apart.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("يىیېێۍےۓ", "ی"), **dict.fromkeys("كکڪ", "ک"), **dict.fromkeys("ةهەہھۀۃۂ", "ه"),
        **dict.fromkeys("وۆۇۊ", "و"), **dict.fromkeys("ٱاآأإ", "ا"), "ګ": "گ", "ڕ": "ر", "ڵ": "ل", "ں": "ن", "ڼ": "ن",
        "ı": "i", "ł": "l", "đ": "d", "ø": "o", "ə": "e", "ґ": "г", "є": "е", "і": "и",
        "ী": "ি", "ূ": "ু", "ી": "િ", "ૂ": "ુ", "ੀ": "ਿ", "ੂ": "ੁ", "ੰ": "ਂ",
    }
)  # fmt: skip
#: Marks that many leave out: nuktas, the candrabindu of Bengali, the addak of Gurmukhi, a hamza on its own.
_LEFT_OUT = frozenset("\u09bc\u0a3c\u0abc\u0981\u0a71ء\u0640'’‘ʼʻ`´\u00ad\u200b\u200c\u200d\u2060\ufeff")
_APOSTROPHES = frozenset("'’‘ʼ`´")


@dataclass(frozen=True)
class Folded:
    """The folded text between two spaces, one space between words; `at[i]` is where its i-th letter stood."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the folded text stood in the text itself."""
        places = [place for place in self.at[start:end] if place >= 0]
        return places[0], places[-1] + 1


@dataclass(frozen=True)
class Spelling:
    """What is particular to how a language is spelt."""

    #: An apostrophe parts two words, as in Italian.
    elides: bool = False
    #: Little words that may stand apart from the word they belong to, as in Farsi.
    joins: tuple[str, ...] = ()
    #: What may hang before any word, as in Arabic.
    hangs: tuple[str, ...] = ()


PLAIN = Spelling()


def fold(text: str, spelling: Spelling = PLAIN) -> Folded:
    """Small letters without accents, harakat, joiners or doubles, each beside where it stood."""
    letters, at = [" "], [-1]
    for place, sign in enumerate(text):
        if spelling.elides and sign in _APOSTROPHES:
            pieces = " "
        else:
            pieces = _pieces(sign)
        for piece in pieces:
            # Doubled letters count once: "killlll me" is "kill me", and so is "kil me".
            if piece != letters[-1]:
                letters.append(piece)
                at.append(-1 if piece == " " else place)
    if letters[-1] != " ":
        letters.append(" ")
        at.append(-1)
    folded = Folded("".join(letters), tuple(at))
    return _joined(folded, spelling.joins) if spelling.joins else folded


def _joined(folded: Folded, joins: tuple[str, ...]) -> Folded:
    """The same with the space away that follows each of these little words."""
    gone = {match.end() - 1 for match in re.finditer(rf"(?<= )(?:{'|'.join(joins)}) (?=[^ ])", folded.text)}
    kept = [place for place in range(len(folded.text)) if place not in gone]
    return Folded("".join(folded.text[place] for place in kept), tuple(folded.at[place] for place in kept))


@lru_cache(maxsize=8192)
def _pieces(sign: str) -> str:
    """What one sign becomes: letters, a space, or nothing; a Chinese sign stands as a word of its own."""
    if sign in _LEFT_OUT:
        return ""
    kept = []
    # Casefolding turns the Turkish capital İ into an i and a dot, which goes with the other accents.
    for piece in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", sign).casefold()).translate(
        _ALIKE
    ):
        if piece in _LEFT_OUT or _is_accent(piece):
            continue
        if "\u3400" <= piece <= "\u9fff" or "\U00020000" <= piece <= "\U0003ffff":
            kept.append(f" {piece} ")
        elif piece.isalnum() or unicodedata.category(piece)[0] == "M":
            kept.append(str(unicodedata.digit(piece)) if piece.isdigit() else piece)
        else:
            kept.append(" ")
    return "".join(kept)


def _is_accent(piece: str) -> bool:
    """Accents of Latin and Cyrillic letters, and the vowel signs of Arabic script, which most people do not write."""
    return (
        "\u0300" <= piece <= "\u036f"
        or "\u064b" <= piece <= "\u065f"
        or piece == "\u0670"
        or ("\u06d6" <= piece <= "\u06ed" and unicodedata.category(piece) == "Mn")
    )
