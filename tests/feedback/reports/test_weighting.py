"""Weights: a published table, an independent optimiser, and bounds that nobody can be weighed beyond."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize

from feedback.reports.weighting import UNTOLD, Margin, collapse, kish, rake, weigh, weighted_counts

# The worked example of "Iterative proportional fitting" in Wikipedia, with the cells that the Julia package
# ProportionalFitting.jl (E.-J. van Kesteren) prints for it in its documentation.
SEED = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]])
ROWS, COLUMNS = np.array([150.0, 300, 400, 150]), np.array([200.0, 300, 400, 100])
FITTED = np.array(
    [
        [64.5585, 46.2325, 35.3843, 3.82473],
        [49.9679, 68.1594, 156.499, 25.3742],
        [56.7219, 144.428, 145.082, 53.7673],
        [28.7516, 41.18, 63.0347, 17.0337],
    ]
)


def responses_of(table: NDArray[np.int64]) -> list[NDArray[np.intp]]:
    """The codes of every response behind a table of counts: a column a dimension."""
    places = np.indices(table.shape).reshape(table.ndim, -1)
    return [np.repeat(place, table.ravel()) for place in places]


def table_of(
    codes: list[NDArray[np.intp]], weights: NDArray[np.float64], shape: tuple[int, ...]
) -> NDArray[np.float64]:
    found = np.zeros(shape)
    np.add.at(found, tuple(codes), weights)
    return found


def test_raking_gives_the_published_table() -> None:
    codes = responses_of(SEED)
    weights, rounds, converged = rake(codes, [ROWS, COLUMNS], int(SEED.sum()))
    assert converged and rounds <= 50
    # The published margins add up to 1000, the responses to 800.
    assert table_of(codes, weights, SEED.shape) * 1000 / 800 == pytest.approx(FITTED, rel=1e-4)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(20, 90), min_size=12, max_size=12),
    st.lists(st.integers(10, 30), min_size=2, max_size=2),
    st.lists(st.integers(10, 30), min_size=3, max_size=3),
    st.lists(st.integers(10, 30), min_size=2, max_size=2),
)
def test_raking_agrees_with_the_least_information_solution_of_an_optimiser(
    counts: list[int], one: list[int], two: list[int], three: list[int]
) -> None:
    """The raked table is the one nearest to the sample in relative entropy (Ireland and Kullback 1968)."""
    table = np.array(counts).reshape(2, 3, 2)
    codes, total = responses_of(table), int(table.sum())
    targets = [np.array(target, float) for target in (one, two, three)]
    places = np.indices(table.shape).reshape(3, -1)
    goals = [target / target.sum() * total for target in targets]

    def dual(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        parts = np.split(x, [2, 5])
        fitted = table.ravel() * np.exp(sum(part[place] for part, place in zip(parts, places, strict=True)))
        slopes = [
            np.bincount(place, fitted, minlength=len(goal)) - goal
            for place, goal in zip(places, goals, strict=True)
        ]
        value = fitted.sum() - sum(part @ goal for part, goal in zip(parts, goals, strict=True))
        return value / total, np.concatenate(slopes) / total

    best = minimize(dual, np.zeros(7), jac=True, method="BFGS", options={"gtol": 1e-10})
    parts = np.split(best.x, [2, 5])
    theirs = np.exp(sum(part[place] for part, place in zip(parts, places, strict=True))).reshape(table.shape)
    weights, _, converged = rake(codes, targets, total)
    assert converged
    assert weights == pytest.approx(theirs[tuple(codes)], abs=1e-4)


def margin(
    name: str, counts: list[int], people: list[float], *, untold: int = 0, ordered: bool = False
) -> Margin:
    codes = np.repeat(np.arange(len(counts)), counts)
    keys = tuple(f"{name}-{at}" for at in range(len(counts)))
    return Margin(name, keys, np.concatenate([codes, np.full(untold, UNTOLD)]), tuple(people), ordered)


def test_one_margin_weighs_everybody_by_population_share_over_response_share() -> None:
    found = weigh([margin("sex", [300, 100], [50, 50])])
    assert found.weights[[0, -1]] == pytest.approx([2 / 3, 2])
    assert found.design_effect == pytest.approx(400 * (300 * (2 / 3) ** 2 + 100 * 4) / 400**2)
    assert found.effective_base == pytest.approx(400 / found.design_effect)
    assert found.usable and found.trimmed == 0


def test_who_did_not_tell_keeps_what_they_had() -> None:
    found = weigh([margin("sex", [150, 50], [50, 50], untold=40)])
    assert found.weights[-40:] == pytest.approx(np.ones(40))
    assert found.weights.sum() == pytest.approx(240)
    assert found.weights[:150].sum() == pytest.approx(100)


def test_kish_gives_the_textbook_answer() -> None:
    # Two strata of equal size, one weighed three times the other: 1 + cv^2 = 1.25 (Kish 1992).
    effect, effective = kish(np.array([1.0] * 50 + [3.0] * 50))
    assert (effect, effective) == pytest.approx((1.25, 80))
    assert kish(np.ones(30)) == (1.0, 30.0)
    assert kish(np.array([])) == (1.0, 0.0)


def test_small_categories_are_weighed_together() -> None:
    nominal = margin("ethnic", [200, 60, 12, 5], [70, 15, 10, 5])
    assert collapse(nominal) == [[0], [1, 2, 3]]
    ages = margin("age", [12, 40, 30, 100], [10, 30, 30, 30], ordered=True)
    assert collapse(ages) == [[0, 1], [2], [3]]
    assert weigh([ages]).collapsed["age"] == (("age-0", "age-1"), ("age-2",), ("age-3",))


def test_a_margin_with_one_category_left_is_dropped_and_said_so() -> None:
    found = weigh([margin("sex", [300, 5], [50, 50]), margin("age", [200, 105], [50, 50])])
    assert found.dropped == ("sex",)
    assert list(found.collapsed) == ["age"]
    nothing = weigh([margin("sex", [300, 5], [50, 50])])
    assert not nothing.usable
    assert nothing.weights == pytest.approx(np.ones(305))


def test_who_is_in_no_category_of_the_population_is_not_weighed_away() -> None:
    found = weigh([margin("sex", [100, 100, 30], [50, 50, 0])])
    assert found.weights[-30:] == pytest.approx(np.ones(30))


def test_nobody_weighs_less_or_more_than_the_bounds() -> None:
    found = weigh([margin("sex", [950, 50], [50, 50]), margin("age", [500, 500], [10, 90])])
    assert found.weights.min() >= 0.3 and found.weights.max() <= 3
    assert found.trimmed > 0


def test_weights_that_cost_too_much_are_not_used() -> None:
    assert not weigh([margin("sex", [60, 30], [50, 50])]).usable, "under a hundred responses"
    rare = weigh([margin("sex", [900, 100], [40, 60]), margin("age", [150, 850], [85, 15])])
    assert rare.design_effect > 2
    assert not rare.usable


def test_margins_that_contradict_each_other_do_not_pass_for_a_fit() -> None:
    # Everybody in the first category of one is in the first of the other: both cannot have their share.
    found = weigh([margin("sex", [150, 150], [50, 50]), margin("age", [150, 150], [90, 10])])
    assert not found.converged and not found.usable


def test_margins_are_one_to_four_of_the_same_responses() -> None:
    one = margin("sex", [50, 50], [50, 50])
    for wrong in ([], [one] * 5, [one, margin("age", [50, 51], [50, 50])]):
        with pytest.raises(ValueError, match="margins"):
            weigh(wrong)


def test_weighted_counts_add_up_the_weights_of_each_answer() -> None:
    found = weighted_counts(np.array([0, 1, 1, UNTOLD]), np.array([0.5, 1.0, 2.0, 9.0]), 3)
    assert found == pytest.approx([0.5, 3.0, 0.0])


@given(st.lists(st.integers(0, 80), min_size=2, max_size=6), st.booleans(), st.data())
def test_whatever_is_collapsed_no_set_is_small_and_nobody_is_in_two(
    counts: list[int], ordered: bool, data: st.DataObject
) -> None:
    people = data.draw(st.lists(st.integers(0, 9), min_size=len(counts), max_size=len(counts)))
    sets = collapse(margin("any", counts, [float(one) for one in people], ordered=ordered))
    flat = [at for one in sets for at in one]
    assert len(flat) == len(set(flat))
    assert all(sum(counts[at] for at in one) >= 20 for one in sets)
    assert all(people[at] > 0 for at in flat)
    if ordered:
        kept = [at for at in range(len(counts)) if people[at] > 0]
        assert flat == (kept if sets else [])
