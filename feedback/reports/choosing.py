"""The way to show an item that shows most: its columns, what is hidden overall, and what is by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from feedback.reports import columns as tables_columns
from feedback.reports.columns import Columns
from feedback.reports.drawings import Outcome, protect_family
from feedback.reports.families import Family, Setting
from feedback.reports.shapes import Breakdown


@dataclass(frozen=True)
class Choice:
    """One way to show an item: its overall row's columns, those hidden, and what is hidden by group."""

    columns: Columns
    hidden: frozenset[int]
    outcomes: Mapping[str, Outcome]
    score: int


def best_choice(setting: Setting, its_families: Sequence[Family], told: frozenset[int]) -> Choice:
    """The safe way that shows most; where none is safe, one that hides every cell."""
    asked = tables_columns.as_asked(setting.item.options)
    merged = None if told else tables_columns.merged(setting.item.options)
    best: Choice | None = None
    for columns in (asked, merged):
        if columns is None or (best is not None and not best.hidden):
            continue
        for empty_too in (False, True):
            hidden = _hidden_columns(setting, columns, told, empty_too)
            choice = _try(setting, its_families, columns, hidden)
            if choice is not None and (best is None or choice.score > best.score):
                best = choice
            if choice is not None and not hidden:
                break
    if best is not None:
        return best
    every = frozenset(range(len(asked.keys)))
    last = _try(setting, its_families, asked, every, whatever=True)
    assert last is not None
    return last


def _hidden_columns(
    setting: Setting, columns: Columns, told: frozenset[int], empty_too: bool
) -> frozenset[int]:
    """The columns hidden in the overall row; `empty_too`: also those that nobody chose.

    A total of 0 that is shown gives away every hidden cell beneath it.
    """
    counts = columns.fold(setting.item.overall)
    forced = set(told)
    for at, member in enumerate(columns.members):
        names = frozenset(setting.item.options[place].key for place in member)
        if setting.past.overall_hidden(names) or (empty_too and counts[at] == 0):
            forced.add(at)
    return tables_columns.hidden_overall(counts, setting.rule, forced, setting.past.known_overall(columns))


def _try(
    setting: Setting,
    its_families: Sequence[Family],
    overall: Columns,
    hidden: frozenset[int],
    whatever: bool = False,
) -> Choice | None:
    """This overall row with the best of every group under it; None where a group cannot be made safe.

    `whatever`: then a group that cannot be made safe is hidden altogether.
    """
    merged = overall if overall.merged else tables_columns.merged(setting.item.options)
    outcomes = {}
    for family in its_families:
        found: Outcome | None = None
        for columns in dict.fromkeys((overall, merged)):
            unknown = None if columns is None else tables_columns.carried_over(hidden, overall, columns)
            if columns is None or unknown is None:
                continue
            outcome = protect_family(setting, family, columns, unknown)
            if outcome is not None and (found is None or outcome.shown > found.shown):
                found = outcome
        if found is not None and found.blank and only_row(family.wide):
            found = replace(found, columns=overall)
        if found is None:
            if not whatever:
                return None
            found = Outcome(overall, frozenset(), frozenset(), blank=True, shown=0)
        outcomes[family.wide.group] = found
    shown = len(overall.keys) - len(hidden)
    # The overall row is what most people read: a cell of it weighs as much as ten by group.
    return Choice(overall, hidden, outcomes, 10 * shown + sum(found.shown for found in outcomes.values()))


def only_row(table: Breakdown) -> str | None:
    """The row that holds everybody, who are shown above."""
    outermost = [row.value for row in table.rows if row.parent is None]
    return outermost[0] if table.partition and table.parent_group is None and len(outermost) == 1 else None
