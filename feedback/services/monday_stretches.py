"""Monday stretches: which days the e-mails of a place told numbers of, and what they told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.monday_reader import MondayReader, MondayStretch
from feedback.services import places

#: How far back the first e-mail of a place looks: what is older is no news.
AT_FIRST = timedelta(days=90)
_A_DAY, _A_WEEK = timedelta(days=1), timedelta(days=7)
#: In place of a number of people: fewer than ten.
FEW = 0


@dataclass(frozen=True)
class Told:
    """What this week's e-mail told of a survey: about how many answered (None: fewer than ten), and what they said.

    `said` is None where the days wait: no share was told.
    """

    survey_id: int
    week: int | None
    said: Sequence[Sequence[Any]] | None = None


@dataclass(frozen=True)
class Before:
    """What the e-mail before told of a survey: rows of `MondayStretch.said`, and about how many answered in the week
    before, FEW for fewer than ten; None where no e-mail told of that week."""

    said: Sequence[Sequence[Any]] = ()
    week: int | None = None


def untold(session: Session, place_id: int, survey_id: int, last_on: date) -> tuple[date, date] | None:
    """The days up to `last_on` that no e-mail told of, or those that this week's told; None when there are none."""
    row = _of(session, place_id, survey_id)
    if row is not None and row.last_on == last_on:
        return row.first_on, last_on
    first_on = _beginning(session, place_id, survey_id, last_on) if row is None else row.last_on + _A_DAY
    return (first_on, last_on) if first_on <= last_on else None


def _beginning(session: Session, place_id: int, survey_id: int, last_on: date) -> date:
    """The first day that the first e-mail of a place looks back to: none that was told of a place above it."""
    above = [place.id for place in places.upwards(session, place_id)[1:]]
    rows = select(MondayStretch.last_on).where(
        MondayStretch.place_id.in_(above), MondayStretch.survey_id == survey_id
    )
    return max([last_on - AT_FIRST, *(day + _A_DAY for day in session.scalars(rows))])


def alone(session: Session, place_id: int) -> list[int]:
    """A place and those below it, without those that have e-mails of their own, or had some, and what is below these.

    Where so few answered here that they could be counted, the e-mail of the place tells no shares: somebody would
    take the others from it and be left with them.
    """
    own = {*session.scalars(select(MondayReader.place_id)), *session.scalars(select(MondayStretch.place_id))}
    found: list[int] = []
    skipped: int | None = None
    for branch in places.tree(session, place_id):
        if skipped is not None and branch.depth > skipped:
            continue
        skipped = branch.depth if branch.place.id != place_id and branch.place.id in own else None
        if skipped is None:
            found.append(branch.place.id)
    return found


def were_told(session: Session, place_id: int, last_on: date) -> bool:
    """Whether the e-mails of a place for the week up to a day were put together."""
    rows = select(MondayStretch.id).where(
        MondayStretch.place_id == place_id, MondayStretch.week_on == last_on
    )
    return session.scalars(rows.limit(1)).first() is not None


def before(session: Session, place_id: int, survey_id: int, last_on: date) -> Before:
    """What was told before the e-mail of the week up to `last_on`."""
    row = _of(session, place_id, survey_id)
    if row is None:
        return Before()
    week = (FEW if row.week is None else row.week) if row.week_on == last_on - _A_WEEK else None
    return Before(row.said, week)


def keep(session: Session, place_id: int, told: Sequence[Told], last_on: date) -> None:
    """Keeps what the e-mail of a place told, of the week up to a day."""
    for one in told:
        days = untold(session, place_id, one.survey_id, last_on)
        row = _of(session, place_id, one.survey_id)
        if row is None:
            # Until a share is told, the days from the first e-mail on wait: a place where few answer gets there too.
            eve = (days[0] if days else last_on + _A_DAY) - _A_DAY
            row = MondayStretch(
                organisation_id=db.scope_of(session), place_id=place_id, survey_id=one.survey_id, first_on=eve,
                last_on=eve, said=[],
            )  # fmt: skip
            session.add(row)
        if one.said is not None and days is not None:
            row.first_on, row.last_on = days
            row.said = [list(each) for each in one.said]
        row.week_on, row.week = last_on, one.week
    session.flush()


def _of(session: Session, place_id: int, survey_id: int) -> MondayStretch | None:
    rows = select(MondayStretch).where(
        MondayStretch.place_id == place_id, MondayStretch.survey_id == survey_id
    )
    return session.scalars(rows).first()
