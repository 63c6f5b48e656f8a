"""What was published of a survey, as a reader asks for it: which time, by which group, at which place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import abort, request

from feedback.reports import groupings, readings, standing_out
from feedback.reports import results as reported
from feedback.reports.comparison import Comparison
from feedback.reports.shapes import Profile, ShownItem
from feedback.reports.showing import hidden_row
from feedback.reports.standing_out import Standing
from feedback.services import snapshots, surveys
from feedback.web import labels, templating, transactions
from feedback.web.public import readers
from surveys.definition import Definition

if TYPE_CHECKING:
    from feedback.models.snapshot import Snapshot


@dataclass(frozen=True)
class Published:
    """One snapshot in the reader's words; `items` are those of the chosen place where one was chosen."""

    survey: str
    snapshot: Snapshot
    #: Every time results were published, the newest first.
    times: Sequence[Snapshot]
    definition: Definition
    texts: Mapping[str, str]
    group: str
    place: str
    places: Sequence[tuple[str, str]]
    items: Sequence[ShownItem]
    families: Mapping[str, Mapping[tuple[str, str], Comparison]]
    standing: Sequence[Standing]

    @property
    def title(self) -> str:
        """The survey's title."""
        return self.texts.get("title", self.definition.title)

    @property
    def responses(self) -> int | None:
        """How many people answered, where that is shown; of a place no number stands for all its questions."""
        return None if self.place else self.snapshot.shown_total

    def table(self, groups: Sequence[str] | None = None) -> dict[str, Any]:
        """The published shape by the chosen group, or by others."""
        wanted = groups if groups is not None else [self.group] if self.group else []
        profile = Profile(self.snapshot.profile)
        return reported.table(
            self.survey, profile, self.responses, self.items, self.definition, wanted, self.texts
        )

    def worth(self) -> Mapping[tuple[str, str], Comparison]:
        """What is worth looking into by the chosen group."""
        return readings.worth_looking_into(self.families.get(self.group, {}))

    def address(self, **other: str) -> str:
        """The address of this, or of this with something else chosen."""
        newest = self.snapshot is self.times[0]
        chosen = {"by": self.group, "place": self.place, "on": "" if newest else str(self.snapshot.number)}
        chosen |= {**other, "lang": templating.words().language}
        return "?" + urlencode({name: value for name, value in chosen.items() if value})


def read(organisation: str, slug: str) -> Published:
    """What the address asks for; 404 for what was never published."""
    readers.of_organisation(organisation)
    session, words = transactions.session(), templating.words()
    found = surveys.find(session, slug) or abort(404)
    times = list(reversed(snapshots.all_of(session, found)))
    asked = request.args.get("on") or (str(times[0].number) if times else "")
    snapshot = next((one for one in times if str(one.number) == asked), None) or abort(404)
    definition, texts = labels.of_revision(found.id, snapshot.revision_id, words)
    if definition is None:
        abort(404)
    by, groups = request.args.get("by", ""), snapshot.groups
    # A survey that asks nothing about the person has no groups; its answers are shown as a whole.
    group = by if by in groups else next(iter(groups), "")
    items = reported.items_of(snapshot)
    families = {key: readings.compared(items, definition, key) for key in groups}
    places = _places(items, definition, texts)
    place = request.args.get("place", "")
    if place and place not in dict(places):
        abort(404)
    return Published(
        survey=slug, snapshot=snapshot, times=times, definition=definition, texts=texts, group="" if place else group,
        place=place, places=places, items=[_at(item, place) for item in items] if place else items,
        families={} if place else families,
        standing=[] if place else standing_out.standing_out(items, definition, families, _before(snapshot, times)),
    )  # fmt: skip


def _before(snapshot: Snapshot, times: Sequence[Snapshot]) -> list[ShownItem]:
    """What was published the time before, of the same revision and not rounded."""
    earlier = next((one for one in times if one.number == snapshot.number - 1), None)
    exact = Profile.PUBLIC.value
    if earlier is None or not (earlier.profile == snapshot.profile == exact):
        return []
    return reported.items_of(earlier) if earlier.revision_id == snapshot.revision_id else []


def earlier_day(seen: Published) -> str:
    """The day of the time before, in words; empty where this is the first."""
    earlier = next((one for one in seen.times if one.number == seen.snapshot.number - 1), None)
    return templating.words().day(earlier.published_on) if earlier else ""


def _places(
    items: Sequence[ShownItem], definition: Definition, texts: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The places that answers were published by, as (slug, name)."""
    for item in items:
        for table in item.breakdowns:
            if table.group == groupings.PLACE:
                return [
                    (value, reported.value_label(definition, groupings.PLACE, value, texts))
                    for value, _ in table.rows
                ]
    return []


def _at(item: ShownItem, place: str) -> ShownItem:
    """An item as it was published for one place; where it was not, nothing of it: never the numbers of everybody."""
    for table in item.breakdowns:
        if table.group == groupings.PLACE:
            return replace(item, merged=table.merged, overall=dict(table.rows)[place], breakdowns=())
    return replace(item, overall=hidden_row([option.key for option in item.overall.options]), breakdowns=())
