"""Promises of the numbers of a Monday e-mail beside those of the one before: a fall is a fall, and no chance."""

from __future__ import annotations

import pytest

from feedback.reports import monday
from feedback.reports.measures import whole_percent
from feedback.reports.monday import Said, Told


def said(count: int, base: int, item: str = "q", text: str = "Words") -> Said:
    percent = whole_percent(count, base)
    return Said(item, text, percent, "", float(percent), Told(item, text, count, base))


def was(now: tuple[int, int], before: tuple[int, int]) -> int | None:
    [found] = monday._beside([said(*now)], [Told("q", "Words", *before)])
    return found.was


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ((40, 40), (10, 40), 100), ((10, 40), (40, 40), 25), ((85, 100), (60, 100), 85),
        # As far apart, of fewer: chance.
        ((35, 40), (25, 40), None), ((30, 30), (25, 30), None), ((20, 40), (20, 40), None),
        # Sure and of no weight: under five points.
        ((9000, 10000), (8700, 10000), None), ((9000, 10000), (8500, 10000), 90),
        # By the shown numbers 3.4 %, by the closest that the rounding allows 16 %.
        ((25, 30), (20, 35), None),
    ],
)  # fmt: skip
def test_a_change_is_told_where_neither_chance_nor_rounding_explains_it(
    before: tuple[int, int], now: tuple[int, int], told: int | None
) -> None:
    assert was(now, before) == told


def test_the_more_questions_are_looked_through_the_clearer_a_fall_must_be() -> None:
    alone = monday._beside([said(20, 40)], [Told("q", "Words", 35, 40)])
    many = monday._beside(
        [said(20, 40), *(said(20, 40, f"q{each}") for each in range(30))],
        [Told("q", "Words", 35, 40), *(Told(f"q{each}", "Words", 20, 40) for each in range(30))],
    )
    assert alone[0].was == 88 and [one.was for one in many] == [None] * 31


def test_only_the_same_question_in_the_same_words_is_set_beside_it() -> None:
    before = [Told("q", "Other words", 40, 40), Told("other", "Words", 40, 40)]
    assert monday._beside([said(10, 40)], before)[0].was is None
    hidden = Said("q", "Words", None, "Most", 75.0)
    assert monday._beside([hidden], [Told("q", "Words", 40, 40)]) == [hidden]
