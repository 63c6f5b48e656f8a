"""What the Monday e-mail of a place says in numbers: whoever finds it on a table reads it, so it says the least.

The numbers leave by the one door under the strictest profile: none of fewer than ten answers, no cell under eight,
all in fives. They are of everybody, never by group, and of days that no other e-mail of the place told of. What changed
since the e-mail before is worked out from what both of them show, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.reports import frames, readings, suppression
from feedback.reports.bands import edges
from feedback.reports.comparison import LEVEL, PRACTICAL_POINTS
from feedback.reports.differences import adjusted, p_value
from feedback.reports.frames import Frame, Part
from feedback.reports.measures import FEW_BELOW, whole_percent
from feedback.reports.results import WORDS
from feedback.reports.rules import RULES
from feedback.reports.shapes import Profile, ShownItem
from surveys.definition import Definition

_PROFILE = Profile.SENSITIVE
#: A week is the seven days up to its last; words stand in an e-mail where ten answered within four of them.
_WEEK, _LATELY = timedelta(days=6), timedelta(days=27)


@dataclass(frozen=True)
class Stretch:
    """Days, both within it."""

    first_on: date
    last_on: date


@dataclass(frozen=True)
class Told:
    """What an e-mail told of a question: so many positive answers of so many, as they were shown."""

    item: str
    text: str
    count: int
    base: int


@dataclass(frozen=True)
class Said:
    """One question: the share of positive answers as a whole percentage, or as a word ("Most") where that is hidden."""

    item: str
    text: str
    percent: int | None
    word: str
    #: Between 0 and 100, to put questions in order; never shown.
    rank: float
    #: The shown numbers behind the percentage.
    told: Told | None = None
    #: The percentage in the e-mail before, where the two lie further apart than chance would have them.
    was: int | None = None


@dataclass(frozen=True)
class Figures:
    """What can be told of one survey at a place.

    `week` is about how many answered in the last seven days, None: fewer than ten. `people` is the same of the
    stretch, and `said` what they said, the best first; both are empty until thirty have answered.
    `lately`: ten people or more have answered here in the last four weeks. `elsewhere`: what people said is told by
    the e-mails of places below, and beside them nothing of this place may be.
    """

    survey: str
    title: str
    week: int | None
    lately: bool
    people: int | None
    said: tuple[Said, ...]
    elsewhere: bool = False


def figures(
    session: Session, survey: Survey, definition: Definition, places: Collection[int], last_on: date,
    stretch: Stretch | None, before: Sequence[Told] = (), *, alone: Collection[int],
) -> Figures:  # fmt: skip
    """The numbers of one survey at these places, for the week up to `last_on`.

    No `stretch`: its numbers were all told. `before` is what the e-mail before this one told. `alone` are those of the
    places that no other e-mail tells of: whoever lays all of them side by side is left with their answers, so there
    have to be ten of them as in any group.
    """
    frame = Part(places=places).of(frames.load(session, survey.id))
    week = _number(frame, Stretch(last_on - _WEEK, last_on))
    lately = _number(frame, Stretch(last_on - _LATELY, last_on)) is not None
    people = _number(frame, stretch) if stretch else None
    if stretch is None or people is None or people < FEW_BELOW:
        # The days wait, with those to come, until together they tell more than chance.
        return Figures(survey.slug, survey.title, week, lately, None, ())
    if _number(Part(places=alone).of(frame), stretch) is None:
        return Figures(survey.slug, survey.title, week, lately, None, (), elsewhere=True)
    part = Part(places=places, since=stretch.first_on, until=stretch.last_on)
    _, items = suppression.measured(session, survey, definition, [], _PROFILE, part=part)
    said = [one for item in items if (one := _said(item, definition)) is not None]
    said.sort(key=lambda one: -one.rank)
    return Figures(survey.slug, survey.title, week, lately, people, tuple(_beside(said, before)))


def _number(frame: Frame, days: Stretch) -> int | None:
    """About how many answered within some days, as the door lets it out."""
    part = Part(since=days.first_on, until=days.last_on)
    return suppression.protect_total(len(part.of(frame)), _PROFILE)


def _said(item: ShownItem, definition: Definition) -> Said | None:
    """What an item says; None where nothing of it may be told, and for a share of so few that chance put it there."""
    asked = definition.item(item.key)
    if asked is None or (item.overall.base or 0) < FEW_BELOW:
        return None
    share = readings.read(item, definition).positive
    if share is not None:
        told = Told(item.key, asked.text, share.count, share.base)
        return Said(item.key, asked.text, share.percent, "", float(share.percent), told)
    if item.overall.words is None:
        return None
    least, under = edges(item.overall.words)
    return Said(item.key, asked.text, None, WORDS[item.overall.words], (least + under) / 2)


def _beside(said: Sequence[Said], before: Sequence[Told]) -> list[Said]:
    """The same beside what the e-mail before told, where it asked the same in the same words.

    All questions are one family, since whoever looks for a fall looks through them all (see `comparison`).
    """
    earlier = {(one.item, one.text): one for one in before}
    pairs = {
        at: (one.told, earlier[one.item, one.text])
        for at, one in enumerate(said)
        if one.told is not None and (one.item, one.text) in earlier
    }
    chances = dict(zip(pairs, adjusted([_chance(*pair) for pair in pairs.values()]), strict=True))
    found = list(said)
    for at, (_, old) in pairs.items():
        was, now = whole_percent(old.count, old.base), found[at].percent
        if now is not None and chances[at] <= LEVEL and abs(was - now) >= PRACTICAL_POINTS:
            found[at] = replace(found[at], was=was)
    return found


def _chance(now: Told, old: Told) -> float:
    """How often chance alone would part the two at least so far, with the numbers as close as the rounding allows."""
    most = RULES[_PROFILE].rounding // 2
    up = 1 if now.count * old.base < old.count * now.base else -1
    a, m = _moved(now, up * most)
    b, n = _moved(old, -up * most)
    crossed = (a * n - b * m) * up > 0
    return 1.0 if crossed else p_value(a, m, b, n)


def _moved(told: Told, by: int) -> tuple[int, int]:
    base = max(told.base - by, 1)
    return min(max(told.count + by, 0), base), base
