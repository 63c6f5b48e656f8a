"""A new snapshot beside the earlier ones: shown as if it were the first, then held back where that tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from feedback.reports.history import weak_spots
from feedback.reports.past import Keep
from feedback.reports.shapes import ItemCounts, ShownItem
from feedback.reports.unknowns import Spot

Make = Callable[[Keep], list[ShownItem]]
#: Hears how many of how many tables are proven safe.
Tell = Callable[[int, int], None]
OMITTED = 3  # the last step for a group; for an overall row it is silence, at 2


def silent(_done: int, _of: int) -> None:
    """Tells nobody how far it is."""


@dataclass
class _Steps:
    """How far each group and each overall row has been held back."""

    groups: dict[str, int] = field(default_factory=dict)
    overall: dict[str, int] = field(default_factory=dict)
    keep: Keep = Keep()


def beside_earlier(
    items: Sequence[ItemCounts],
    earlier: Sequence[Sequence[ShownItem]],
    families: Sequence[Sequence[str]],
    make: Make,
    tell: Tell = silent,
) -> list[ShownItem]:
    """What may be shown now, so that no hidden number of any snapshot can be worked out from them all.

    `make` protects the new snapshot by itself, holding back what it is told to. A group that gives something
    away first goes on hiding what was hidden in the items concerned, then in all, then is left out; an
    item's overall row goes on hiding, then falls silent. Each step hides more, so this comes to an end.
    `tell` hears how many tables are proven; it can fall back where one has to be proven again.
    """
    steps = _Steps()
    proven: dict[tuple[str, ...], object] = {}
    while True:
        shown = make(steps.keep)
        moved = False
        for groups in ((), *families):
            tell(len(proven), len(families) + 1)
            print_ = _fingerprint(shown, groups)
            if proven.get(tuple(groups)) == print_:
                continue
            weak = weak_spots(items, [*earlier, shown], groups)
            if not weak:
                proven[tuple(groups)] = print_
                continue
            moved = _hold_back(steps, items, groups, weak) or moved
            if not groups:
                break  # the groups lie beneath the overall rows, which are about to change
        if not moved:
            return shown


def _fingerprint(shown: Sequence[ShownItem], groups: Sequence[str]) -> object:
    return [
        (item.key, item.overall, [table for table in item.breakdowns if table.group in groups])
        for item in shown
    ]


def _hold_back(steps: _Steps, items: Sequence[ItemCounts], groups: Sequence[str], weak: set[Spot]) -> bool:
    """Take the next step for whatever gave something away; False when there is none left."""
    names = [item.key for item in items]
    if not groups or steps.groups.get(groups[0], 0) >= OMITTED:
        return _hold_overall(steps, {spot.item for spot in weak})
    level = steps.groups[groups[0]] = steps.groups.get(groups[0], 0) + 1
    keep = steps.keep
    if level >= OMITTED:
        steps.keep = replace(keep, omitted=keep.omitted | set(groups))
        return True
    concerned = {spot.item for spot in weak} if level == 1 else set(names)
    cells = keep.cells | {(item, group) for item in concerned for group in groups}
    rows = keep.rows | set(groups) if level > 1 or any(spot.option is None for spot in weak) else keep.rows
    steps.keep = replace(keep, cells=cells, rows=rows)
    return True


def _hold_overall(steps: _Steps, items: set[str]) -> bool:
    moved = False
    for item in items:
        level = steps.overall.get(item, 0)
        if level == 0:
            steps.keep = replace(steps.keep, overall=steps.keep.overall | {item})
        elif level == 1:
            steps.keep = replace(steps.keep, silent=steps.keep.silent | {item})
        steps.overall[item] = level + 1
        moved = moved or level < 2
    return moved
