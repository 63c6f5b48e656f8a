"""Series: percentages over time from what is shown, a point a month, or a quarter where months have too few answers.

Nothing is made of a month that is hidden. Months or quarters with fewer than 30 answers are left out and named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.reports import control_charts, counting, suppression
from feedback.reports.control_charts import Base, Chart
from feedback.reports.groupings import CROSS, PERIOD, QUARTER
from feedback.reports.inequality import LEAST, Proportion, gap, proportions
from feedback.reports.shapes import Profile, ShownItem
from feedback.reports.suppression import Part
from surveys.definition import Definition, Polarity

Unit = Literal["month", "quarter"]
_UNITS: Mapping[Unit, str] = {"month": PERIOD, "quarter": QUARTER}
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

    @property
    def carries(self) -> bool:
        """Whether so few are left out that the line shows how things went."""
        return len(self.left_out) <= _MOST_LEFT_OUT * (len(self.left_out) + len(self.points))

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


def measured(
    session: Session, survey: Survey, definition: Definition, *, part: Part, today: date
) -> dict[str, Series]:
    """The line of everybody for each item that has positive answers.

    By month where that carries, else by quarter; both come through the one door, for staff.
    """
    return _measured(session, survey, definition, part, today, "", [""])[""]


def gaps(
    session: Session, survey: Survey, definition: Definition, group: str, *, part: Part, today: date
) -> dict[str, dict[str, Series]]:
    """For each value of a group, the line of the gap between everybody else and it, for each item.

    Raises KeyError for a group that the survey does not have.
    """
    item = definition.item(group)
    if item is None or not item.group:
        raise KeyError(group)
    values = [option.key for option in item.options]
    return _measured(session, survey, definition, part, today, group, values)


def _measured(
    session: Session, survey: Survey, definition: Definition, part: Part, today: date, group: str,
    values: Sequence[str],
) -> dict[str, dict[str, Series]]:  # fmt: skip
    positive = positive_answers(definition)
    found: dict[str, dict[str, Series]] = {value: {} for value in values}
    for unit, key in _UNITS.items():
        if all(set(lines) == set(positive) and all(one.carries for one in lines.values())
               for lines in found.values()):  # fmt: skip
            break
        by = f"{group}{CROSS}{key}" if group else key
        _, items = suppression.measured(session, survey, definition, [by], Profile.STAFF, part=part)
        for item in (item for item in items if item.key in positive):
            for value, lines in found.items():
                known = lines.get(item.key)
                line = of(item, by, unit, positive[item.key], value=value, today=today)
                # Quarters that do not carry either say no more than months.
                if known is None or (not known.carries and line.points):
                    lines[item.key] = line
    return found


def positive_answers(definition: Definition) -> dict[str, list[str]]:
    """The positive answers of every item that has some."""
    found = {
        item.key: [option.key for option in item.options if option.polarity is Polarity.POSITIVE]
        for item in counting.counted_items(definition)
        if item.kind in counting.COUNTED
    }
    return {key: options for key, options in found.items() if options}


def of(
    item: ShownItem, by: str, unit: Unit, positive: Collection[str], *, value: str = "", today: date
) -> Series:
    """The line of an item as it was shown by month or quarter, alone or crossed with a group.

    Crossed, a point is the percentage of everybody else less that of the group, so above 0 the group is worse
    off; who is hidden is not among everybody else.
    """
    table = next((one for one in item.breakdowns if one.group == by), None)
    shown = proportions(item, by, positive)
    crossed, running = by.count(CROSS) > 0, first_of(today, unit)
    stretches: dict[date, dict[str, Proportion]] = {}
    for name, _ in table.rows if table else ():
        own, _, stretch = name.rpartition(CROSS)
        there = stretches.setdefault(_start(stretch), {})
        if name in shown:
            there[own] = shown[name]
    points, left_out = list[Point](), list[date]()
    for start in sorted(stretches):
        if start == running:
            continue
        rows = stretches[start]
        point = _gap_at(start, rows, value) if crossed else _point_at(start, rows.get(""))
        if point is None:
            left_out.append(start)
        else:
            points.append(point)
    return Series(unit, tuple(points), tuple(left_out), running if running in stretches else None)


def _start(name: str) -> date:
    """The first day of "2026-11" or "2026-Q4"."""
    year, _, part = name.partition("-")
    return date(int(year), 3 * int(part[1:]) - 2 if part.startswith("Q") else int(part), 1)


def _point_at(start: date, share: Proportion | None) -> Point | None:
    return Point(start, share.percent, share.base) if share and share.base >= LEAST else None


def _gap_at(start: date, rows: Mapping[str, Proportion], value: str) -> Point | None:
    own = rows.get(value)
    others = [share for name, share in rows.items() if name != value]
    if own is None or not others:
        return None
    rest = Proportion(sum(one.positive for one in others), sum(one.base for one in others))
    between = gap(rest, own)
    return Point(start, between.points.value, own.base) if between else None
