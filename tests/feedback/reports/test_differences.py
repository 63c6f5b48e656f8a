"""Differences, their tests and their adjustment: published examples, and the same from independent libraries."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from feedback.reports.differences import adjusted, newcombe, p_value

# R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10: contrasts (a) to (h).
NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]
# Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995), 289-300, section 3.2.
BH_1995 = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
    0.7590, 1.0000,
]  # fmt: skip

PAIRS = st.integers(1, 400).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))


@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), NEWCOMBE)
def test_the_interval_of_a_difference_gives_the_published_answers(
    a: int, m: int, b: int, n: int, low: float, high: float
) -> None:
    found = newcombe(a, m, b, n)
    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


@given(PAIRS, PAIRS)
def test_the_interval_of_a_difference_agrees_with_statsmodels(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    theirs = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    low, high = newcombe(*one, *other)
    assert (low, high) == pytest.approx(theirs, abs=1e-9)
    assert -1 <= low <= one[0] / one[1] - other[0] / other[1] <= high <= 1


@settings(max_examples=200)
@given(PAIRS, PAIRS)
def test_the_test_is_fishers_where_little_is_expected_and_the_score_test_elsewhere(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    (a, m), (b, n) = one, other
    table = [[a, m - a], [b, n - b]]
    least = min(row * column / (m + n) for row in (m, n) for column in (a + b, m + n - a - b))
    theirs = fisher_exact(table)[1] if least < 5 else chi2_contingency(table, correction=False)[1]
    assert p_value(a, m, b, n) == pytest.approx(theirs, abs=1e-9)


def test_fishers_test_gives_the_published_answer_of_the_lady_tasting_tea() -> None:
    # R. A. Fisher, The Design of Experiments (1935): 3 of 4 cups named rightly; 17/35 on both sides together.
    assert p_value(3, 4, 1, 4) == pytest.approx(34 / 70)


def test_four_of_the_fifteen_hypotheses_of_1995_are_rejected() -> None:
    found = adjusted(BH_1995)
    assert [value <= 0.05 for value in found] == [True] * 4 + [False] * 11


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_adjustment_agrees_with_statsmodels_in_any_order(values: list[float]) -> None:
    assert adjusted(values) == pytest.approx(list(multipletests(values, method="fdr_bh")[1]), abs=1e-12)


def test_a_family_of_nobody_is_nobody() -> None:
    assert adjusted([]) == []


@pytest.mark.parametrize("figures", [(1, 0, 1, 2), (3, 2, 1, 2), (-1, 2, 1, 2), (1, 2, 5, 4)])
def test_impossible_counts_are_refused(figures: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="count"):
        p_value(*figures)
