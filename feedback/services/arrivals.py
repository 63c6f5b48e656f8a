"""Arrivals: how many answers came through each link in each hour, apart from the answers; kept for 60 days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.hourly_count import HourlyCount
from feedback.services import link_counts

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
    """Adds what a process counted since it last did (see `link_counts.add`)."""
    link_counts.add(session, TABLE, counted)


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
