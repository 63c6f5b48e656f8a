"""From true counts and what is hidden to the rows that are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from feedback.reports.measures import whole_interval, whole_percent
from feedback.reports.rules import Rule
from feedback.reports.shapes import Shown, ShownOption, TickRow


def shown_row(
    keys: Sequence[str],
    counts: Sequence[int],
    hidden: Collection[int],
    rule: Rule,
    words: str | None = None,
) -> Shown:
    """A row with its base; `hidden`: the positions of the cells that are not shown.

    Percentages and intervals come from the numbers as shown, so they tell nothing more. Nobody's percentage
    (a base of 0, which only staff can see) is None though nothing is suppressed.
    """
    base = rule.rounded(sum(counts))
    options = []
    for at, (key, count) in enumerate(zip(keys, counts, strict=True)):
        if at in hidden:
            options.append(_hidden(key))
        else:
            options.append(_shown(key, rule.rounded(count), base))
    return Shown(base, "too-few" if hidden else None, tuple(options), words)


def ticked_row(keys: Sequence[str], row: TickRow, hidden: Collection[int], rule: Rule) -> Shown:
    """A row of an item where people tick several options: each as a share of all who answered it."""
    base = rule.rounded(row.base)
    options = tuple(
        _hidden(key) if at in hidden else _shown(key, min(base, rule.rounded(ticked)), base)
        for at, (key, ticked) in enumerate(zip(keys, row.ticks, strict=True))
    )
    return Shown(base, "too-few" if hidden else None, options)


def hidden_row(keys: Sequence[str]) -> Shown:
    """A row of which nothing is shown, not even its base."""
    return Shown(None, "too-few", tuple(_hidden(key) for key in keys))


def _hidden(key: str) -> ShownOption:
    return ShownOption(key, None, None, None, None)


def _shown(key: str, count: int, base: int) -> ShownOption:
    if base == 0:
        return ShownOption(key, count, None, None, None)
    return ShownOption(key, count, whole_percent(count, base), *whole_interval(count, base))
