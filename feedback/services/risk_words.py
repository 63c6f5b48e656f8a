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

__all__ = ["ABOUT_CARE", "Category", "Hit", "find", "may_be_danger", "searched"]

#: Signs that are mostly complaints: "the nurse was rude".
ABOUT_CARE = frozenset(str(each) for each in (Category.ADULT, Category.STAFF, Category.SERIOUS_HARM))


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
        folded = _without_harmless(fold(text, risk_lists.of(tag).spelling), tag)
        for category, pattern in risk_lists.compiled(tag):
            found.update(_hits(folded, category, pattern))
    if own:
        folded = fold(text)
        for name, phrase in own:
            found.update(_hits(folded, name, risk_lists.pattern(phrase)))
    return tuple(sorted(_widest(found), key=lambda hit: (hit.start, hit.end, hit.category)))


def may_be_danger(text: str, language: str, own: Sequence[tuple[str, str]] = ()) -> bool:
    """Whether somebody may be in danger now: a sign of more than care that went wrong."""
    return any(hit.category not in ABOUT_CARE for hit in find(text, language, own))


def searched(text: str, language: str) -> list[str]:
    """The languages whose lists are searched, the page's own first."""
    page = ENGLISH if language == EASY_READ else language
    tags = [page, *(risk_lists.of(page).also if page in risk_lists.languages() else ()), ENGLISH]
    # Somebody who opened the English page may write in Urdu: other letters than the page's say so, Latin ones do not.
    used = scripts.used(text) - {scripts.LATIN, scripts.of(page)}
    tags += [tag for tag in risk_lists.languages() if scripts.of(tag) in used]
    return [tag for tag in dict.fromkeys(tags) if tag in risk_lists.languages()]


def _without_harmless(folded: Folded, language: str) -> Folded:
    """The text with a blot over what only looks like risk, so that no phrase finds a part of it."""
    text = folded.text
    for pattern in risk_lists.harmless(language):
        text = pattern.sub(
            lambda match: "".join(" " if each == " " else "\u2588" for each in match.group()), text
        )
    return Folded(text, folded.at)


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
