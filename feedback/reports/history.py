"""Whether a new snapshot, read beside the earlier ones, gives away a number that any of them hides.

An integer programme over one group at a time: the counts of every item, the sizes of the rows and the people
who skipped, in every snapshot. People only come, they do not leave, except for the fewest withdrawals that
what was published can be explained with; and no more people are assumed than the published bases need.
"""

from __future__ import annotations

from collections.abc import Sequence

from feedback.reports.possibilities import Possibilities
from feedback.reports.shapes import ItemCounts, ShownItem
from feedback.reports.unknowns import Spot, Unknowns

ROUNDED_TO = 5  # by the sensitive profile


def _blur(snapshot: Sequence[ShownItem]) -> int:
    """How far a shown number may be from the true one; a survey may have changed its profile between snapshots.

    Where all of many numbers are multiples of five they were rounded. Of a few that proves nothing, and they
    are taken for exact: the reader is rather given too much than too little.
    """
    rows = [
        row for item in snapshot for row in (item.overall, *(r for t in item.breakdowns for _, r in t.rows))
    ]
    numbers = [number for row in rows for number in (row.base, *(option.count for option in row.options))]
    shown = [number for number in numbers if number is not None]
    return ROUNDED_TO // 2 if len(shown) >= 6 and not any(number % ROUNDED_TO for number in shown) else 0


def weak_spots(
    items: Sequence[ItemCounts], snapshots: Sequence[Sequence[ShownItem]], groups: Sequence[str]
) -> set[Spot]:
    """Hidden numbers, in any of the snapshots, that a reader of all of them could nearly work out.

    Of each item one cell and one base at most: more would not be held back otherwise.

    `items` are read for what they ask and how their groups nest, not for their counts, but for one thing: a row
    with others inside it is taken for known to hold nobody else where it does not. `groups`: those to be
    read together (a group and the detailed one inside it); none: the overall rows alone.
    """
    unknowns = Unknowns(items, snapshots, groups, [_blur(snapshot) for snapshot in snapshots])
    if not unknowns.spots:
        return set()
    spots = list(unknowns.spots)
    few = [
        number
        for kind in ("withdrawn", "people")
        for name, number in unknowns.names.items()
        if name[0] == kind
    ]
    possible = Possibilities(
        len(unknowns.names),
        unknowns.facts,
        list(unknowns.spots.values()),
        few,
        [(spot.item, spot.option is None) for spot in spots],
        {(item.key, False): unknowns.of(item.key) for item in items},
    )
    return {spots[at] for at in possible.weak()}
