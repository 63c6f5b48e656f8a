"""A group against everybody else, from what is shown alone: worth looking into, no clear difference, or too few.

Whoever reads these words could have worked them out from the published numbers, so they give nothing more
away: where a cell they need is hidden, there is no comparison.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from feedback.reports.differences import adjusted, newcombe, p_value
from feedback.reports.free_rows import ALWAYS_EXCLUSIVE
from feedback.reports.friends_and_family import never_ranks
from feedback.reports.measures import FEW_BELOW, positive_count
from feedback.reports.rules import LEAST_BASE
from feedback.reports.shapes import ShownItem
from surveys.definition import NOT_FOUND

#: The share of chance findings that a family may hold.
LEVEL = 0.05
#: A difference of fewer points than this is of no practical weight, however sure.
PRACTICAL_POINTS = 5
#: Rows that are nobody's group: who would not say, did not say, or gave a postcode nobody knows.
NO_GROUP = ALWAYS_EXCLUSIVE | {NOT_FOUND}


class Verdict(StrEnum):
    """What to make of a difference. Never "real", never "significant": nobody drew these people by lot."""

    WORTH_LOOKING_INTO = "worth-looking-into"
    NO_CLEAR_DIFFERENCE = "no-clear-difference"
    NOT_ENOUGH_ANSWERS = "not-enough-answers"


@dataclass(frozen=True)
class Comparison:
    """A group beside everybody who is not in it.

    `points`, `low` and `high` are the group's percentage less that of everybody else, with its 95 % interval,
    in points (-100 to 100); `adjusted` is the p-value as adjusted within its family; `large` says that the
    difference is of practical weight.
    """

    count: int
    base: int
    other_count: int
    other_base: int
    points: float
    low: float
    high: float
    p: float
    adjusted: float
    large: bool
    verdict: Verdict


@dataclass(frozen=True)
class Asked:
    """One item by one group within a family, and the keys of the answers that count as positive."""

    item: ShownItem
    group: str
    positive: Collection[str]


Where = tuple[str, str, str]  # the item's key, the group, the row's value
Figures = tuple[int, int, int, int]


class NotCompared(ValueError):
    """A comparison that is never made: the Friends and Family Test between places."""


def comparisons(item: ShownItem, group: str, positive: Collection[str]) -> dict[str, Comparison]:
    """Each row of one item by one group against everybody else; the rows are the declared family.

    `positive` are the keys of the item's positive answers. Rows that cannot be compared are absent.
    Raises NotCompared for the Friends and Family Test by place.
    """
    return {where[2]: found for where, found in family([Asked(item, group, positive)]).items()}


def family(asked: Iterable[Asked]) -> dict[Where, Comparison]:
    """All the comparisons of one declared family: every group of one item, or every item by one group.

    A row is set against the overall row less itself, never against the overall row, which holds it; so too
    where people may be in several rows. Raises NotCompared for the Friends and Family Test by place.
    """
    figures: dict[Where, Figures] = {}
    for one in asked:
        if never_ranks(one.item.key, one.group):
            raise NotCompared("the Friends and Family Test is never compared between places")
        for value, found in _figures(one).items():
            figures[(one.item.key, one.group, value)] = found
    # Whoever is too few to be compared is no part of the family: nothing is tested there.
    tested = {where: p_value(*found) for where, found in figures.items() if _enough(found)}
    told = dict(zip(tested, adjusted(list(tested.values())), strict=True))
    return {where: _compare(found, tested.get(where), told.get(where)) for where, found in figures.items()}


def _figures(asked: Asked) -> Mapping[str, Figures]:
    """Count and base of each row and of everybody else, where all of it is shown."""
    overall = positive_count(asked.item.overall, asked.item.merged, asked.positive)
    table = next((one for one in asked.item.breakdowns if one.group == asked.group), None)
    if table is None or overall is None:
        return {}
    found: dict[str, Figures] = {}
    for value, shown in table.rows:
        row = None if value in NO_GROUP else positive_count(shown, table.merged, asked.positive)
        if row is None:
            continue
        others, other_base = overall[0] - row[0], overall[1] - row[1]
        # Numbers rounded before they are shown may not add up; then there is nothing to compare with.
        if row[1] > 0 and 0 <= row[0] <= row[1] and other_base > 0 and 0 <= others <= other_base:
            found[value] = (*row, others, other_base)
    return found


def _enough(figures: Figures) -> bool:
    return min(figures[1], figures[3]) >= LEAST_BASE


def _compare(figures: Figures, p: float | None, told: float | None) -> Comparison:
    count, base, others, other_base = figures
    low, high = newcombe(count, base, others, other_base)
    # Whole numbers decide whether five points are reached: no rounding error does.
    large = 100 * abs(count * other_base - others * base) >= PRACTICAL_POINTS * base * other_base
    if p is None or told is None:
        p, told, verdict = 1.0, 1.0, Verdict.NOT_ENOUGH_ANSWERS
    elif told <= LEVEL and large:
        verdict = Verdict.WORTH_LOOKING_INTO
    elif told > LEVEL and min(base, other_base) < FEW_BELOW:
        # So few people leave a large difference possible: to say "no clear difference" would comfort falsely.
        verdict = Verdict.NOT_ENOUGH_ANSWERS
    else:
        verdict = Verdict.NO_CLEAR_DIFFERENCE
    points = 100 * (count / base - others / other_base)
    return Comparison(count, base, others, other_base, points, 100 * low, 100 * high, p, told, large, verdict)
