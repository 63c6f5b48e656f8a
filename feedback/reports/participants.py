"""Who answered, by group, as it may be shown to staff: counts that have passed the one door."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.reports import counting, frames, groupings, suppression
from feedback.reports.frames import Frame, Part
from feedback.reports.shapes import Profile, ShownItem
from surveys.definition import DECLINE, NOT_FOUND, Definition

#: Rows of people who are in no category: they would not say, did not say, or gave a postcode nobody knows.
UNTOLD = (DECLINE, groupings.NOT_ANSWERED, NOT_FOUND)


@dataclass(frozen=True)
class Told:
    """How many are in each category of a group, and how many in none by why; None where hidden.

    `hidden_in`: by the key of each item, the categories that the results of that item hide.
    """

    counts: dict[str, int | None]
    missing: dict[str, int | None]
    hidden_in: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Participants:
    """How many answered, and by group."""

    responses: int
    groups: dict[str, Told]


def participants(
    session: Session,
    survey: Survey,
    definition: Definition,
    groups: Collection[str],
    *,
    places: Collection[int] | None = None,
) -> Participants:
    """The participants by each of these groups. Raises KeyError for a group that the survey does not have.

    Each group is protected by itself, as on the page of its results, so that the same rows are hidden there
    and here.
    """
    frame = Part(places=places).of(frames.load(session, survey.id))
    return Participants(len(frame), {group: of_group(frame, definition, group) for group in groups})


def of_group(frame: Frame, definition: Definition, group: str) -> Told:
    """The participants by one group of a frame."""
    asked = definition.item(group)
    # A detailed group is protected together with the wider one it lies in.
    keys = [key for key in (asked.parent_item if asked else None, group) if key]
    items = counting.count(frame, definition, keys)
    everybody = counting.present(frame, definition, keys)
    *_, shown = suppression.protect([*items, everybody], Profile.STAFF)
    results = suppression.protect(items, Profile.STAFF)
    hidden = _hidden(shown, group) | _hidden_in_results(results, group)
    table = next((table for table in everybody.breakdowns if table.group == group), None)
    rows = (
        {row.value: None if row.value in hidden else sum(row.counts) for row in table.rows} if table else {}
    )
    return Told(
        {value: count for value, count in rows.items() if value not in UNTOLD},
        {value: count for value, count in rows.items() if value in UNTOLD},
        {item.key: _hidden(item, group) for item in results},
    )


def _hidden(shown: ShownItem, group: str) -> frozenset[str]:
    return frozenset(
        value
        for table in shown.breakdowns
        if table.group == group
        for value, row in table.rows
        if row.base is None
    )


def _hidden_in_results(results: Sequence[ShownItem], group: str) -> frozenset[str]:
    """The rows that the page of results hides in every question put to everybody."""
    largest = max(results, key=lambda item: item.overall.base or 0, default=None)
    return _hidden(largest, group) if largest else frozenset()
