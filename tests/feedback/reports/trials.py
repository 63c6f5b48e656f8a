"""One invented survey published twice, at least ten answers apart, and attacked with all of its tables at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from feedback.reports.shapes import ItemCounts, Shown, ShownItem
from feedback.reports.suppression import Profile, protect
from tests.feedback.reports import naive_rules, random_surveys
from tests.feedback.reports.attacker import Finding, Model, Snapshot, Solver

#: Small enough that a thousand are attacked in a quarter of an hour on one core.
SIZES = {"most": 140, "items": 2, "groups": 3}


@dataclass(frozen=True)
class Trial:
    """What came of one survey: what the attacker found, and how much of it a reader sees."""

    seed: int
    people: int
    hidden: int
    findings: tuple[Finding, ...]
    fewest: int
    shown: int
    cells: int
    words: int


def tried(seed: int) -> Trial:
    """Two snapshots through the one door, and the attack on both together."""
    people = random_surveys.invent(seed, **SIZES)
    size = len(people)
    apart = 10 if seed % 2 else max(10, size // 3)
    snapshots: list[Snapshot] = []
    for first in (size - apart, size):
        shown = protect(random_surveys.count(people, first), Profile.PUBLIC, [old.shown for old in snapshots])
        snapshots.append(Snapshot(shown, first))
    solver = _solver(people, snapshots)
    findings = tuple(solver.findings())
    counts = [count for item in snapshots[-1].shown for count in _counts(item)]
    return Trial(
        seed=seed,
        people=size,
        hidden=len(solver.seen),
        findings=findings,
        fewest=solver.fewest(),
        shown=sum(count is not None for count in counts),
        cells=len(counts),
        words=sum(row.words is not None for item in snapshots[-1].shown for row in _shown_rows(item)),
    )


def usefulness(size: int, seeds: Sequence[int]) -> float:
    """The share of cells that could be shown of surveys of just so many people."""
    counts: list[int | None] = []
    for seed in seeds:
        people = random_surveys.invent(seed, least=size, most=size + 1, items=2, groups=3)
        for item in protect(random_surveys.count(people), Profile.PUBLIC):
            counts += _counts(item)
    return sum(count is not None for count in counts) / len(counts)


def recovered_by(rule: Callable[[Sequence[ItemCounts]], list[ShownItem]], seed: int) -> bool:
    """Whether the same attacker works out a hidden number exactly where another rule did the hiding."""
    people = random_surveys.invent(seed, **SIZES)
    shown = rule(random_surveys.count(people))
    found = _solver(people, [Snapshot(shown, len(people))]).findings(one_is_enough=True)
    return any(len(finding.values) == 1 for finding in found)


def naive_recoveries(seeds: Sequence[int]) -> dict[str, int]:
    """In how many of these surveys either rule gives a hidden number away exactly."""
    return {
        rule.__name__: sum(recovered_by(rule, seed) for seed in seeds)
        for rule in (naive_rules.small_cells_hidden, naive_rules.as_in_the_official_tables)
    }


def _solver(people: random_surveys.People, snapshots: Sequence[Snapshot]) -> Solver:
    items = random_surveys.count(people)
    return Solver(Model(items, snapshots, list(people.values), own_link=people.own_link))


def _shown_rows(item: ShownItem) -> list[Shown]:
    return [item.overall, *(row for table in item.breakdowns for _, row in table.rows)]


def _counts(item: ShownItem) -> list[int | None]:
    return [option.count for row in _shown_rows(item) for option in row.options]
