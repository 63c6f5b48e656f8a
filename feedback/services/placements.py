"""Placements: what staff saw and did where something hangs, its words put right, and a print replaced by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.place import Place
from feedback.models.placement import Placement, PlacementEvent
from feedback.models.staff_member import StaffMember
from feedback.models.survey import Survey
from feedback.services import appending, audit, collector_links
from feedback.services.refusals import Refused
from feedback.vocabulary import Channel, SurveyState

EVENTS = db.table_of(PlacementEvent)
#: The channels that stand or hang somewhere; nobody walks to a web page or a text message.
HANGING = (Channel.QR, Channel.KIOSK, Channel.PAPER)
MOST_LETTERS = 200


class Kind(StrEnum):
    """What hangs or stands there."""

    POSTER_A4 = "poster-a4"
    POSTER_A5 = "poster-a5"
    TABLE_TENT = "table-tent"
    LEAFLET = "leaflet"
    STICKER = "sticker"
    CONTACT_CARD = "contact-card"
    SCREEN = "screen"
    FORMS = "forms"
    OTHER = "other"


class What(StrEnum):
    """What happened at a placement."""

    SEEN = "seen"
    DAMAGED = "damaged"
    TAKEN_DOWN = "taken-down"
    #: Hung somewhere else within its place.
    MOVED = "moved"
    #: What hangs there, or since when, said anew.
    DESCRIBED = "described"
    REPLACED = "replaced"
    REPLACES = "replaces"
    UNDONE = "undone"


#: What one tap says, and another takes back.
SAYABLE = (What.SEEN, What.DAMAGED, What.TAKEN_DOWN)


@dataclass(frozen=True)
class Happened:
    """One line of a placement's history."""

    id: int
    day: date
    what: What
    staff_id: int | None
    by: str
    detail: str
    undone: bool


def hangs(link: CollectorLink) -> bool:
    """Whether the link is one that hangs or stands somewhere."""
    return link.channel in HANGING


def said(session: Session, links: Sequence[int]) -> dict[int, list[Happened]]:
    """What still counts of what was said of each link, oldest first."""
    found: dict[int, list[Happened]] = {}
    rows = session.execute(
        select(PlacementEvent, StaffMember)
        .outerjoin(StaffMember, StaffMember.id == PlacementEvent.staff_id)
        .where(PlacementEvent.link_id.in_(links))
        .order_by(PlacementEvent.id)
    ).all()
    undone = {row.undoes for row, _ in rows}
    for row, member in rows:
        if row.undoes is None and row.id not in undone:
            found.setdefault(row.link_id, []).append(_happened(row, member, False))
    return found


def _happened(row: PlacementEvent, member: StaffMember | None, undone: bool) -> Happened:
    name = (member.name or member.email) if member else ""
    return Happened(row.id, row.happened_on, What(row.what), row.staff_id, name, row.detail, undone)


def history(session: Session, link: CollectorLink) -> list[Happened]:
    """Everything that happened to a placement, newest first, also what was taken back."""
    rows = session.execute(
        select(PlacementEvent, StaffMember)
        .outerjoin(StaffMember, StaffMember.id == PlacementEvent.staff_id)
        .where(PlacementEvent.link_id == link.id)
        .order_by(PlacementEvent.id.desc())
    ).all()
    undone = {row.undoes for row, _ in rows}
    return [_happened(row, member, row.id in undone) for row, member in rows if row.undoes is None]


def say(
    session: Session, link: CollectorLink, what: What, *, staff_id: int | None, by: str, today: date
) -> None:
    """Somebody saw it working, found it damaged or gone, or took it down; a tap that came twice is one.

    Raises Refused where that cannot be.
    """
    if what not in SAYABLE:
        raise Refused("Say what you saw.")
    if (what is What.TAKEN_DOWN) != (link.revoked_at is not None):
        raise Refused(
            "Revoke the link first: while it opens, the paper may hang." if link.revoked_at is None
            else "This link is revoked. It no longer opens, so its paper has to come down."
        )  # fmt: skip
    before = said(session, [link.id]).get(link.id, [])
    if before and (before[-1].what, before[-1].day, before[-1].staff_id) == (what, today, staff_id):
        return
    _record(session, link, what, staff_id=staff_id, today=today)
    audit.record(session, f"placement-{what.value}", link.code, by=by)


