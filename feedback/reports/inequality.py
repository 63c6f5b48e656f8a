"""Inequality: how far apart groups are, in points and as a ratio, and how answers slope over fifths of deprivation.

Everything here stands on numbers that are shown. Where one of them is hidden, or a base is under 30, there is
no figure: what may be told could always have been worked out by whoever reads the table.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback.reports.differences import newcombe
from feedback.reports.measures import Z_95, positive_count, wilson
from feedback.reports.shapes import Shown, ShownItem

#: Under this base a share says too little about a gap.
LEAST = 30
#: The fifths of deprivation, the most deprived first.
FIFTHS = ("1", "2", "3", "4", "5")
#: Enough that an interval in whole points does not move; the seed makes a report say the same thing twice.
DRAWS, SEED = 10_000, 20041224
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Proportion:
    """How many of a group gave a positive answer."""

    positive: int
    base: int

    @property
    def percent(self) -> float:
        """0 to 100."""
        return 100 * self.positive / self.base

    def beside(self, everybody: Proportion) -> Proportion | None:
        """Everybody else; None where the numbers as shown leave nobody, or do not add up."""
        rest = Proportion(everybody.positive - self.positive, everybody.base - self.base)
        return rest if rest.base > 0 and 0 <= rest.positive <= rest.base else None


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out "no gap" in points (0)."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Gap:
    """Two groups beside each other: `points` is the first less the second, `ratio` the first over the second."""

    one: Proportion
    other: Proportion
    points: Estimate
    #: None where nobody in either gave a positive answer, which no ratio can speak of.
    ratio: Estimate | None


@dataclass(frozen=True)
class Spread:
    """The groups of one breakdown: the best and the worst of them, and the best beside everybody else."""

    best: str
    worst: str
    best_and_worst: Gap
    best_and_rest: Gap | None


@dataclass(frozen=True)
class Slope:
    """The line through the fifths: `slope` in points from the most deprived end to the least, `ratio` of the ends."""

    slope: Estimate
    #: None where the line, or too many of its draws, reach 0 at the most deprived end.
    ratio: Estimate | None
    #: The line at the most and at the least deprived end, 0 to 100 and beyond.
    most: float
    least: float
    #: Each fifth: where it stands between the two ends (0 to 1), and its share.
    ranks: tuple[float, ...]
    shares: tuple[Proportion, ...]


def proportion_of(shown: Shown, merged: bool, positive: Collection[str]) -> Proportion | None:
    """The share of positive answers in a row as shown; None where a cell it needs is hidden, or nobody answered."""
    found = positive_count(shown, merged, positive)
    return Proportion(*found) if found and found[1] > 0 else None


def proportions(item: ShownItem, group: str, positive: Collection[str]) -> dict[str, Proportion]:
    """The share of each row of a breakdown that is shown; rows of which too little is shown are absent."""
    table = next((one for one in item.breakdowns if one.group == group), None)
    if table is None:
        return {}
    found = {value: proportion_of(shown, table.merged, positive) for value, shown in table.rows}
    return {value: share for value, share in found.items() if share is not None}


def gap(one: Proportion, other: Proportion) -> Gap | None:
    """Two groups beside each other; None where a base is under 30."""
    if min(one.base, other.base) < LEAST:
        return None
    low, high = newcombe(one.positive, one.base, other.positive, other.base)
    points = Estimate(one.percent - other.percent, 100 * low, 100 * high)
    return Gap(one, other, points, relative(one, other))


def relative(one: Proportion, other: Proportion) -> Estimate | None:
    """The ratio of two shares with its log interval; None where either counts nobody.

    Source: D. Katz and others, Obtaining confidence intervals for the risk ratio in cohort studies, Biometrics
    34 (1978), 469-474.
    """
    if not one.positive or not other.positive:
        return None
    ratio = one.percent / other.percent
    error = math.sqrt(1 / one.positive - 1 / one.base + 1 / other.positive - 1 / other.base)
    return Estimate(ratio, ratio * math.exp(-Z_95 * error), ratio * math.exp(Z_95 * error))


def spread(groups: Mapping[str, Proportion], everybody: Proportion | None) -> Spread | None:
    """Best and worst of the groups with 30 answers or more; None for fewer than two of them.

    Which two they are was chosen by looking, so their gap is wider than that of two groups named beforehand.
    """
    enough = {value: share for value, share in groups.items() if share.base >= LEAST}
    if len(enough) < 2:
        return None
    best = max(enough, key=lambda value: enough[value].percent)
    worst = min(enough, key=lambda value: enough[value].percent)
    both = gap(enough[best], enough[worst])
    assert both is not None
    rest = enough[best].beside(everybody) if everybody else None
    return Spread(best, worst, both, gap(enough[best], rest) if rest else None)


def slope(fifths: Sequence[Proportion], *, draws: int = DRAWS, seed: int = SEED) -> Slope | None:
    """Slope and relative index of inequality, the most deprived fifth first; None unless each has 30 answers.

    A fifth stands at the middle of its stretch of everybody who answered, ordered by deprivation. A straight
    line goes through the five shares, weighted by the square root of each fifth's part of everybody. Its
    interval: the shares are drawn again and again around their logits, with the error that their Wilson
    intervals have there, and the line is drawn through each.
    Source: A. Low and A. Low, Measuring the gap: quantifying and comparing local health inequalities, Journal
    of Public Health 26 (2004), 388-395, as in UKHSA's PHEindicatormethods (phe_sii, value_type 2).
    """
    if len(fifths) != len(FIFTHS) or min(share.base for share in fifths) < LEAST:
        return None
    start, rise, ranks, line = fitted(
        [share.base for share in fifths], [share.percent / 100 for share in fifths]
    )
    drawn = _drawn(fifths, draws, seed) @ line.T
    starts, rises = drawn[:, 0], drawn[:, 1]
    return Slope(
        _estimate(100 * rise, 100 * rises),
        _ratio(start, rise, starts, rises),
        100 * start,
        100 * (start + rise),
        tuple(ranks.tolist()),
        tuple(fifths),
    )


def fitted(people: Sequence[float], values: Sequence[float]) -> tuple[float, float, Numbers, Numbers]:
    """The line through groups from worst off to best off: its start, its rise, and where each group stands on it.

    The last is the matrix that makes start and rise of any values of these groups, shape (2, groups).
    """
    parts = np.array(people, np.float64) / sum(people)
    ranks = np.cumsum(parts) - parts / 2
    # Weights on both sides of a least-squares fit: the line is this matrix times the values.
    roots = np.sqrt(parts)
    line = np.linalg.pinv(np.column_stack([roots, roots * ranks])) * roots
    start, rise = line @ np.array(values)
    return float(start), float(rise), ranks, line


def _drawn(fifths: Sequence[Proportion], draws: int, seed: int) -> Numbers:
    """Shares drawn anew, shape (draws, fifths)."""
    centres, errors = zip(*(_logit_of(share) for share in fifths), strict=True)
    chance = np.random.default_rng(seed)
    logits = chance.normal(centres, errors, (draws, len(fifths)))
    return np.asarray(1 / (1 + np.exp(-logits)), np.float64)


def _logit_of(share: Proportion) -> tuple[float, float]:
    """The logit of a share and its standard error.

    Nobody and everybody have no logit: half an answer is put on either side, and the error is that of its formula.
    """
    if share.positive in (0, share.base):
        yes, no = share.positive + 0.5, share.base - share.positive + 0.5
        return math.log(yes / no), math.sqrt(1 / yes + 1 / no)
    low, high = wilson(share.positive, share.base)
    return _logit(share.positive / share.base), (_logit(high) - _logit(low)) / (2 * Z_95)


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _estimate(value: float, drawn: Numbers) -> Estimate:
    """A figure with the middle 95 % of its draws, which are stretched to it where nobody said yes, or everybody."""
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Estimate(value, min(value, float(low)), max(value, float(high)))


def _ratio(start: float, rise: float, starts: Numbers, rises: Numbers) -> Estimate | None:
    """The least deprived end over the most deprived one."""
    if start <= 0 or float(np.quantile(starts, 0.025)) <= 0:
        return None
    possible = starts > 0
    return _estimate((start + rise) / start, (starts[possible] + rises[possible]) / starts[possible])
