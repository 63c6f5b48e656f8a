"""Series: percentages over time from what is shown, a point a month, or a quarter where months have too few answers.

Nothing is made of a month that is hidden. Months or quarters with fewer than 30 answers are left out and named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from feedback.reports import control_charts
from feedback.reports.control_charts import Base, Chart
from feedback.reports.groupings import CROSS, PERIOD
from feedback.reports.inequality import LEAST, Proportion, gap, proportions
from feedback.reports.shapes import ShownItem

Unit = Literal["month", "quarter"]
#: With more months too small than this share, quarters say more than months.
_MOST_LEFT_OUT = 0.25


@dataclass(frozen=True)
class Point:
    """A month or a quarter: `start` is its first day; `value` in percent, or in points of a gap."""

    start: date
    value: float
    base: int


@dataclass(frozen=True)
class Series:
    """Points in their order, and what is not among them."""

    unit: Unit
    points: tuple[Point, ...]
    #: The first days of those with too few answers to show or to chart.
    left_out: tuple[date, ...]
    #: The month or quarter that is not over yet.
    running: date | None = None

    def __bool__(self) -> bool:
        return bool(self.points)

    def position(self, day: date) -> int | None:
        """The point at or after a day; None when there is none yet."""
        month = first_of(day, self.unit)
        return next((at for at, point in enumerate(self.points) if point.start >= month), None)

    def chart(self, bases: Mapping[date, control_charts.Limits | None], *, percent: bool = True) -> Chart:
        """The control chart of it; `bases` are the months where limits begin anew, with those that are locked.

        Limits of a percentage end at 0 and 100.
        """
        found: dict[int, Base] = {}
        for month, locked in sorted(bases.items()):
            at = self.position(month)
            if at is not None:
                found[at] = Base(at, locked)
        ends = (0.0, 100.0) if percent else (-100.0, 100.0)
        return control_charts.chart(
            [point.value for point in self.points], list(found.values()), floor=ends[0], ceiling=ends[1]
        )


def first_of(day: date, unit: Unit) -> date:
    """The first day of the month or quarter that a day lies in."""
    month = day.month if unit == "month" else 3 * ((day.month - 1) // 3) + 1
    return date(day.year, month, 1)


def everybody(item: ShownItem, positive: Collection[str], *, today: date) -> Series:
    """Percent positive of everybody; the item was broken down by month."""
    return _series({month: (one,) for month, one in _months(item, PERIOD, positive).items()}, today)


def of_gap(item: ShownItem, group: str, value: str, positive: Collection[str], *, today: date) -> Series:
    """The gap of one group: percent positive of everybody else less that of the group, in points.

    The item was broken down by month and by the group crossed with months. Above 0 the group is worse off. A
    month in which either is hidden has no gap.
    """
    all_of_them = _months(item, PERIOD, positive)
    pairs: dict[date, tuple[Proportion, ...]] = {}
    for month, own in _months(item, f"{group}{CROSS}{PERIOD}", positive, f"{value}{CROSS}").items():
        rest = own.beside(all_of_them[month]) if month in all_of_them else None
        if rest is not None:
            pairs[month] = (rest, own)
    found = _series({**dict.fromkeys(all_of_them, ()), **pairs}, today)
    return found


def _months(
    item: ShownItem, group: str, positive: Collection[str], before: str = ""
) -> dict[date, Proportion]:
    shown = proportions(item, group, positive)
    return {
        date.fromisoformat(f"{value.removeprefix(before)}-01"): one
        for value, one in sorted(shown.items())
        if value.startswith(before)
    }


def _series(months: Mapping[date, tuple[Proportion, ...]], today: date) -> Series:
    """By month, unless too many months are too small for it."""
    by_month = _by("month", months, today)
    if len(by_month.left_out) <= _MOST_LEFT_OUT * (len(by_month.left_out) + len(by_month.points)):
        return by_month
    by_quarter = _by("quarter", months, today)
    return by_quarter if by_quarter.points else by_month


def _by(unit: Unit, months: Mapping[date, tuple[Proportion, ...]], today: date) -> Series:
    together: dict[date, list[tuple[Proportion, ...]]] = {}
    for month, counted in months.items():
        together.setdefault(first_of(month, unit), []).append(counted)
    running = first_of(today, unit)
    points, left_out = list[Point](), list[date]()
    for start in sorted(together):
        if start == running:
            continue
        point = _point(start, [counted for counted in together[start] if counted])
        if point is None:
            left_out.append(start)
        else:
            points.append(point)
    found = Series(unit, tuple(points), tuple(left_out))
    return replace(found, running=running) if running in together else found


def _point(start: date, months: Sequence[tuple[Proportion, ...]]) -> Point | None:
    """All months of one point added up: one share, or the gap between two; None under 30 answers."""
    if not months:
        return None
    sums = [
        Proportion(sum(one.positive for one in side), sum(one.base for one in side))
        for side in zip(*months, strict=True)
    ]
    if min(one.base for one in sums) < LEAST:
        return None
    if len(sums) == 1:
        return Point(start, sums[0].percent, sums[0].base)
    between = gap(sums[0], sums[1])
    return Point(start, between.points.value, sums[1].base) if between else None
