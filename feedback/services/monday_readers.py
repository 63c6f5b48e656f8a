"""Monday readers: who asked for the Monday e-mail of a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.monday_reader import MondayReader
from feedback.models.place import Place
from feedback.services import audit, places, staff_members
from feedback.vocabulary import PERMISSIONS, Permission, Role

READERS = db.table_of(MondayReader)


@dataclass(frozen=True)
class Reader:
    """Somebody who gets it now, and since when they asked.

    `reads_comments` where their role lets them see what a reader showed to the team, `drafts` where it lets them write
    what is done about a number.
    """

    staff_id: int
    email: str
    place: Place
    since: date
    reads_comments: bool
    drafts: bool


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


def chosen(session: Session, staff_id: int) -> set[str]:
    """The slugs of the places whose e-mail a colleague asked for."""
    rows = select(Place.slug).join(MondayReader, MondayReader.place_id == Place.id)
    return set(session.scalars(rows.where(MondayReader.staff_id == staff_id)))


def everybody(session: Session) -> list[Reader]:
    """Whoever asked, may still sign in, and still reaches the place; those of a place together."""
    people = {one.member.id: one for one in staff_members.colleagues(session) if one.member.active}
    sites = {branch.place.id: branch.place for branch in places.tree(session)}
    found = []
    for row in session.scalars(select(MondayReader).order_by(MondayReader.place_id, MondayReader.id)):
        one = people.get(row.staff_id)
        if one is None or not _lies_within(sites, row.place_id, one.membership.place_id):
            continue
        may = PERMISSIONS[Role(one.membership.role)]
        if Permission.SEE_RESULTS in may:
            found.append(
                Reader(
                    one.member.id, one.member.email, sites[row.place_id], row.since,
                    reads_comments=Permission.SEE_RELEASED_COMMENTS in may,
                    drafts=Permission.DRAFT_IMPROVEMENTS in may,
                )
            )  # fmt: skip
    return found


def _lies_within(sites: Mapping[int, Place], place_id: int, top_id: int | None) -> bool:
    """Whether a place is this one or lies below it; everything lies within the whole organisation."""
    at: int | None = place_id
    while top_id is not None and at is not None and at != top_id:
        at = sites[at].parent_id if at in sites else None
    return at is not None
