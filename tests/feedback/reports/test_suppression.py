"""The one door for numbers: what each profile may show, and that what is shown is true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.reports.measures import whole_interval, whole_percent
from feedback.reports.suppression import (
    Breakdown,
    ItemCounts,
    Option,
    Profile,
    Row,
    Shown,
    ShownItem,
    protect,
    protect_total,
)
from tests.feedback.reports import random_surveys

STATEMENT = random_surveys.SETS["statement"]
MANY_EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def item(
    rows: Sequence[tuple[str, Sequence[int]]], key: str = "heard", group: str = "sex", routed: bool = False
) -> ItemCounts:
    """One item by one group; the overall row is what the rows add up to."""
    table = Breakdown(group, tuple(Row(value, tuple(counts)) for value, counts in rows))
    overall = tuple(sum(column) for column in zip(*(counts for _, counts in rows), strict=True))
    return ItemCounts(key, STATEMENT[: len(overall)], overall, (table,), routed)


def row(shown: ShownItem, value: str) -> Shown:
    return dict(shown.breakdowns[0].rows)[value]


def counts(shown: Shown) -> list[int | None]:
    return [option.count for option in shown.options]


def every_row(
    items: Sequence[ItemCounts], shown: Sequence[ShownItem]
) -> Iterator[tuple[ItemCounts, tuple[int, ...], bool, Shown]]:
    """Each published row beside its true counts, and whether its options were merged."""
    for true, told in zip(items, shown, strict=True):
        yield true, true.overall, told.merged, told.overall
        tables = {table.group: table for table in true.breakdowns}
        for table in told.breakdowns:
            rows = {inner.value: inner.counts for inner in tables[table.group].rows}
            for value, inner_shown in table.rows:
                yield true, rows[value], table.merged, inner_shown


def true_count(true: ItemCounts, row_counts: Sequence[int], merged: bool, key: str) -> int:
    return sum(
        count
        for count, option in zip(row_counts, true.options, strict=True)
        if key == ((option.polarity or "neither") if merged else option.key)
    )


@MANY_EXAMPLES
@given(st.integers(0, 10**6))
def test_the_public_sees_no_small_base_no_small_cell_and_no_all_or_none(seed: int) -> None:
    items = random_surveys.count(random_surveys.invent(seed))
    for _, _, _, shown in every_row(items, protect(items, Profile.PUBLIC)):
        assert shown.base is None or shown.base >= 10
        for option in shown.options:
            assert option.count is None or option.count == 0 or option.count >= 5
            if shown.base is not None and shown.base < 30:
                assert option.percent not in (0, 100)
                assert option.count not in (0, shown.base)


@MANY_EXAMPLES
@given(st.integers(0, 10**6), st.sampled_from([Profile.PUBLIC, Profile.STAFF]))
def test_every_number_shown_is_the_true_one(seed: int, profile: Profile) -> None:
    items = random_surveys.count(random_surveys.invent(seed))
    for true, row_counts, merged, shown in every_row(items, protect(items, profile)):
        base = sum(row_counts)
        assert shown.base in (None, base)
        for option in shown.options:
            if option.count is not None and base:
                assert option.count == true_count(true, row_counts, merged, option.key)
                assert option.percent == whole_percent(option.count, base)
                assert (option.low, option.high) == whole_interval(option.count, base)


@MANY_EXAMPLES
@given(st.integers(0, 10**6), st.sampled_from(Profile))
def test_a_hidden_cell_is_hidden_in_every_way_and_a_row_says_that_it_hides(
    seed: int, profile: Profile
) -> None:
    items = random_surveys.count(random_surveys.invent(seed))
    for _, row_counts, _, shown in every_row(items, protect(items, profile)):
        hides = shown.base is None or any(option.count is None for option in shown.options)
        assert shown.suppressed == ("too-few" if hides else None)
        for option in shown.options:
            cell = (option.count, option.percent, option.low, option.high)
            assert cell == (None,) * 4 or None not in cell or sum(row_counts) == 0
            assert shown.base is not None or option.count is None


@MANY_EXAMPLES
@given(st.integers(0, 10**6))
def test_the_sensitive_profile_shows_multiples_of_five_and_derives_the_rest_from_them(seed: int) -> None:
    items = random_surveys.count(random_surveys.invent(seed))
    for true, row_counts, merged, shown in every_row(items, protect(items, Profile.SENSITIVE)):
        if shown.base is None:
            continue
        assert shown.base % 5 == 0 and abs(shown.base - sum(row_counts)) <= 2
        assert sum(row_counts) >= 10
        for option in shown.options:
            if option.count is not None:
                truth = true_count(true, row_counts, merged, option.key)
                assert truth == 0 or truth >= 8
                assert option.count % 5 == 0 and abs(option.count - truth) <= 2
                assert option.percent == whole_percent(option.count, shown.base)
                assert (option.low, option.high) == whole_interval(option.count, shown.base)


@MANY_EXAMPLES
@given(st.integers(0, 10**6))
def test_staff_see_every_total_and_by_group_no_base_under_ten(seed: int) -> None:
    items = random_surveys.count(random_surveys.invent(seed))
    for true, told in zip(items, protect(items, Profile.STAFF), strict=True):
        assert told.overall.base == sum(true.overall)
        assert counts(told.overall) == list(true.overall)
        for asked, table in zip(true.breakdowns, told.breakdowns, strict=True):
            assert not table.merged
            hidden = [value for value, shown in table.rows if shown.base is None]
            assert len(hidden) != 1 or asked.nested or not asked.partition
            for _, shown in table.rows:
                assert shown.base is None or (shown.base >= 10 and None not in counts(shown))


def test_where_all_cells_are_large_everything_is_shown() -> None:
    chance = np.random.default_rng(7)
    items = [
        item([(f"row-{n}", chance.integers(30, 90, 4).tolist()) for n in range(5)], key=f"item-{i}")
        for i in range(4)
    ]
    for told in protect(items, Profile.PUBLIC):
        for _, shown in [("overall", told.overall), *told.breakdowns[0].rows]:
            assert shown.suppressed is None


def test_of_six_hundred_ordinary_answers_most_is_shown() -> None:
    chance = np.random.default_rng(3)
    shares = [0.3, 0.25, 0.2, 0.15, 0.06, 0.04]
    values = [*(f"age-{n}" for n in range(4)), "prefer-not-to-say", "not-answered"]
    groups = chance.choice(6, 600, p=shares)
    items = []
    for number in range(6):
        answers = chance.choice(4, 600, p=[0.55, 0.25, 0.15, 0.05])
        rows = [
            (value, np.bincount(answers[groups == at], minlength=4).tolist())
            for at, value in enumerate(values)
        ]
        items.append(item(rows, key=f"item-{number}", group="age-band"))
    cells = [
        c for told in protect(items, Profile.PUBLIC) for _, r in told.breakdowns[0].rows for c in counts(r)
    ]
    share = sum(cell is not None for cell in cells) / len(cells)
    print(f"share of cells shown: {share:.0%}")
    assert share > 0.6


def test_the_order_of_rows_and_options_is_the_definitions_and_never_the_values() -> None:
    rows = [("b", (40, 40, 40, 40)), ("a", (90, 80, 70, 60)), ("c", (50, 99, 35, 31))]
    told = protect([item(rows)], Profile.PUBLIC)[0]
    assert [value for value, _ in told.breakdowns[0].rows] == ["b", "a", "c"]
    assert [option.key for option in row(told, "a").options] == [option.key for option in STATEMENT]


def test_a_small_row_is_hidden_in_company_in_every_item() -> None:
    rows = [("a", (50, 40, 30, 20)), ("b", (30, 20, 20, 20)), ("c", (4, 3, 1, 1))]
    large = [("a", (50, 40, 30, 20)), ("b", (30, 20, 20, 20)), ("c", (6, 3, 1, 1))]
    for told in protect([item(rows, "one"), item(large, "two")], Profile.PUBLIC):
        assert row(told, "c").base is None
        assert row(told, "b").base is None
        assert row(told, "a").base == 140


def test_a_lone_small_cell_takes_others_with_it() -> None:
    rows = [("a", (50, 40, 30, 20)), ("b", (60, 50, 40, 3)), ("c", (45, 35, 25, 15))]
    told = protect([item(rows)], Profile.PUBLIC)[0]
    table = [counts(shown) for _, shown in told.breakdowns[0].rows]
    if not told.breakdowns[0].merged:
        assert sum(cell is None for line in table for cell in line) >= 4


def test_options_are_merged_where_that_shows_more() -> None:
    rating = random_surveys.SETS["rating"]
    rows = (Row("a", (20, 4, 9, 3, 3, 2)), Row("b", (25, 3, 8, 4, 4, 3)))
    overall = tuple(a + b for a, b in zip(rows[0].counts, rows[1].counts, strict=True))
    told = protect([ItemCounts("stay", rating, overall, (Breakdown("sex", rows),))], Profile.PUBLIC)[0]
    assert not told.merged
    assert told.breakdowns[0].merged
    assert counts(row(told, "a")) == [24, 11, 6]


def test_options_without_polarity_are_never_merged() -> None:
    kinds = tuple(Option(key, None) for key in "abcd")
    rows = (Row("x", (20, 3, 2, 9)), Row("y", (30, 9, 4, 1)))
    overall = tuple(a + b for a, b in zip(rows[0].counts, rows[1].counts, strict=True))
    told = protect([ItemCounts("where", kinds, overall, (Breakdown("sex", rows),))], Profile.PUBLIC)[0]
    assert not told.merged and not told.breakdowns[0].merged


def test_an_item_with_fewer_than_ten_answers_shows_the_public_nothing() -> None:
    told = protect([item([("a", (4, 3, 1, 1)), ("b", (0, 0, 0, 0))])], Profile.PUBLIC)[0]
    assert told.overall.base is None
    assert all(shown.base is None for _, shown in told.breakdowns[0].rows)


def test_staff_see_a_total_of_nobody_without_percentages() -> None:
    told = protect([item([("a", (0, 0, 0, 0))])], Profile.STAFF)[0]
    assert told.overall.base == 0 and told.overall.suppressed is None
    assert told.overall.options[0].count == 0 and told.overall.options[0].percent is None


def test_detailed_rows_are_hidden_where_their_wider_row_is() -> None:
    for seed in range(60):
        people = random_surveys.invent(seed)
        if "ethnic-group-detail" not in people.values:
            continue
        items = random_surveys.count(people)
        for told in protect(items, Profile.PUBLIC):
            tables = {table.group: dict(table.rows) for table in told.breakdowns}
            for value, shown in tables["ethnic-group-detail"].items():
                parent = people.parents.get(value)
                if parent is None or tables["ethnic-group"][parent].base is None:
                    assert shown.base is None


def test_a_group_asked_as_an_item_does_not_tell_the_size_of_a_hidden_row() -> None:
    values = ("young", "middle", "old", "prefer-not-to-say")
    sizes = (70, 60, 6, 5)
    rows = [(value, (size // 2, size - size // 2)) for value, size in zip(values, sizes, strict=True)]
    other = item(rows, "heard", "age-band")
    bands = ItemCounts("age-band", tuple(Option(value, None) for value in values), sizes, ())
    heard, told = protect([other, bands], Profile.PUBLIC)
    hidden = {value for value, shown in heard.breakdowns[0].rows if shown.base is None}
    assert {option.key for option in told.overall.options if option.count is None} >= hidden


def nested(*rows: tuple[str, str | None, Sequence[int]], key: str = "heard") -> ItemCounts:
    """One item by place; everybody is in one of the outermost rows."""
    table = Breakdown(
        "place", tuple(Row(value, tuple(counts), parent) for value, parent, counts in rows), nested=True
    )
    outermost = [counts for _, parent, counts in rows if parent is None]
    overall = tuple(sum(column) for column in zip(*outermost, strict=True))
    return ItemCounts(key, STATEMENT[: len(overall)], overall, (table,))


@pytest.mark.parametrize("profile", Profile)
def test_those_at_a_place_itself_are_not_what_it_and_the_places_inside_it_leave(profile: Profile) -> None:
    # Three people answered at the site and not on a ward: the site less its wards would tell of them.
    told = protect(
        [
            nested(
                ("site", None, (63, 60)),
                ("ward-a", "site", (30, 30)),
                ("ward-b", "site", (31, 29)),
                ("elsewhere", None, (50, 50)),
            )
        ],
        profile,
    )[0]
    assert row(told, "ward-a").base is None or row(told, "ward-b").base is None


@pytest.mark.parametrize("profile", Profile)
def test_a_small_place_is_hidden_in_company_three_levels_down(profile: Profile) -> None:
    told = protect(
        [
            nested(
                ("trust", None, (140, 135)),
                ("site", "trust", (80, 75)),
                ("ward-a", "site", (40, 38)),
                ("ward-b", "site", (36, 34)),
                ("ward-c", "site", (4, 3)),
                ("other-site", "trust", (60, 60)),
            )
        ],
        profile,
    )[0]
    assert row(told, "ward-c").base is None
    assert row(told, "ward-a").base is None or row(told, "ward-b").base is None
    assert row(told, "site").base == 155


@pytest.mark.parametrize("profile", Profile)
def test_what_lies_in_a_hidden_place_is_hidden(profile: Profile) -> None:
    told = protect(
        [
            nested(
                ("small", None, (5, 4)),
                ("inner", "small", (5, 4)),
                ("large", None, (100, 100)),
                ("middle", None, (40, 41)),
            )
        ],
        profile,
    )[0]
    hidden = {value for value, shown in told.breakdowns[0].rows if shown.base is None}
    assert hidden == {"small", "inner", "middle"}


@pytest.mark.parametrize(
    "rows",
    [
        [("site", None, (9, 9)), ("ward", "site", (10, 1))],
        [("ward", "site", (1, 1)), ("site", None, (9, 9))],
        [("ward", "nowhere", (1, 1)), ("site", None, (9, 9))],
    ],
)
def test_places_that_cannot_lie_in_one_another_are_refused(
    rows: list[tuple[str, str | None, Sequence[int]]],
) -> None:
    with pytest.raises(ValueError, match="by place"):
        protect([nested(*rows)], Profile.PUBLIC)


def test_a_crossing_beside_one_of_its_own_groups_is_left_out() -> None:
    table = Breakdown("age-band*sex", (Row("young*female", (30, 30)), Row("old*male", (30, 30))))
    plain = Breakdown("sex", (Row("female", (30, 30)), Row("male", (30, 30))))
    told = protect([ItemCounts("heard", STATEMENT[:2], (60, 60), (table, plain))], Profile.PUBLIC)[0]
    assert [shown.group for shown in told.breakdowns] == ["sex"]


def test_a_crossing_is_not_published_after_one_of_its_groups_nor_a_group_after_its_crossing() -> None:
    crossed = Breakdown("age-band*sex", (Row("young*female", (30, 30)), Row("old*male", (30, 30))))
    plain = Breakdown("sex", (Row("female", (30, 30)), Row("male", (30, 30))))
    for first, second in ((crossed, plain), (plain, crossed)):
        one, two = (ItemCounts("heard", STATEMENT[:2], (60, 60), (table,)) for table in (first, second))
        earlier = protect([one], Profile.PUBLIC)
        assert [table.group for table in earlier[0].breakdowns] == [first.group]
        assert protect([two], Profile.PUBLIC, [earlier])[0].breakdowns == ()


def test_counts_that_contradict_each_other_are_refused() -> None:
    broken = ItemCounts("heard", STATEMENT[:2], (9, 9), (Breakdown("sex", (Row("female", (1, 1)),)),))
    with pytest.raises(ValueError, match="add up"):
        protect([broken], Profile.PUBLIC)


def test_the_number_of_responses_goes_through_the_same_door() -> None:
    assert protect_total(9, Profile.PUBLIC) is None
    assert protect_total(9, Profile.STAFF) == 9
    assert protect_total(12, Profile.PUBLIC) == 12
    assert protect_total(13, Profile.SENSITIVE) == 15


def test_protecting_twice_gives_the_same() -> None:
    items = random_surveys.count(random_surveys.invent(11))
    assert protect(items, Profile.PUBLIC) == protect(items, Profile.PUBLIC)
