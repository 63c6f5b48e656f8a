"""Promises of what stands out: from shown numbers alone, three at most, good news among them, places never ranked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from feedback.reports import readings
from feedback.reports.readings import Families
from feedback.reports.rules import RULES
from feedback.reports.shapes import Profile, Shown, ShownBreakdown, ShownItem
from feedback.reports.showing import hidden_row, shown_row
from feedback.reports.standing_out import Sort, standing_out
from surveys import reading
from surveys.definition import Definition

STAFF = RULES[Profile.STAFF]
KEYS = ("yes", "sometimes", "no", "dont-know")
DEFINITION: Definition = reading.shipped("my-care")
FIRST, SECOND, THIRD = [one.key for one in DEFINITION.items() if one.kind == "statement"][:3]


def row(yes: int, of: int) -> Shown:
    """A row in which so many of so many said yes, and the others no."""
    return shown_row(KEYS, (yes, 0, of - yes, 0), (), STAFF)


def item(key: str, yes: int, of: int = 100, **groups: Mapping[str, Shown]) -> ShownItem:
    tables = tuple(
        ShownBreakdown(name.replace("_", "-"), False, tuple(rows.items())) for name, rows in groups.items()
    )
    return ShownItem(key, False, row(yes, of), tables)


def out(
    *items: ShownItem,
    groups: tuple[str, ...] = (),
    earlier: tuple[ShownItem, ...] = (),
    care: tuple[str, ...] = (),
) -> list[tuple[Sort, str]]:
    families: Families = {group: readings.compared(items, DEFINITION, group) for group in groups}
    return [(one.sort, one.item) for one in standing_out(items, DEFINITION, families, earlier, care)]


def test_the_lowest_and_the_highest_stand_out() -> None:
    found = out(item(FIRST, 60), item(SECOND, 40), item(THIRD, 90))
    assert found == [(Sort.LOWEST, SECOND), (Sort.BEST, THIRD)]


def test_one_question_alone_is_no_lowest_and_no_highest() -> None:
    assert out(item(FIRST, 80)) == [(Sort.ONLY, FIRST)]
    assert out(item(FIRST, 20)) == []


def test_less_than_half_is_no_good_news() -> None:
    assert out(item(FIRST, 49), item(SECOND, 20)) == [(Sort.LOWEST, SECOND)]


def test_what_few_answered_does_not_stand_out() -> None:
    assert out(item(FIRST, 60), item(SECOND, 0, of=29)) == [(Sort.ONLY, FIRST)]


def test_what_may_not_be_shown_does_not_stand_out() -> None:
    hidden = ShownItem(SECOND, False, hidden_row(KEYS), ())
    assert out(item(FIRST, 60), hidden, item(THIRD, 70)) == [(Sort.LOWEST, FIRST), (Sort.BEST, THIRD)]


CLEAR = {"female": row(30, 100), "male": row(90, 100)}


def test_a_group_worth_looking_into_stands_between_them() -> None:
    found = out(item(FIRST, 120, 200, sex=CLEAR), item(SECOND, 40), item(THIRD, 90), groups=("sex",))
    assert found == [(Sort.LOWEST, SECOND), (Sort.GROUP, FIRST), (Sort.BEST, THIRD)]


def test_the_group_that_says_less_good_comes_before_the_one_that_says_more() -> None:
    items = (item(FIRST, 120, 200, sex=CLEAR), item(SECOND, 40))
    families = {"sex": readings.compared(items, DEFINITION, "sex")}
    [group] = [one for one in standing_out(items, DEFINITION, families) if one.sort is Sort.GROUP]
    assert (group.value, group.comparison and group.comparison.points < 0) == ("female", True)


def test_looking_through_many_groups_does_not_make_chance_a_finding() -> None:
    """A value of 0.03 in its own family is one in four of the hundred groups looked through."""
    doubtful = {"female": row(42, 100), "male": row(58, 100)}
    alone = item(FIRST, 100, 200, sex=doubtful)
    assert (Sort.GROUP, FIRST) in out(alone, item(SECOND, 40), groups=("sex",))
    plain = {"female": row(50, 100), "male": row(50, 100)}
    names = ("carer", "disability", "religion", "role", "age_band")
    several = item(FIRST, 100, 200, sex=doubtful, **dict.fromkeys(names, plain))
    groups = ("sex", *(name.replace("_", "-") for name in names))
    assert (Sort.GROUP, FIRST) not in out(several, item(SECOND, 40), groups=groups)


def test_a_fall_since_the_last_time_comes_before_what_is_lowest() -> None:
    now, then = (item(FIRST, 90, 200), item(SECOND, 70, 200)), (item(FIRST, 70), item(SECOND, 35))
    assert out(*now, earlier=then)[0] == (Sort.FELL, FIRST)


def test_a_rise_is_the_good_news() -> None:
    now, then = (item(FIRST, 110, 200), item(SECOND, 180, 200)), (item(FIRST, 30), item(SECOND, 90))
    assert out(*now, earlier=then) == [(Sort.ROSE, FIRST), (Sort.BEST, SECOND)], (
        "once, and not as the lowest too"
    )


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ((104, 200), (50, 100)),  # four points at most
        ((12, 20), (5, 10)),  # ten came, and chance moves ten far
        ((60, 105), (30, 100)),  # five came: too few to say anything of
        ((20, 110), (50, 100)),  # what was withdrawn cannot be told apart
    ],
)
def test_what_chance_may_have_moved_is_no_move(now: tuple[int, int], then: tuple[int, int]) -> None:
    found = out(item(FIRST, *now), item(SECOND, 60), earlier=(item(FIRST, *then),))
    assert not [one for one in found if one[0] in (Sort.FELL, Sort.ROSE)]


def test_a_question_asked_in_other_words_did_not_move() -> None:
    now, then = (item(FIRST, 90, 200), item(SECOND, 140, 200)), (item(FIRST, 70),)
    assert out(*now, earlier=then)[0] == (Sort.FELL, FIRST)
    assert out(*now, earlier=then, care=(FIRST,)) == [(Sort.LOWEST, FIRST), (Sort.BEST, SECOND)]


def test_never_more_than_three_and_no_item_twice_but_for_its_group() -> None:
    now = (item(FIRST, 90, 200, sex=CLEAR), item(SECOND, 180, 200), item(THIRD, 20, 200))
    then = (item(FIRST, 70), item(SECOND, 60), item(THIRD, 50))
    found = out(*now, groups=("sex",), earlier=then)
    assert len(found) == 3
    said = [key for sort, key in found if sort is not Sort.GROUP]
    assert len(said) == len(set(said))


def test_the_friends_and_family_test_never_ranks_places() -> None:
    definition = reading.shipped("friends-and-family")
    keys = [option.key for option in definition.item("overall-experience").options]  # type: ignore[union-attr]  # it is there

    def scores(good: int) -> Shown:
        return shown_row(keys, (good, 0, 0, 0, 100 - good, 0), (), STAFF)

    table = ShownBreakdown("place", False, (("ward-7", scores(20)), ("clinic", scores(95))))
    by_place = ShownItem(
        "overall-experience", False, shown_row(keys, (115, 0, 0, 0, 85, 0), (), STAFF), (table,)
    )
    assert readings.compared([by_place], definition, "place") == {}
    families = {"place": readings.compared([by_place], definition, "place")}
    assert Sort.GROUP not in [one.sort for one in standing_out([by_place], definition, families)]


def test_months_are_not_set_against_everybody_else() -> None:
    assert readings.compared([item(FIRST, 120, 200, period=CLEAR)], DEFINITION, "period") == {}
