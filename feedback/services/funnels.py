"""Funnels: how many open a survey, start it, reach a section and send it, per link and language, nobody's answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.funnel_count import FunnelCount

TABLE = db.table_of(FunnelCount)
OPENED, STARTED, SENT = "opened", "started", "sent"
#: What stands before the section that somebody reached who left without sending.
LEFT = "left/"


@dataclass(frozen=True)
class Step:
    """One thing that is counted: of which organisation's link, in which language, on which day."""

    organisation_id: int
    link_id: int
    language: str
    day: date
    step: str


def add(session: Session, counted: Mapping[Step, int]) -> None:
    """Adds what a process counted since it last did; each organisation's in its own scope.

    What was counted of a link that is gone meanwhile goes with it.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    db.set_scope(session, db.EVERYWHERE)
    links = {step.link_id for step in counted}
    known = set(session.scalars(select(CollectorLink.id).where(CollectorLink.id.in_(links))))
    for step, number in counted.items():
        if step.link_id not in known:
            continue
        db.set_scope(session, step.organisation_id)
        row = {
            "organisation_id": step.organisation_id, "link_id": step.link_id, "language": step.language,
            "day": step.day, "step": step.step, "number": number,
        }  # fmt: skip
        statement: Any = (sqlite_insert if sqlite else postgresql_insert)(TABLE).values(row)
        together = TABLE.c.number + statement.excluded.number
        keys = ["organisation_id", "link_id", "language", "day", "step"]
        session.execute(statement.on_conflict_do_update(index_elements=keys, set_={"number": together}))


def of_link(session: Session, link_id: int) -> dict[str, dict[str, int]]:
    """Language to step to number, over all days; approximate by nature."""
    query = (
        select(TABLE.c.language, TABLE.c.step, func.sum(TABLE.c.number))
        .where(db.scoped(session, TABLE), TABLE.c.link_id == link_id)
        .group_by(TABLE.c.language, TABLE.c.step)
    )
    found: dict[str, dict[str, int]] = {}
    for language, step, number in session.execute(query):
        found.setdefault(language, {})[step] = int(number)
    return found
