"""What the Monday e-mail of a place says in numbers: whoever finds it on a table reads it, so it says the least.

The numbers leave by the one door under the strictest profile: none of fewer than ten answers, no cell under eight,
all in fives. They are of everybody, never by group, and of days that no other e-mail of the place told of.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.reports import readings, suppression
from feedback.reports.bands import edges
from feedback.reports.frames import EVERYTHING, Part
from feedback.reports.measures import FEW_BELOW
from feedback.reports.results import WORDS
from feedback.reports.shapes import Profile, ShownItem
from surveys.definition import Definition


@dataclass(frozen=True)
class Stretch:
    """Days, both within it."""

    first_on: date
    last_on: date


@dataclass(frozen=True)
class Said:
    """One question: the share of positive answers as a whole percentage, or as a word ("Most") where that is hidden."""

    item: str
    text: str
    percent: int | None
    word: str
    #: Between 0 and 100, to put questions in order; never shown.
    rank: float


@dataclass(frozen=True)
class Figures:
    """What can be told of one survey at a place.

    `week` is about how many answered in the last seven days, None: fewer than ten. `people` is the same of the
    stretch, and `said` what they said, the best first; both are empty until thirty have answered.
    `known`: ten people or more have answered here altogether.
    """

    survey: str
    title: str
    week: int | None
    known: bool
    people: int | None
    said: tuple[Said, ...]


def figures(
    session: Session,
    survey: Survey,
    definition: Definition,
    places: Collection[int],
    week: Stretch,
    stretch: Stretch | None,
) -> Figures:
    """The numbers of one survey at these places; no `stretch`: its numbers were all told."""
    in_week, _ = _shown(session, survey, definition, places, week)
    ever, _ = _shown(session, survey, definition, places, None)
    people, items = (None, []) if stretch is None else _shown(session, survey, definition, places, stretch)
    if people is None or people < FEW_BELOW:
        # The days wait, with those to come, until together they tell more than chance.
        return Figures(survey.slug, survey.title, in_week, ever is not None, None, ())
    said = [one for item in items if (one := _said(item, definition)) is not None]
    said.sort(key=lambda one: -one.rank)
    return Figures(survey.slug, survey.title, in_week, ever is not None, people, tuple(said))


def _shown(
    session: Session, survey: Survey, definition: Definition, places: Collection[int], days: Stretch | None
) -> tuple[int | None, list[ShownItem]]:
    part = Part(places=places)
    if days is not None:
        part = Part(places=places, since=days.first_on, until=days.last_on)
    assert part != EVERYTHING
    return suppression.measured(session, survey, definition, [], Profile.SENSITIVE, part=part)


def _said(item: ShownItem, definition: Definition) -> Said | None:
    """What an item says; None where nothing of it may be told, and for a share of so few that chance put it there."""
    asked = definition.item(item.key)
    if asked is None or (item.overall.base or 0) < FEW_BELOW:
        return None
    share = readings.read(item, definition).positive
    if share is not None:
        return Said(item.key, asked.text, share.percent, "", float(share.percent))
    if item.overall.words is None:
        return None
    least, under = edges(item.overall.words)
    return Said(item.key, asked.text, None, WORDS[item.overall.words], (least + under) / 2)
