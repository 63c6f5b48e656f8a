"""A hidden number stays hidden: an independent solver that knows everything shown finds none.

Two hundred surveys, always the same ones. Each group (with its detailed one) is attacked over all items, and
in every tenth survey all groups at once; no cell is left out. To stay within about a minute and a half on one
core, snapshots one after the other are protected and attacked by one group of each survey.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from feedback.reports.suppression import (
    Breakdown,
    ItemCounts,
    Profile,
    Row,
    protect,
)
from tests.feedback.reports import naive_rules, random_surveys
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


@pytest.mark.parametrize("first", range(0, 150, 10))
def test_no_hidden_number_is_found_in_random_surveys(first: int) -> None:
    for seed in range(first, first + 10):
        people = random_surveys.invent(seed, most=250)
        items = random_surveys.count(people)
        shown = protect(items, Profile.PUBLIC)
        snapshots = [Snapshot(shown, len(people))]
        for groups in [list(people.values)] if seed % 10 == 9 else families(people):
            assert attack(items, snapshots, groups, Profile.PUBLIC, people.own_link) == [], seed


@pytest.mark.parametrize("seed", range(150, 170))
def test_no_hidden_number_is_found_in_the_sensitive_profile(seed: int) -> None:
    people = random_surveys.invent(seed, most=300)
    items = random_surveys.count(people)
    shown = protect(items, Profile.SENSITIVE)
    snapshots = [Snapshot(shown, len(people))]
    for groups in families(people):
        assert attack(items, snapshots, groups, Profile.SENSITIVE, people.own_link) == []


@pytest.mark.parametrize(
    ("seed", "profile"),
    [(seed, Profile.SENSITIVE if seed >= 195 else Profile.PUBLIC) for seed in range(170, 200)],
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


def test_hiding_only_small_cells_is_found_out_by_the_same_attacker() -> None:
    found = 0
    for seed in range(10):
        people = random_surveys.invent(seed, most=150)
        items = random_surveys.count(people)
        snapshots = [Snapshot(naive_rules.small_cells_hidden(items), len(people))]
        found += bool(attack(items, snapshots, families(people)[0], Profile.PUBLIC))
    assert found >= 7


def test_protecting_each_snapshot_by_itself_is_found_out_by_the_same_attacker() -> None:
    found = 0
    for seed in range(12):
        people = random_surveys.invent(seed, most=150)
        if len(people) < 30:
            continue
        steps = [len(people) - 10, len(people)]
        alone = [Snapshot(protect(random_surveys.count(people, n), Profile.PUBLIC), n) for n in steps]
        found += bool(attack(random_surveys.count(people), alone, families(people)[0], Profile.PUBLIC))
    assert found >= 1
