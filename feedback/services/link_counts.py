"""Counts of what happened on links, added up in their tables; what is counted names no answer and nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink


def add(session: Session, table: Table, counted: Mapping[Any, int]) -> None:
    """Adds what a process counted since it last did; each organisation's in its own scope.

    `counted` is keyed by a dataclass whose fields are the primary key of the table, `organisation_id` and `link_id`
    among them. What was counted of a link that is gone meanwhile goes with it.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    db.set_scope(session, db.EVERYWHERE)
    links = {one.link_id for one in counted}
    known = set(session.scalars(select(CollectorLink.id).where(CollectorLink.id.in_(links))))
    for one, number in counted.items():
        if one.link_id not in known:
            continue
        db.set_scope(session, one.organisation_id)
        keys = asdict(one)
        statement: Any = (sqlite_insert if sqlite else postgresql_insert)(table).values(number=number, **keys)
        together = table.c.number + statement.excluded.number
        session.execute(statement.on_conflict_do_update(index_elements=list(keys), set_={"number": together}))
