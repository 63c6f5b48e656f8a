"""Promises of the questions with several answers: every tick is counted, and none that is hidden can be worked out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from feedback.reports.shapes import (
    Breakdown,
    ItemCounts,
    Option,
    Profile,
    Row,
    Shown,
    ShownItem,
    TickCounts,
    TickRow,
)
from feedback.reports.suppression import protect

OPTIONS = tuple(Option(key, None) for key in ("time", "money", "trust", "none"))


def item(people: Sequence[frozenset[int]], rows: Sequence[Sequence[int]] = ()) -> TickCounts:
    """The counts of people, each with the options that they ticked; `rows`: who is in which row of a group."""

    def row(members: Sequence[frozenset[int]]) -> TickRow:
        answered = [ticked for ticked in members if ticked]
        return TickRow(len(answered), tuple(sum(at in ticked for ticked in answered) for at in range(4)))

    inside = tuple((Row(f"row-{n}", ()), row([people[m] for m in who])) for n, who in enumerate(rows))
    tables = ((Breakdown("sex", ()), inside),) if rows else ()
    return TickCounts("support", OPTIONS, frozenset({"none"}), row(people), tables)


def invented(chance: np.random.Generator, size: int) -> list[frozenset[int]]:
    """People who each ticked what they ticked; "none" stands alone, and some skipped."""
    shares = chance.choice([0.02, 0.1, 0.4, 0.9], 3)
    lonely, silent = chance.choice([0.05, 0.3, 0.8]), chance.choice([0.0, 0.1])
    people = []
    for _ in range(size):
        if chance.random() < silent:
            people.append(frozenset[int]())
        elif chance.random() < lonely:
            people.append(frozenset({3}))
        else:
            ticked = {at for at in range(3) if chance.random() < shares[at]}
            people.append(frozenset(ticked or {int(chance.integers(3))}))
    return people


def possible(rows: Sequence[Shown], snapshot: int, option: int) -> int:
    """How many values a hidden count could have, found by trying every one; the attacker knows all the rows.

    Each option's count may be anything up to the base; what stands alone excludes the rest; whoever answered
    ticked something; counts grow by no more than the bases do.
    """
    bases = [row.base for row in rows]
    found = 0
    for value in range((bases[snapshot] or 0) + 1):
        low, high = [], []
        for at, row in enumerate(rows):
            fixed = value if at == snapshot else row.options[option].count
            limit = _limits(row, option)
            low.append(limit[0] if fixed is None else fixed)
            high.append(limit[1] if fixed is None else fixed)
            if fixed is not None and not limit[0] <= fixed <= limit[1]:
                low[-1], high[-1] = 1, 0
        found += _chain(low, high, [int(base or 0) for base in bases])
    return found


def _limits(row: Shown, option: int) -> tuple[int, int]:
    counts = [told.count for told in row.options]
    base = row.base or 0
    others = [count for at, count in enumerate(counts) if at != option]
    most = base - (max((count or 0) for count in others[:3]) if option == 3 else counts[3] or 0)
    least = max(0, base - sum(count or 0 for count in others)) if None not in others else 0
    return least, most


def _chain(low: list[int], high: list[int], bases: list[int]) -> bool:
    """Whether one whole number for each snapshot fits: none shrinks, nor grows by more than its base does."""
    reach = set(range(low[0], high[0] + 1))
    for at, (before, now) in enumerate(pairwise(bases), 1):
        reach = {
            n for n in range(low[at], high[at] + 1) if any(n - now + before <= old <= n for old in reach)
        }
    return bool(reach)


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_no_hidden_tick_is_found_in_one_snapshot_or_in_three(first: int) -> None:
    shown_cells = cells = 0
    for seed in range(first, first + 50):
        chance = np.random.default_rng(seed)
        size = int(chance.integers(20, 150))
        people = invented(chance, size)
        snapshots: list[list[ShownItem]] = []
        for until in (size - 20, size - 10, size):
            snapshots.append(protect([item(people[:until])], Profile.PUBLIC, snapshots))
        rows = [told[0].overall for told in snapshots if told[0].overall.base is not None]
        for at, row in enumerate(rows):
            for option, told in enumerate(row.options):
                cells += 1
                shown_cells += told.count is not None
                assert told.count is not None or possible(rows, at, option) >= 3, seed
    print(f"ticks shown: {shown_cells / cells:.0%}")
    assert shown_cells > cells / 3


def test_without_looking_at_earlier_snapshots_the_same_search_finds_some() -> None:
    found = 0
    for seed in range(200):
        chance = np.random.default_rng(seed)
        size = int(chance.integers(20, 150))
        people = invented(chance, size)
        rows = [
            protect([item(people[:until])], Profile.PUBLIC)[0].overall for until in (size - 2, size - 1, size)
        ]
        for at, row in enumerate(rows):
            if all(other.base for other in rows):
                found += any(
                    told.count is None and possible(rows, at, option) < 3
                    for option, told in enumerate(row.options)
                )
    assert found > 3


def test_the_public_sees_ticks_as_shares_of_those_who_answered_and_no_small_ones() -> None:
    people = [frozenset({0, 1})] * 30 + [frozenset({0})] * 20 + [frozenset({2})] * 3 + [frozenset({3})] * 7
    told = protect([item(people)], Profile.PUBLIC)[0]
    assert told.overall.base == 60 and told.breakdowns == ()
    assert [option.count for option in told.overall.options] == [50, 30, None, 7]
    assert [option.percent for option in told.overall.options] == [83, 50, None, 12]


def test_under_ten_answers_the_public_sees_nothing_of_it() -> None:
    told = protect([item([frozenset({0})] * 9)], Profile.PUBLIC)[0]
    assert told.overall.base is None and {option.count for option in told.overall.options} == {None}


def test_the_sensitive_profile_rounds_ticks_to_five() -> None:
    people = [frozenset({0, 1})] * 31 + [frozenset({1})] * 22 + [frozenset({3})] * 13
    told = protect([item(people)], Profile.SENSITIVE)[0]
    assert told.overall.base == 65
    assert [option.count for option in told.overall.options] == [30, 55, 0, 15]


def test_staff_see_every_tick_and_by_group_the_same_rows_hidden_as_elsewhere() -> None:
    people = [frozenset({0, 1})] * 30 + [frozenset({2})] * 25 + [frozenset({3})] * 4
    rows = [range(30), range(30, 55), range(55, 59)]
    other = tuple(Row(f"row-{n}", (len(who), 0)) for n, who in enumerate(rows))
    plain = ItemCounts(
        "heard", (Option("yes", "positive"), Option("no", "negative")), (59, 0), (Breakdown("sex", other),)
    )
    heard, support = protect([plain, item(people, rows)], Profile.STAFF)
    assert [option.count for option in support.overall.options] == [30, 30, 25, 4]
    hidden = [value for value, row in support.breakdowns[0].rows if row.base is None]
    assert (
        hidden == [value for value, row in heard.breakdowns[0].rows if row.base is None] == ["row-1", "row-2"]
    )
    assert [option.count for option in dict(support.breakdowns[0].rows)["row-0"].options] == [30, 30, 0, 0]
