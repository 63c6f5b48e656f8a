"""Words that stand where a share is hidden: "about half" instead of a number, where even that leaves enough open.

A band of words is the one thing shown that is made from hidden numbers. So it is shown only where, with every
band taken for known, each hidden number still keeps its possible values. Where it cannot be, nothing stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from feedback.reports.bands import Between, band, between
from feedback.reports.columns import Columns, positives
from feedback.reports.drawings import Drawing, Outcome
from feedback.reports.families import Setting
from feedback.reports.flows import Arc, Network
from feedback.reports.rules import LEAST_BASE


@dataclass(frozen=True)
class Words:
    """The bands of one item: of its overall row, and by group of rows by their value."""

    overall: str | None = None
    by_group: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def worded(
    setting: Setting, columns: Columns, hidden: frozenset[int], outcomes: Mapping[str, Outcome]
) -> Words:
    """The words of an item that is otherwise settled: overall first, then row by row in published order."""
    drawings = {group: out.drawing for group, out in outcomes.items() if out.drawing is not None}
    overall = _overall(setting, columns, hidden, drawings)
    whole = None if overall is None else between(overall, sum(setting.item.overall))
    found: dict[str, dict[str, str]] = {}
    for group, drawing in drawings.items():
        if drawing.blank or setting.past.wordless(group):
            continue
        for (its_group, value), word in _rows(drawing, outcomes[group], whole).items():
            found.setdefault(its_group, {})[value] = word
    return Words(overall, found)


def _overall(
    setting: Setting, columns: Columns, hidden: frozenset[int], drawings: Mapping[str, Drawing]
) -> str | None:
    """The word of the overall row, where its positive answers are hidden and every table leaves room for it."""
    counts, good = columns.fold(setting.item.overall), positives(setting.item.options, columns)
    base = sum(counts)
    if not good & hidden or base < LEAST_BASE or setting.past.wordless(None):
        return None
    word = band(sum(counts[at] for at in good), base)
    least, most = between(word, base)
    network = Network()
    shown = sum(counts[at] for at in good - hidden)
    inside = sum(counts[at] for at in good & hidden)
    network.add(
        Arc("all", "good", inside, hidden=True, checked=False, floor=least - shown, ceiling=most - shown)
    )
    network.add(Arc("all", "other", sum(counts[at] for at in hidden - good), hidden=True, checked=False))
    known = setting.past.known_overall(columns)
    for at in hidden:
        tail = "good" if at in good else "other"
        network.add(Arc(tail, "column", counts[at], hidden=True, floor=known[at]))
    if not all(network.is_safe(arc) for arc in network.arcs if arc.checked):
        return None
    fits = all(drawing.holds((least, most), {}) for drawing in drawings.values() if not drawing.blank)
    return word if fits else None


def _rows(drawing: Drawing, outcome: Outcome, overall: Between | None) -> dict[tuple[str, str], str]:
    """The words of the rows of one family, each kept where the tables still hold with all kept before it."""
    good = positives(drawing.setting.item.options, drawing.columns)
    wanted: dict[tuple[str, str], tuple[str, Between]] = {}
    for table in drawing.family.members:
        wider = {row.parent for row in table.rows} | (
            {row.parent for row in drawing.family.detail.rows} if drawing.family.detail else set()
        )
        for row in table.rows:
            here = (table.group, row.value)
            counts = drawing.columns.fold(row.counts)
            covered = any((*here, at) in outcome.hidden for at in good)
            # A row with others inside it has none: its cells are bound to theirs.
            if covered and not drawing.conceals(*here) and row.value not in wider:
                word = band(sum(counts[at] for at in good), sum(counts))
                wanted[here] = (word, between(word, sum(counts)))
    if not wanted or drawing.holds(overall, {here: limits for here, (_, limits) in wanted.items()}):
        return {here: word for here, (word, _) in wanted.items()}
    kept: dict[tuple[str, str], Between] = {}
    for here, (_, limits) in wanted.items():
        if drawing.holds(overall, kept | {here: limits}):
            kept[here] = limits
    return {here: wanted[here][0] for here in kept}
