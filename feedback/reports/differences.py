"""Two proportions set beside each other: the interval of their difference, a test, and many tests at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

from feedback.reports.measures import Z_95, wilson

#: Below this expected count in any of the four cells the exact test is used.
LEAST_EXPECTED = 5
#: How much likelier than what was seen a table may look through rounding and still count as no likelier.
_SLACK = 1e-7


def newcombe(a: int, m: int, b: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """The hybrid score interval of the difference a/m - b/n: (low, high), both between -1 and 1.

    `a` of `m` people and `b` of `n` others, who share nobody. Raises ValueError as `wilson` does.
    Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10: the Wilson intervals of
    both proportions, their distances from the proportions squared and added.
    """
    (low_a, high_a), (low_b, high_b) = wilson(a, m, z), wilson(b, n, z)
    p, q = a / m, b / n
    below = math.hypot(p - low_a, high_b - q)
    above = math.hypot(high_a - p, q - low_b)
    return max(-1.0, p - q - below), min(1.0, p - q + above)


def p_value(a: int, m: int, b: int, n: int) -> float:
    """How often chance alone would part a/m and b/n at least so far: between 0 and 1, two-sided.

    Fisher's exact test where a cell of the table is expected to hold fewer than five, else the score test
    (Pearson's chi-square without a correction). Raises ValueError when a base is not above 0 or a count lies
    outside its base.
    """
    for count, base in ((a, m), (b, n)):
        if base <= 0 or not 0 <= count <= base:
            raise ValueError("the count must lie between 0 and a base above 0")
    yes, everybody = a + b, m + n
    if min(m, n) * min(yes, everybody - yes) < LEAST_EXPECTED * everybody:
        return _exact(a, m, b, n)
    square = everybody * (a * (n - b) - b * (m - a)) ** 2 / (m * n * yes * (everybody - yes))
    return math.erfc(math.sqrt(square / 2))


def _exact(a: int, m: int, b: int, n: int) -> float:
    """Fisher's test: the chance of every table with these margins that is no likelier than the one seen."""
    yes = a + b
    first, last = max(0, yes - n), min(m, yes)
    logs = [_ways(m, k) + _ways(n, yes - k) for k in range(first, last + 1)]
    most = max(logs)
    chances = [math.exp(log - most) for log in logs]
    seen = chances[a - first]
    return min(1.0, math.fsum(c for c in chances if c <= seen * (1 + _SLACK)) / math.fsum(chances))


def _ways(of: int, taken: int) -> float:
    """The logarithm of the number of ways to take some of many."""
    return math.lgamma(of + 1) - math.lgamma(taken + 1) - math.lgamma(of - taken + 1)


def adjusted(p_values: Sequence[float]) -> list[float]:
    """The p-values of one declared family, adjusted so that 5 % of what is then found is chance, in their order.

    Source: Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995), 289-300; a
    hypothesis is rejected by their procedure at a level exactly when its adjusted value is no larger.
    """
    count = len(p_values)
    order = sorted(range(count), key=lambda at: p_values[at], reverse=True)
    found, least = [1.0] * count, 1.0
    for passed, at in enumerate(order):
        least = min(least, p_values[at] * count / (count - passed))
        found[at] = least
    return found
