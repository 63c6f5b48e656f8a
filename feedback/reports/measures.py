"""The statistics shown beside a count: whole percentages, Wilson intervals, how many answers there are."""

from __future__ import annotations

import math
from typing import Literal

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
