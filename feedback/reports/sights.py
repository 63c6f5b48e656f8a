"""Sights: what a member of staff sees of a part of the answers. A filter is a group too, and so is what it leaves out.

Whoever may look at everything and at a part of it knows the rest by taking one from the other. So a part is shown
only where ten answers or more are in it and none, or ten or more, outside; each row of a group likewise. Several
parts set against each other in ways of one's own can still tell more: that is why each look is written down.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.reports import counting, frames, suppression, ticks, voices
from feedback.reports.frames import EVERYTHING, Frame, Part
from feedback.reports.free_rows import bases_of
from feedback.reports.groupings import CROSS, place_tree
from feedback.reports.rules import LEAST_BASE
from feedback.reports.shapes import ItemCounts, Profile, Shown, ShownBreakdown, ShownItem, TickCounts
from feedback.reports.showing import hidden_row
from feedback.reports.staff_view import with_company
from feedback.reports.voices import Counts
from surveys.definition import Definition


@dataclass(frozen=True)
class Seen:
    """What may be seen; `narrow`: nothing, since fewer than ten answers are in the part, or outside it.

    `voices`: how many answers are in whose words, None where that may not be told; empty where the survey does not ask.
    """

    total: int | None
    items: tuple[ShownItem, ...]
    narrow: bool = False
    voices: tuple[tuple[str, int | None], ...] = ()

    def item(self, key: str) -> ShownItem | None:
        """One of the items."""
        return next((item for item in self.items if item.key == key), None)


class Sight:
    """The answers within somebody's reach, read once and looked at in parts."""

    def __init__(
        self, session: Session, survey: Survey, definition: Definition, places: Collection[int] | None
    ) -> None:
        self.definition = definition
        self._places = place_tree(session)
        self._whole = Part(places=places).of(frames.load(session, survey.id))

    def of(self, groups: Sequence[str], part: Part = EVERYTHING, voice: str | None = None) -> Seen:
        """A part of the answers, or all of them: every item, overall and by each of the groups.

        By voice always, where the survey asks; `voice`: one of them alone. Raises KeyError for a group that the
        survey does not have.
        """
        inside = part.of(self._whole)
        if voice is not None:
            inside = inside.where(voices.members(inside, voice))
        filtered = part != EVERYTHING or voice is not None
        plain = [key for key in groups if CROSS not in key]
        if filtered and not _enough(len(inside), len(self._whole)):
            return Seen(None, tuple(self._nothing(plain)), narrow=True)
        # A crossing is not audited beside its own groups, so it goes in by itself.
        runs = [plain, *([key] for key in groups if CROSS in key)]
        shown = [self._shown(inside, run, filtered, with_voices=not at) for at, run in enumerate(runs)]
        tables: dict[str, tuple[ShownBreakdown, ...]] = {}
        for item in (item for run in shown for item in run):
            tables[item.key] = (*tables.get(item.key, ()), *item.breakdowns)
        together = [replace(item, breakdowns=tables[item.key]) for item in shown[0]]
        items = tuple(item for item in together if item.key != voices.PEOPLE)
        return Seen(len(inside), items, voices=voices.told(together))

    def _shown(
        self, inside: Frame, groups: Sequence[str], filtered: bool, *, with_voices: bool
    ) -> list[ShownItem]:
        counted = self._count(inside, groups, with_voices)
        shown = suppression.protect(counted, Profile.STAFF)
        if not filtered:
            return shown
        whole = self._count(self._whole, groups, with_voices)
        return _without_small_rests(shown, _sizes(counted), _sizes(whole))

    def _count(self, frame: Frame, groups: Sequence[str], with_voices: bool) -> list[Counts]:
        counted = counting.count(frame, self.definition, groups, self._places)
        if not with_voices or not voices.asks(self.definition):
            return counted
        everybody = [voices.members(frame, voice) for voice in voices.VOICES]
        parts = [counting.count(frame.where(who), self.definition, []) for who in everybody]
        return voices.broken_down(counted, parts, [int(who.sum()) for who in everybody])

    def _nothing(self, groups: Sequence[str]) -> list[ShownItem]:
        shown = suppression.protect(self._count(self._whole, groups, True), Profile.STAFF)
        return [_blank(item) for item in shown if item.key != voices.PEOPLE]


def _sizes(items: Sequence[Counts]) -> list[ItemCounts]:
    """The items with the bases of their rows, which is all that a rest is known by."""
    return [ticks.as_answered(item) if isinstance(item, TickCounts) else item for item in items]


def _enough(inside: int, whole: int) -> bool:
    return inside >= LEAST_BASE and (whole - inside == 0 or whole - inside >= LEAST_BASE)


def _blank(item: ShownItem) -> ShownItem:
    tables = tuple(
        replace(table, rows=tuple((value, _hidden(shown)) for value, shown in table.rows))
        for table in item.breakdowns
    )
    return replace(item, overall=_hidden(item.overall), breakdowns=tables)


def _hidden(shown: Shown) -> Shown:
    return hidden_row([option.key for option in shown.options])


def _without_small_rests(
    shown: Sequence[ShownItem], inside: Sequence[ItemCounts], whole: Sequence[ItemCounts]
) -> list[ShownItem]:
    """The items with every row hidden, in company, that holds or leaves out fewer than ten of the whole."""
    rests = {item.key: _rests(item, all_) for item, all_ in zip(inside, whole, strict=True)}
    asked_of_all = [rests[item.key] for item in inside if not item.routed]
    # A row hidden in one item that everybody was asked is hidden in all: its size there is its size here.
    everywhere = {cell for cells in asked_of_all for cell in cells}
    found = []
    for item, counts, all_ in zip(shown, inside, whole, strict=True):
        if not _enough(sum(counts.overall), sum(all_.overall)):
            found.append(_blank(item))
            continue
        tables = {table.group: table for table in counts.breakdowns}
        small = rests[item.key] | everywhere
        hidden: dict[str, set[str]] = {}
        for table in item.breakdowns:
            own = {value for group, value in small if group == table.group}
            own |= {value for value, row in table.rows if row.base is None}
            # Wider rows are told before detailed ones: what lies in a hidden row is hidden with it.
            above = hidden.get(tables[table.group].parent_group or "", set())
            own |= {row.value for row in tables[table.group].rows if row.parent in above}
            hidden[table.group] = with_company(tables[table.group], own, ())
        found.append(
            replace(
                item, breakdowns=tuple(_with_hidden(table, hidden[table.group]) for table in item.breakdowns)
            )
        )
    return found


def _rests(inside: ItemCounts, whole: ItemCounts) -> set[tuple[str, str]]:
    """The rows of an item, by group and value, that leave out some of the whole but fewer than ten."""
    tables = {table.group: table for table in inside.breakdowns}
    found = set()
    for table in whole.breakdowns:
        here = bases_of(tables[table.group])
        for value, base in bases_of(table).items():
            if 0 < base - here.get(value, 0) < LEAST_BASE:
                found.add((table.group, value))
    return found


def _with_hidden(table: ShownBreakdown, hidden: Collection[str]) -> ShownBreakdown:
    rows = tuple((value, _hidden(row) if value in hidden else row) for value, row in table.rows)
    return replace(table, rows=rows)
