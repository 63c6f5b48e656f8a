"""People of a list who are in the campaign from an earlier one: one message each, and the fresher list holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.contact_upload import ContactUpload
from feedback.services import batches, contacts
from feedback.services.contact_lines import LeftOut, Person
from feedback.services.contacts import TABLE
from feedback.vocabulary import ContactState

IN_CAMPAIGN = "in-campaign"


def told_apart(
    session: Session, campaign: Campaign, people: Sequence[Person], extracted_at: datetime
) -> tuple[list[Person], list[LeftOut], dict[int, str]]:
    """Without those whose number is in the campaign from an earlier list; a name that differs is taken away.

    Whoever is not invited yet and is on a fresher list now belongs to that one, with what it says of them; by their
    line, what staff decided of them before stays decided.
    """
    there = _there(session, campaign, people)
    kept, known, decided, stale = list[Person](), list[LeftOut](), dict[int, str](), list[int]()
    for person in people:
        row = there.get(person.hash or "")
        if row is None:
            kept.append(person)
            continue
        name = contacts.opened(session, row.name)
        differs = bool(name) and name.casefold() != person.name.casefold()
        if (
            row.state != ContactState.INVITED
            and row.extracted_at is not None
            and row.extracted_at < extracted_at
        ):
            stale.append(row.id)
            kept.append(replace(person, name="") if differs or not name else person)
            decided[person.line] = row.anyway
            continue
        known.append(LeftOut(person.line, IN_CAMPAIGN, person.tail))
        if differs:
            same = db.scoped(session, TABLE) & (TABLE.c.id == row.id)
            session.execute(update(TABLE).where(same).values(name=None))
    for some in batches.of(stale):
        session.execute(delete(TABLE).where(db.scoped(session, TABLE), TABLE.c.id.in_(some)))
    return kept, known, decided


def _there(session: Session, campaign: Campaign, people: Sequence[Person]) -> dict[str, Any]:
    """The contacts of the campaign that have the numbers of these people, with when their list was made."""
    columns = (TABLE.c.id, TABLE.c.address_hash, TABLE.c.name, TABLE.c.state, TABLE.c.anyway)
    lists = db.table_of(ContactUpload)
    query = (
        select(*columns, lists.c.extracted_at)
        .join(lists, (lists.c.id == TABLE.c.upload_id) & db.scoped(session, lists), isouter=True)
        .where(db.scoped(session, TABLE), TABLE.c.campaign_id == campaign.id)
    )
    found: dict[str, Any] = {}
    for some in batches.of(one.hash for one in people if one.hash):
        for row in session.execute(query.where(TABLE.c.address_hash.in_(some))):
            found[row.address_hash] = row
    return found
