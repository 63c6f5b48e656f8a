"""Uploads of contacts: a file, when it was made and who declared what, turned into contacts and lines left out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.contact_upload import ContactUpload
from feedback.models.place import Place
from feedback.services import (
    audit,
    batches,
    contact_files,
    contact_lines,
    contact_needs,
    contact_repeats,
    contacts,
    exclusions,
    places,
)
from feedback.services.contact_lines import LeftOut, Person
from feedback.services.contact_needs import Reason
from feedback.services.contacts import TABLE
from feedback.services.refusals import Refused
from feedback.vocabulary import CampaignState, ContactState

#: What whoever uploads a list declares was taken out of it.
DECLARED = ("deaths", "under-16s", "safeguarding", "objections")
#: A clock may be a little fast.
_AHEAD = timedelta(minutes=10)
_OPEN = (CampaignState.DRAFT, CampaignState.SCHEDULED, CampaignState.PAUSED)


@dataclass(frozen=True)
class Declaration:
    """When the list was taken out (UTC), what was taken out of it, and who says so."""

    extracted_at: datetime
    taken_out: Collection[str]
    by: str
    name: str


@dataclass(frozen=True)
class Prepared:
    """A file read and told apart, its numbers hashed and sealed, before anything is written."""

    people: Sequence[Person]
    sealed: Mapping[int, Mapping[str, str | None]]
    left_out: Sequence[LeftOut]
    lines: int
    remarks: Sequence[str]


def prepare(
    session: Session, content: bytes, *, channel: str, chosen: Mapping[str, str] | None = None
) -> Prepared:
    """Reads a file, which takes seconds when it is long; asks the session for its keys and the database for nothing.

    So a caller can let others write meanwhile. Raises Refused, and says what to mend.
    """
    found = contact_files.read(content, channel=channel, chosen=chosen)
    people, left_out = contact_lines.people(session, channel, found)
    sealed = {
        one.line: {
            "address": contacts.seal(session, one.address) if one.address else None,
            "name": contacts.seal(session, one.name) if one.name else None,
            "said": contacts.seal(session, json.dumps(dict(one.said), ensure_ascii=False))
            if one.said
            else None,
        }
        for one in people
    }
    return Prepared(people, sealed, left_out, len(found.lines), found.remarks)


def add(
    session: Session, campaign: Campaign, prepared: Prepared, declaration: Declaration, *, now: datetime
) -> ContactUpload:
    """Adds what was read of a file to a campaign. Raises Refused, with nothing written, and says what to mend.

    What can be used is; every line that cannot is kept by its number and reason, and nothing else of it.
    """
    # Two lists at once for one campaign: the second waits, and finds the numbers of the first.
    session.execute(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    refuse(session, campaign, declaration, now=now)
    listed = exclusions.excluded(session, {one.hash for one in prepared.people if one.hash})
    people, repeated = contact_lines.once(prepared.people, listed)
    people, known, decided = contact_repeats.told_apart(session, campaign, people, declaration.extracted_at)
    left_out = sorted([*prepared.left_out, *repeated, *known], key=lambda one: one.line)
    upload = ContactUpload(
        organisation_id=campaign.organisation_id, campaign_id=campaign.id, extracted_at=declaration.extracted_at,
        uploaded_at=now, declared=[one for one in DECLARED if one in declaration.taken_out],
        declared_by=declaration.by, declared_name=declaration.name[:200], lines=prepared.lines,
        counts=dict(Counter(one.reason for one in left_out)), left_out=_sealed(session, left_out, prepared.remarks),
    )  # fmt: skip
    session.add(upload)
    session.flush()
    _insert(session, campaign, upload, people, prepared.sealed, decided)
    contacts.screen(session, campaign, now=now)
    audit.record(
        session, "contacts-uploaded", campaign.name, by=declaration.by,
        detail=f"{prepared.lines} lines, {len(people)} people; declared: {', '.join(upload.declared)}",
    )  # fmt: skip
    return upload


def refuse(session: Session, campaign: Campaign, declaration: Declaration, *, now: datetime) -> None:
    """Raises Refused where nothing can be added now, or by this declaration."""
    if campaign.state not in _OPEN:
        raise Refused("Contacts can be added before messages leave, or while the campaign is paused.", "file")
    place = session.get_one(Place, campaign.place_id)
    if not places.texts_allowed(session, place):
        raise Refused(
            f"{place.name} is a sensitive service, and invitations are off for it. An administrator can switch "
            "them on, with a reason.",
            "file",
        )
    if declaration.extracted_at > now + _AHEAD:
        raise Refused("The list cannot have been made in the future. Look at the day and the time.", "day")
    if now - declaration.extracted_at > contacts.FRESH:
        raise Refused(
            "The list is more than 48 hours old. Somebody on it may have died or objected since. Make a fresh one.",
            "day",
        )
    if set(DECLARED) - set(declaration.taken_out):
        raise Refused("Tick all four, when each is done. Without them nobody is asked.", "declared")


def _insert(
    session: Session, campaign: Campaign, upload: ContactUpload, people: Sequence[Person],
    sealed: Mapping[int, Mapping[str, str | None]], decided: Mapping[int, str],
) -> None:  # fmt: skip
    offered = contact_needs.offer(session, campaign)

    def row(one: Person) -> dict[str, object]:
        # Whoever has nothing to look up by is told apart here, once.
        unmet = contact_needs.unmet(one.language, one.need, "", offered) or Reason.NO_ADDRESS
        shown = sealed[one.line]
        return {
            "organisation_id": campaign.organisation_id, "campaign_id": campaign.id, "upload_id": upload.id,
            "line": one.line, "address_hash": one.hash, "address": shown["address"] if one.hash else None,
            "name": shown["name"] if one.name else None, "language": one.language, "need": one.need.value,
            "state": ContactState.READY.value if one.hash else ContactState.ANOTHER_WAY.value,
            "reason": "" if one.hash else unmet.value, "said": shown["said"],
            "anyway": decided.get(one.line, ""),
        }  # fmt: skip

    for some in batches.of(people):
        session.execute(insert(TABLE), [row(one) for one in some])


def _sealed(session: Session, left_out: Iterable[LeftOut], remarks: Sequence[str]) -> str:
    lines = [[one.line, one.reason, one.tail, one.other] for one in left_out]
    return contacts.seal(session, json.dumps({"lines": lines, "remarks": list(remarks)}))


def left_out(session: Session, upload: ContactUpload) -> list[LeftOut]:
    """The lines that nobody is asked for, in the order of the file; none when they are forgotten."""
    return [LeftOut(*line) for line in _opened(session, upload)["lines"]]


def remarks(session: Session, upload: ContactUpload) -> list[str]:
    """What a reader should know of how the file was read."""
    return [str(one) for one in _opened(session, upload)["remarks"]]


def _opened(session: Session, upload: ContactUpload) -> dict[str, list[Any]]:
    empty = '{"lines": [], "remarks": []}'
    found: dict[str, list[Any]] = json.loads(contacts.opened(session, upload.left_out) or empty)
    return found


def listed(session: Session, campaign: Campaign) -> Sequence[ContactUpload]:
    """The uploads of a campaign, the newest first."""
    rows = select(ContactUpload).where(ContactUpload.campaign_id == campaign.id)
    return session.scalars(rows.order_by(ContactUpload.id.desc())).all()


def find(session: Session, campaign: Campaign, upload_id: int) -> ContactUpload | None:
    """One upload of a campaign."""
    rows = select(ContactUpload).where(
        ContactUpload.campaign_id == campaign.id, ContactUpload.id == upload_id
    )
    return session.scalars(rows).first()


def remove(session: Session, campaign: Campaign, upload: ContactUpload, *, by: str) -> None:
    """Takes a list back with everybody on it who is not invited yet; whoever is stays, and so does the list for them.

    Raises Refused where everybody is invited already.
    """
    session.execute(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    theirs = db.scoped(session, TABLE) & (TABLE.c.upload_id == upload.id)
    invited = select(TABLE.c.id).where(theirs, TABLE.c.state == ContactState.INVITED).limit(1)
    some = session.scalar(invited) is not None
    gone = session.execute(
        delete(TABLE).where(theirs, TABLE.c.state != ContactState.INVITED).returning(TABLE.c.id)
    ).all()
    if some and not gone:
        raise Refused("Everybody of this list is invited already. Pause or cancel the campaign instead.")
    if not some:
        session.delete(upload)
    session.flush()
    audit.record(session, "contacts-removed", campaign.name, by=by, detail=f"{len(gone)} people")
