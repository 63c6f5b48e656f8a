"""A line over time told in words first: what the newest points say, each point in a table, and the drawing beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from feedback.i18n import Words
from feedback.reports.control_charts import Assurance, Chart, Limits, Rule, Signal
from feedback.reports.series import Series, Unit
from feedback.web import line_charts
from feedback.web.line_charts import Drawing, Range

if TYPE_CHECKING:
    from feedback.models.control_limit import ControlLimit
    from feedback.models.improvement import Improvement


@dataclass(frozen=True)
class Row:
    """One point of the table."""

    name: str
    value: str
    base: int
    told: str


@dataclass(frozen=True)
class ToldLine:
    """A line ready for its page; `drawing` is None where there are not two points yet."""

    state: str
    shape: str
    sentence: str
    #: How little the range rests on so far; empty once it is settled.
    trial: str
    notes: Sequence[str]
    rows: Sequence[Row]
    drawing: Drawing | None
    events: Sequence[tuple[str, str, str]]
    #: The points from which a new usual range can begin: (first day, name).
    starts: Sequence[tuple[str, str]]

    @property
    def aloud(self) -> str:
        """The state and the sentence, for who cannot see the tag and the line."""
        return f"{self.state}. {self.sentence}"


def bases_of(limits: Mapping[date, ControlLimit], *, percent: bool) -> dict[date, Limits | None]:
    """The limits that somebody set, as a chart takes them; None where they are not settled yet."""
    floor, ceiling = (0.0, 100.0) if percent else (-100.0, 100.0)
    return {
        month: None
        if row.mean is None or row.spread is None
        else Limits(row.mean, row.spread, row.points or 0, floor, ceiling)
        for month, row in limits.items()
    }


def told(
    line: Series, limits: Mapping[date, ControlLimit], done: Sequence[Improvement], words: Words, *,
    gap: bool = False, target: int | None = None,
) -> ToldLine:  # fmt: skip
    """A line of percentages, or of a gap in points, which is better the nearer it is to none."""
    chart = line.chart(bases_of(limits, percent=not gap), percent=not gap)
    names = [name_of(point.start, line.unit, words) for point in line.points]
    state, shape, sentence = _now(line, chart, words, gap)
    shapes = [_shape_at(chart, at, gap) for at in range(len(line.points))]
    rows = [
        Row(name, _figure(point.value, gap, words), point.base, _told_at(chart, at, words, gap))
        for at, (name, point) in enumerate(zip(names, line.points, strict=True))
    ]
    events = [(str(at), words.day(one.done_on), one.title) for at, one in enumerate(done, 1) if one.done_on]
    drawing = None
    if len(line.points) > 1:
        drawing = line_charts.over_time(
            [point.start for point in line.points], [point.value for point in line.points], shapes,
            [Range(one.start, one.end - 1, one.limits.mean, one.limits.low, one.limits.high)
             for one in chart.stretches],
            events=[(one.done_on, str(at)) for at, one in enumerate(done, 1) if one.done_on],
            target=target, percent=not gap, labels=(names[0], names[-1]),
        )  # fmt: skip
    starts = [(f"{point.start:%Y-%m-%d}", name) for point, name in zip(line.points, names, strict=True)]
    notes, usual = _notes(line, chart, limits, words, target), chart.newest
    trial = ""
    if usual is not None and usual.trial:
        trial = words("A trial range: it rests on {number} points and settles at 12.", number=usual.points)
    return ToldLine(state, shape, sentence, trial, notes, rows, drawing, events, starts)


def name_of(start: date, unit: Unit, words: Words) -> str:
    """A month or a quarter as people say it."""
    if unit == "month":
        # The day stands first in English; without it the month and the year are left.
        return words.day(start).partition(" ")[2]
    end = words.day(date(start.year, start.month + 2, 1)).partition(" ")[2]
    return words("{first} to {last}", first=words.day(start).split(" ")[1], last=end)


def _figure(value: float, gap: bool, words: Words) -> str:
    if not gap:
        return f"{value:.0f}%"
    if round(value) == 0:
        return words("no gap")
    if value > 0:
        return words("{number} points behind", number=f"{value:.0f}")
    return words("{number} points ahead", number=f"{-value:.0f}")


def _better(signal: Signal, usual: Limits, gap: bool) -> bool:
    """Up is better for a percentage; for a gap it is towards none, from whichever side."""
    return signal.upward if not gap else signal.upward != (usual.mean > 0)


def _shape_at(chart: Chart, at: int, gap: bool) -> str:
    found = chart.at(at)
    usual = _usual_at(chart, at)
    if not found or usual is None:
        return "usual"
    return "better" if _better(found[-1], usual, gap) else "worse"


def _usual_at(chart: Chart, at: int) -> Limits | None:
    return next((one.limits for one in chart.stretches if one.start <= at < one.end), None)


def _told_at(chart: Chart, at: int, words: Words, gap: bool) -> str:
    found = chart.at(at)
    if not found:
        return words("the usual ups and downs")
    return "; ".join(dict.fromkeys(_reason(one, words) for one in found))


def _reason(signal: Signal, words: Words) -> str:
    if signal.rule is Rule.OUTSIDE:
        return words("above the usual range") if signal.upward else words("below the usual range")
    if signal.rule is Rule.TREND:
        return words("part of a rise") if signal.upward else words("part of a fall")
    if signal.rule is Rule.SHIFT:
        return words("in a row above the usual") if signal.upward else words("in a row below the usual")
    return (
        words("near the top of the usual range")
        if signal.upward
        else words("near the foot of the usual range")
    )


def _now(line: Series, chart: Chart, words: Words, gap: bool) -> tuple[str, str, str]:
    """In a word, with a shape, and in a sentence: what the newest points say."""
    usual = chart.newest
    if usual is None:
        if line.unit == "month":
            return (
                words("Too early"),
                "draft",
                words("Not enough months with 30 answers yet to say how it goes."),
            )
        return (
            words("Too early"),
            "draft",
            words("Not enough quarters with 30 answers yet to say how it goes."),
        )
    signal = chart.now
    if signal is None:
        if gap:
            return (
                words("No change"),
                "open",
                words(
                    "The gap goes up and down as usual. It is about {number} points.",
                    number=f"{abs(usual.mean):.0f}",
                ),
            )
        return words("No change"), "open", words(
            "It goes up and down as usual, between {low}% and {high}%.",
            low=f"{usual.low:.0f}", high=f"{usual.high:.0f}",
        )  # fmt: skip
    better = _better(signal, usual, gap)
    if gap:
        state = words("Narrowing") if better else words("Widening")
    else:
        state = words("Improving") if better else words("Getting worse")
    return state, "done" if better else "warning", _row_of(signal, line.unit, words)


def _row_of(signal: Signal, unit: Unit, words: Words) -> str:
    number, month, up = signal.last - signal.first + 1, unit == "month", signal.upward
    if signal.rule is Rule.OUTSIDE:
        if month:
            return words("The last month is above the usual range.") if up else words(
                "The last month is below the usual range.")  # fmt: skip
        return words("The last quarter is above the usual range.") if up else words(
            "The last quarter is below the usual range.")  # fmt: skip
    if signal.rule is Rule.TREND:
        # Each of these is further than the one before.
        text = "{number} months in a row, each higher than the one before." if up else (
            "{number} months in a row, each lower than the one before.")  # fmt: skip
    elif signal.rule is Rule.SHIFT:
        text = (
            "{number} months in a row above the usual." if up else "{number} months in a row below the usual."
        )
    else:
        text = "2 of the last 3 months are near the top of the usual range." if up else (
            "2 of the last 3 months are near the foot of the usual range.")  # fmt: skip
    return words(text if month else text.replace("months", "quarters"), number=number)


def _notes(
    line: Series, chart: Chart, limits: Mapping[date, ControlLimit], words: Words, target: int | None
) -> list[str]:
    """Whatever somebody must know beside: how far the range can be trusted, what is left out, who moved it, and why."""
    found = []
    usual = chart.newest
    if line.unit == "quarter" and line.points:
        found.append(words("By quarter, because many months have fewer than 30 answers."))
    if line.left_out and line.points:
        names = ", ".join(name_of(start, line.unit, words) for start in line.left_out)
        found.append(words("Left out, with fewer than 30 answers or too few to show: {names}.", names=names))
    if line.running and line.points:
        found.append(words("{name} is not over yet.", name=name_of(line.running, line.unit, words)))
    if target is not None and usual is not None:
        found.append(_of_target(usual.assurance(target), target, words))
    for month, row in limits.items():
        found.append(words(
            "The usual range was set from {month} on {day} by {who}: {reason}",
            month=name_of(month, "month", words), day=words.day(row.made_on), who=row.made_by, reason=row.reason,
        ))  # fmt: skip
    return found


def _of_target(told: Assurance, target: int, words: Words) -> str:
    if told is Assurance.PASSES:
        return words("The target of {number}% will be met unless something changes.", number=target)
    if told is Assurance.FAILS:
        return words("The target of {number}% will be missed unless something changes.", number=target)
    return words("The target of {number}% will be met now and then, by chance.", number=target)
