"""Who answered beside who there is: ratios, labels and ranges are right, and a hidden number stays hidden."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feedback.reports.measures import wilson
from feedback.reports.representation import Category, Label, Picture, picture

CENSUS = {"white": 800, "asian": 120, "black": 60, "other": 20}


def pictured(
    responses: int, counts: dict[str, int | None], missing: int | None, reference: dict[str, int]
) -> Picture:
    found = picture(responses, counts, {"not-answered": missing}, reference)
    assert found is not None
    return found


def category(found: Picture, key: str) -> Category:
    return next(one for one in found.categories if one.key == key)


def test_a_category_is_its_share_of_those_who_told_over_its_share_of_the_population() -> None:
    found = pictured(520, {"white": 440, "asian": 30, "black": 20, "other": 10}, 20, CENSUS)
    asian = category(found, "asian")
    assert asian.share == (0.06, 0.06)
    assert asian.reference == 0.12
    assert asian.ratio == pytest.approx((0.5, 0.5))
    assert (asian.low, asian.high) == pytest.approx([end / 0.12 for end in wilson(30, 500)])
    assert asian.expected == pytest.approx(60)
    assert asian.label is Label.UNDER
    assert category(found, "white").label is Label.NEAR
    assert found.missing == pytest.approx((20 / 520, 20 / 520))
    assert found.closeness == pytest.approx(1 - 0.5 * (0.08 + 0.06 + 0.02 + 0.0))
    assert not found.at_most


def test_more_than_their_share_is_over() -> None:
    found = pictured(500, {"white": 250, "asian": 200, "black": 30, "other": 20}, 0, CENSUS)
    assert category(found, "asian").label is Label.OVER


@pytest.mark.parametrize(
    ("count", "label"), [(80, Label.NEAR), (79, Label.UNDER), (120, Label.NEAR), (121, Label.OVER)]
)
def test_the_bounds_of_near_belong_to_near(count: int, label: Label) -> None:
    # 100 of 1000 expected, in a population of ten alike.
    found = pictured(1000, {"here": count, "there": 1000 - count}, 0, {"here": 1, "there": 9})
    assert category(found, "here").label is label


def test_a_ratio_of_few_expected_people_says_nothing() -> None:
    found = pictured(200, {"white": 160, "asian": 24, "black": 12, "other": 4}, 0, CENSUS)
    assert category(found, "other").expected == pytest.approx(4)
    assert category(found, "other").label is Label.NOT_ENOUGH
    # However many came: of so small a share of the population the share itself is not sure.
    crowded = pictured(200, {"white": 140, "asian": 24, "black": 6, "other": 30}, 0, CENSUS)
    assert category(crowded, "other").low > 1.2
    assert category(crowded, "other").label is Label.NOT_ENOUGH


def test_an_interval_that_could_be_under_and_over_says_nothing() -> None:
    found = pictured(100, {"white": 80, "asian": 12, "black": 6, "other": 2}, 0, CENSUS)
    asian = category(found, "asian")
    assert asian.low < 0.8 and asian.high > 1.2
    assert asian.label is Label.NOT_ENOUGH


def test_where_categories_and_the_missing_are_hidden_the_share_is_a_range() -> None:
    # 500 answered; 460 are in rows that are shown, 40 in rows that are not.
    found = pictured(500, {"white": 430, "asian": 30, "black": None, "other": None}, None, CENSUS)
    assert found.told == (460, 500)
    assert found.missing == (0.0, pytest.approx(0.08))
    assert category(found, "asian").share == (30 / 500, 30 / 460)
    assert not category(found, "asian").exact
    assert category(found, "black").count is None
    assert category(found, "black").share == (0.0, 40 / 500)
    assert found.closeness is None


def test_when_only_the_missing_are_shown_those_who_told_are_known() -> None:
    found = pictured(500, {"white": 430, "asian": 30, "black": None, "other": None}, 15, CENSUS)
    assert found.told == (485, 485)
    assert category(found, "asian").exact
    # Both hidden categories together are 25 of 485, against 80 of 1000.
    expected = 1 - 0.5 * (abs(430 / 485 - 0.8) + abs(30 / 485 - 0.12) + abs(25 / 485 - 0.08))
    assert found.closeness == pytest.approx(expected)
    assert found.at_most


def test_a_hidden_category_is_labelled_only_where_every_possible_number_bears_it_out() -> None:
    # At most 12 of 1000 can be in a category that is 6 % of the population.
    found = pictured(1000, {"white": 850, "asian": 138, "black": None, "other": None}, 0, CENSUS)
    assert category(found, "black").label is Label.UNDER
    wide = pictured(1000, {"white": 750, "asian": 138, "black": None, "other": None}, 0, CENSUS)
    assert category(wide, "black").label is Label.NOT_ENOUGH


def test_the_unheard_are_those_hidden_or_under_the_most_missed_first() -> None:
    found = pictured(1000, {"white": 950, "asian": 20, "black": 30, "other": None}, None, CENSUS)
    assert [one.key for one in found.unheard] == ["asian", "black", "other"]
    assert found.coverage == (3, 4)
    heard = pictured(1000, {"white": 800, "asian": 120, "black": 60, "other": 20}, 0, CENSUS)
    assert heard.unheard == ()
    assert heard.closeness == 1.0


def test_nobody_expected_is_nobody_unheard() -> None:
    found = pictured(40, {"white": 40, "asian": None, "black": None, "other": None}, None, CENSUS)
    assert "other" not in [one.key for one in found.unheard]
    assert found.coverage == (1, 3)


def test_without_people_on_either_side_there_is_no_picture() -> None:
    assert picture(0, {"white": 0}, {"not-answered": 0}, CENSUS) is None
    assert picture(20, {"white": 0}, {"not-answered": 20}, CENSUS) is None
    assert picture(20, {"white": 20}, {"not-answered": 0}, {}) is None
    assert picture(20, {"white": 20}, {"not-answered": 0}, {"white": 0}) is None


def test_people_in_a_category_that_the_reference_lacks_are_not_compared() -> None:
    adults = {"16-64": 750, "65-plus": 250}
    found = pictured(500, {"0-15": 100, "16-64": 300, "65-plus": 80}, 20, adults)
    assert found.told == (380, 380)
    assert [one.key for one in found.categories] == ["16-64", "65-plus"]
    assert category(found, "65-plus").share == (80 / 380, 80 / 380)
    assert found.missing == (0.04, 0.04)
    hidden = pictured(500, {"0-15": None, "16-64": 300, "65-plus": None}, 20, adults)
    assert hidden.told == (300, 480)


def test_why_somebody_told_nothing_may_be_hidden_in_part() -> None:
    found = picture(500, {"white": 430, "asian": None}, {"declined": None, "not-answered": 40}, CENSUS)
    assert found is not None
    assert found.missing == (40 / 500, 70 / 500)
    assert found.told == (430, 460)


def test_contradicting_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="counts"):
        picture(10, {"white": 11}, {"not-answered": 0}, CENSUS)
    with pytest.raises(ValueError, match="counts"):
        picture(10, {"white": -1}, {"not-answered": 0}, CENSUS)


COUNTS = st.lists(st.integers(0, 40), min_size=2, max_size=4)


@given(COUNTS, st.integers(0, 12), st.integers(0, 15), st.booleans())
def test_whatever_is_hidden_the_truth_lies_within_what_is_said(
    counts: list[int], missing: int, mask: int, missing_hidden: bool
) -> None:
    keys = ["white", "asian", "black", "other"][: len(counts)]
    true = dict(zip(keys, counts, strict=True))
    hidden = [key for at, key in enumerate(keys) if mask >> at & 1]
    responses, told = sum(counts) + missing, sum(counts)
    assume(told > 0 and not (missing_hidden and not hidden))
    seen = {key: None if key in hidden else count for key, count in true.items()}
    reference = {key: CENSUS[key] for key in keys}
    found = pictured(responses, seen, None if missing_hidden else missing, reference)
    slack = 1e-9
    assert found.told[0] <= told <= found.told[1]
    assert found.missing[0] - slack <= missing / responses <= found.missing[1] + slack
    for one, key in product(found.categories, keys):
        if one.key == key:
            assert one.share[0] - slack <= true[key] / told <= one.share[1] + slack
            low, high = (end / one.reference for end in wilson(true[key], told))
            assert one.low - slack <= low and high <= one.high + slack
    if found.closeness is not None:
        people = sum(reference.values())
        apart = sum(abs(true[key] / told - reference[key] / people) for key in keys)
        assert 1 - 0.5 * apart <= found.closeness + slack
