"""Promises of the groupings: everybody is where they said, or where and when they answered, and nowhere else."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy.orm import Session

from feedback.reports import frames, groupings
from feedback.reports.frames import Arrivals, Block, Frame, Part
from feedback.services import places, surveys
from tests.feedback.open_survey import BY, Open, answer


def a_frame(place: list[int], days: list[date]) -> Frame:
    """Responses of which only the arrival matters."""
    number = len(place)
    arrivals = Arrivals(
        np.array(place, np.int32),
        np.zeros(number, np.int64),
        np.array([day.toordinal() for day in days], np.int32),
        np.zeros(number, np.uint8),
        np.zeros(number, np.uint8),
    )
    return Frame((Block({}, np.zeros((number, 1), np.uint8), arrivals),))


def test_a_place_counts_everybody_inside_it_and_names_the_place_it_lies_in(
    session: Session, opened: Open
) -> None:
    definition = surveys.definition_of(surveys.revision_of(session, surveys.find(session, opened.slug)))
    site = places.add(session, "Site", by=BY)
    ward = places.add(session, "Ward", by=BY, parent=site)
    elsewhere = places.add(session, "Elsewhere", by=BY)
    frame = a_frame([site.id, ward.id, ward.id, elsewhere.id], [date(2026, 11, 2)] * 4)
    found = groupings.grouping(frame, definition, "place", groupings.place_tree(session))
    told = {row.value: (row.parent, int(who.sum())) for row, who in found.rows}
    assert found.nested
    assert told == {"elsewhere": (None, 1), "site": (None, 3), "ward": ("site", 2)}


def test_a_month_begins_on_its_first_day_and_ends_on_its_last(session: Session, opened: Open) -> None:
    definition = surveys.definition_of(surveys.revision_of(session, surveys.find(session, opened.slug)))
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]
    found = groupings.grouping(a_frame([1] * 4, days), definition, "period")
    assert [(row.value, int(who.sum())) for row, who in found.rows] == [
        ("2026-10", 1), ("2026-11", 2), ("2026-12", 1),
    ]  # fmt: skip


def test_crossing_puts_everybody_in_one_row_of_each_group(session: Session, opened: Open) -> None:
    for number in range(12):
        answer(session, opened, str(number), help_to_decide="yes", age_band=("25-34", "65-74")[number % 2])
    survey = surveys.find(session, opened.slug)
    assert survey is not None
    definition = surveys.definition_of(surveys.revision_of(session, survey))
    frame = frames.load(session, survey.id)
    found = groupings.grouping(frame, definition, "age-band*channel")
    assert sum(int(who.sum()) for _, who in found.rows) == len(frame) == 12
    ages = [row.value for row, _ in groupings.grouping(frame, definition, "age-band").rows]
    # A row that nobody is in stands there too: its absence would tell.
    assert [row.value for row, _ in found.rows] == [f"{age}*qr" for age in ages]
    with pytest.raises(KeyError):
        groupings.grouping(frame, definition, "shoe-size*sex")


def test_a_part_is_only_what_was_asked_for() -> None:
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]
    frame = a_frame([1, 2, 1, 2], days)
    november = Part(since=date(2026, 11, 1), until=date(2026, 11, 30))
    assert len(november.of(frame)) == 2
    assert list(Part(places=[2]).of(frame).arrival("day")) == [days[1].toordinal(), days[3].toordinal()]
    assert len(Part(places=[1], since=date(2026, 11, 1)).of(frame)) == 1
