"""Collector links: making, finding and revoking the codes that open a survey."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink, LinkCode
from feedback.models.place import Place
from feedback.models.response import Response
from feedback.models.survey import Survey
from feedback.services import audit, opening_times
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
    #: The code of the link that this printed one leads to from now on.
    leads_to: str | None = None
    #: The day on which a published survey opens by itself, while that is still to come.
    opens_on: date | None = None
    #: A campaign's: it takes answers through personal links alone.
    personal: bool = False


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


def lead(session: Session, survey: Survey, to: Survey, *, by: str, today: date) -> None:
    """Makes every link of a survey lead to another's of the same place and channel, made where there is none."""
    open_ones = [link for link in listed(session, survey_id=to.id) if not link.revoked_at]
    theirs = {(link.place_id, link.channel): link for link in reversed(open_ones)}
    for link in listed(session, survey_id=survey.id):
        if link.revoked_at is not None:
            continue
        target = theirs.get((link.place_id, link.channel))
        if target is None:
            place = session.get_one(Place, link.place_id)
            target = make(
                session, to, place, channel=Channel(link.channel), label=link.label, by=by, today=today
            )
            theirs[link.place_id, link.channel] = target
        link.leads_to = target.code
        audit.record(session, "link-leads-on", link.code, by=by, detail=target.code)
    session.flush()


def stay(session: Session, survey: Survey) -> None:
    """Ends that: the survey's links open the survey itself."""
    for link in listed(session, survey_id=survey.id):
        link.leads_to = None
    session.flush()


_LINK, _CODE, _PLACE, _SURVEY = (db.table_of(model) for model in (CollectorLink, LinkCode, Place, Survey))
#: Whether a link is a campaign's whose people answer by their own links.
PERSONAL = (
    exists()
    .where(Campaign.link_id == CollectorLink.id, Campaign.answered_by == "link")
    .correlate(CollectorLink)
    .label("personal")
)
#: One Core statement for every request of the public, written once: the code says whose rows it means.
_OPEN = (
    select(
        _LINK.c.code, _LINK.c.id.label("link_id"), _LINK.c.organisation_id, _LINK.c.survey_id, _LINK.c.place_id,
        _PLACE.c.name.label("place_name"),
        _LINK.c.channel, _LINK.c.revoked_at, _LINK.c.leads_to, _SURVEY.c.state, _SURVEY.c.closed_at,
        _SURVEY.c.opens_at, _SURVEY.c.closes_at, PERSONAL,
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
    row = session.execute(_OPEN, {"wanted": wanted}).mappings().first()
    if row is None:
        return None
    db.set_scope(session, row["organisation_id"])
    return from_row(row)


def from_row(row: Mapping[Any, Any]) -> OpenedLink:
    """What a code opens at this moment, from a row of its link, place and survey."""
    now = audit.now()
    state, closed_at = opening_times.standing(
        row["state"], row["opens_at"], row["closes_at"], row["closed_at"], now
    )
    return OpenedLink(
        code=row["code"], link_id=row["link_id"], organisation_id=row["organisation_id"],
        survey_id=row["survey_id"], place_id=row["place_id"], place_name=row["place_name"], channel=row["channel"],
        revoked=row["revoked_at"] is not None, survey_state=state, closed_at=closed_at, leads_to=row["leads_to"],
        opens_on=opening_times.day_to_come(row["state"], row["opens_at"], now), personal=bool(row["personal"]),
    )  # fmt: skip


def is_code(session: Session, code: str) -> bool:
    """Whether any organisation's link has this code, in capitals."""
    return session.get(LinkCode, code) is not None


def find(session: Session, code: str) -> CollectorLink | None:
    """One of this organisation's links by its code, in either case."""
    return session.scalars(select(CollectorLink).where(CollectorLink.code == code.upper())).first()


def code_of(session: Session, link_id: int) -> str | None:
    """The code of one of this organisation's links."""
    return session.scalar(select(CollectorLink.code).where(CollectorLink.id == link_id))


def of_campaigns(session: Session, links: Sequence[CollectorLink]) -> list[CollectorLink]:
    """Those that are a campaign's: without the personal link of an invitation they open nothing."""
    wanted = [link.id for link in links]
    found = set(session.scalars(select(Campaign.link_id).where(Campaign.link_id.in_(wanted))))
    return [link for link in links if link.id in found]


def listed(
    session: Session,
    *,
    survey_id: int | None = None,
    places: Sequence[int] | None = None,
    by_themselves: bool = False,
) -> list[CollectorLink]:
    """Links, newest first: of a survey, or within some places.

    `by_themselves` leaves out those of campaigns: without the personal link of an invitation they open nothing.
    """
    query = select(CollectorLink).order_by(CollectorLink.id.desc())
    if by_themselves:
        query = query.where(~exists().where(Campaign.link_id == CollectorLink.id))
    if survey_id is not None:
        query = query.where(CollectorLink.survey_id == survey_id)
    if places is not None:
        query = query.where(CollectorLink.place_id.in_(places))
    return list(session.scalars(query))


def is_of_a_campaign(session: Session, link: CollectorLink) -> bool:
    """Whether a campaign's people answer through a link."""
    return session.scalar(select(Campaign.id).where(Campaign.link_id == link.id)) is not None


def open_beside(session: Session, link_id: int, *, survey_id: int, place_id: int) -> str | None:
    """The code of an open link of the same survey and place that anybody may use; the newest on paper or the web."""
    query = (
        select(CollectorLink.code)
        .where(CollectorLink.survey_id == survey_id, CollectorLink.place_id == place_id)
        .where(CollectorLink.id != link_id, CollectorLink.revoked_at.is_(None))
        .where(CollectorLink.channel.in_([Channel.QR.value, Channel.WEB.value]))
        .where(~exists().where(Campaign.link_id == CollectorLink.id))
    )
    return session.scalars(query.order_by(CollectorLink.id.desc())).first()


def responses_by_link(session: Session) -> dict[int, int]:
    """How many responses came through each link, counted by link id."""
    counted = (
        select(Response.link_id, func.count()).where(Response.link_id.is_not(None)).group_by(Response.link_id)
    )
    return {link: number for link, number in session.execute(counted) if link is not None}
