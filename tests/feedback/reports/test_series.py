"""Series over time: months where they carry, quarters where they do not, and nothing of a month that is hidden."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from feedback.reports import series, suppression
from feedback.reports.control_charts import Limits
from feedback.reports.frames import EVERYTHING
from feedback.reports.series import Series
from feedback.reports.shapes import Breakdown, ItemCounts, Option, Profile, Row, ShownItem
from feedback.services import responses, surveys
from feedback.services.responses import Arrival
from tests.feedback.open_survey import Open

TODAY = date(2026, 11, 20)
OPTIONS = (Option("yes", "positive"), Option("no", "negative"))


def months(first: int, counts: list[tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Counts of one month after another of 2026."""
    return {f"2026-{first + at:02}": pair for at, pair in enumerate(counts)}


def shown(by: str, rows: dict[str, tuple[int, int]]) -> ShownItem:
    """The item as staff see it, by month, by quarter, or by sex crossed with months."""
    table = Breakdown(by, tuple(Row(name, pair) for name, pair in rows.items()))
    overall = tuple(sum(pair[at] for pair in rows.values()) for at in (0, 1))
    [found] = suppression.protect([ItemCounts("listen", OPTIONS, overall, (table,))], Profile.STAFF)
    return found


def by_month(rows: dict[str, tuple[int, int]]) -> Series:
    return series.of(shown("period", rows), "period", "month", ["yes"], today=TODAY)


def test_a_point_is_the_percentage_of_a_month() -> None:
    found = by_month(months(3, [(30, 10), (20, 20), (36, 4)]))
    assert found.unit == "month" and found.left_out == () and found.running is None
    assert [(point.start, point.value, point.base) for point in found.points] == [
        (date(2026, 3, 1), 75.0, 40), (date(2026, 4, 1), 50.0, 40), (date(2026, 5, 1), 90.0, 40),
    ]  # fmt: skip


def test_a_month_that_is_not_over_is_not_judged() -> None:
    found = by_month(months(9, [(30, 10), (30, 10), (90, 1)]))
    assert [point.start.month for point in found.points] == [9, 10]
    assert found.running == date(2026, 11, 1)


def test_a_few_small_months_are_left_out_and_named() -> None:
    counted = months(1, [(30, 10)] * 4 + [(10, 10)] + [(30, 10)] * 3)
    found = by_month(counted)
    assert found.carries and len(found.points) == 7
    assert found.left_out == (date(2026, 5, 1),)


def test_many_small_months_do_not_carry_a_line_and_quarters_may() -> None:
    assert not by_month(months(1, [(9, 6)] * 9)).carries
    rows = {"2026-Q1": (27, 18), "2026-Q2": (27, 18), "2026-Q3": (18, 27), "2026-Q4": (30, 0)}
    found = series.of(shown("quarter", rows), "quarter", "quarter", ["yes"], today=TODAY)
    assert [(point.start.month, point.value, point.base) for point in found.points] == [
        (1, 60.0, 45), (4, 60.0, 45), (7, 40.0, 45),
    ]  # fmt: skip
    assert found.running == date(2026, 10, 1) and found.carries


def test_nothing_is_made_of_a_month_that_is_hidden() -> None:
    rows = months(1, [(20, 15), (20, 15), (3, 2), (20, 15), (20, 15), (20, 15), (20, 15), (20, 15)])
    hidden = {value for value, row in shown("period", rows).breakdowns[0].rows if row.base is None}
    assert "2026-03" in hidden and len(hidden) > 1
    found = by_month(rows)
    assert {f"{point.start:%Y-%m}" for point in found.points}.isdisjoint(hidden)
    assert {f"{start:%Y-%m}" for start in found.left_out} == hidden


def test_the_gap_is_everybody_else_less_the_group() -> None:
    rows: dict[str, tuple[int, int]] = {}
    for month, (yes, no) in months(1, [(60, 40), (70, 30), (70, 30)]).items():
        rows |= {f"female*{month}": (20, 30), f"male*{month}": (yes - 20, no - 30)}
    item = shown("sex*period", rows)

    def gaps(value: str) -> list[int]:
        found = series.of(item, "sex*period", "month", ["yes"], value=value, today=TODAY)
        return [round(point.value) for point in found.points]

    # 40 of 50 others in January, 50 of 50 then; 20 of 50 women.
    assert gaps("female") == [40, 60, 60]
    assert gaps("male") == [-40, -60, -60]
    assert gaps("nobody") == []


def test_lines_of_a_survey_are_by_month_where_that_carries_and_else_by_quarter(
    session: Session, opened: Open
) -> None:
    survey = surveys.find(session, opened.slug)
    assert survey is not None
    definition = surveys.definition_of(surveys.revision_of(session, survey))
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    for number in range(8 * 36):
        turn = number // 8
        given = {"help-to-decide": "yes" if turn % 3 else "no", "sex": ("female", "male")[turn % 2]}
        if turn % 4 < 2:
            given["what-matters"] = "yes"
        if turn % 9 == 8:
            del given["sex"]
        arrival = Arrival(opened.link_id, opened.place_id, "qr", "en", 1)
        day = date(2026, 1 + number % 8, 10)
        responses.submit(session, served, arrival, given, submission=str(number), today=day)
    found = series.measured(session, survey, definition, part=EVERYTHING, today=TODAY)
    assert (found["help-to-decide"].unit, len(found["help-to-decide"].points)) == ("month", 8)
    assert {round(point.value) for point in found["help-to-decide"].points} == {67}
    assert (found["what-matters"].unit, len(found["what-matters"].points)) == ("quarter", 3)
    gaps = series.gaps(session, survey, definition, "sex", part=EVERYTHING, today=TODAY)
    assert set(gaps) == {"female", "male"}
    line = gaps["female"]["help-to-decide"]
    assert (line.unit, len(line.points)) == ("quarter", 3)
    with pytest.raises(KeyError):
        series.gaps(session, survey, definition, "shoes", part=EVERYTHING, today=TODAY)


def test_a_line_starts_anew_where_somebody_said_so() -> None:
    found = by_month(months(1, [(30, 10), (20, 20)] * 4))
    locked = Limits(60.0, 5.0, 12, 0, 100)
    chart = found.chart({date(2026, 1, 1): locked, date(2026, 6, 1): None})
    assert [(one.start, one.end) for one in chart.stretches] == [(0, 5), (5, 8)]
    assert chart.stretches[0].limits == locked and chart.stretches[1].limits.trial
    assert found.position(date(2026, 6, 30)) == 5 and found.position(date(2026, 12, 1)) is None


@pytest.mark.parametrize(("month", "quarter"), [(1, 1), (3, 1), (4, 4), (9, 7), (12, 10)])
def test_a_quarter_begins_in_january_april_july_or_october(month: int, quarter: int) -> None:
    assert series.first_of(date(2026, month, 15), "quarter") == date(2026, quarter, 1)
