"""A hidden number stays hidden: an independent solver that knows everything shown finds none.

The long trial (`tests/soak/test_attack_1000.py`) takes a thousand surveys; here is a part of it that stays within
about a minute and a half on one core, and the ways of publishing that it does not try.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from feedback.reports.history import weak_spots
from feedback.reports.suppression import (
    Breakdown,
    ItemCounts,
    Profile,
    Row,
    Shown,
    ShownBreakdown,
    ShownItem,
    ShownOption,
    protect,
)
from tests.feedback.reports import random_surveys, trials
from tests.feedback.reports.attacker import Finding, Model, Snapshot, Solver

BLUR = {Profile.PUBLIC: 0, Profile.SENSITIVE: 2}


def families(people: random_surveys.People) -> list[list[str]]:
    """The groups to attack together: a detailed one always with its wider one."""
    found = [[group] for group in people.values if group != "ethnic-group-detail"]
    return [[*groups, "ethnic-group-detail"] if groups == ["ethnic-group"] else groups for groups in found]


def attack(
    items: Sequence[ItemCounts],
    snapshots: Sequence[Snapshot],
    groups: Sequence[str],
    profile: Profile,
    own_link: Collection[str] = (),
) -> list[Finding]:
    return Solver(Model(items, snapshots, groups, BLUR[profile], own_link)).findings()


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_no_hidden_number_is_found_in_random_surveys(first: int) -> None:
    for seed in range(first, first + 10):
        people = random_surveys.invent(seed, most=250)
        items = random_surveys.count(people)
        shown = protect(items, Profile.PUBLIC)
        snapshots = [Snapshot(shown, len(people))]
        for groups in [list(people.values)] if seed % 10 == 9 else families(people):
            assert attack(items, snapshots, groups, Profile.PUBLIC, people.own_link) == [], seed


@pytest.mark.parametrize("seed", range(150, 160))
def test_no_hidden_number_is_found_in_the_sensitive_profile(seed: int) -> None:
    people = random_surveys.invent(seed, most=300)
    items = random_surveys.count(people)
    shown = protect(items, Profile.SENSITIVE)
    snapshots = [Snapshot(shown, len(people))]
    for groups in families(people):
        assert attack(items, snapshots, groups, Profile.SENSITIVE, people.own_link) == []


@pytest.mark.parametrize(
    ("seed", "profile"),
    [(seed, Profile.SENSITIVE if seed >= 195 else Profile.PUBLIC) for seed in range(180, 200)],
)
def test_no_hidden_number_is_found_by_laying_snapshots_side_by_side(seed: int, profile: Profile) -> None:
    people = random_surveys.invent(seed, most=200)
    choices = families(people)
    groups = choices[seed % len(choices)]
    size = len(people)
    steps = [size // 3, 2 * size // 3, size] if seed % 3 == 0 and size >= 45 else [size - 10, size]
    snapshots: list[Snapshot] = []
    for first in steps:
        items = [
            replace(item, breakdowns=tuple(table for table in item.breakdowns if table.group in groups))
            for item in random_surveys.count(people, first)
        ]
        shown = protect(items, profile, [old.shown for old in snapshots])
        snapshots.append(Snapshot(shown, first))
    assert attack(items, snapshots, groups, profile, people.own_link) == []


def test_somebody_who_withdrew_does_not_stop_the_next_snapshot() -> None:
    people = random_surveys.invent(1, most=200)
    items = random_surveys.count(people)
    first = protect(items, Profile.PUBLIC)
    fewer = random_surveys.count(people, len(people) - 10)
    assert any(item.overall.base is not None for item in protect(fewer, Profile.PUBLIC, [first]))


def test_a_row_hidden_in_a_small_first_snapshot_is_shown_when_it_has_grown() -> None:
    def by_sex(female: tuple[int, int], male: tuple[int, int], none: tuple[int, int]) -> ItemCounts:
        names = ("female", "male", "prefer-not-to-say", "not-answered")
        rows = tuple(
            Row(name, counts) for name, counts in zip(names, (female, male, none, none), strict=True)
        )
        overall = tuple(sum(row.counts[at] for row in rows) for at in (0, 1))
        options = random_surveys.SETS["yes-no"]
        return ItemCounts("heard", options, overall, (Breakdown("sex", rows),))

    first = protect([by_sex((14, 9), (5, 3), (2, 2))], Profile.PUBLIC)
    assert dict(first[0].breakdowns[0].rows)["male"].base is None
    second = protect([by_sex((60, 55), (50, 45), (5, 6))], Profile.PUBLIC, [first])
    assert dict(second[0].breakdowns[0].rows)["male"].base == 95


@pytest.mark.parametrize("first", range(1000, 1020, 10))
def test_two_snapshots_with_all_their_tables_at_once_give_no_number_away(first: int) -> None:
    for seed in range(first, first + 10):
        trial = trials.tried(seed)
        assert trial.findings == () and trial.fewest >= 3, seed


def test_two_rules_that_are_in_use_are_found_out_by_the_same_attacker() -> None:
    seeds = range(0, 20)
    found = trials.naive_recoveries(seeds)
    assert set(found) == {"small_cells_hidden", "as_in_the_official_tables"}
    assert min(found.values()) > len(seeds) / 2


def test_protecting_each_snapshot_by_itself_is_found_out_by_the_same_attacker() -> None:
    def is_found(seed: int) -> bool:
        people = random_surveys.invent(seed, most=150, items=2, groups=1)
        steps = [len(people) - 10, len(people)]
        alone = [Snapshot(protect(random_surveys.count(people, n), Profile.PUBLIC), n) for n in steps]
        return bool(attack(random_surveys.count(people), alone, ["age-band"], Profile.PUBLIC))

    assert any(is_found(seed) for seed in range(60))


def test_words_that_nobody_checked_are_found_out_by_the_same_attacker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("feedback.reports.drawings.Drawing.holds", lambda *_: True)
    found = 0
    for seed in range(2000, 2005):
        people = random_surveys.invent(seed, **trials.SIZES)
        items = random_surveys.count(people)
        snapshots = [Snapshot(protect(items, Profile.PUBLIC), len(people))]
        found += bool(attack(items, snapshots, list(people.values), Profile.PUBLIC, people.own_link))
    assert found >= 2


@pytest.mark.parametrize("was_there", [False, True])
def test_a_place_that_an_earlier_snapshot_lacked_is_known_to_have_been_empty(was_there: bool) -> None:
    options = random_surveys.SETS["yes-no"]
    counts = {"a": (10, 10), "c": (10, 10), "b": (1, 0)}
    rows = tuple(Row(value, pair) for value, pair in counts.items())
    item = ItemCounts("heard", options, (21, 20), (Breakdown("place", rows, nested=True),))
    hidden = Shown(None, "too-few", tuple(ShownOption(o.key, None, None, None, None) for o in options))

    def snapshot(yes: int, no: int, places: str) -> list[ShownItem]:
        cells = tuple(ShownOption(o.key, n, 50, 40, 60) for o, n in zip(options, (yes, no), strict=True))
        table = ShownBreakdown("place", False, tuple((place, hidden) for place in places))
        return [ShownItem("heard", False, Shown(yes + no, None, cells), (table,))]

    weak = weak_spots(
        [item], [snapshot(20, 20, "acb" if was_there else "ac"), snapshot(21, 20, "acb")], ["place"]
    )
    # One person came; where the place was not there before, nobody or that one is in it.
    assert any(spot.row == "b" for spot in weak) is not was_there
