"""Series over time: months where they carry, quarters where they do not, and nothing of a month that is hidden."""

from __future__ import annotations

from datetime import date

import pytest

from feedback.reports import series, suppression
from feedback.reports.control_charts import Limits
from feedback.reports.shapes import Breakdown, ItemCounts, Option, Profile, Row, ShownItem

TODAY = date(2026, 11, 20)
OPTIONS = (Option("yes", "positive"), Option("no", "negative"))


def months(first: int, counts: list[tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Counts of one month after another of 2026."""
    return {f"2026-{first + at:02}": pair for at, pair in enumerate(counts)}


def shown(
    by_month: dict[str, tuple[int, int]], crossed: dict[str, tuple[int, int]] | None = None
) -> ShownItem:
    """The item as staff see it, by month and, where asked for, by sex crossed with months."""
    tables = [Breakdown("period", tuple(Row(month, pair) for month, pair in by_month.items()))]
    if crossed:
        tables.append(Breakdown("sex*period", tuple(Row(name, pair) for name, pair in crossed.items())))
    overall = tuple(sum(pair[at] for pair in by_month.values()) for at in (0, 1))
    [found] = suppression.protect([ItemCounts("listen", OPTIONS, overall, tuple(tables))], Profile.STAFF)
    return found


def test_a_point_is_the_percentage_of_a_month() -> None:
    found = series.everybody(shown(months(3, [(30, 10), (20, 20), (36, 4)])), ["yes"], today=TODAY)
    assert found.unit == "month" and found.left_out == () and found.running is None
    assert [(point.start, point.value, point.base) for point in found.points] == [
        (date(2026, 3, 1), 75.0, 40), (date(2026, 4, 1), 50.0, 40), (date(2026, 5, 1), 90.0, 40),
    ]  # fmt: skip


def test_a_month_that_is_not_over_is_not_judged() -> None:
    found = series.everybody(shown(months(9, [(30, 10), (30, 10), (90, 1)])), ["yes"], today=TODAY)
    assert [point.start.month for point in found.points] == [9, 10]
    assert found.running == date(2026, 11, 1)


def test_a_few_small_months_are_left_out_and_named() -> None:
    counted = months(1, [(30, 10)] * 4 + [(10, 10)] + [(30, 10)] * 3)
    found = series.everybody(shown(counted), ["yes"], today=TODAY)
    assert found.unit == "month" and len(found.points) == 7
    assert found.left_out == (date(2026, 5, 1),)


def test_many_small_months_are_joined_to_quarters() -> None:
    found = series.everybody(shown(months(1, [(9, 6)] * 9)), ["yes"], today=TODAY)
    assert found.unit == "quarter"
    assert [(point.start.month, point.value, point.base) for point in found.points] == [
        (1, 60.0, 45), (4, 60.0, 45), (7, 60.0, 45),
    ]  # fmt: skip


def test_nothing_is_made_of_a_month_that_is_hidden() -> None:
    counted = months(1, [(20, 15), (20, 15), (3, 2), (20, 15), (20, 15), (20, 15), (20, 15), (20, 15)])
    item = shown(counted)
    hidden = {value for value, row in item.breakdowns[0].rows if row.base is None}
    assert "2026-03" in hidden and len(hidden) > 1
    found = series.everybody(item, ["yes"], today=TODAY)
    assert {f"{point.start:%Y-%m}" for point in found.points}.isdisjoint(hidden)


def test_the_gap_is_everybody_else_less_the_group() -> None:
    by_month = months(1, [(60, 40), (70, 30), (70, 30)])
    crossed = {f"female*{month}": (20, 30) for month in by_month}
    crossed |= {f"male*{month}": (yes - 20, no - 30) for month, (yes, no) in by_month.items()}
    item = shown(by_month, crossed)
    found = series.of_gap(item, "sex", "female", ["yes"], today=TODAY)
    # 40 of 50 others in January, 50 of 50 then; 20 of 50 women.
    assert [round(point.value) for point in found.points] == [40, 60, 60]
    assert [round(point.value) for point in series.of_gap(item, "sex", "male", ["yes"], today=TODAY).points] == [
        -40, -60, -60,
    ]  # fmt: skip


def test_a_line_starts_anew_where_somebody_said_so() -> None:
    found = series.everybody(shown(months(1, [(30, 10), (20, 20)] * 4)), ["yes"], today=TODAY)
    locked = Limits(60.0, 5.0, 12, 0, 100)
    chart = found.chart({date(2026, 1, 1): locked, date(2026, 6, 1): None})
    assert [(one.start, one.end) for one in chart.stretches] == [(0, 5), (5, 8)]
    assert chart.stretches[0].limits == locked and chart.stretches[1].limits.trial
    assert found.position(date(2026, 6, 30)) == 5 and found.position(date(2026, 12, 1)) is None


@pytest.mark.parametrize(("month", "quarter"), [(1, 1), (3, 1), (4, 4), (9, 7), (12, 10)])
def test_a_quarter_begins_in_january_april_july_or_october(month: int, quarter: int) -> None:
    assert series.first_of(date(2026, month, 15), "quarter") == date(2026, quarter, 1)
