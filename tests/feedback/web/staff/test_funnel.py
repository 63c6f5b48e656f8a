"""Promises of the funnel's weeks: what a week hides, no other row gives away."""

from __future__ import annotations

from datetime import date, timedelta

from feedback.services.funnels import OPENED, SENT, STARTED
from feedback.web.staff import funnel

MONDAY = date(2026, 11, 16)


def weeks(*opened: int, language: str = "en") -> dict[date, dict[str, dict[str, int]]]:
    """Weeks, newest first, in which so many opened, half of them started and a third sent."""
    return {
        MONDAY - timedelta(weeks=ago): {language: {OPENED: number, STARTED: number // 2, SENT: number // 3}}
        for ago, number in enumerate(opened)
    }


def so_far(counted: dict[date, dict[str, dict[str, int]]]) -> dict[str, dict[str, int]]:
    """The same over all weeks, as the rows by language have it."""
    found: dict[str, dict[str, int]] = {}
    for week in counted.values():
        for language, steps in week.items():
            sums = found.setdefault(language, {})
            for step, number in steps.items():
                sums[step] = sums.get(step, 0) + number
    return found


def told(counted: dict[date, dict[str, dict[str, int]]]) -> list[tuple[int, int | None, int | None]]:
    return [(row.opened, row.started, row.sent) for row in funnel.weeks(counted, so_far(counted))]


def test_each_week_says_how_far_people_got() -> None:
    assert told(weeks(30, 12)) == [(30, 15, 10), (12, 6, 4)]
    assert [row.monday for row in funnel.weeks(weeks(30, 12), so_far(weeks(30, 12)))] == [
        MONDAY, MONDAY - timedelta(weeks=1),
    ]  # fmt: skip


def test_a_week_that_few_opened_is_hidden_and_the_smallest_other_with_it() -> None:
    """Else all weeks together, less those that are shown, would be the hidden one."""
    assert told(weeks(30, 9, 12)) == [(30, 15, 10), (9, None, None), (12, None, None)]


def test_several_hidden_weeks_cover_each_other_once_they_are_enough() -> None:
    assert told(weeks(30, 5, 5)) == [(30, 15, 10), (5, None, None), (5, None, None)]
    assert told(weeks(30, 5, 4))[0] == (30, None, None)


def test_what_was_before_eight_weeks_is_one_row() -> None:
    rows = funnel.weeks(weeks(*[20] * 11), so_far(weeks(*[20] * 11)))
    assert [row.monday for row in rows[-2:]] == [MONDAY - timedelta(weeks=7), None]
    assert (rows[-1].opened, rows[-1].started, len(rows)) == (60, 30, 9)


def test_a_language_that_few_opened_is_in_no_week() -> None:
    counted = weeks(30, 20)
    counted[MONDAY]["ur"] = {OPENED: 9, STARTED: 9, SENT: 9}
    assert told(counted) == [(39, 15, 10), (20, 10, 6)]


def test_a_week_is_not_shown_for_the_sake_of_a_language_that_is_left_out() -> None:
    counted = weeks(30, 5, 20)
    counted[MONDAY - timedelta(weeks=1)]["ur"] = {OPENED: 9, STARTED: 9, SENT: 9}
    assert told(counted) == [(30, 15, 10), (14, None, None), (20, None, None)]


def test_nobody_is_no_week() -> None:
    assert funnel.weeks({}, {}) == []
