"""The lists of risk words, one a language: what stands in each, who reviewed it, and the patterns made of it.

How a phrase is written:
`word` is that word; `stem*` any word that begins so, `*end` one that ends so, `*middle*` one that holds it;
`one two` words beside each other; `(a|b c|d*)` one of several, `(a|b)?` one of them or none; `<name>` one of the
list's set of that name; `...` up to four other words; ` + ` both sides near each other, in any order.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import permutations
from pathlib import Path

from feedback.services.folding import PLAIN, Spelling, fold
from feedback.vocabulary import BSL, EASY_READ, LANGUAGES

FOLDER = Path(__file__).parent.parent.parent / "translations" / "risk"
DRAFT, REVIEWED = "draft", "reviewed"
#: So many other words may stand in a gap, and between two sides that only have to be near.
_GAP, _NEAR = 4, 8
_WORD = " [^ ]+"
_TOKEN = re.compile(r"\.\.\.|<[a-z-]+>|[()|?]|[^\s()<>|?]+")


class Category(StrEnum):
    """What a phrase may be a sign of; the order is that of urgency."""

    EMERGENCY = "medical-emergency"
    SELF_HARM = "suicide-or-self-harm"
    CHILD = "child-at-risk"
    SEXUAL = "sexual-assault"
    DOMESTIC = "domestic-abuse"
    ADULT = "adult-abuse-or-neglect"
    EXPLOITATION = "slavery-or-exploitation"
    VIOLENCE = "violence-or-threat"
    STAFF = "allegation-against-staff"
    SERIOUS_HARM = "serious-harm-from-care"


@dataclass(frozen=True)
class RiskList:
    """The phrases of one language as they stand in its file."""

    language: str
    #: `draft` until a qualified person who reads the language has reviewed it.
    status: str
    written_by: str
    reviewed_by: tuple[str, ...]
    note: str
    #: Languages whose list is searched too, because people write one on the other's page.
    also: tuple[str, ...]
    spelling: Spelling
    sets: Mapping[str, tuple[str, ...]]
    phrases: Mapping[Category, tuple[str, ...]]
    #: What only looks like risk: "a deadline", "killing time".
    harmless: tuple[str, ...]


class BadPhrase(ValueError):
    """A phrase that cannot be read; the message says why."""


def languages() -> list[str]:
    """The languages with a list of their own: every language we ship, but Easy Read, which is English, and BSL."""
    return [tag for tag in LANGUAGES if tag not in (EASY_READ, BSL)]


@cache
def of(language: str) -> RiskList:
    """The list of a language. Raises KeyError for one that has none."""
    if language not in languages():
        raise KeyError(language)
    data = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    return RiskList(
        language=data["language"], status=data["status"], written_by=data["written_by"],
        reviewed_by=tuple(data["reviewed_by"]), note=data.get("note", ""), also=tuple(data.get("also", ())),
        spelling=Spelling(
            data.get("elides", False), tuple(data.get("joins", ())), tuple(data.get("hangs", ()))
        ),
        sets={name: tuple(words) for name, words in data["sets"].items()},
        phrases={Category(name): tuple(its) for name, its in data["phrases"].items()},
        harmless=tuple(data.get("harmless", ())),
    )  # fmt: skip


@cache
def compiled(language: str) -> tuple[tuple[Category, re.Pattern[str]], ...]:
    """The phrases of a list as patterns over a folded text, in the order of urgency."""
    its = of(language)
    return tuple(
        (category, pattern(phrase, its.sets, its.spelling))
        for category in Category
        for phrase in its.phrases.get(category, ())
    )


@cache
def harmless(language: str) -> tuple[re.Pattern[str], ...]:
    """What only looks like risk in a language."""
    its = of(language)
    return tuple(pattern(phrase, its.sets, its.spelling) for phrase in its.harmless)


def pattern(
    phrase: str, sets: Mapping[str, Sequence[str]] | None = None, spelling: Spelling = PLAIN
) -> re.Pattern[str]:
    """A phrase as a pattern over a folded text. Raises BadPhrase."""
    sides = [_Phrase(side, sets or {}, spelling).made() for side in re.split(r"\s\+\s", phrase.strip())]
    if len(sides) > 3:
        raise BadPhrase("at most three parts may be joined by +")
    near = f"(?:{_WORD}){{0,{_NEAR}}}?"
    orders = [near.join(order) for order in permutations(sides)]
    # What follows the last word is a space, which stays free to begin the next word.
    return re.compile(f"(?:{'|'.join(orders)})(?= )")


class _Phrase:
    """One side of a phrase while it is read, from its first sign to its last."""

    def __init__(self, text: str, sets: Mapping[str, Sequence[str]], spelling: Spelling) -> None:
        if spelling.joins:
            text = re.sub(rf"(?<![^\W\d_])({'|'.join(spelling.joins)}) (?=\w)", r"\1", text)
        self.tokens, self.sets, self.spelling = _TOKEN.findall(text), sets, spelling

    def made(self) -> str:
        """The side as a regular expression. Raises BadPhrase."""
        pattern = self._choices()
        if self.tokens:
            raise BadPhrase("a bracket closes that none opened")
        if not any(sign.isalpha() for sign in pattern):
            raise BadPhrase("a phrase needs a word")
        return pattern

    def _choices(self) -> str:
        """What stands between two brackets: one or several, parted by strokes."""
        choices = [self._words()]
        while self.tokens and self.tokens[0] == "|":
            self.tokens.pop(0)
            choices.append(self._words())
        if not all(choices):
            raise BadPhrase("something is missing between two strokes or brackets")
        return choices[0] if len(choices) == 1 else f"(?:{'|'.join(dict.fromkeys(choices))})"

    def _words(self) -> str:
        made = []
        while self.tokens and self.tokens[0] not in "|)":
            made.append(self._piece(self.tokens.pop(0)))
        return "".join(made)

    def _piece(self, token: str) -> str:
        if token == "...":
            return f"(?:{_WORD}){{0,{_GAP}}}?"
        if token == "(":
            made = self._choices()
            if not self.tokens or self.tokens.pop(0) != ")":
                raise BadPhrase("a bracket is not closed")
        elif token.startswith("<"):
            if token[1:-1] not in self.sets:
                raise BadPhrase(f"there is no set {token}")
            made = _Phrase(" | ".join(self.sets[token[1:-1]]), {}, self.spelling).made()
        else:
            made = _word(token, self.spelling)
        if self.tokens and self.tokens[0] == "?":
            self.tokens.pop(0)
            return f"(?:{made})?"
        return made


def _word(word: str, spelling: Spelling) -> str:
    """A word with the endings that its stars allow; several where its language or script parts it."""
    before = f"(?:{'|'.join(spelling.hangs)})?" if spelling.hangs else ""
    parts = [f" {before}{re.escape(part)}" for part in fold(word.strip("*"), spelling).text.split()]
    if not parts:
        raise BadPhrase(f"“{word}” holds no letters")
    if word.startswith("*"):
        parts[0] = f" [^ ]*?{parts[0][1:]}"
    if word.endswith("*"):
        parts[-1] += "[^ ]*"
    return "".join(part if part.endswith("*") else f"{part}(?= )" for part in parts)
