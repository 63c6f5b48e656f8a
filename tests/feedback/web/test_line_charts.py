"""Promises of the drawing: points stand where their numbers say, within the canvas, on a scale that does not shout."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from feedback.web import line_charts
from feedback.web.line_charts import Range

VALUES = st.lists(st.floats(0, 100), min_size=2, max_size=30)


def months(number: int) -> list[date]:
    return [date(2024 + at // 12, at % 12 + 1, 1) for at in range(number)]


@given(VALUES)
def test_every_point_is_on_the_canvas_and_a_higher_number_stands_higher(values: list[float]) -> None:
    drawn = line_charts.over_time(months(len(values)), values, ["usual"] * len(values), [])
    assert len(drawn.marks) == len(values)
    assert all(
        drawn.left <= mark.x <= drawn.right and drawn.top <= mark.y <= drawn.bottom for mark in drawn.marks
    )
    heights = dict(zip(values, (mark.y for mark in drawn.marks), strict=True))
    order = sorted(heights)
    assert [heights[value] for value in order] == sorted((heights[value] for value in order), reverse=True)
    assert [mark.x for mark in drawn.marks] == sorted(mark.x for mark in drawn.marks)


def test_a_small_change_does_not_look_like_a_cliff() -> None:
    drawn = line_charts.over_time(months(3), [60.0, 61.0, 60.0], ["usual"] * 3, [])
    values = [int(label.text.removesuffix("%")) for label in drawn.grid]
    assert max(values) - min(values) >= 20


def test_a_usual_range_lies_around_its_points_and_what_was_done_at_its_day() -> None:
    done = [(date(2024, 3, 16), "1"), (date(2031, 1, 1), "2")]
    drawn = line_charts.over_time(
        months(5), [50.0, 52.0, 50.0, 70.0, 72.0], ["usual"] * 5, [Range(0, 2, 51, 45, 57), Range(3, 4, 71, 65, 77)],
        events=done, labels=("January 2024", "May 2024"),
    )  # fmt: skip
    # What was done after the last point is not drawn; it stands in the list.
    [event] = drawn.events
    assert drawn.marks[2].x < event.x < drawn.marks[3].x
    assert len(drawn.band) == 2
    assert sorted(stroke.kind for stroke in drawn.strokes) == ["limit"] * 4 + ["line"] + ["mean"] * 2
    assert [(label.text, label.anchor) for label in drawn.words] == [
        ("January 2024", "start"),
        ("May 2024", "end"),
    ]


def test_a_gap_is_drawn_around_none() -> None:
    drawn = line_charts.over_time(months(3), [12.0, 8.0, 4.0], ["usual"] * 3, [], percent=False)
    assert "zero" in {stroke.kind for stroke in drawn.strokes}
    assert "0" in {label.text for label in drawn.grid}


def test_fifths_stand_at_their_ranks_along_the_line() -> None:
    drawn = line_charts.slope((0.1, 0.3, 0.5, 0.7, 0.9), (40, 50, 60, 70, 80), (35, 85), ("most", "least"))
    [line] = drawn.strokes
    start, end = (part.split() for part in line.path.removeprefix("M").split("L"))
    for mark, rank in zip(drawn.marks, (0.1, 0.3, 0.5, 0.7, 0.9), strict=True):
        on_the_line = float(start[1]) + rank * (float(end[1]) - float(start[1]))
        assert abs(mark.y - on_the_line) < 0.2
