"""Collector links: making, finding and revoking the codes that open a survey."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink, LinkCode
from feedback.models.place import Place
from feedback.models.response import Response
from feedback.models.survey import Survey
from feedback.services import audit
from feedback.vocabulary import Channel

#: Capitals and digits that a QR code packs tightly and that nobody misreads on a poster.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9


@dataclass(frozen=True)
class OpenedLink:
    """A code, found: what it opens, where and how, and whether it may be used."""

    code: str
    link_id: int
    organisation_id: int
    survey_id: int
    place_id: int
    place_name: str
    channel: str
    revoked: bool
    survey_state: str
    closed_at: datetime | None


def make(
    session: Session, survey: Survey, place: Place, *, channel: Channel, label: str, by: str, today: date
) -> CollectorLink:
    """A new link with a random code: 9 of 30 letters, 44 bits."""
    organisation = db.scope_of(session)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    link = CollectorLink(
        organisation_id=organisation, survey_id=survey.id, place_id=place.id, channel=channel.value,
        label=label.strip()[:200], code=code, created_on=today,
    )  # fmt: skip
    session.add_all([link, LinkCode(code=code, organisation_id=organisation)])
    session.flush()
    audit.record(session, "link-made", code, by=by, detail=f"{survey.slug} at {place.slug}, {channel.value}")
    return link


def revoke(session: Session, link: CollectorLink, *, by: str, now: datetime) -> None:
    """Stops a link for good; the paper it hangs on says so to whoever scans it."""
    link.revoked_at = link.revoked_at or now
    session.flush()
    audit.record(session, "link-revoked", link.code, by=by)


_LINK, _CODE, _PLACE, _SURVEY = (db.table_of(model) for model in (CollectorLink, LinkCode, Place, Survey))
#: One Core statement for every request of the public, written once: the code says whose rows it means.
_OPEN = (
    select(
        _LINK.c.code, _LINK.c.id, _LINK.c.organisation_id, _LINK.c.survey_id, _LINK.c.place_id, _PLACE.c.name,
        _LINK.c.channel, _LINK.c.revoked_at, _SURVEY.c.state, _SURVEY.c.closed_at,
    )
    .join(_LINK, (_LINK.c.code == _CODE.c.code) & (_LINK.c.organisation_id == _CODE.c.organisation_id))
    .join(_PLACE, _PLACE.c.id == _LINK.c.place_id)
    .join(_SURVEY, _SURVEY.c.id == _LINK.c.survey_id)
    .select_from(_CODE)
    .where(_CODE.c.code == bindparam("wanted"))
)  # fmt: skip


def open_code(session: Session, code: str) -> OpenedLink | None:
    """What a code opens; sets the session's scope to its organisation. None for an unknown code."""
    wanted = code.upper()
    if len(wanted) > 16:
        return None
    db.set_scope(session, db.EVERYWHERE)
    row = session.execute(_OPEN, {"wanted": wanted}).first()
    if row is None:
        return None
    db.set_scope(session, row.organisation_id)
    return OpenedLink(
        code=row.code, link_id=row.id, organisation_id=row.organisation_id, survey_id=row.survey_id,
        place_id=row.place_id, place_name=row.name, channel=row.channel, revoked=row.revoked_at is not None,
        survey_state=row.state, closed_at=row.closed_at,
    )  # fmt: skip


def find(session: Session, code: str) -> CollectorLink | None:
    """One of this organisation's links by its code, in either case."""
    return session.scalars(select(CollectorLink).where(CollectorLink.code == code.upper())).first()


def code_of(session: Session, link_id: int) -> str | None:
    """The code of one of this organisation's links."""
    return session.scalar(select(CollectorLink.code).where(CollectorLink.id == link_id))


def listed(
    session: Session, *, survey_id: int | None = None, places: Sequence[int] | None = None
) -> list[CollectorLink]:
    """Links, newest first: of a survey, or within some places."""
    query = select(CollectorLink).order_by(CollectorLink.id.desc())
    if survey_id is not None:
        query = query.where(CollectorLink.survey_id == survey_id)
    if places is not None:
        query = query.where(CollectorLink.place_id.in_(places))
    return list(session.scalars(query))


def responses_by_link(session: Session) -> dict[int, int]:
    """How many responses came through each link, counted by link id."""
    counted = (
        select(Response.link_id, func.count()).where(Response.link_id.is_not(None)).group_by(Response.link_id)
    )
    return {link: number for link, number in session.execute(counted) if link is not None}
