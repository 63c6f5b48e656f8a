"""Where the lines and points of a chart stand on its canvas; it computes no number that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

#: The canvas, in units of its own; small, so that words on it stay readable on a phone.
WIDTH, HEIGHT = 360, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 14, 22, 26
#: A scale spans so many points at least: a small change should not look like a cliff.
_LEAST_SPAN = 20


@dataclass(frozen=True)
class Label:
    """Words at a place; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Mark:
    """A point: `shape` is usual, better or worse, or one of the plain shapes."""

    x: float
    y: float
    shape: str


@dataclass(frozen=True)
class Stroke:
    """A line; `kind` is line, mean, limit, zero, target or fitted."""

    kind: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """Everything the component draws, in the order of the lists: grid, band, strokes, events, marks, words."""

    grid: tuple[Label, ...]
    band: tuple[str, ...]
    strokes: tuple[Stroke, ...]
    events: tuple[Label, ...]
    marks: tuple[Mark, ...]
    words: tuple[Label, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


@dataclass(frozen=True)
class Range:
    """A usual range over some points: from which to which position, its mean and its ends."""

    first: int
    last: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Scale:
    """From values to the canvas: percentages or points up the side, months or shares along the foot."""

    low: float
    high: float
    first: float
    last: float

    def x(self, at: float) -> float:
        """How far along."""
        span = (self.last - self.first) or 1.0
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (at - self.first) / span, 1)

    def y(self, value: float) -> float:
        """How far down."""
        return round(
            HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (value - self.low) / (self.high - self.low), 1
        )

    def grid(self, unit: str) -> tuple[Label, ...]:
        """The lines across, each with its value."""
        step = next(step for step in (5, 10, 20, 25, 50) if (self.high - self.low) / step <= 5)
        values = range(int(self.low), int(self.high) + 1, step)
        return tuple(Label(_LEFT - 6, self.y(value), f"{value}{unit}", "end") for value in values)


def scale(values: Sequence[float], along: Sequence[float], ends: tuple[float, float]) -> Scale:
    """A scale in tens around the values, within `ends`."""
    low, high = 10 * (min(values) // 10), 10 * -(-max(values) // 10)
    while high - low < _LEAST_SPAN:
        low, high = max(ends[0], low - 10), min(ends[1], high + 10)
    return Scale(max(ends[0], low), min(ends[1], high), min(along), max(along))


def over_time(
    days: Sequence[date], values: Sequence[float], shapes: Sequence[str], ranges: Sequence[Range], *,
    events: Sequence[tuple[date, str]] = (), target: float | None = None, percent: bool = True,
    labels: Sequence[str] = (),
) -> Drawing:  # fmt: skip
    """A line over time with its usual ranges, what was done as upright lines, and a target if there is one.

    `labels` name the first and the last point along the foot.
    """
    along = [_month(day) for day in days]
    around = [*values, *(end for one in ranges for end in (one.low, one.high))]
    extra = [] if target is None else [target]
    zero = [] if percent else [0.0]
    found = scale([*around, *extra, *zero], along, (0, 100) if percent else (-100, 100))
    spots = [(found.x(at), found.y(value)) for at, value in zip(along, values, strict=True)]
    strokes, band = list[Stroke](), list[str]()
    for one in ranges:
        start, end = _ends(found, along, one)
        low, high, mean = found.y(one.low), found.y(one.high), found.y(one.mean)
        band.append(f"M{start} {high}H{end}V{low}H{start}Z")
        strokes += [Stroke("limit", f"M{start} {y}H{end}") for y in (low, high)]
        strokes.append(Stroke("mean", f"M{start} {mean}H{end}"))
    strokes += [Stroke("zero", f"M{_LEFT} {found.y(0)}H{WIDTH - _RIGHT}") for _ in zero]
    strokes += [Stroke("target", f"M{_LEFT} {found.y(one)}H{WIDTH - _RIGHT}") for one in extra]
    strokes.append(Stroke("line", "M" + "L".join(f"{x} {y}" for x, y in spots)))
    marks = tuple(Mark(x, y, shape) for (x, y), shape in zip(spots, shapes, strict=True))
    return Drawing(
        found.grid("%" if percent else ""), tuple(band), tuple(strokes),
        tuple(
            Label(found.x(_month(day)), _TOP, name)
            for day, name in events
            if found.first <= _month(day) <= found.last
        ),
        marks, _foot(spots, labels),
    )  # fmt: skip


def slope(
    ranks: Sequence[float], values: Sequence[float], ends: tuple[float, float], labels: Sequence[str]
) -> Drawing:
    """The fifths of deprivation where they stand, and the line through them from end to end."""
    found = scale([*values, *(max(0.0, min(100.0, end)) for end in ends)], [0, 1], (0, 100))
    spots = [(found.x(rank), found.y(value)) for rank, value in zip(ranks, values, strict=True)]
    fitted = "M" + "L".join(
        f"{found.x(at)} {found.y(max(0.0, min(100.0, end)))}" for at, end in zip((0, 1), ends, strict=True)
    )
    across = [(found.x(0), 0.0), (found.x(1), 0.0)]
    return Drawing(
        found.grid("%"), (), (Stroke("fitted", fitted),), (),
        tuple(Mark(x, y, "usual") for x, y in spots), _foot(across, labels),
    )  # fmt: skip


def _month(day: date) -> float:
    """Months since year 0, with the part of the month that is over."""
    return day.year * 12 + day.month - 1 + (day.day - 1) / 31


def _ends(found: Scale, along: Sequence[float], one: Range) -> tuple[float, float]:
    """Half a step before the first point and behind the last, within the canvas."""
    half = (along[1] - along[0]) / 2 if len(along) > 1 else 0.5
    start, end = max(found.first, along[one.first] - half), min(found.last, along[one.last] + half)
    return found.x(start), found.x(end)


def _foot(spots: Sequence[tuple[float, float]], labels: Sequence[str]) -> tuple[Label, ...]:
    if not spots or not labels:
        return ()
    y = HEIGHT - 8
    if len(labels) == 1:
        return (Label(spots[0][0], y, labels[0], "start"),)
    return (Label(spots[0][0], y, labels[0], "start"), Label(spots[-1][0], y, labels[-1], "end"))
