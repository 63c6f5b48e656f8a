"""Who was asked lately: keyed hashes, as long as the cap on asking again, across all campaigns of an organisation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.asked_number import AskedNumber
from feedback.services import appending, batches, sending_rules

TABLE = db.table_of(AskedNumber)


def cap_days(session: Session) -> int:
    """For how many days nobody is asked again, as the organisation set it."""
    return sending_rules.of(session).cap_days


def remember(session: Session, hashes: Collection[str], *, today: date) -> None:
    """These were asked today; whoever was asked before is asked last today."""
    statement = appending.insert(session, TABLE)
    statement = statement.on_conflict_do_update(
        index_elements=["organisation_id", "number_hash"], set_={"asked_on": statement.excluded.asked_on}
    )
    organisation = db.scope_of(session)
    for some in batches.of(sorted(set(hashes))):
        rows = [{"organisation_id": organisation, "number_hash": one, "asked_on": today} for one in some]
        session.execute(statement, rows)


def asked(session: Session, hashes: Collection[str], *, today: date) -> set[str]:
    """Those of them that were asked within the cap."""
    since = today - timedelta(days=cap_days(session))
    found: set[str] = set()
    for some in batches.of(hashes):
        lately = select(TABLE.c.number_hash).where(
            db.scoped(session, TABLE), TABLE.c.number_hash.in_(some), TABLE.c.asked_on > since
        )
        found.update(session.scalars(lately))
    return found


def were_not(session: Session, hashes: Collection[str]) -> None:
    """These were not asked after all: nothing had left."""
    for some in batches.of(sorted(set(hashes))):
        session.execute(delete(TABLE).where(db.scoped(session, TABLE), TABLE.c.number_hash.in_(some)))


def forget(session: Session, *, today: date) -> int:
    """Deletes what is older than the cap; how many those were."""
    until = today - timedelta(days=cap_days(session))
    old = delete(TABLE).where(db.scoped(session, TABLE), TABLE.c.asked_on <= until)
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # a delete's result has it
