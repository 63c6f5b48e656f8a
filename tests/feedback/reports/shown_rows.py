"""Shown rows for tests, made through the code that makes the real ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from feedback.reports.rules import RULES
from feedback.reports.shapes import Profile, Shown, ShownBreakdown, ShownItem
from feedback.reports.showing import hidden_row, shown_row

ANSWERS = ("agree", "neither", "disagree")


def row(counts: Sequence[int], hidden: Collection[int] = (), keys: Sequence[str] = ANSWERS) -> Shown:
    """A row as staff see it, with some cells hidden."""
    return shown_row(keys, counts, hidden, RULES[Profile.STAFF])


def nothing(keys: Sequence[str] = ANSWERS) -> Shown:
    """A row of which nothing is shown."""
    return hidden_row(keys)


def item(
    overall: Shown, rows: dict[str, Shown], group: str = "age-band", key: str = "heard", merged: bool = False
) -> ShownItem:
    """One item by one group."""
    return ShownItem(key, merged, overall, (ShownBreakdown(group, merged, tuple(rows.items())),))
