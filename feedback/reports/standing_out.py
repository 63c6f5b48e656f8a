"""What stands out: three things at most, from shown numbers alone, one of them good news where there is any."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from feedback.reports.comparison import PRACTICAL_POINTS, Comparison
from feedback.reports.differences import newcombe
from feedback.reports.measures import FEW_BELOW, Share, percent_positive
from feedback.reports.readings import Families, positive_keys, strongest
from feedback.reports.rules import LEAST_BASE
from feedback.reports.shapes import ShownItem
from surveys.definition import Definition

#: A share under half is no good news, though it be the best there is.
GOOD_FROM = 50


class Sort(StrEnum):
    """Why something stands out."""

    LOWEST = "lowest"
    BEST = "best"
    #: The best of one: good news, and no comparison.
    ONLY = "only"
    GROUP = "group"
    FELL = "fell"
    ROSE = "rose"


@dataclass(frozen=True)
class Standing:
    """One thing that stands out: an item, its share of positive answers, and what it is set against."""

    sort: Sort
    item: str
    share: Share
    before: Share | None = None
    group: str = ""
    value: str = ""
    comparison: Comparison | None = None


def standing_out(
    items: Sequence[ShownItem],
    definition: Definition,
    families: Families,
    earlier: Sequence[ShownItem] = (),
    with_care: Collection[str] = (),
) -> list[Standing]:
    """What to look at first, then a group, then good news.

    What fell since the last snapshot comes before what is lowest, what rose before what is best. `with_care`:
    items that cannot be set against what was published before. Shares of fewer than thirty answers do not
    stand out: chance put them where they are.
    """
    shares = _shares(items, definition)
    moves = _moves(shares, earlier, definition, with_care)
    fell = min((move for move in moves if move.sort is Sort.FELL), key=_points, default=None)
    rose = max((move for move in moves if move.sort is Sort.ROSE), key=_points, default=None)
    sure = {key: share for key, share in shares.items() if share.base >= FEW_BELOW}
    ranked = sorted(sure, key=lambda key: sure[key].percent)
    best = _best(ranked, sure)
    low = ranked[0] if len(ranked) > 1 else None
    lowest = Standing(Sort.LOWEST, low, sure[low]) if low and (best is None or low != best.item) else None
    if rose and lowest and rose.item == lowest.item:
        lowest = None  # it is on its way up: that is the news
    group = _group(families, shares)
    first = [one for one in (fell or lowest, group, rose or best) if one]
    more = [one for one in (lowest, best, fell, rose) if one and one not in first]
    said = {one.item for one in first if one.sort is not Sort.GROUP}
    more = [one for one in more if one.item not in said]
    return (first + more)[:3]


def _shares(items: Sequence[ShownItem], definition: Definition) -> dict[str, Share]:
    found = {}
    for item in items:
        share = percent_positive(item.overall, item.merged, positive_keys(definition, item.key))
        if share is not None:
            found[item.key] = share
    return found


def _best(ranked: Sequence[str], shares: Mapping[str, Share]) -> Standing | None:
    if not ranked or shares[ranked[-1]].percent < GOOD_FROM:
        return None
    sort = Sort.BEST if len(ranked) > 1 else Sort.ONLY
    return Standing(sort, ranked[-1], shares[ranked[-1]])


def _points(move: Standing) -> int:
    return move.share.percent - (move.before.percent if move.before else 0)


def _moves(
    shares: Mapping[str, Share],
    earlier: Sequence[ShownItem],
    definition: Definition,
    with_care: Collection[str],
) -> list[Standing]:
    """Items that moved by five points since they were published, by more than chance would move them.

    The answers of now hold those of then, so what came since is set against what was there before.
    """
    found = []
    before = _shares([item for item in earlier if item.key not in with_care], definition)
    for key, then in before.items():
        now = shares.get(key)
        if now is None or abs(now.percent - then.percent) < PRACTICAL_POINTS:
            continue
        count, base = now.count - then.count, now.base - then.base
        if base < LEAST_BASE or not 0 <= count <= base:
            continue
        low, high = newcombe(count, base, then.count, then.base)
        if low > 0 or high < 0:
            sort = Sort.ROSE if now.percent > then.percent else Sort.FELL
            found.append(Standing(sort, key, now, then))
    return found


def _group(families: Families, shares: Mapping[str, Share]) -> Standing | None:
    found = strongest(families)
    if found is None:
        return None
    group, (item, value), comparison = found
    return Standing(Sort.GROUP, item, shares[item], group=group, value=value, comparison=comparison)
