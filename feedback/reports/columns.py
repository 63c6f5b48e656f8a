"""The columns of an item's tables: its options as asked, or merged to positive, neither and negative."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from feedback.reports.rules import Rule
from feedback.reports.shapes import Option

POLARITIES = ("positive", "neither", "negative")


@dataclass(frozen=True)
class Columns:
    """What each column is called, and which of the item's options (by position) it adds up."""

    merged: bool
    keys: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]

    def fold(self, counts: Sequence[int]) -> tuple[int, ...]:
        """Counts by option, as counts by column."""
        return tuple(sum(counts[position] for position in member) for member in self.members)


def as_asked(options: Sequence[Option]) -> Columns:
    """One column for each option."""
    return Columns(False, tuple(option.key for option in options), tuple((at,) for at in range(len(options))))


def merged(options: Sequence[Option]) -> Columns | None:
    """Positive, neither and negative, each where the item has such options; None where merging is no help."""
    found: dict[str, list[int]] = {polarity: [] for polarity in POLARITIES}
    for position, option in enumerate(options):
        found[option.polarity or "neither"].append(position)
    kept = {polarity: tuple(positions) for polarity, positions in found.items() if positions}
    if not 2 <= len(kept) < len(options) or set(kept) == {"neither"}:
        return None
    return Columns(True, tuple(kept), tuple(kept.values()))


def positives(options: Sequence[Option], columns: Columns) -> frozenset[int]:
    """The columns that say something good of the service; none where no other column is left beside them."""
    good = frozenset(
        at
        for at, member in enumerate(columns.members)
        if all(options[place].polarity == "positive" for place in member)
    )
    return good if len(good) < len(columns.members) else frozenset()


def hidden_overall(
    counts: Sequence[int], rule: Rule, forced: Collection[int], known_before: Sequence[int]
) -> frozenset[int]:
    """The columns to hide in an overall row: those that must be, and company until they can vary.

    The base is shown, so the hidden columns share a known total. `known_before` is how many of each count an
    earlier snapshot told already.
    """
    base = sum(counts)
    hidden = {at for at, count in enumerate(counts) if at in forced or rule.hides(count, base)}
    others = sorted(set(range(len(counts))) - hidden, key=lambda at: (counts[at], at))
    while hidden and others and not _can_vary(counts, hidden, known_before):
        hidden.add(others.pop(0))
    return frozenset(hidden)


def can_vary(counts: Sequence[int], hidden: Collection[int], known_before: Sequence[int]) -> bool:
    """Whether every hidden column of an overall row has three possible values."""
    return not hidden or _can_vary(counts, hidden, known_before)


def _can_vary(counts: Sequence[int], hidden: Collection[int], known_before: Sequence[int]) -> bool:
    room = sum(max(0, counts[at] - known_before[at]) for at in hidden)
    return len(hidden) >= 2 and room >= 2


def carried_over(hidden: Collection[int], overall: Columns, table: Columns) -> frozenset[int] | None:
    """The columns of a table whose totals stay unknown when `hidden` columns of the overall row are hidden.

    None where a column of the table would mix hidden and shown ones: such a table must not be shown.
    """
    unknown = {option for at in hidden for option in overall.members[at]}
    covered = [at for at, member in enumerate(table.members) if unknown.issuperset(member)]
    if any(unknown.intersection(member) for at, member in enumerate(table.members) if at not in covered):
        return None
    # A single such column has a known total after all: it is what the others leave.
    return frozenset(covered) if len(covered) > 1 else frozenset()
