"""XmR control charts by the four rules of NHS Making Data Count: usual range, signals, and words for what changed.

Sources: D. J. Wheeler, Understanding Variation (1993), for mean, moving ranges and limits; NHS England, Making
Data Count (2019), for the four rules, locking and re-basing; the screening of moving ranges, and the rules as
they apply point by point, as in NHSRplotthedots. A chart takes percentages that are shown, never true counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

#: From the average moving range to a limit, and to a moving range that is itself unusual.
LIMIT, SCREEN = 2.66, 3.267
#: So many points fix the limits; with fewer they are trial limits.
LOCK_AT = 12
#: A trend or a shift is so many points long.
RUN = 7


class Rule(StrEnum):
    """Why a point is more than the usual ups and downs."""

    OUTSIDE = "outside"
    TREND = "trend"
    SHIFT = "shift"
    OUTER_THIRD = "outer-third"


class Assurance(StrEnum):
    """What the usual range says about a target: met whatever comes, missed whatever comes, or now and then."""

    PASSES = "passes"
    FAILS = "fails"
    HIT_AND_MISS = "hit-and-miss"


@dataclass(frozen=True)
class Limits:
    """The usual: its mean, how far a point may stray from it, and from how many points this was worked out."""

    mean: float
    #: From the mean to either limit, before a cap.
    spread: float
    points: int
    floor: float | None = None
    ceiling: float | None = None

    @property
    def low(self) -> float:
        """The lower limit, never below the floor."""
        low = self.mean - self.spread
        return low if self.floor is None else max(low, self.floor)

    @property
    def high(self) -> float:
        """The upper limit, never above the ceiling."""
        high = self.mean + self.spread
        return high if self.ceiling is None else min(high, self.ceiling)

    @property
    def trial(self) -> bool:
        """Whether they rest on too few points to be more than a first try."""
        return self.points < LOCK_AT

    def assurance(self, target: float, *, higher_is_better: bool = True) -> Assurance:
        """Whether the usual range lies on the good side of a target, on the bad side, or on both."""
        good, bad = (self.low >= target, self.high < target)
        if not higher_is_better:
            good, bad = (self.high <= target, self.low > target)
        return Assurance.PASSES if good else Assurance.FAILS if bad else Assurance.HIT_AND_MISS


@dataclass(frozen=True)
class Base:
    """Where limits begin anew: the position of the first point, and the limits a person locked, if any."""

    start: int
    locked: Limits | None = None


@dataclass(frozen=True)
class Signal:
    """More than the usual: by which rule, from which point to which (both belong to it), and whether upward."""

    rule: Rule
    first: int
    last: int
    upward: bool


@dataclass(frozen=True)
class Stretch:
    """Points that share their limits: from `start` up to, and without, `end`."""

    start: int
    end: int
    limits: Limits


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn and told."""

    values: tuple[float, ...]
    stretches: tuple[Stretch, ...]
    #: In the order of their last points; within one stretch each, for limits that moved are no change.
    signals: tuple[Signal, ...]

    @property
    def newest(self) -> Limits | None:
        """The limits in force now."""
        return self.stretches[-1].limits if self.stretches else None

    def at(self, point: int) -> list[Signal]:
        """The signals a point is part of."""
        return [signal for signal in self.signals if signal.first <= point <= signal.last]

    @property
    def now(self) -> Signal | None:
        """What the newest point is part of; the longest where there are several. None: nothing but the usual."""
        found = self.at(len(self.values) - 1) if self.values else []
        return max(found, key=lambda signal: signal.last - signal.first, default=None)


def limits(
    values: Sequence[float], *, floor: float | None = None, ceiling: float | None = None
) -> Limits | None:
    """Mean and limits of some points; None for fewer than two, which have no moving range.

    A moving range of 3.267 times the average or more is a jump and not the usual ups and downs: it is set aside,
    and the average taken again.
    """
    if len(values) < 2:
        return None
    ranges = [abs(after - before) for before, after in pairwise(values)]
    average = sum(ranges) / len(ranges)
    usual = [one for one in ranges if one < SCREEN * average] or ranges
    spread = LIMIT * sum(usual) / len(usual)
    return Limits(sum(values) / len(values), spread, len(values), floor, ceiling)


def chart(
    values: Sequence[float],
    bases: Sequence[Base] = (),
    *,
    floor: float | None = None,
    ceiling: float | None = None,
) -> Chart:
    """The chart of some points in their order; `floor` and `ceiling` cap the limits (0 and 100 for a percentage).

    Limits come from the first twelve points of a stretch and then stay, so that later points are judged by what
    was usual before them. `bases` begin a new stretch each; without one at 0 the first begins there by itself.
    """
    starts = {base.start: base for base in bases if 0 <= base.start < len(values)}
    starts.setdefault(0, Base(0))
    order = sorted(starts)
    stretches, signals = list[Stretch](), list[Signal]()
    for start, end in zip(order, [*order[1:], len(values)], strict=True):
        own = values[start:end]
        found = starts[start].locked or limits(own[:LOCK_AT], floor=floor, ceiling=ceiling)
        if found is None:
            continue
        stretches.append(Stretch(start, end, found))
        signals += [
            Signal(one.rule, one.first + start, one.last + start, one.upward) for one in _signals(own, found)
        ]
    return Chart(tuple(values), tuple(stretches), tuple(sorted(signals, key=lambda one: one.last)))


def _signals(values: Sequence[float], usual: Limits) -> list[Signal]:
    """All four rules over the points of one stretch."""
    found = [
        Signal(Rule.OUTSIDE, at, at, value > usual.mean)
        for at, value in enumerate(values)
        if value > usual.high or value < usual.low
    ]
    rises = [0, *(_sign(after - before) for before, after in pairwise(values))]
    # Seven points in a trend are six steps.
    found += [
        Signal(Rule.TREND, first - 1, last, up) for first, last, up in _runs(rises, RUN - 1) if first > 0
    ]
    sides = [_sign(value - usual.mean) for value in values]
    found += [Signal(Rule.SHIFT, first, last, up) for first, last, up in _runs(sides, RUN)]
    return found + _outer_thirds(values, usual)


def _outer_thirds(values: Sequence[float], usual: Limits) -> list[Signal]:
    """Two of three points in a row more than two thirds of the way to the same limit."""
    if not usual.spread:
        return []
    far = [
        _sign(value - usual.mean) if abs(value - usual.mean) > usual.spread * 2 / 3 else 0 for value in values
    ]
    found = []
    for end in range(1, len(values)):
        for side in (1, -1):
            where = [at for at in range(max(0, end - 2), end + 1) if far[at] == side]
            if len(where) >= 2 and where[-1] == end:
                found.append(Signal(Rule.OUTER_THIRD, where[0], end, side > 0))
    return found


def _runs(signs: Sequence[int], least: int) -> list[tuple[int, int, bool]]:
    """The stretches of one sign that are long enough: first, last, and whether the sign is plus."""
    found, first = [], 0
    for at in range(1, len(signs) + 1):
        if at == len(signs) or signs[at] != signs[first]:
            if signs[first] and at - first >= least:
                found.append((first, at - 1, signs[first] > 0))
            first = at
    return found


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
