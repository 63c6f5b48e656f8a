"""Invented surveys for the tests: people with groups and answers, counted as the reports would count them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from feedback.reports.shapes import Breakdown, ItemCounts, Option, Row

SETS: dict[str, tuple[Option, ...]] = {
    "statement": (
        Option("yes", "positive"),
        Option("sometimes", "neither"),
        Option("no", "negative"),
        Option("dont-know", None),
    ),
    "rating": (
        Option("very-good", "positive"),
        Option("good", "positive"),
        Option("neither", "neither"),
        Option("poor", "negative"),
        Option("very-poor", "negative"),
        Option("dont-know", None),
    ),
    "yes-no": (Option("yes", "positive"), Option("no", "negative")),
    "kind": tuple(Option(key, None) for key in ("ward", "clinic", "home")),
}
DETAILS = {"white": 3, "asian": 3, "black": 2}
NAMELESS = ("prefer-not-to-say", "not-answered")


@dataclass(frozen=True)
class People:
    """Invented respondents in the order they answered: each group's value and each item's answer."""

    groups: dict[str, list[str]]
    ticks: dict[str, list[frozenset[str]]]
    answers: dict[str, list[int | None]]
    kinds: dict[str, str]
    routed: frozenset[str]
    values: dict[str, list[str]] = field(default_factory=dict)
    parents: dict[str, str | None] = field(default_factory=dict)
    own_link: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return len(next(iter(self.answers.values())))


def invent(seed: int, most: int = 400, items: int = 3, groups: int = 5, least: int = 60) -> People:
    """A survey drawn from a seed: its size, skew, skipping, routing and kinds of group all vary.

    `least` and `most`: people, but some surveys are smaller where it is 60; `items` and `groups`: so many at most.
    """
    chance = np.random.default_rng(seed)
    small = chance.random() < 0.3 and least == 60
    size = int(chance.integers(22, 60)) if small else int(chance.integers(least, most))
    silent = float(chance.choice([0.0, 0.02, 0.1, 0.3]))
    people = People({}, {}, {}, {}, frozenset(), {}, {})
    ages = [f"age-{n}" for n in range(int(chance.integers(2, 7)))]
    _partition(people, chance, "age-band", ages, size, silent)
    kinds = [_sexes, _ethnic, _many, _places]
    for at in sorted(chance.permutation(len(kinds))[: groups - 1]):
        if chance.random() < 0.5:
            kinds[at](people, chance, size, silent)
    routed = set()
    for number in range(int(chance.integers(1, items + 1))):
        key = f"item-{number}"
        kind = str(chance.choice(list(SETS)))
        weights = chance.dirichlet(np.full(len(SETS[kind]), float(chance.choice([0.3, 1.0, 3.0]))))
        answers: list[int | None] = [int(answer) for answer in chance.choice(len(weights), size, p=weights)]
        skipped = chance.random(size) < float(chance.choice([0.0, 0.0, 0.03, 0.2]))
        if number and chance.random() < 0.35:
            routed.add(key)
            skipped |= chance.random(size) < float(chance.uniform(0.2, 0.9))
        people.kinds[key] = kind
        people.answers[key] = [
            None if skip else answer for answer, skip in zip(answers, skipped, strict=True)
        ]
    return People(
        people.groups,
        people.ticks,
        people.answers,
        people.kinds,
        frozenset(routed),
        people.values,
        people.parents,
        people.own_link,
    )


def _partition(
    people: People, chance: Generator, group: str, values: list[str], size: int, silent: float
) -> None:
    weights = chance.dirichlet(np.full(len(values), float(chance.choice([0.5, 2.0, 10.0]))))
    drawn = chance.choice(values, size, p=weights)
    people.values[group] = [*values, *NAMELESS]
    people.groups[group] = [_or_silence(chance, str(value), silent) for value in drawn]


def _sexes(people: People, chance: Generator, size: int, silent: float) -> None:
    _partition(people, chance, "sex", ["female", "male"], size, silent)


def _or_silence(chance: Generator, value: str, silent: float) -> str:
    if chance.random() < silent:
        return str(chance.choice(NAMELESS))
    return value


def _ethnic(people: People, chance: Generator, size: int, silent: float) -> None:
    _partition(people, chance, "ethnic-group", list(DETAILS), size, silent)
    detail = []
    for wide in people.groups["ethnic-group"]:
        if wide in NAMELESS:
            detail.append("not-answered")
            continue
        inner = f"{wide}-{min(int(chance.geometric(0.5)) - 1, DETAILS[wide] - 1)}"
        detail.append(_or_silence(chance, inner, silent / 2))
    people.groups["ethnic-group-detail"] = detail
    rows = [f"{wide}-{n}" for wide, many in DETAILS.items() for n in range(many)]
    people.values["ethnic-group-detail"] = [*rows, *NAMELESS]
    people.parents.update({row: row.rsplit("-", 1)[0] for row in rows})


def _places(people: People, chance: Generator, size: int, silent: float) -> None:
    """A tree of places two or three deep; in some of those with places inside, people answered too."""
    names: list[str] = []
    leaves: list[str] = []

    def grow(name: str, parent: str | None, depth: int) -> None:
        names.append(name)
        people.parents[name] = parent
        inside = int(chance.integers(1, 4)) if depth and chance.random() < 0.8 else 0
        if not inside or chance.random() < 0.3:
            leaves.append(name)
            if inside:
                people.own_link.add(name)
        for number in range(inside):
            grow(f"{name}.{number}", name, depth - 1)

    for number in range(int(chance.integers(1, 4))):
        grow(f"place-{number}", None, int(chance.integers(1, 3)))
    weights = chance.dirichlet(np.full(len(leaves), float(chance.choice([0.5, 2.0, 10.0]))))
    people.groups["place"] = [str(name) for name in chance.choice(leaves, size, p=weights)]
    people.values["place"] = names


def _many(people: People, chance: Generator, size: int, silent: float) -> None:
    options = ["sight", "hearing", "memory", "moving"][: int(chance.integers(1, 5))]
    shares = {option: float(chance.choice([0.05, 0.2, 0.6])) for option in options}
    people.values["impairment"] = [*options, "none", *NAMELESS]
    ticks = []
    for _ in range(size):
        named = frozenset(option for option in options if chance.random() < shares[option])
        alone = _or_silence(chance, "none", silent)
        ticks.append(named if named and alone == "none" else frozenset({alone}))
    people.ticks["impairment"] = ticks


def count(people: People, first: int | None = None) -> list[ItemCounts]:
    """The true counts of the first so many people (all of them by default)."""
    size = len(people) if first is None else first
    return [_item(people, key, size) for key in people.answers]


def _item(people: People, key: str, size: int) -> ItemCounts:
    options = SETS[people.kinds[key]]
    answers = people.answers[key][:size]

    def tally(members: list[bool]) -> tuple[int, ...]:
        found = [0] * len(options)
        for answer, member in zip(answers, members, strict=True):
            if member and answer is not None:
                found[answer] += 1
        return tuple(found)

    tables = []
    for group, values in people.values.items():
        many = group in people.ticks
        rows = []
        for value in values:
            if many:
                members = [value in named for named in people.ticks[group][:size]]
            elif group == "place":
                members = [own == value or own.startswith(value + ".") for own in people.groups[group][:size]]
            else:
                members = [own == value for own in people.groups[group][:size]]
            rows.append(Row(value, tally(members), people.parents.get(value), many and value == "none"))
        wider = "ethnic-group" if group == "ethnic-group-detail" else None
        tables.append(Breakdown(group, tuple(rows), not many, wider, group == "place"))
    overall = tally([True] * size)
    return ItemCounts(key, options, overall, tuple(tables), key in people.routed)
