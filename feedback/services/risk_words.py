"""Risk words: where a comment says something that somebody should read first. It moves a comment up, and no more.

A list finds some of what people write and misses the rest, so every comment is read, found or not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from feedback.services import risk_lists
from feedback.services.folding import Folded, fold
from feedback.services.risk_lists import Category
from feedback.vocabulary import EASY_READ, ENGLISH
from surveys import scripts

__all__ = ["Category", "Hit", "find", "searched"]


@dataclass(frozen=True)
class Hit:
    """A piece of a comment, by its place in it, and what it may be a sign of."""

    category: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def find(text: str, language: str, own: Sequence[tuple[str, str]] = ()) -> tuple[Hit, ...]:
    """Every possible sign of risk in a comment, in the order of the text.

    Searched are the list of the page's language, English, and every language written in the letters that the
    comment holds. `own`: an organisation's own (category, phrase) pairs, as a tuple.
    """
    found: set[Hit] = set()
    for tag in searched(text, language):
        folded = fold(text, elides=risk_lists.of(tag).elides)
        safe = [
            folded.span(*match.span())
            for each in risk_lists.harmless(tag)
            for match in each.finditer(folded.text)
        ]
        found.update(
            hit
            for category, pattern in risk_lists.compiled(tag)
            for hit in _hits(folded, category, pattern)
            if not any(start <= hit.start and hit.end <= end for start, end in safe)
        )
    if own:
        folded = fold(text)
        for category, phrase in own:
            found.update(_hits(folded, category, risk_lists.pattern(phrase)))
    return tuple(sorted(_widest(found), key=lambda hit: (hit.start, hit.end, hit.category)))


def searched(text: str, language: str) -> list[str]:
    """The languages whose lists are searched, the page's own first."""
    page = ENGLISH if language == EASY_READ else language
    tags = [page, *(risk_lists.of(page).also if page in risk_lists.languages() else ()), ENGLISH]
    # Somebody who opened the English page may write in Urdu: foreign letters say so, Latin ones do not.
    used = scripts.used(text) - {scripts.LATIN}
    tags += [tag for tag in risk_lists.languages() if scripts.of(tag) in used]
    return [tag for tag in dict.fromkeys(tags) if tag in risk_lists.languages()]


def _hits(folded: Folded, category: str, pattern: re.Pattern[str]) -> list[Hit]:
    return [Hit(str(category), *folded.span(*match.span())) for match in pattern.finditer(folded.text)]


def _widest(hits: set[Hit]) -> list[Hit]:
    """Without those that lie within another of the same category."""
    return [
        hit
        for hit in hits
        if not any(
            other != hit
            and other.category == hit.category
            and other.start <= hit.start
            and hit.end <= other.end
            for other in hits
        )
    ]
