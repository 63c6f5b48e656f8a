"""A group against everybody else: the right people are compared, the right words are said, nothing is given away."""

from __future__ import annotations

import pytest

from feedback.reports import comparison
from feedback.reports.comparison import Asked, NotCompared, Verdict, comparisons, family
from feedback.reports.differences import newcombe, p_value
from feedback.reports.friends_and_family import OPTIONS, QUESTION
from tests.feedback.reports.shown_rows import item, nothing, row

POSITIVE = {"agree"}


def test_a_group_is_set_against_everybody_who_is_not_in_it() -> None:
    shown = item(row((240, 30, 30)), {"young": row((40, 30, 30)), "old": row((200, 0, 0))})
    found = comparisons(shown, "age-band", POSITIVE)["young"]
    assert (found.count, found.base, found.other_count, found.other_base) == (40, 100, 200, 200)
    assert found.points == pytest.approx(-60)
    assert (found.low, found.high) == pytest.approx([100 * end for end in newcombe(40, 100, 200, 200)])
    assert found.p == p_value(40, 100, 200, 200)
    assert found.verdict is Verdict.WORTH_LOOKING_INTO


def test_people_in_several_rows_are_still_set_against_those_outside_the_row() -> None:
    # 300 answered, and the rows add up to more: each is compared with its own outside.
    shown = item(row((150, 0, 150)), {"seeing": row((90, 0, 110)), "hearing": row((100, 0, 100))})
    found = comparisons(shown, "age-band", POSITIVE)
    assert (found["seeing"].other_count, found["seeing"].other_base) == (60, 100)
    assert (found["hearing"].other_count, found["hearing"].other_base) == (50, 100)


@pytest.mark.parametrize("value", ["prefer-not-to-say", "not-answered", "not-found"])
def test_those_who_told_no_group_are_no_group(value: str) -> None:
    shown = item(row((90, 0, 110)), {value: row((10, 0, 90)), "old": row((80, 0, 20))})
    assert set(comparisons(shown, "age-band", POSITIVE)) == {"old"}


def test_where_a_needed_number_is_hidden_nothing_is_compared() -> None:
    rows = {"cell": row((40, 30, 30), hidden=(0, 1)), "row": nothing(), "old": row((50, 25, 25))}
    overall = (150, 80, 80)
    assert set(comparisons(item(row(overall), rows), "age-band", POSITIVE)) == {"old"}
    assert comparisons(item(row(overall, hidden=(0, 2)), rows), "age-band", POSITIVE) == {}
    assert comparisons(item(nothing(), rows), "age-band", POSITIVE) == {}


def test_a_hidden_number_that_is_not_needed_does_not_stop_a_comparison() -> None:
    shown = item(row((150, 80, 80)), {"old": row((50, 25, 25), hidden=(1, 2))})
    assert comparisons(shown, "age-band", POSITIVE)["old"].count == 50


def test_merged_answers_are_compared_by_their_positive_column() -> None:
    keys = ("positive", "neither", "negative")
    shown = item(row((150, 80, 80), keys=keys), {"old": row((90, 5, 5), keys=keys)}, merged=True)
    assert comparisons(shown, "age-band", POSITIVE)["old"].count == 90


def test_a_sure_but_small_difference_is_not_worth_looking_into() -> None:
    shown = item(row((14_600, 0, 5_400)), {"old": row((7_500, 0, 2_500))})
    found = comparisons(shown, "age-band", POSITIVE)["old"]
    assert found.adjusted < 0.001
    assert not found.large
    assert found.verdict is Verdict.NO_CLEAR_DIFFERENCE


def test_five_points_are_enough_exactly() -> None:
    # 75 % of 10,000 against 70 % of 10,000.
    shown = item(row((14_500, 0, 5_500)), {"old": row((7_500, 0, 2_500))})
    assert comparisons(shown, "age-band", POSITIVE)["old"].verdict is Verdict.WORTH_LOOKING_INTO


def test_a_large_but_unsure_difference_is_not_worth_looking_into() -> None:
    shown = item(row((98, 0, 102)), {"old": row((46, 0, 54))})
    found = comparisons(shown, "age-band", POSITIVE)["old"]
    assert found.large
    assert found.verdict is Verdict.NO_CLEAR_DIFFERENCE


def test_few_people_are_never_comforted_with_no_clear_difference() -> None:
    few = comparisons(item(row((110, 0, 110)), {"old": row((14, 0, 14))}), "age-band", POSITIVE)["old"]
    assert few.verdict is Verdict.NOT_ENOUGH_ANSWERS
    others = comparisons(item(row((110, 0, 110)), {"old": row((95, 0, 100))}), "age-band", POSITIVE)["old"]
    assert others.verdict is Verdict.NOT_ENOUGH_ANSWERS


def test_under_ten_people_on_either_side_are_not_tested() -> None:
    found = comparisons(item(row((100, 0, 9)), {"old": row((100, 0, 0))}), "age-band", POSITIVE)["old"]
    assert found.other_base == 9
    assert (found.verdict, found.p) == (Verdict.NOT_ENOUGH_ANSWERS, 1.0)


def test_more_questions_asked_of_the_same_people_raise_the_bar() -> None:
    one = item(row((110, 0, 90)), {"old": row((64, 0, 36))}, key="first")
    flat = [item(row((100, 0, 100)), {"old": row((50, 0, 50))}, key=f"flat-{n}") for n in range(20)]
    alone = comparisons(one, "age-band", POSITIVE)["old"]
    among = family([Asked(each, "age-band", POSITIVE) for each in (one, *flat)])
    assert alone.verdict is Verdict.WORTH_LOOKING_INTO
    assert among[("first", "age-band", "old")].adjusted > comparison.LEVEL
    assert among[("first", "age-band", "old")].verdict is Verdict.NO_CLEAR_DIFFERENCE


def test_rounded_numbers_that_do_not_fit_together_are_not_compared() -> None:
    shown = item(row((100, 0, 100)), {"old": row((105, 0, 5))})
    assert comparisons(shown, "age-band", POSITIVE) == {}


@pytest.mark.parametrize("group", ["place", "place*age-band", "age-band*place"])
def test_the_friends_and_family_test_never_ranks_places(group: str) -> None:
    counts = row((60, 20, 5, 5, 5, 5), keys=OPTIONS)
    with pytest.raises(NotCompared):
        comparisons(item(counts, {"ward-1": counts}, group, QUESTION), group, ("very-good", "good"))
    assert family([Asked(item(counts, {}, "age-band", QUESTION), "age-band", ("very-good", "good"))]) == {}


def test_the_words_never_claim_more_than_they_know() -> None:
    for verdict in Verdict:
        assert "real" not in verdict and "significant" not in verdict
