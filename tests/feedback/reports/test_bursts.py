"""Promises of the bursts: an hour far above what its own link is used to is marked, and nothing else is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from scipy.stats import poisson

from feedback.reports import bursts
from feedback.reports.bursts import Burst, poisson_point

DAY = date(2026, 11, 3)


def steady(number: int, hours: int = 24) -> dict[tuple[date, int], int]:
    """A link that takes so many answers in each of many hours."""
    return {(DAY - timedelta(days=1 + at // 8), 9 + at % 8): number for at in range(hours)}


@pytest.mark.parametrize("mean", [0.1, 1.0, 2.5, 8.0, 20.0, 60.0])
@pytest.mark.parametrize("sure", [0.95, 0.999])
def test_the_bound_is_the_point_of_the_poisson_distribution(mean: float, sure: float) -> None:
    """Against scipy's own quantile."""
    assert poisson_point(mean, sure) == int(poisson.ppf(sure, mean))


@pytest.mark.parametrize(("mean", "sure"), [(0, 0.999), (-1, 0.999), (1, 0), (1, 1)])
def test_a_bound_needs_a_mean_and_a_probability(mean: float, sure: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        poisson_point(mean, sure)


def test_thirty_answers_in_an_hour_on_a_poster_that_takes_two_are_a_burst() -> None:
    [found] = bursts.of_link(7, steady(2) | {(DAY, 14): 30})
    assert found == Burst(7, DAY, 14, 30, 2.0)


@pytest.mark.parametrize(("number", "marked"), [(14, False), (15, True)])
def test_fewer_than_fifteen_answers_are_no_burst(number: int, marked: bool) -> None:
    assert bool(bursts.of_link(7, steady(1) | {(DAY, 14): number})) is marked


def test_a_kiosk_by_a_busy_door_is_not_marked_for_being_busy() -> None:
    busy = steady(20)
    assert bursts.of_link(7, busy) == []
    bound = 2 * poisson_point(20)
    assert bursts.of_link(7, busy | {(DAY, 14): bound}) == []
    assert bursts.of_link(7, busy | {(DAY, 14): bound + 1}) != []


def test_a_link_opened_once_for_an_event_is_marked_since_nothing_is_usual_there() -> None:
    [found] = bursts.of_link(7, {(DAY, 14): 40})
    assert (found.number, found.usual) == (40, 1.0)


def test_an_event_of_three_full_hours_is_its_own_usual() -> None:
    assert bursts.of_link(7, {(DAY, hour): 30 for hour in (10, 11, 12)}) == []


def test_one_burst_does_not_hide_another() -> None:
    found = bursts.of_link(7, steady(2) | {(DAY, 14): 30, (DAY + timedelta(days=1), 9): 50})
    assert [burst.number for burst in found] == [30, 50]


def test_a_day_is_marked_once_by_its_fullest_hour() -> None:
    [found] = bursts.of_link(7, steady(2) | {(DAY, 14): 30, (DAY, 15): 45})
    assert (found.hour, found.number) == (15, 45)


def test_each_link_is_measured_by_itself_and_the_latest_comes_first() -> None:
    found = bursts.of_survey({7: steady(2) | {(DAY, 14): 30}, 8: steady(20) | {(DAY, 14): 30},
                              9: {(DAY + timedelta(days=2), 9): 25}})  # fmt: skip
    assert [burst.link_id for burst in found] == [9, 7]
    assert bursts.of_survey({}) == []
