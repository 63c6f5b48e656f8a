"""Readings: what one shown item says in a number or two, and which of its groups are worth looking into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.reports import friends_and_family, measures
from feedback.reports.comparison import LEVEL, Asked, Comparison, Verdict, family
from feedback.reports.friends_and_family import Score
from feedback.reports.groupings import CROSS, PERIOD
from feedback.reports.measures import Mean, Share
from feedback.reports.shapes import ShownItem
from surveys.definition import Definition, Item, Kind, Polarity
from surveys.kinds import option_keys

#: The comparisons by group, each a declared family: by item and value.
Families = Mapping[str, Mapping[tuple[str, str], Comparison]]


@dataclass(frozen=True)
class Reading:
    """What one item says; what may not be shown, or does not apply to its kind, is None.

    `positive` is the share of positive answers as the item defines them; `official` and `of_opinion` are the score
    of the Friends and Family Test as NHS England computes it, and without those who did not know; `mean` is for a
    scale or a rating, and goes nowhere without the distribution beside it.
    """

    positive: Share | None = None
    official: Score | None = None
    of_opinion: Score | None = None
    mean: Mean | None = None


def positive_keys(definition: Definition, key: str) -> list[str]:
    """The keys of an item's positive answers."""
    item = definition.item(key)
    return [option.key for option in item.options if option.polarity is Polarity.POSITIVE] if item else []


def is_test(definition: Definition, key: str) -> bool:
    """Whether an item is the official question of the Friends and Family Test."""
    item = definition.item(key)
    return (
        key == friends_and_family.QUESTION
        and item is not None
        and friends_and_family.is_test(option.key for option in item.options)
    )


def read(item: ShownItem, definition: Definition) -> Reading:
    """What an item's overall row says."""
    share = measures.percent_positive(item.overall, item.merged, positive_keys(definition, item.key))
    if is_test(definition, item.key):
        return Reading(
            share,
            friends_and_family.score(item.overall),
            friends_and_family.score_without_dont_know(item.overall),
        )
    asked = definition.item(item.key)
    values = _values(asked) if asked and not item.merged else {}
    return Reading(share, mean=measures.mean(item.overall, values) if values else None)


def by_group(item: ShownItem, definition: Definition, group: str) -> dict[str, Share | None]:
    """The share of positive answers in each row of one of an item's groups; None where it may not be shown."""
    keys = positive_keys(definition, item.key)
    table = next((one for one in item.breakdowns if one.group == group), None)
    if table is None:
        return {}
    return {value: measures.percent_positive(row, table.merged, keys) for value, row in table.rows}


def _values(item: Item) -> dict[str, float]:
    """What each answer of a scale stands for, and of a rating: the worst is 1. Of what has no order, nothing.

    A rating is in order from its positive answers to its negative ones; what is neither and stands behind them
    ("don't know") has no place in it.
    """
    if item.kind is Kind.SCALE:
        return {key: float(key) for key in option_keys(item) if key.lstrip("-").isdecimal()}
    if item.kind is not Kind.RATING:
        return {}
    options = list(item.options)
    while options and options[-1].polarity in (None, Polarity.NEITHER):
        options.pop()
    order = [Polarity.POSITIVE, Polarity.NEITHER, Polarity.NEGATIVE]
    places = [order.index(option.polarity) if option.polarity else -1 for option in options]
    if len(options) < 3 or -1 in places or places != sorted(places):
        return {}
    return {option.key: float(len(options) - at) for at, option in enumerate(options)}


def compared(
    items: Sequence[ShownItem], definition: Definition, group: str
) -> dict[tuple[str, str], Comparison]:
    """Every item by one group, each row beside everybody else: one declared family, by item and value.

    Months are not compared so (a chart over time tells more), and the Friends and Family Test never ranks places.
    """
    if PERIOD in group.split(CROSS):
        return {}
    asked = [
        Asked(item, group, positive)
        for item in items
        if not friends_and_family.never_ranks(item.key, group)
        and (positive := positive_keys(definition, item.key))
    ]
    return {(item, value): found for (item, _, value), found in family(asked).items()}


def worth_looking_into(found: Mapping[tuple[str, str], Comparison]) -> dict[tuple[str, str], Comparison]:
    """Those of a family's comparisons that are."""
    return {where: one for where, one in found.items() if one.verdict is Verdict.WORTH_LOOKING_INTO}


def stands(one: Comparison, families: Families) -> bool:
    """Whether a comparison stands though so many families were looked through for it.

    Each family holds its own share of chance findings; whoever picks the best of several families picks chance more
    often, so its adjusted value has to stay under the level when multiplied by how many there are (Bonferroni).
    """
    return one.adjusted * max(1, sum(bool(found) for found in families.values())) <= LEVEL


def strongest(families: Families) -> tuple[str, tuple[str, str], Comparison] | None:
    """The clearest group of all families looked through, of those that stand.

    Whoever says less good of a service comes first, then the largest difference.
    """
    able = [
        (group, where, one)
        for group, found in families.items()
        for where, one in worth_looking_into(found).items()
        if stands(one, families)
    ]
    return max(able, key=lambda it: (it[2].points < 0, abs(it[2].points), it[0], it[1]), default=None)
