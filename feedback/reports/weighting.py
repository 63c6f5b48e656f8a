"""Weights that give each group its share of a population: raking on up to four margins, and what that costs.

Weights mend how unequally groups answered. They do not mend that everybody chose whether to answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_MARGINS = 4
#: A category with fewer responses is put together with another: its weight would rest on too few people.
LEAST_RESPONSES = 20
TOLERANCE, MOST_ROUNDS = 1e-6, 50
LEAST_WEIGHT, MOST_WEIGHT = 0.3, 3.0
#: Beyond these the weighted numbers say less than the raw ones, which are then shown alone.
MOST_DESIGN_EFFECT, LEAST_BASE = 2.0, 100
#: The code of somebody who did not tell this margin.
UNTOLD = -1

Codes = NDArray[np.intp]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Margin:
    """One group to weight by: each response's category, and how many there are of each in the population.

    `codes` has an entry a response, the position of its category in `keys`, or UNTOLD. `people` are counts or
    shares in the order of `keys`. `ordered`: neighbours are alike (ages), so a small one joins a neighbour.
    """

    name: str
    keys: tuple[str, ...]
    codes: Codes
    people: tuple[float, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Weights:
    """A weight for each response, and what has to be said beside it.

    `weights` has the shape (responses,), mean about 1. `collapsed`: for each margin the sets of categories
    that were put together; `dropped`: margins of which fewer than two categories were left. `trimmed`: how
    many responses would have weighed less or more than the bounds. `design_effect` is Kish's (1 or more),
    `effective_base` what the base is worth (people). `converged`: the margins fitted before trimming.
    """

    weights: Numbers
    collapsed: Mapping[str, tuple[tuple[str, ...], ...]]
    dropped: tuple[str, ...]
    trimmed: int
    rounds: int
    converged: bool
    design_effect: float
    effective_base: float

    @property
    def usable(self) -> bool:
        """Whether weighted numbers may be shown: enough people, a small enough loss, and a fit."""
        return (
            len(self.weights) >= LEAST_BASE
            and self.design_effect <= MOST_DESIGN_EFFECT
            and self.converged
            and bool(self.collapsed)
        )


def weigh(margins: Sequence[Margin]) -> Weights:
    """Weights by which every margin's categories have their share of the population.

    Who did not tell a margin keeps what the others give: that margin leaves their share as it is. Raises
    ValueError without a margin, with more than four, or when they speak of different numbers of responses.
    Sources: W. E. Deming and F. F. Stephan, Annals of Mathematical Statistics 11 (1940), 427-444 (raking);
    L. Kish, Survey Sampling (1965) and Journal of Official Statistics 8 (1992), 183-200 (design effect).
    """
    sizes = {len(margin.codes) for margin in margins}
    if not 1 <= len(margins) <= MOST_MARGINS or len(sizes) != 1:
        raise ValueError(f"one to {MOST_MARGINS} margins of the same responses are needed")
    codes, targets, collapsed, dropped = [], [], {}, []
    for margin in margins:
        sets = collapse(margin)
        if len(sets) < 2:
            dropped.append(margin.name)
            continue
        collapsed[margin.name] = tuple(tuple(margin.keys[at] for at in one) for one in sets)
        codes.append(_recoded(margin.codes, sets, len(margin.keys)))
        targets.append(np.array([sum(margin.people[at] for at in one) for one in sets], float))
    raw, rounds, converged = rake(codes, targets, sizes.pop())
    weights = np.clip(raw, LEAST_WEIGHT, MOST_WEIGHT)
    trimmed = int(np.count_nonzero(weights != raw))
    effect, effective = kish(weights)
    return Weights(weights, collapsed, tuple(dropped), trimmed, rounds, converged, effect, effective)


def rake(codes: Sequence[Codes], targets: Sequence[Numbers], responses: int) -> tuple[Numbers, int, bool]:
    """Iterative proportional fitting: (weights, rounds, whether every margin fits to 1e-6 of the responses).

    It starts at 1 for everybody. `codes` hold categories from 0, or UNTOLD; every category has a response.
    `targets` are counts or shares of each margin's categories; the weights add up to `responses`.
    """
    weights = np.ones(responses)
    if not codes or not responses:
        return weights, 0, bool(responses)
    # Responses alike in every margin weigh the same, so each kind is fitted once.
    kinds, which, many = _kinds(codes, [len(target) for target in targets])
    fitted = many.astype(float)
    for done in range(1, MOST_ROUNDS + 1):
        for at, target in enumerate(targets):
            told = kinds[:, at] != UNTOLD
            here = np.bincount(kinds[told, at], fitted[told], minlength=len(target))
            wanted = target / target.sum() * here.sum()
            fitted[told] *= (wanted / here)[kinds[told, at]]
        if _furthest(kinds, fitted, targets) <= TOLERANCE * responses:
            return (fitted / many)[which], done, True
    return (fitted / many)[which], MOST_ROUNDS, False


def _kinds(codes: Sequence[Codes], sizes: Sequence[int]) -> tuple[Codes, Codes, Codes]:
    """The kinds of response (a row each), which kind every response is, and how many there are of each."""
    numbers = np.zeros(len(codes[0]), np.intp)
    for column, size in zip(codes, sizes, strict=True):
        # UNTOLD is -1, so one more digit than there are categories.
        numbers = numbers * (size + 1) + column + 1
    _, first, which, many = np.unique(numbers, return_index=True, return_inverse=True, return_counts=True)
    return np.column_stack([column[first] for column in codes]), which, many


def _furthest(kinds: Codes, fitted: Numbers, targets: Sequence[Numbers]) -> float:
    """How many people the worst category of any margin is off."""
    worst = 0.0
    for at, target in enumerate(targets):
        told = kinds[:, at] != UNTOLD
        here = np.bincount(kinds[told, at], fitted[told], minlength=len(target))
        worst = max(worst, float(np.abs(here - target / target.sum() * here.sum()).max()))
    return worst


def collapse(margin: Margin) -> list[list[int]]:
    """The positions of the categories that are weighted together; those in no set are left out.

    A category nobody of the population is in is left out: whoever is in it is treated as not having told. A
    small one joins the smaller of its neighbours where the categories have an order, else the smallest other.
    """
    counts = np.bincount(margin.codes[margin.codes != UNTOLD], minlength=len(margin.keys))
    sets = [[at] for at in range(len(margin.keys)) if margin.people[at] > 0]

    def size(one: list[int]) -> int:
        return int(counts[one].sum())

    while len(sets) > 1 and size(smallest := min(sets, key=size)) < LEAST_RESPONSES:
        place = sets.index(smallest)
        others = [one for at, one in enumerate(sets) if at != place]
        if margin.ordered:
            others = [sets[at] for at in (place - 1, place + 1) if 0 <= at < len(sets)]
        partner = min(others, key=size)
        sets[sets.index(partner)] = sorted([*partner, *smallest])
        del sets[place]
    return sets if sets and min(map(size, sets)) >= LEAST_RESPONSES else []


def _recoded(codes: Codes, sets: Sequence[Sequence[int]], width: int) -> Codes:
    """The codes with the position of their set; UNTOLD for those in none."""
    places = np.full(width + 1, UNTOLD)
    for place, one in enumerate(sets):
        places[list(one)] = place
    # The last entry stands for UNTOLD, which is -1.
    recoded: Codes = places[codes]
    return recoded


def kish(weights: Numbers) -> tuple[float, float]:
    """Kish's design effect (1 or more) and the effective base (people) of weights; (1, 0) of none."""
    if not len(weights):
        return 1.0, 0.0
    total, squares = float(weights.sum()), float((weights**2).sum())
    return len(weights) * squares / total**2, total**2 / squares


def weighted_counts(codes: Codes, weights: Numbers, options: int) -> Numbers:
    """The weight of each answer, shape (options,): `codes` hold an option's position or UNTOLD for no answer."""
    told = codes != UNTOLD
    counts: Numbers = np.bincount(codes[told], weights[told], minlength=options).astype(float)
    return counts
