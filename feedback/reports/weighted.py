"""Results of everybody with weights, beside the raw ones, as they may be shown to staff.

What the weights add to what staff see anyway is kept small. A weighted percentage beside a raw one tells
about the answers of each category, so the categories that are weighed are rows that the door shows, and an
item has weighted percentages only where it shows all of them by group. Whoever is in a hidden row keeps a
weight that no such row decides. An answer of fewer than ten people has no weighted percentage, nor has one
whose percentage would tell it; and percentages are whole.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.reports import counting, frames, suppression, weighting
from feedback.reports.columns import hidden_overall
from feedback.reports.frames import Frame, Part
from feedback.reports.friends_and_family import QUESTION
from feedback.reports.participants import Told, of_group
from feedback.reports.rules import LEAST_BASE, Rule
from feedback.reports.shapes import Profile, ShownItem
from feedback.reports.weighting import Margin, Numbers, Weights
from surveys.definition import Definition, Item, Kind
from surveys.kinds import option_keys

#: Questions whose answers have an order though they are no ages.
_ORDERED = ("deprivation-quintile", "english-proficiency", "health-literacy", "carer", "disability")
#: What a weighted answer needs at the least: a row's base, as for every statistic by group.
_RULE = Rule(smallest_cell=LEAST_BASE, rounding=1)


class NeverWeighted(ValueError):
    """The Friends and Family Test is published raw, so it is never weighed."""


@dataclass(frozen=True)
class WeightedOption:
    """An answer: its raw percentage and the weighted one (0-100), None where it is not shown."""

    key: str
    percent: int | None
    weighted: int | None


@dataclass(frozen=True)
class WeightedItem:
    """One item of everybody: how many answered, and each answer both ways."""

    key: str
    base: int | None
    options: tuple[WeightedOption, ...]


@dataclass(frozen=True)
class Weighted:
    """What weighing by these margins gives; `left_out`: items that are never weighed."""

    responses: int
    weights: Weights
    items: tuple[WeightedItem, ...]
    left_out: tuple[str, ...]


def weighted(
    session: Session,
    survey: Survey,
    definition: Definition,
    references: Mapping[str, Mapping[str, int]],
    *,
    places: Collection[int] | None = None,
) -> Weighted:
    """Every item of everybody, raw and weighted by up to four groups.

    `references`: people by option, by the key of each group to weigh by. Raises ValueError for none or more
    than four, KeyError for a group that the survey does not have, and NeverWeighted where the survey asks
    nothing but the Friends and Family Test.
    """
    return of_frame(Part(places=places).of(frames.load(session, survey.id)), definition, references)


def of_frame(frame: Frame, definition: Definition, references: Mapping[str, Mapping[str, int]]) -> Weighted:
    """The same of the responses of a frame."""
    if never_weighted(definition):
        raise NeverWeighted("the Friends and Family Test is never weighed: its results are published raw")
    told = {group: of_group(frame, definition, group) for group in references}
    margins = [_margin(frame, definition, group, references[group], told[group]) for group in references]
    weights = weighting.weigh(margins)
    shown = {
        one.key: one for one in suppression.protect(counting.count(frame, definition, []), Profile.STAFF)
    }
    asked = counting.counted_items(definition)
    sure = {item.key for item in asked if _shows_all(item.key, margins, told)}
    items = tuple(
        _item(frame, item, shown[item.key], weights if item.key in sure else None)
        for item in asked
        if item.key != QUESTION
    )
    left_out = tuple(item.key for item in asked if item.key == QUESTION)
    return Weighted(len(frame), weights, items, left_out)


def never_weighted(definition: Definition) -> bool:
    """Whether the survey asks nothing that may be weighed."""
    return all(item.key == QUESTION for item in counting.counted_items(definition))


def _shows_all(item: str, margins: Sequence[Margin], told: Mapping[str, Told]) -> bool:
    """Whether an item by group hides none of the categories that are weighed."""
    return all(told[one.name].hidden_in.get(item, frozenset()).isdisjoint(one.keys) for one in margins)


def _margin(
    frame: Frame, definition: Definition, group: str, people: Mapping[str, int], told: Told
) -> Margin:
    """A group as a margin: only rows that may be shown are categories of their own."""
    asked = definition.item(group)
    if asked is None or not asked.group or asked.kind is Kind.MANY:
        raise KeyError(group)
    rows = told.counts
    keys = tuple(key for key in option_keys(asked) if rows.get(key) is not None and people.get(key, 0) > 0)
    ordered = group in _ORDERED or any(option.age_from is not None for option in asked.options)
    counts = tuple(float(people[key]) for key in keys)
    return Margin(group, keys, counting.positions(frame, group, keys), counts, ordered)


def _item(frame: Frame, item: Item, shown: ShownItem, weights: Weights | None) -> WeightedItem:
    raw = {option.key: option for option in shown.overall.options}
    keys = list(raw)
    base = shown.overall.base
    percents: dict[str, int] = {}
    if weights is not None and weights.usable and base is not None and base >= weighting.LEAST_BASE:
        counts = [raw[key].count or 0 for key in keys]
        hidden = hidden_overall(counts, _RULE, (), [0] * len(keys))
        totals = weighting.weighted_counts(
            counting.positions(frame, item.key, keys), weights.weights, len(keys)
        )
        percents = {key: _percent(totals, at) for at, key in enumerate(keys) if at not in hidden}
    options = tuple(WeightedOption(key, raw[key].percent, percents.get(key)) for key in keys)
    return WeightedItem(item.key, base, options)


def _percent(totals: Numbers, at: int) -> int:
    return math.floor(100 * float(totals[at] / totals.sum()) + 0.5)
