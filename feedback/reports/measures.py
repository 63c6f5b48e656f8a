"""The statistics shown beside a count: whole percentages, Wilson intervals, shares, means, how many answers."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from feedback.reports.shapes import Shown

Z_95 = 1.959963984540054
FEW_BELOW = 30
MANY_FROM = 100


def wilson(positive: int, base: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of a proportion: (low, high), both between 0 and 1.

    `positive` of `base` people; `z` is the normal quantile, by default that of 95 %.
    Raises ValueError when the base is not above 0, or `positive` is not within it.
    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212, in the form
    that UKHSA's PHEindicatormethods uses: (2x + z^2 -/+ z sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2)).
    """
    if base <= 0:
        raise ValueError("an interval needs a base above 0")
    if not 0 <= positive <= base:
        raise ValueError("the count must lie between 0 and its base")
    square = z * z
    spread = z * math.sqrt(square + 4 * positive * (1 - positive / base))
    below = 2 * (base + square)
    # The ends are set and not computed: rounding errors would put them a hair outside.
    low = 0.0 if positive == 0 else (2 * positive + square - spread) / below
    high = 1.0 if positive == base else (2 * positive + square + spread) / below
    return low, high


def whole_percent(count: int, base: int) -> int:
    """`count` of `base` as a whole percentage; a half goes up, away from zero (1 of 8 is 13).

    Raises ValueError when the base is not above 0, or the count is below 0. Whole numbers all the way: no
    floating point decides a half.
    """
    if base <= 0:
        raise ValueError("a percentage needs a base above 0")
    if count < 0:
        raise ValueError("a count is never below 0")
    return (200 * count + base) // (2 * base)


def whole_interval(positive: int, base: int) -> tuple[int, int]:
    """The 95 % Wilson interval in whole percentages, each end to the nearest (a half goes up)."""
    low, high = wilson(positive, base)
    return math.floor(100 * low + 0.5), math.floor(100 * high + 0.5)


def answers_badge(base: int) -> Literal["few", "some", "many"]:
    """How far a figure carries: few answers (under 30), some (30-99) or many (100 and more)."""
    if base < FEW_BELOW:
        return "few"
    return "some" if base < MANY_FROM else "many"


@dataclass(frozen=True)
class Share:
    """`count` of `base` people, in whole percentages (0-100) with the 95 % Wilson interval."""

    count: int
    base: int
    percent: int
    low: int
    high: int


@dataclass(frozen=True)
class Mean:
    """A mean, which goes nowhere without the distribution that it sums up.

    `base` people gave one of the `distribution`'s values, each with how many chose it; who chose an answer
    without a value ("don't know") is in neither.
    """

    mean: float
    base: int
    distribution: tuple[tuple[float, int], ...]


def positive_count(shown: Shown, merged: bool, positive: Collection[str]) -> tuple[int, int] | None:
    """How many gave a positive answer, and of how many; None where a number that this needs is hidden.

    `positive` are the keys of the item's positive answers; `merged`: the row holds positive, neither and
    negative instead.
    """
    wanted = {"positive"} if merged else set(positive)
    cells = [option.count for option in shown.options if option.key in wanted]
    known = [cell for cell in cells if cell is not None]
    if shown.base is None or not positive or not cells or len(known) < len(cells):
        return None
    return sum(known), shown.base


def percent_positive(shown: Shown, merged: bool, positive: Collection[str]) -> Share | None:
    """The share of positive answers as the item defines them; None where a number that this needs is hidden.

    Everybody who answered is in the base, whoever answered "neither" or "don't know" too.
    """
    found = positive_count(shown, merged, positive)
    # Numbers that were rounded before they are shown may not fit together; then nothing is said.
    if found is None or not 0 <= found[0] <= found[1] or found[1] == 0:
        return None
    return Share(*found, whole_percent(*found), *whole_interval(*found))


def mean(shown: Shown, values: Mapping[str, float]) -> Mean | None:
    """The mean of a scale's answers with their distribution; None when any cell is hidden, or nobody chose one.

    `values`: what each answer stands for, by its key; answers that stand for none are left out.
    """
    if shown.suppressed or any(option.count is None for option in shown.options):
        return None
    told = tuple((values[option.key], option.count or 0) for option in shown.options if option.key in values)
    base = sum(count for _, count in told)
    if not base:
        return None
    return Mean(math.fsum(value * count for value, count in told) / base, base, told)
