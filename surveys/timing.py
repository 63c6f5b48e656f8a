"""How long a survey takes to answer: an estimate before anybody answered, and the median of what was measured.

Reading. Adults read English non-fiction silently at 238 words a minute, most of them between 175 and 300, and aloud at
183; older people and those with English as a second language more slowly (Brysbaert, "How many words do we read per
minute?", Journal of Memory and Language 109, 2019). We take 183, so that tired people are not told too little. For Easy
Read we take 100, which half of the children read aloud at the end of their second school year (Hasbrouck and Tindal,
"An update to compiled ORF norms", University of Oregon, 2017).

Choosing and writing. An ordinary closed question takes about 10 seconds with its reading (Pew Research Center, "How we
keep our online surveys from running too long", 2022); of several answers about twice as long as of one, a number on a
phone about 27 and a few words about 30 (First Line Research, "Two fingers are better than one", 2018). What a comment
takes, and that Easy Read takes twice as long, is our own assumption. From 30 answers on, the measured median is better.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from surveys.definition import DECLINE, Condition, Definition, Item, Kind, Section
from surveys.reading import decline_option
from surveys.routing import holds

#: Words a minute, on the standard page and on the Easy Read page.
STANDARD, EASY = 183, 100
#: Fewer answers than this have no median.
LEAST_MEASURED = 30
#: Seconds to choose or to write, beside reading.
_SECONDS = {
    Kind.STATEMENT: 5, Kind.RATING: 5, Kind.YES_NO: 5, Kind.ONE: 5, Kind.MANY: 10, Kind.SCALE: 6, Kind.NUMBER: 20,
    Kind.SHORT_TEXT: 25, Kind.COMMENT: 60, Kind.POSTCODE: 20,
}  # fmt: skip
#: Passing over a comment, which the shortest way does.
_PASSING = 3
#: Choosing a language, looking at the answers once more, and sending.
_AROUND = 20
#: A long list is looked through for one's own answer, and not read.
_MOST_READ = 20
#: Ways through a survey that are followed at once, half of them the shortest and half the longest so far.
_MOST_WAYS = 512
_WORD = re.compile(r"\w[\w’'-]*")

#: The clauses that hold on a way through a survey, by their place among all, and the seconds it took so far.
_Ways = dict[frozenset[int], float]


@dataclass(frozen=True)
class Estimate:
    """Whole minutes, one at least: by the shortest way, by the longest, and one figure between for both."""

    shortest: int
    longest: int
    minutes: int


def estimate(definition: Definition, *, easy: bool = False) -> Estimate:
    """How long answering takes somebody who answers all they are asked; the shortest way leaves comments out.

    A question with many answers is followed with each one chosen and with all of them together.
    """
    shortest = _seconds(definition, easy, longest=False)
    longest = _seconds(definition, easy, longest=True)
    return Estimate(
        max(1, round(shortest / 60)),
        max(1, math.ceil(longest / 60)),
        max(1, math.floor((shortest + longest) / 120 + 0.5)),
    )


def median_minutes(counts: Mapping[int, int]) -> float | None:
    """The middle of what was measured, from whole minutes to how many took so long; None under 30 answers."""
    total = sum(counts.values())
    if total < LEAST_MEASURED:
        return None
    return (_at(counts, (total - 1) // 2) + _at(counts, total // 2)) / 2


def _at(counts: Mapping[int, int], place: int) -> int:
    """The minutes of the answering at a place when all stand in order."""
    for minutes in sorted(counts):
        place -= counts[minutes]
        if place < 0:
            return minutes
    raise IndexError(place)


def _seconds(definition: Definition, easy: bool, *, longest: bool) -> float:
    """The seconds of the shortest or the longest way through what is asked.

    Each way is known by the clauses that hold on it and that some later question needs, so that ways which differ in
    nothing to come are one.
    """
    routes = _Routes(definition)
    better: Callable[[float, float], float] = max if longest else min
    pace = 2 if easy else 1
    around = pace * _AROUND + _reading(_beginning(definition, easy), easy)
    shown = [(section, item, items) for section, items in definition.shown(easy=easy) for item in items]
    left_out = {item.key for item in definition.items()} - {item.key for _, item, _ in shown}
    ways: _Ways = {frozenset(n for key in left_out for n in routes.unanswered(key)): around}
    for section, item, together in shown:
        writing = _PASSING if item.kind is Kind.COMMENT and not longest else _SECONDS[item.kind]
        cost = pace * writing + _reading(_texts(item, easy), easy)
        if item is next((one for one in together if not routes.needs[one.key]), together[0]):
            cost += _reading(_heading(section, easy), easy)
        after_each, after_none = routes.answered(item), [routes.unanswered(item.key)]
        following: _Ways = {}
        for held, spent in ways.items():
            asked = held >= routes.needs[item.key]
            for more in after_each if asked else after_none:
                way, seconds = (held | more) & routes.needed_after[item.key], spent + (cost if asked else 0)
                following[way] = better(following.get(way, seconds), seconds)
        ways = _fewest(following) if len(following) > _MOST_WAYS else following
    return max(ways.values()) if longest else min(ways.values())


def _fewest(ways: _Ways) -> _Ways:
    """Half of them the shortest, half the longest so far; of equal ones those where least or most is still to come."""
    order = sorted(ways, key=lambda way: (ways[way], len(way)))
    half = _MOST_WAYS // 2
    return {way: ways[way] for way in [*order[:half], *order[-half:]]}


class _Routes:
    """The clauses of a survey's routing: which an item needs, and which hold after each of its answers."""

    def __init__(self, definition: Definition) -> None:
        self._clauses: list[Condition] = []
        self.needs: dict[str, frozenset[int]] = {}
        for item in definition.items():
            conditions = definition.conditions[item.key]
            self._clauses += [one for one in conditions if one not in self._clauses]
            self.needs[item.key] = frozenset(map(self._clauses.index, conditions))
        self.needed_after: dict[str, frozenset[int]] = {}
        needed: frozenset[int] = frozenset()
        for item in reversed(list(definition.items())):
            self.needed_after[item.key] = needed
            needed |= self.needs[item.key]

    def _holding(self, key: str, answer: str | list[str] | None) -> frozenset[int]:
        about = [(n, clause) for n, clause in enumerate(self._clauses) if clause.item == key]
        return frozenset(n for n, clause in about if holds(clause, {key: answer}))

    def unanswered(self, key: str) -> frozenset[int]:
        """What holds where this item was not asked."""
        return self._holding(key, None)

    def answered(self, item: Item) -> set[frozenset[int]]:
        """What holds after each answer to this item."""
        if not any(clause.item == item.key for clause in self._clauses):
            return {frozenset()}
        keys = [*(option.key for option in item.options), *([DECLINE] if item.group else [])]
        answers: list[str | list[str]] = [*keys]
        if item.kind is Kind.MANY:
            answers.append([option.key for option in item.options if not option.exclusive])
        return {self._holding(item.key, answer) for answer in answers} or {self.unanswered(item.key)}


def _reading(texts: Iterable[str | None], easy: bool) -> float:
    """The seconds that reading takes."""
    words = sum(len(_WORD.findall(text)) for text in texts if text)
    return words * 60 / (EASY if easy else STANDARD)


def _beginning(definition: Definition, easy: bool) -> list[str | None]:
    if easy:
        return [
            definition.title_easy or definition.title,
            definition.introduction_easy or definition.introduction,
        ]
    return [definition.title, definition.introduction]


def _heading(section: Section, easy: bool) -> list[str | None]:
    if easy:
        return [section.title_easy or section.title, section.introduction_easy or section.introduction]
    return [section.title, section.introduction]


def _texts(item: Item, easy: bool) -> list[str | None]:
    """The words of a question, its hint, its ends, and its answers as far as anybody reads them."""
    options = [*item.options, *([decline_option()] if item.group else [])][:_MOST_READ]
    if easy:
        asked = [item.easy or item.text, item.help_easy or item.help]
        ends = [item.minimum_label_easy or item.minimum_label, item.maximum_label_easy or item.maximum_label]
        return [*asked, *ends, *(option.easy or option.text for option in options)]
    ends = [item.minimum_label, item.maximum_label]
    return [item.text, item.help, *ends, *(option.text for option in options)]
