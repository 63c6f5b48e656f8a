"""Who answered beside who there is: each category's share against a reference population's, and who is not heard.

Everything here is worked out from what may be shown. Where a number is hidden, what it could be is carried
along: a share is then said as a range, and a label is given only where every possible number bears it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from feedback.reports.measures import wilson

#: The bounds of "near", which belong to it: share of participants over share of the population.
UNDER_BELOW, OVER_ABOVE = Fraction(4, 5), Fraction(6, 5)
#: Fewer expected than this and a ratio says nothing.
LEAST_EXPECTED = 5
#: A category in which at least one person was to be expected can be unheard.
LEAST_TO_HEAR = 1


class Label(StrEnum):
    """How a category is represented."""

    UNDER = "under"
    NEAR = "near"
    OVER = "over"
    NOT_ENOUGH = "not-enough-data"


@dataclass(frozen=True)
class Category:
    """One category: shares are fractions (0 to 1), each as (lowest possible, highest possible).

    `count` is None where it is not shown. `ratio` is the share of participants over that of the population;
    `low` and `high` its 95 % interval. `expected` is how many would have answered had everybody been equally
    likely to, at the least. `heard`: a number is shown and it is not "under".
    """

    key: str
    count: int | None
    share: tuple[float, float]
    reference: float
    expected: float
    ratio: tuple[float, float]
    low: float
    high: float
    label: Label

    @property
    def exact(self) -> bool:
        """Whether the share is one number and not a range."""
        return self.share[0] == self.share[1]


@dataclass(frozen=True)
class Picture:
    """A group beside its reference population.

    `told` is how many are in a category that is compared, `missing` the share (0 to 1) of all responses that
    told no category: each as (lowest possible, highest possible). `closeness` is 1 less the total variation
    distance of both distributions (0 to 1), None where it cannot be told; `at_most`: hidden categories were
    taken together, so it is no higher than this.
    """

    responses: int
    told: tuple[int, int]
    missing: tuple[float, float]
    categories: tuple[Category, ...]
    closeness: float | None
    at_most: bool

    @property
    def unheard(self) -> tuple[Category, ...]:
        """The categories not heard, or heard less than their share, those that lack most people first."""
        found = [
            one
            for one in self.categories
            if one.expected >= LEAST_TO_HEAR and (one.count is None or one.label is Label.UNDER)
        ]
        return tuple(sorted(found, key=lambda one: (one.count or 0) - one.expected))

    @property
    def coverage(self) -> tuple[int, int]:
        """How many categories a number can be shown of, and of how many somebody was to be expected."""
        expected = [one for one in self.categories if one.expected >= LEAST_TO_HEAR]
        return sum(one.count is not None for one in expected), len(expected)


Counts = Mapping[str, int | None]


def picture(responses: int, counts: Counts, missing: Counts, reference: Mapping[str, int]) -> Picture | None:
    """The picture of one group; None where nothing can be said (nobody told, or an empty reference).

    `counts`: how many of `responses` are in each category; `missing`: how many told none, by why; a number is
    None where it is hidden. `reference`: how many there are in the population, by the same keys; people in
    categories that it lacks are not compared. Raises ValueError for a count below 0 or more people in rows
    than responses.
    Source: the ratio with thresholds 0.8 and 1.2 is the participation-to-prevalence ratio of reports on who
    takes part in trials; closeness is 1 - 0.5 sum |p - q|.
    """
    people = {key: number for key, number in reference.items() if number > 0}
    inside = {key: counts.get(key, 0) for key in people}
    outside = {**{key: count for key, count in counts.items() if key not in people}, **missing}
    shown = [count for count in (*inside.values(), *outside.values()) if count is not None]
    rest = responses - sum(shown)
    if min([rest, *shown, *reference.values()], default=0) < 0:
        raise ValueError("counts are not below 0, and never more than the responses")
    told, untold = _within(inside, outside, rest), _within(missing, {**counts, **inside}, rest)
    if told[1] == 0 or not people:
        return None
    population = sum(people.values())
    return Picture(
        responses,
        told,
        (untold[0] / responses, untold[1] / responses),
        tuple(
            _category(key, inside[key], rest, told, Fraction(number, population))
            for key, number in people.items()
        ),
        _closeness(inside, told, {key: number / population for key, number in people.items()}),
        at_most=sum(count is None for count in inside.values()) > 1,
    )


def _within(rows: Counts, others: Counts, rest: int) -> tuple[int, int]:
    """The fewest and the most people these rows can hold; `rest` people are in rows that are not shown."""
    shown = sum(count for count in rows.values() if count is not None)
    if None not in rows.values():
        return shown, shown
    return (shown if None in others.values() else shown + rest), shown + rest


def _category(key: str, count: int | None, rest: int, told: tuple[int, int], reference: Fraction) -> Category:
    few, most = told
    # Anybody who is in no row that is shown may be in a hidden one, and nobody has to be.
    least, largest = (0, rest) if count is None else (count, count)
    top = most if count is None else few
    share = (Fraction(least, most), Fraction(largest, top) if top else Fraction(1))
    low = wilson(least, most)[0] if count is not None else 0.0
    high = wilson(largest, top)[1] if top else 1.0
    ratio = (share[0] / reference, share[1] / reference)
    population, expected = float(reference), float(reference * few)
    low, high = low / population, high / population
    return Category(
        key,
        count,
        (float(share[0]), float(share[1])),
        population,
        expected,
        (float(ratio[0]), float(ratio[1])),
        low,
        high,
        _label(ratio, low, high, expected),
    )


def _label(ratio: tuple[Fraction, Fraction], low: float, high: float, expected: float) -> Label:
    if expected < LEAST_EXPECTED or (low < UNDER_BELOW and high > OVER_ABOVE):
        return Label.NOT_ENOUGH
    # Fractions: no rounding error decides on which side of a bound a ratio lies.
    both = {_by_ratio(one) for one in ratio}
    return both.pop() if len(both) == 1 else Label.NOT_ENOUGH


def _by_ratio(ratio: Fraction) -> Label:
    if ratio < UNDER_BELOW:
        return Label.UNDER
    return Label.OVER if ratio > OVER_ABOVE else Label.NEAR


def _closeness(counts: Counts, told: tuple[int, int], reference: Mapping[str, float]) -> float | None:
    """1 less the total variation distance; hidden categories taken as one can only come closer."""
    if told[0] != told[1]:
        return None
    shown = {key: count for key, count in counts.items() if count is not None}
    apart = sum(abs(count / told[0] - reference[key]) for key, count in shown.items())
    left = (told[0] - sum(shown.values())) / told[0]
    hidden = sum(share for key, share in reference.items() if key not in shown)
    return 1 - 0.5 * (apart + abs(left - hidden))
