"""Inequality: known answers, the same ones from independent libraries, and nothing from what is hidden."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, norm
from scipy.stats.contingency import relative_risk
from statsmodels.stats.proportion import confint_proportions_2indep

from feedback.reports import inequality, suppression
from feedback.reports.inequality import Proportion
from feedback.reports.shapes import Breakdown, ItemCounts, Option, Profile, Row

#: Five fifths of a town, the most deprived first: invented, each big enough.
FIFTHS = [Proportion(*pair) for pair in ((60, 120), (66, 110), (58, 90), (57, 80), (40, 50))]
#: Example data of phe_sii in the documentation of PHEindicatormethods (UKHSA): ten tenths of "Area1".
PEOPLE = (7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534)
VALUES = (75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3)


def test_the_absolute_gap_has_the_published_interval_of_newcombe() -> None:
    # R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, column (a), method 10.
    found = inequality.gap(Proportion(56, 70), Proportion(48, 80))
    assert found is not None
    assert found.points.value == pytest.approx(20)
    assert (found.points.low, found.points.high) == pytest.approx((5.24, 33.39), abs=0.01)
    assert found.points.clear


def test_the_relative_gap_is_that_of_an_independent_library() -> None:
    # The worked example of scipy.stats.contingency.relative_risk: smokers and coronary disease.
    found = inequality.relative(Proportion(27, 122), Proportion(44, 487))
    assert found is not None
    assert found.value == pytest.approx(2.4495156482861398)
    assert (found.low, found.high) == pytest.approx((1.5836990926700116, 3.7886786315466354))


@given(st.integers(1, 400), st.integers(1, 400), st.integers(0, 400), st.integers(0, 400))
def test_gap_and_ratio_agree_with_independent_libraries(one: int, other: int, more: int, most: int) -> None:
    bases = max(30, one + more), max(30, other + most)
    found = inequality.gap(Proportion(one, bases[0]), Proportion(other, bases[1]))
    assert found is not None and found.ratio is not None
    theirs = relative_risk(one, bases[0], other, bases[1])
    assert (found.ratio.low, found.ratio.high) == pytest.approx(theirs.confidence_interval(0.95), rel=1e-6)
    points = confint_proportions_2indep(one, bases[0], other, bases[1], method="newcomb", compare="diff")
    assert (found.points.low, found.points.high) == pytest.approx([100 * end for end in points], abs=1e-6)


def test_a_gap_of_fewer_than_thirty_is_not_told() -> None:
    assert inequality.gap(Proportion(10, 29), Proportion(100, 200)) is None
    assert inequality.gap(Proportion(100, 200), Proportion(10, 29)) is None
    assert inequality.gap(Proportion(10, 30), Proportion(15, 30)) is not None


def test_nobody_has_no_ratio() -> None:
    found = inequality.gap(Proportion(0, 40), Proportion(20, 40))
    assert found is not None and found.ratio is None and found.points.value == -50


def test_best_and_worst_are_named_and_the_best_is_set_beside_everybody_else() -> None:
    groups = {
        "a": Proportion(30, 60),
        "b": Proportion(32, 40),
        "c": Proportion(20, 40),
        "d": Proportion(9, 9),
    }
    found = inequality.spread(groups, Proportion(100, 160))
    assert found is not None
    # "d" is too few to be the best.
    assert (found.best, found.worst) == ("b", "a")
    assert found.best_and_worst.points.value == pytest.approx(30)
    assert found.best_and_rest is not None
    assert found.best_and_rest.other == Proportion(68, 120)
    assert inequality.spread({"a": Proportion(30, 60)}, None) is None


def test_the_line_is_the_weighted_regression_of_an_independent_library() -> None:
    start, rise, ranks, _ = inequality.fitted(PEOPLE, VALUES)
    parts = np.array(PEOPLE) / sum(PEOPLE)
    # "If quantile 1 contains 12 percent of the population, its relative rank is 0.06": half of its part.
    assert ranks[0] == pytest.approx(parts[0] / 2)
    assert ranks[-1] == pytest.approx(1 - parts[-1] / 2)
    theirs = sm.WLS(VALUES, sm.add_constant(ranks), weights=parts).fit()
    assert (start, rise) == pytest.approx(tuple(theirs.params))


def test_slope_and_relative_index_are_the_ends_of_that_line() -> None:
    found = inequality.slope(FIFTHS)
    assert found is not None and found.ratio is not None
    parts = np.array([share.base for share in FIFTHS]) / 450
    values = [share.positive / share.base for share in FIFTHS]
    theirs = sm.WLS(values, sm.add_constant(np.cumsum(parts) - parts / 2), weights=parts).fit().params
    assert found.slope.value == pytest.approx(100 * theirs[1])
    assert found.ratio.value == pytest.approx((theirs[0] + theirs[1]) / theirs[0])
    assert (found.most, found.least) == pytest.approx((100 * theirs[0], 100 * (theirs[0] + theirs[1])))


def test_its_interval_is_the_one_that_theory_gives() -> None:
    found = inequality.slope(FIFTHS, draws=200_000)
    assert found is not None
    # The rise is a fixed mixture of the shares: its variance is the mixture of theirs.
    _, rise, _, line = inequality.fitted([s.base for s in FIFTHS], [s.positive / s.base for s in FIFTHS])
    variances = [s.positive * (s.base - s.positive) / s.base**3 for s in FIFTHS]
    error = float(np.sqrt(line[1] ** 2 @ np.array(variances)))
    ends = [100 * (rise + side * norm.ppf(0.975) * error) for side in (-1, 1)]
    assert (found.slope.low, found.slope.high) == pytest.approx(ends, abs=1.5)
    # And close to drawing each share from what Bayes says of it.
    chance = np.random.default_rng(1)
    drawn = beta.rvs(
        [s.positive + 0.5 for s in FIFTHS], [s.base - s.positive + 0.5 for s in FIFTHS],
        size=(100_000, 5), random_state=chance,
    )  # fmt: skip
    theirs = 100 * np.quantile(drawn @ line[1], [0.025, 0.975])
    assert (found.slope.low, found.slope.high) == pytest.approx(theirs, abs=1.0)


def test_a_report_says_the_same_thing_twice() -> None:
    assert inequality.slope(FIFTHS) == inequality.slope(FIFTHS)


def test_no_slope_without_thirty_answers_in_each_fifth() -> None:
    assert inequality.slope(FIFTHS[:4]) is None
    assert inequality.slope([*FIFTHS[:4], Proportion(20, 29)]) is None


def test_everybody_alike_has_no_slope_and_a_fifth_of_nobody_can_be_drawn() -> None:
    flat = inequality.slope([Proportion(30, 50)] * 5)
    assert flat is not None and flat.ratio is not None
    assert flat.slope.value == pytest.approx(0, abs=1e-9) and not flat.slope.clear
    assert flat.ratio.low < 1 < flat.ratio.high
    steep = inequality.slope(
        [Proportion(*pair) for pair in ((0, 40), (5, 100), (30, 90), (70, 80), (40, 40))]
    )
    assert steep is not None and steep.slope.low > 0
    # The line crosses 0 at the most deprived end, and no ratio is made of that.
    assert steep.ratio is None


@settings(max_examples=25)
@given(st.lists(st.integers(30, 300).flatmap(lambda b: st.tuples(st.integers(0, b), st.just(b))), min_size=5,
                max_size=5))  # fmt: skip
def test_the_interval_holds_its_own_figure(pairs: list[tuple[int, int]]) -> None:
    found = inequality.slope([Proportion(*pair) for pair in pairs], draws=2_000)
    assert found is not None
    assert found.slope.low <= found.slope.value <= found.slope.high


def test_nothing_is_told_of_a_row_that_is_hidden() -> None:
    rows = (Row("a", (40, 20)), Row("b", (30, 30)), Row("c", (3, 4)), Row("d", (5, 4)))
    counts = ItemCounts(
        "listen", (Option("yes", "positive"), Option("no", "negative")), (78, 58), (Breakdown("sex", rows),)
    )
    [shown] = suppression.protect([counts], Profile.STAFF)
    assert inequality.proportions(shown, "sex", ["yes"]) == {"a": Proportion(40, 60), "b": Proportion(30, 60)}
    assert inequality.proportions(shown, "age-band", ["yes"]) == {}
