"""Arrivals: how many answers came through each link in each hour, apart from the answers; kept for 60 days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.hourly_count import HourlyCount

TABLE = db.table_of(HourlyCount)
DAYS_KEPT = 60


@dataclass(frozen=True)
class Hour:
    """An hour of a day in UTC, on one organisation's link."""

    organisation_id: int
    link_id: int
    day: date
    hour: int


def add(session: Session, counted: Mapping[Hour, int]) -> None:
    """Adds what a process counted since it last did; each organisation's in its own scope.

    What was counted of a link that is gone meanwhile goes with it.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    db.set_scope(session, db.EVERYWHERE)
    links = {hour.link_id for hour in counted}
    known = set(session.scalars(select(CollectorLink.id).where(CollectorLink.id.in_(links))))
    for hour, number in counted.items():
        if hour.link_id not in known:
            continue
        db.set_scope(session, hour.organisation_id)
        row = {
            "organisation_id": hour.organisation_id, "link_id": hour.link_id, "day": hour.day, "hour": hour.hour,
            "number": number,
        }  # fmt: skip
        statement: Any = (sqlite_insert if sqlite else postgresql_insert)(TABLE).values(row)
        together = TABLE.c.number + statement.excluded.number
        keys = ["organisation_id", "link_id", "day", "hour"]
        session.execute(statement.on_conflict_do_update(index_elements=keys, set_={"number": together}))


def of_survey(session: Session, survey_id: int) -> dict[int, dict[tuple[date, int], int]]:
    """Each link of a survey, by its id: (day, hour) in UTC to how many answers came then; approximate by nature."""
    links = select(CollectorLink.id).where(CollectorLink.survey_id == survey_id)
    query = select(TABLE.c.link_id, TABLE.c.day, TABLE.c.hour, TABLE.c.number).where(
        db.scoped(session, TABLE), TABLE.c.link_id.in_(links)
    )
    found: dict[int, dict[tuple[date, int], int]] = {}
    for link, day, hour, number in session.execute(query):
        found.setdefault(link, {})[day, hour] = int(number)
    return found


def forget_old(session: Session, *, today: date) -> int:
    """Deletes the organisation's counts whose 60 days are over; returns how many hours went."""
    old = delete(TABLE).where(db.scoped(session, TABLE), TABLE.c.day < today - timedelta(days=DAYS_KEPT))
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # a delete's result has it
