"""Gaps: somebody's words with some of them taken out, and whether nothing else was done to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

#: What stands where a name or a detail was taken out.
GAP = "[...]"
_GAP = re.compile(r"\[\s*(?:\.\s*){2,}\]|\[\s*…\s*\]")
#: Gaps with nothing but marks between them are one.
_GAPS = re.compile(r"\[\.\.\.\](?:[\s,;.:]*\[\.\.\.\])+")
#: Joiners without width, which some scripts cannot be spelt without.
_JOINERS = "\u200c\u200d"
_APOSTROPHES = "'’"


def plain(text: str) -> str:
    """Words in one line, every space alike, without characters that nobody sees."""
    kept = "".join(each for each in text if each.isprintable() or each.isspace() or each in _JOINERS)
    return " ".join(kept.split())


def tidy(words: str) -> str:
    """Plain words with every gap written alike."""
    return _GAP.sub(GAP, plain(words))


def shortens(words: str, original: str) -> bool:
    """Whether these are whole words of the original in its order, with a gap wherever some are missing between."""
    whole, position = plain(original), 0
    for part in (part.strip() for part in words.split(GAP)):
        if not part:
            continue
        start = whole.find(part, position)
        while start >= 0 and not (_parts(whole, start) and _parts(whole, start + len(part))):
            start = whole.find(part, start + 1)
        if start < 0:
            return False
        position = start + len(part)
    return True


def without(text: str, pieces: Sequence[tuple[int, int]]) -> str:
    """A text in one line with a gap for each of these pieces, and for the rest of a word that one is part of."""
    kept, position = [], 0
    for start, end in sorted(pieces):
        while not _parts(text, start):
            start -= 1
        while not _parts(text, end):
            end += 1
        if start > position:
            kept.append(text[position:start])
        if end > position:
            kept.append(f" {GAP} " if not kept or kept[-1] != f" {GAP} " else "")
        position = max(position, end)
    kept.append(text[position:])
    made = _GAPS.sub(GAP, plain("".join(kept)))
    return re.sub(r"\[\.\.\.\] (?=[,.;:!?)\]،؟۔।。，！？])", GAP, made)


def where(words: str, text: str) -> list[tuple[int, int]]:
    """Every place where these words stand in a text, whatever the case of their letters; empty where they do not."""
    spaced = r"\s+".join(re.escape(word) for word in words.split())
    return [found.span() for found in re.finditer(spaced, text, re.IGNORECASE)] if spaced else []


def taken_out(words: str, original: str) -> list[str]:
    """The pieces of the original for which there are gaps in these words."""
    whole, position, pieces = plain(original), 0, []
    for part in (part.strip() for part in words.split(GAP)):
        start = whole.find(part, position)
        pieces.append(whole[position:start])
        position = start + len(part)
    return [piece.strip() for piece in [*pieces, whole[position:]] if any(map(str.isalnum, piece))]


def _parts(text: str, at: int) -> bool:
    """Whether a text may be cut here: not within a word, so that nobody's "cannot" becomes a "can"."""
    return not (0 < at < len(text) and _of_a_word(text[at - 1]) and _of_a_word(text[at]))


def _of_a_word(letter: str) -> bool:
    # Chinese and its kind write no spaces between words: there any place will do.
    if unicodedata.east_asian_width(letter) in "WF":
        return False
    return letter.isalnum() or unicodedata.category(letter)[0] == "M" or letter in _JOINERS + _APOSTROPHES