def undo(
    session: Session, link: CollectorLink, event_id: int, *, staff_id: int | None, by: str, today: date
) -> None:
    """Takes back what one tap said; both stay in the history. Raises Refused where there is nothing to take back."""
    found = next((one for one in history(session, link) if one.id == event_id), None)
    if found is None or found.what not in SAYABLE:
        raise Refused("There is nothing to take back.")
    if found.undone:
        return
    _record(session, link, What.UNDONE, staff_id=staff_id, today=today, undoes=event_id)
    audit.record(session, "placement-undone", link.code, by=by, detail=found.what.value)


def _record(
    session: Session, link: CollectorLink, what: What, *, staff_id: int | None, today: date, detail: str = "",
    undoes: int | None = None,
) -> None:  # fmt: skip
    row = {
        "organisation_id": db.scope_of(session), "link_id": link.id, "happened_on": today, "what": what.value,
        "staff_id": staff_id, "detail": detail[:MOST_LETTERS], "undoes": undoes,
    }  # fmt: skip
    # Whoever takes it back a moment later finds it taken back.
    appending.add_once(session, EVENTS, row, ("organisation_id", "undoes"))


def _kept(session: Session, link: CollectorLink) -> Placement:
    """The row of a link, made where there is none; whoever else asks for it waits until this is done."""
    session.refresh(link, with_for_update=True)
    found = session.get(Placement, (db.scope_of(session), link.id))
    if found is None:
        found = Placement(organisation_id=db.scope_of(session), link_id=link.id, kind="")
        session.add(found)
    return found


def describe(
    session: Session, link: CollectorLink, *, label: str, kind: str, hung_on: date, staff_id: int | None, by: str,
    today: date,
) -> None:  # fmt: skip
    """Where exactly it hangs within its place, what it is and since when. Raises Refused, naming what to mend."""
    label = label.strip()
    if len(label) > MOST_LETTERS:
        raise Refused("Keep it under 200 letters.", "label")
    if kind and kind not in list(Kind):
        raise Refused("Choose what hangs there from the list.", "kind")
    if hung_on > today:
        raise Refused("It cannot hang since a day that is still to come.", "hung_on")
    row = _kept(session, link)
    if label != link.label:
        _record(session, link, What.MOVED, staff_id=staff_id, today=today, detail=link.label)
        audit.record(session, "placement-moved", link.code, by=by, detail=label)
        link.label = label
    if (kind, hung_on) != (row.kind, row.hung_on or link.created_on):
        _record(session, link, What.DESCRIBED, staff_id=staff_id, today=today)
        audit.record(session, "placement-described", link.code, by=by, detail=f"{kind} since {hung_on}")
        row.kind, row.hung_on = kind, hung_on
    session.flush()


def replace(
    session: Session, link: CollectorLink, *, staff_id: int | None, by: str, now: datetime,
    place: Place | None = None, label: str | None = None,
) -> CollectorLink:  # fmt: skip
    """A new link for the same survey, channel and spot, or for another; the old one stops for good.

    Paper of a closed survey that led to the old link leads to the new one. Raises Refused where it was replaced
    already, or its survey is not open.
    """
    row, survey = _kept(session, link), session.get_one(Survey, link.survey_id)
    if row.replaced_by_id is not None:
        raise Refused("This link was replaced already.")
    if survey.state != SurveyState.PUBLISHED:
        raise Refused("Its survey is not open, so a new link would open nothing. Open the survey first.")
    where = place or session.get_one(Place, link.place_id)
    spot = link.label if label is None else label
    if len(spot) > MOST_LETTERS:
        raise Refused("Keep it under 200 letters.")
    made = collector_links.make(
        session, survey, where, channel=Channel(link.channel), label=spot, by=by, today=now.date()
    )
    made.fft_mode, row.replaced_by_id = link.fft_mode, made.id
    _kept(session, made).kind = row.kind
    if link.revoked_at is None:
        collector_links.revoke(session, link, by=by, now=now)
    for old in session.scalars(select(CollectorLink).where(CollectorLink.leads_to == link.code)):
        old.leads_to = made.code
        audit.record(session, "link-leads-on", old.code, by=by, detail=made.code)
    _record(session, link, What.REPLACED, staff_id=staff_id, today=now.date(), detail=made.code)
    _record(session, made, What.REPLACES, staff_id=staff_id, today=now.date(), detail=link.code)
    audit.record(session, "link-replaced", link.code, by=by, detail=made.code)
    session.flush()
    return made
