"""Percentages, intervals and badges: known answers, and the same ones from an independent library."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from feedback.reports.measures import (
    Share,
    answers_badge,
    mean,
    percent_positive,
    whole_interval,
    whole_percent,
    wilson,
)
from tests.feedback.reports.shown_rows import nothing, row

# Published size checks of the interval: percentages to one decimal place.
KNOWN = [(9, 10, 59.6, 98.2), (27, 30, 74.4, 96.5), (45, 50, 78.6, 95.7), (90, 100, 82.6, 94.5)]


@pytest.mark.parametrize(("positive", "base", "low", "high"), KNOWN)
def test_the_wilson_interval_gives_the_published_answers(
    positive: int, base: int, low: float, high: float
) -> None:
    found = wilson(positive, base)
    assert (round(100 * found[0], 1), round(100 * found[1], 1)) == (low, high)


@given(st.integers(1, 5000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_the_wilson_interval_agrees_with_an_independent_library(pair: tuple[int, int]) -> None:
    positive, base = pair
    theirs = binomtest(positive, base).proportion_ci(method="wilson")
    assert wilson(positive, base) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(st.integers(1, 10_000))
def test_the_ends_of_the_interval_are_exactly_nobody_and_everybody(base: int) -> None:
    assert wilson(0, base)[0] == 0.0
    assert wilson(base, base)[1] == 1.0


@pytest.mark.parametrize(("positive", "base"), [(0, 0), (1, 0), (-1, 10), (11, 10), (0, -1)])
def test_an_interval_of_nobody_is_refused(positive: int, base: int) -> None:
    with pytest.raises(ValueError, match=r"base|count"):
        wilson(positive, base)


@pytest.mark.parametrize(
    ("count", "base", "percent"),
    [(0, 7, 0), (7, 7, 100), (1, 8, 13), (1, 200, 1), (1, 201, 0), (2, 3, 67), (199, 200, 100), (5, 40, 13)],
)
def test_a_half_percent_goes_up(count: int, base: int, percent: int) -> None:
    assert whole_percent(count, base) == percent


@given(st.integers(1, 10**6).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_a_whole_percent_is_never_further_off_than_a_half(pair: tuple[int, int]) -> None:
    count, base = pair
    assert abs(whole_percent(count, base) * base - 100 * count) * 2 <= base


def test_a_percentage_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="base"):
        whole_percent(0, 0)
    with pytest.raises(ValueError, match="below 0"):
        whole_percent(-1, 10)


def test_the_interval_is_shown_in_whole_percentages_around_the_percentage() -> None:
    assert whole_interval(9, 10) == (60, 98)
    assert whole_interval(0, 30) == (0, 11)
    for base in range(1, 60):
        for count in range(base + 1):
            low, high = whole_interval(count, base)
            assert 0 <= low <= whole_percent(count, base) <= high <= 100


@pytest.mark.parametrize(
    ("base", "badge"), [(0, "few"), (29, "few"), (30, "some"), (99, "some"), (100, "many"), (5000, "many")]
)
def test_the_badge_says_how_many_answers_there_are(base: int, badge: str) -> None:
    assert answers_badge(base) == badge


def test_the_share_of_positive_answers_is_as_the_item_defines_it() -> None:
    shown = row((20, 10, 10, 5, 5), keys=("always", "often", "neither", "rarely", "never"))
    found = percent_positive(shown, False, {"always", "often"})
    assert found == Share(30, 50, 60, *whole_interval(30, 50))
    merged = row((30, 10, 10), keys=("positive", "neither", "negative"))
    assert percent_positive(merged, True, {"always", "often"}) == found


def test_a_share_that_needs_a_hidden_number_is_not_shown() -> None:
    assert percent_positive(row((20, 10, 10), hidden=(0, 1)), False, {"agree"}) is None
    assert percent_positive(row((20, 10, 10), hidden=(1, 2)), False, {"agree"}) is not None
    assert percent_positive(nothing(), False, {"agree"}) is None
    assert percent_positive(row((0, 0, 0)), False, {"agree"}) is None
    assert percent_positive(row((20, 10, 10)), False, ()) is None
    assert percent_positive(row((20, 10, 10)), False, {"another-item"}) is None


def test_a_mean_comes_with_the_distribution_it_sums_up() -> None:
    keys = ("0", "1", "2", "3", "dont-know")
    found = mean(row((10, 20, 30, 40, 50), keys=keys), {key: float(key) for key in keys[:4]})
    assert found is not None
    assert found.mean == pytest.approx(np.average([0, 1, 2, 3], weights=[10, 20, 30, 40]))
    assert found.base == 100
    assert found.distribution == ((0.0, 10), (1.0, 20), (2.0, 30), (3.0, 40))


def test_there_is_no_mean_where_its_distribution_is_hidden() -> None:
    values = {"agree": 1.0, "neither": 0.0, "disagree": -1.0}
    assert mean(row((20, 10, 10), hidden=(1, 2)), values) is None
    assert mean(nothing(), values) is None
    assert mean(row((0, 0, 0)), values) is None
