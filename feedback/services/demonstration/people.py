"""Invented people: who they are and what they would answer, drawn from a seed so that a demonstration repeats."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from surveys.definition import DECLINE, Definition, Item, Kind
from surveys.kinds import option_keys
from surveys.routing import holds

#: Language to its share, and the ethnic-group detail and main language that often go with it.
LANGUAGES: Mapping[str, tuple[float, str, str]] = {
    "en": (0.60, "", "english"),
    "en-simple": (0.10, "", "english"),
    "ur": (0.06, "pakistani", "urdu"),
    "pl": (0.05, "other-white", "polish"),
    "ro": (0.04, "other-white", "romanian"),
    "ar": (0.04, "arab", "arabic"),
    "bn": (0.04, "bangladeshi", "bengali"),
    "pa": (0.04, "indian", "punjabi"),
    "cy": (0.03, "british", "welsh"),
}
#: How far a trait moves the chance of a positive answer: invented, and plausible rather than true.
_EFFECTS: Mapping[tuple[str, str], float] = {
    ("disability", "limited-a-lot"): -0.13,
    ("disability", "limited-a-little"): -0.06,
    ("ethnic-group", "asian"): -0.08,
    ("ethnic-group", "black"): -0.10,
    ("deprivation-quintile", "1"): -0.10,
    ("deprivation-quintile", "2"): -0.04,
    ("deprivation-quintile", "5"): 0.06,
    ("age-band", "16-24"): -0.08,
    ("age-band", "65-74"): 0.07,
    ("age-band", "75-84"): 0.08,
    ("english-proficiency", "not-well"): -0.16,
}
#: Shares of the options of a group item, in published order; the last one is repeated for what is left.
_SHARES: Mapping[str, Sequence[float]] = {
    "role": (0.55, 0.15, 0.12, 0.04, 0.05, 0.03, 0.02, 0.04),
    "answered-by": (0.78, 0.14, 0.08),
    "age-band": (0.02, 0.09, 0.14, 0.15, 0.15, 0.16, 0.15, 0.10, 0.04),
    "sex": (0.56, 0.44),
    "gender-identity": (0.985, 0.015),
    "ethnic-group": (0.66, 0.05, 0.15, 0.08, 0.06),
    "disability": (0.14, 0.19, 0.10, 0.57),
    "deprivation-quintile": (0.30, 0.24, 0.20, 0.14, 0.10, 0.005, 0.015),
}
#: How far an invented improvement moved the answers to its question once it was done.
_AFTER: Mapping[str, float] = {"help-i-need": 0.24, "listened-to": 0.10}
_SKIPS, _DECLINES = 0.03, 0.03
WORDS = (
    "The nurse explained everything twice and drew it for me. Thank you.",
    "I waited a long time and nobody told me why.",
    "Please ring in the afternoon. I work nights.",
    "My daughter had to interpret. That was hard for her.",
    "The new quiet room is a good idea.",
    "Nobody asked me what I wanted until the last day.",
)


class Invented:
    """One invented person; `answers` fills in a survey as they would.

    `later`: they came after things were made better.
    """

    def __init__(self, chance: random.Random, *, later: bool = True) -> None:
        self.chance, self.later = chance, later
        tags = list(LANGUAGES)
        self.language = chance.choices(tags, [LANGUAGES[tag][0] for tag in tags])[0]

    def answers(self, definition: Definition) -> dict[str, Any]:
        """Answers to every item this person is asked, some left out and some declined."""
        groups = {item.key: self._group(item) for item in definition.items() if item.group}
        self._agree(definition, groups)
        given: dict[str, Any] = {}
        for item in definition.items():
            if not all(holds(condition, given) for condition in definition.conditions[item.key]):
                continue
            answer = groups.get(item.key) if item.group else self._answer(item, groups)
            if answer is not None and self.chance.random() > _SKIPS:
                given[item.key] = answer
        return given

    def _group(self, item: Item) -> Any:
        if self.chance.random() < _DECLINES and item.key not in ("role", "answered-by"):
            return [DECLINE] if item.kind is Kind.MANY else DECLINE
        keys = option_keys(item)
        if item.kind is Kind.MANY:
            alone = [option.key for option in item.options if option.exclusive]
            if alone and self.chance.random() < 0.75:
                return alone[:1]
            open_keys = [key for key in keys if key not in alone]
            return sorted(self.chance.sample(open_keys, self.chance.choice((1, 1, 2))), key=keys.index)
        shares = list(_SHARES.get(item.key, ()))[: len(keys)]
        rest = len(keys) - len(shares)
        weights = shares + [
            max(0.0, 1 - sum(shares)) / rest if shares else 1.0 / (n + 1) for n in range(rest)
        ]
        return self.chance.choices(keys, weights)[0]

    def _agree(self, definition: Definition, groups: dict[str, Any]) -> None:
        """Makes the detail fit the wider group, and the languages fit each other."""
        _, detail, tongue = LANGUAGES[self.language]
        finer = definition.item("ethnic-group-detail")
        if finer is not None:
            wanted = next((o for o in finer.options if o.key == detail), None)
            if wanted is not None and self.chance.random() < 0.8:
                groups["ethnic-group"], groups[finer.key] = wanted.parent, wanted.key
            else:
                fits = [o.key for o in finer.options if o.parent == groups.get("ethnic-group")]
                groups[finer.key] = (
                    self.chance.choices(fits, [4, *[1] * (len(fits) - 1)])[0] if fits else None
                )
        main = definition.item("main-language")
        if main is not None and main.option(tongue) is not None:
            groups["main-language"] = tongue

    def _answer(self, item: Item, groups: Mapping[str, Any]) -> Any:
        if item.kind is Kind.COMMENT:
            if self.language not in ("en", "en-simple") or self.chance.random() > 0.2:
                return None
            return {"text": self.chance.choice(WORDS), "share": self.chance.random() < 0.4}
        # A base of its own for each statement, the same for everybody.
        ease = 0.46 + (sum(item.key.encode()) % 40) / 100
        ease += sum(_EFFECTS.get((key, str(value)), 0.0) for key, value in groups.items())
        ease += 0.0 if self.later else -_AFTER.get(item.key, 0.0)
        keys = option_keys(item)
        by_polarity = {o.key: o.polarity.value if o.polarity else "neither" for o in item.options}
        good = [key for key in keys if by_polarity.get(key) == "positive"]
        if not good:
            return self.chance.choices(keys, [5, 3, *[1] * (len(keys) - 2)])[0]
        if self.chance.random() < ease:
            return self.chance.choices(good, [2, 1][: len(good)])[0]
        other = [key for key in keys if key not in good]
        return self.chance.choices(other, [4, 3, 2, 1][: len(other)])[0]
