"""The one door for numbers: true counts go in, and what may be shown comes out.

The reader we guard against knows everything that is shown: counts, bases, totals, how groups lie in one
another, how many skipped, and every earlier snapshot. Each hidden count and each hidden base keeps at least
three possible values for them. A cell is shown or it is None; beside it may stand a word for the share that is
hidden (see `wording`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.reports import columns as tables_columns
from feedback.reports import counting, frames, ticks
from feedback.reports.choosing import best_choice, only_row
from feedback.reports.drawings import Outcome
from feedback.reports.families import Family, Setting, fold_problem, straightened
from feedback.reports.frames import EVERYTHING, Part, tally
from feedback.reports.freezing import as_data, from_data
from feedback.reports.groupings import place_tree, problem
from feedback.reports.past import Keep, Past
from feedback.reports.plans import families, group_plans, in_the_way
from feedback.reports.publishing import Tell, beside_earlier, silent
from feedback.reports.rules import LEAST_BASE, RULES, Rule
from feedback.reports.shapes import (
    Breakdown,
    ItemCounts,
    Option,
    Profile,
    Row,
    Shown,
    ShownBreakdown,
    ShownItem,
    ShownOption,
    TickCounts,
)
from feedback.reports.showing import hidden_row, shown_row
from feedback.reports.staff_view import staff_view
from feedback.reports.wording import Words, worded
from surveys.definition import Definition

__all__ = [
    "Part",
    "Breakdown",
    "ItemCounts",
    "Option",
    "Profile",
    "Row",
    "Shown",
    "ShownBreakdown",
    "ShownItem",
    "ShownOption",
    "Tell",
    "as_data",
    "from_data",
    "in_the_way",
    "measured",
    "problem",
    "protect",
    "protect_total",
    "silent",
    "tally",
]


def protect(
    items: Sequence[ItemCounts | TickCounts],
    profile: Profile,
    earlier: Sequence[Sequence[ShownItem]] = (),
    tell: Tell = silent,
) -> list[ShownItem]:
    """What may be shown of these items, in their order.

    All items and groups that the reader will see together go in together: the hidden rows of a group are the
    same in all of them. `earlier`: what was published before, oldest first, by the same profile; staff see
    no snapshots, so it is ignored for them. Breakdowns that cannot be audited together with the others are
    left out (see `plans.families`). Raises ValueError where the counts contradict each other.
    """
    rule = RULES[profile]
    ticked = {item.key: item for item in items if isinstance(item, TickCounts)}
    if profile is Profile.STAFF:
        whole = [_straight(ticks.as_answered(i) if isinstance(i, TickCounts) else i) for i in items]
        seen = staff_view(whole, rule)
        return [
            ticks.for_staff(ticked[item.key], item, rule) if item.key in ticked else item for item in seen
        ]
    plain = [_straight(item) for item in items if not isinstance(item, TickCounts)]
    shown = {item.key: item for item in _protected(plain, rule, earlier, tell)}
    shown |= {key: ticks.for_everybody(item, rule, earlier) for key, item in ticked.items()}
    return [shown[item.key] for item in items]


def _protected(
    items: Sequence[ItemCounts], rule: Rule, earlier: Sequence[Sequence[ShownItem]], tell: Tell
) -> list[ShownItem]:
    """The items whose options make up a whole, for everybody."""
    by_item = families(items, {t.group for old in earlier for item in old for t in item.breakdowns})

    def make(keep: Keep) -> list[ShownItem]:
        past = {item.key: Past(item, earlier, rule.rounding, keep) for item in items}
        kept = {
            key: [family for family in its if family.wide.group not in keep.omitted]
            for key, its in by_item.items()
        }
        plans = group_plans(items, kept, past)
        settings = [Setting(item, rule, past[item.key], plans) for item in items]
        return [_protect_item(setting, kept[setting.item.key], _told_sizes(setting)) for setting in settings]

    if not earlier:
        return make(Keep())
    together = {family.wide.group: [table.group for table in family.members] for family in _all(by_item)}
    return beside_earlier(items, earlier, list(together.values()), make, tell)


def _all(by_item: Mapping[str, Sequence[Family]]) -> list[Family]:
    """Every family of every item, those with a detailed breakdown last."""
    found = [family for its_families in by_item.values() for family in its_families]
    return sorted(found, key=lambda family: len(family.members))


def measured(
    session: Session,
    survey: Survey,
    definition: Definition,
    groups: Sequence[str],
    profile: Profile,
    *,
    part: Part = EVERYTHING,
    earlier: Sequence[Sequence[ShownItem]] = (),
    tell: Tell = silent,
) -> tuple[int | None, list[ShownItem]]:
    """What may be shown now under a profile: the number of responses, and every item overall and by group.

    Raises KeyError for a group that the survey does not have.
    """
    frame = part.of(frames.load(session, survey.id))
    shown = protect(counting.count(frame, definition, groups, place_tree(session)), profile, earlier, tell)
    return protect_total(len(frame), profile), shown


def protect_total(total: int, profile: Profile) -> int | None:
    """The number of responses as it may be shown; None under ten, except to staff."""
    if profile is not Profile.STAFF and total < LEAST_BASE:
        return None
    return RULES[profile].rounded(total)


def _straight(item: ItemCounts) -> ItemCounts:
    for table in item.breakdowns:
        problem = fold_problem(Family(table), item.overall)
        if problem:
            raise ValueError(f"{item.key} by {table.group}: {problem}")
    return replace(item, breakdowns=tuple(straightened(table, item.overall) for table in item.breakdowns))


def _told_sizes(setting: Setting) -> frozenset[int]:
    """In an item that is itself one of the groups: the options whose rows are free, to be hidden alike."""
    plan = setting.plans.get(setting.item.key)
    if plan is None:
        return frozenset()
    keys = [option.key for option in setting.item.options]
    if plan.free - set(keys):
        return frozenset(range(len(keys)))
    return frozenset(at for at, key in enumerate(keys) if key in plan.free)


def _protect_item(setting: Setting, its_families: Sequence[Family], told: frozenset[int]) -> ShownItem:
    too_small = sum(setting.item.overall) < LEAST_BASE
    if too_small or setting.past.silent or len(told) == len(setting.item.options):
        return _nothing(setting, its_families)
    choice = best_choice(setting, its_families, told)
    known = setting.past.known_overall(choice.columns)
    counts = choice.columns.fold(setting.item.overall)
    if not tables_columns.can_vary(counts, choice.hidden, known):
        return _nothing(setting, its_families)
    words = worded(setting, choice.columns, choice.hidden, choice.outcomes)
    shown = {
        table.group: _breakdown(setting, table, choice.outcomes[family.wide.group], choice.hidden, words)
        for family in its_families
        for table in family.members
    }
    return ShownItem(
        setting.item.key,
        choice.columns.merged,
        shown_row(choice.columns.keys, counts, choice.hidden, setting.rule, words.overall),
        tuple(shown[table.group] for table in setting.item.breakdowns if table.group in shown),
    )


def _breakdown(
    setting: Setting,
    table: Breakdown,
    outcome: Outcome,
    hidden_overall: frozenset[int],
    words: Words,
) -> ShownBreakdown:
    keys = outcome.columns.keys
    free = setting.plans[table.group].free
    rows = []
    for row in table.rows:
        if outcome.blank and row.value == only_row(table):
            counts = outcome.columns.fold(row.counts)
            rows.append((row.value, shown_row(keys, counts, hidden_overall, setting.rule, words.overall)))
            continue
        if outcome.blank or row.value in free or (table.group, row.value) in outcome.small:
            rows.append((row.value, hidden_row(keys)))
            continue
        hidden = {at for at in range(len(keys)) if (table.group, row.value, at) in outcome.hidden}
        counts = outcome.columns.fold(row.counts)
        word = words.by_group.get(table.group, {}).get(row.value)
        rows.append((row.value, shown_row(keys, counts, hidden, setting.rule, word)))
    return ShownBreakdown(table.group, outcome.columns.merged, tuple(rows))


def _nothing(setting: Setting, its_families: Sequence[Family]) -> ShownItem:
    """The item with every number hidden, its own base too."""
    keys = tables_columns.as_asked(setting.item.options).keys
    groups = {table.group for family in its_families for table in family.members}
    tables = tuple(
        ShownBreakdown(table.group, False, tuple((row.value, hidden_row(keys)) for row in table.rows))
        for table in setting.item.breakdowns
        if table.group in groups
    )
    return ShownItem(setting.item.key, False, hidden_row(keys), tables)
