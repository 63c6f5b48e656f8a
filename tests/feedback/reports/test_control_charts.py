"""Control charts: published worked examples, the four rules one by one, and limits that stay where they were locked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.reports import control_charts
from feedback.reports.control_charts import Assurance, Base, Limits, Rule, Signal

#: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, individuals control charts: ten flow rates.
NIST = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
#: NHSRplotthedots, vignette "Deviations from Excel defaults": one point far out.
ONE_FAR_OUT = (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
#: Nothing but the usual: a mean of 50 and an average moving range of 2.
USUAL = (49.0, 51.0) * 6


def test_mean_and_limits_are_those_of_the_nist_handbook() -> None:
    found = control_charts.limits(NIST)
    assert found is not None
    assert found.mean == pytest.approx(50.81)
    # The handbook divides by 1.128 where the NHS multiplies by 2.66: the same to three digits.
    assert (found.low, found.high) == pytest.approx((45.8159, 55.8041), abs=0.001)
    assert found.trial


def test_a_jump_widens_the_limits_no_further_than_the_usual_ups_and_downs() -> None:
    found = control_charts.limits(ONE_FAR_OUT)
    assert found is not None
    # Moving ranges of 8 and 9 pass 3.267 times their average of 32 / 17, and set aside they leave ones alone.
    assert found.spread == pytest.approx(2.66)
    assert found.mean == pytest.approx(sum(ONE_FAR_OUT) / 18)


def rules(values: tuple[float, ...]) -> list[tuple[Rule, int, int, bool]]:
    """What the rules find in points that follow twelve usual ones; positions count from the first of them."""
    found = control_charts.chart(USUAL + values)
    return [(one.rule, one.first - 12, one.last - 12, one.upward) for one in found.signals]


def test_nothing_but_the_usual_is_no_signal() -> None:
    assert rules((49.0, 51.0, 49.0)) == []


def test_one_point_outside_a_limit_is_a_signal_and_on_the_limit_is_none() -> None:
    assert rules((49.0, 55.4)) == [(Rule.OUTSIDE, 1, 1, True)]
    assert rules((51.0, 44.6)) == [(Rule.OUTSIDE, 1, 1, False)]
    assert rules((49.0, 55.3)) == []


def test_seven_points_in_a_rising_or_falling_row_are_a_trend_and_six_are_none() -> None:
    rising = (48.0, 48.5, 49.0, 49.5, 50.5, 51.0, 51.5)
    assert rules(rising) == [(Rule.TREND, 0, 6, True)]
    assert rules(rising[:6]) == []
    assert rules(tuple(100 - value for value in (47.0, *rising[1:]))) == [(Rule.TREND, 0, 6, False)]


def test_seven_points_on_one_side_are_a_shift_and_one_on_the_mean_breaks_it() -> None:
    # The last of the usual points is above the mean too.
    assert rules((52.0, 51.0, 52.0, 51.0, 52.0, 51.0)) == [(Rule.SHIFT, -1, 5, True)]
    assert rules((52.0, 51.0, 50.0, 51.0, 52.0, 51.0)) == []
    assert rules((49.0, 48.0) * 4) == [(Rule.SHIFT, 0, 7, False)]


def test_two_of_three_points_in_the_outer_third_of_the_same_side_are_a_signal() -> None:
    # Two thirds of the way from 50 to 55.32 is 53.55.
    assert rules((54.0, 50.0, 54.5)) == [(Rule.OUTER_THIRD, 0, 2, True)]
    assert rules((54.0, 46.0, 51.0)) == []
    assert rules((54.0, 50.0, 49.0, 54.5)) == []


def test_fewer_than_twelve_points_give_trial_limits_and_twelve_lock_them() -> None:
    few = control_charts.chart(USUAL[:11]).newest
    assert few is not None and few.trial and few.points == 11
    locked = control_charts.chart((*USUAL, 90.0, 90.0, 90.0)).newest
    assert locked is not None and not locked.trial
    assert locked == control_charts.limits(USUAL)


def test_one_point_alone_has_no_limits() -> None:
    found = control_charts.chart([50.0])
    assert found.newest is None and found.signals == () and found.now is None
    assert control_charts.chart([]).stretches == ()


def test_a_new_base_judges_later_points_by_what_is_usual_since_then() -> None:
    better = tuple(value + 20 for value in USUAL)
    without = control_charts.chart(USUAL + better)
    assert without.now is not None and without.now.rule is Rule.SHIFT
    rebased = control_charts.chart(USUAL + better, [Base(12)])
    assert [(one.start, one.end, one.limits.mean) for one in rebased.stretches] == [(0, 12, 50), (12, 24, 70)]
    # Moving the limits is nothing that happened to anybody: no rule looks across them.
    assert rebased.signals == ()


def test_limits_that_somebody_locked_are_used_as_they_are() -> None:
    kept = Limits(40.0, 3.0, 12)
    found = control_charts.chart([40.0, 41.0, 44.0], [Base(0, kept)])
    assert found.newest == kept
    assert found.signals == (Signal(Rule.OUTSIDE, 2, 2, True),)


def test_limits_of_a_percentage_stay_between_nobody_and_everybody() -> None:
    found = control_charts.limits((90, 100, 95, 100), floor=0, ceiling=100)
    assert found is not None
    assert found.high == 100 and found.low < 90
    # The outer third is measured to the limit as it was before the cap.
    assert found.spread > 100 - found.mean


@pytest.mark.parametrize(
    ("target", "told"), [(44.0, Assurance.PASSES), (50.0, Assurance.HIT_AND_MISS), (56.0, Assurance.FAILS)]
)
def test_a_target_is_met_always_or_never_or_now_and_then(target: float, told: Assurance) -> None:
    found = control_charts.limits(USUAL)
    assert found is not None
    assert found.assurance(target) is told
    lower = {Assurance.PASSES: Assurance.FAILS, Assurance.FAILS: Assurance.PASSES}
    assert found.assurance(target, higher_is_better=False) is lower.get(told, told)


@given(st.lists(st.integers(0, 100), max_size=40))
def test_a_signal_points_at_points_that_are_there(values: list[int]) -> None:
    found = control_charts.chart(values, floor=0, ceiling=100)
    assert all(0 <= one.first <= one.last < len(values) for one in found.signals)
    upside_down = control_charts.chart([100 - value for value in values], floor=0, ceiling=100)
    assert [(one.rule, one.first, one.last) for one in found.signals] == [
        (one.rule, one.first, one.last) for one in upside_down.signals
    ]
