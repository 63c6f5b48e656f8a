"""Monday readers: who asked for the Monday e-mail of a place, and which days its numbers have told of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.monday_reader import MondayReader, MondayStretch
from feedback.models.place import Place
from feedback.services import audit, places, staff_members
from feedback.vocabulary import PERMISSIONS, Permission, Role

READERS = db.table_of(MondayReader)
#: How far back the first e-mail of a place looks: what is older is no news.
_AT_FIRST = timedelta(days=90)


@dataclass(frozen=True)
class Reader:
    """Somebody who gets it now: `reads_comments` where their role lets them see what a reader showed to the team."""

    staff_id: int
    email: str
    place: Place
    reads_comments: bool


def join(session: Session, place: Place, *, staff_id: int, by: str, today: date) -> None:
    """A colleague asks for it; asking twice does no harm."""
    if reads(session, place, staff_id=staff_id):
        return
    session.add(
        MondayReader(organisation_id=db.scope_of(session), staff_id=staff_id, place_id=place.id, since=today)
    )
    session.flush()
    audit.record(session, "monday-email-on", place.slug, by=by)


def leave(session: Session, *, staff_id: int, place_id: int, by: str) -> None:
    """They get it no longer."""
    mine = (READERS.c.staff_id == staff_id, READERS.c.place_id == place_id)
    gone = session.execute(delete(READERS).where(db.scoped(session, READERS), *mine).returning(READERS.c.id))
    if gone.all():
        place = places.find(session, place_id)
        audit.record(session, "monday-email-off", place.slug if place else "", by=by)


def reads(session: Session, place: Place, *, staff_id: int) -> bool:
    """Whether a colleague asked for it."""
    rows = select(MondayReader.id).where(MondayReader.staff_id == staff_id, MondayReader.place_id == place.id)
    return session.scalars(rows).first() is not None


def everybody(session: Session) -> list[Reader]:
    """Whoever asked, may still sign in, and still reaches the place."""
    people = {one.member.id: one for one in staff_members.colleagues(session) if one.member.active}
    sites = {branch.place.id: branch.place for branch in places.tree(session)}
    found = []
    for row in session.scalars(select(MondayReader).order_by(MondayReader.id)):
        one = people.get(row.staff_id)
        if one is None or not _reaches(session, one.membership.place_id, row.place_id):
            continue
        may = PERMISSIONS[Role(one.membership.role)]
        if Permission.SEE_RESULTS in may:
            comments = Permission.SEE_RELEASED_COMMENTS in may
            found.append(Reader(one.member.id, one.member.email, sites[row.place_id], comments))
    return found


def _reaches(session: Session, top_id: int | None, place_id: int) -> bool:
    return top_id is None or place_id in places.within(session, top_id)


def untold(session: Session, place_id: int, survey_id: int, last_on: date) -> tuple[date, date] | None:
    """The days up to `last_on` that no e-mail told of, or those that this week's told; None when there are none."""
    row = _stretch(session, place_id, survey_id)
    if row is None:
        return last_on - _AT_FIRST, last_on
    if row.last_on == last_on:
        return row.first_on, last_on
    first_on = row.last_on + timedelta(days=1)
    return (first_on, last_on) if first_on <= last_on else None


def told(session: Session, place_id: int, surveys: Collection[int], last_on: date) -> Sequence[MondayStretch]:
    """Keeps that the numbers of these surveys were told up to a day."""
    kept = []
    for survey_id in surveys:
        days = untold(session, place_id, survey_id, last_on)
        row = _stretch(session, place_id, survey_id)
        if days is None:
            continue
        if row is None:
            row = MondayStretch(organisation_id=db.scope_of(session), place_id=place_id, survey_id=survey_id)
            session.add(row)
        row.first_on, row.last_on = days
        kept.append(row)
    session.flush()
    return kept


def _stretch(session: Session, place_id: int, survey_id: int) -> MondayStretch | None:
    rows = select(MondayStretch).where(
        MondayStretch.place_id == place_id, MondayStretch.survey_id == survey_id
    )
    return session.scalars(rows).first()
