"""Appending to the tables that grow: once for each unique thing, numbered within its organisation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Integer, Table, bindparam, func, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from feedback import db

Row = dict[str, Any]


def add(session: Session, table: Table, row: Row) -> None:
    """Inserts a row; its `id` is the next of its organisation."""
    session.execute(plain_insert(table).values(_next_id(session, table)), row)


def add_once(session: Session, table: Table, row: Row, unique: Sequence[str]) -> bool:
    """Inserts a row unless one with the same unique columns is there; True when it went in.

    Without `unique` a row that has anything unique in common with this one keeps it out.
    """
    statement = _once(table, tuple(unique), _is_sqlite(session))
    own = {f"scope_{table.name}": db.scope_of(session)} if _is_sqlite(session) else {}
    return session.execute(statement, {**row, **own}).first() is not None


@cache
def _once(table: Table, unique: tuple[str, ...], sqlite: bool) -> Any:
    """The statement of `add_once`, built once: it stands on the road of every answer."""
    statement: Any = (sqlite_insert if sqlite else postgresql_insert)(table)
    if sqlite:
        own = table.c.organisation_id == bindparam(f"scope_{table.name}", type_=Integer)
        highest = select(func.max(table.c.id)).where(own).scalar_subquery()
        statement = statement.values(id=func.coalesce(highest, 0) + 1)
    # Asked for back, since PostgreSQL's driver does not count the rows of such a statement.
    return statement.on_conflict_do_nothing(index_elements=list(unique) or None).returning(
        table.c.organisation_id
    )


def add_new(session: Session, table: Table, rows: Sequence[Row], unique: Sequence[str]) -> int:
    """The same for many rows at once; returns how many went in."""
    if not rows:
        return 0
    counted = select(func.count()).select_from(table).where(db.scoped(session, table))
    before = session.scalar(counted) or 0
    if _is_sqlite(session):
        last = session.scalar(select(_highest(session, table))) or 0
        rows = [{**row, "id": last + number} for number, row in enumerate(rows, 1)]
    session.execute(insert(session, table).on_conflict_do_nothing(index_elements=list(unique)), rows)
    return (session.scalar(counted) or 0) - before


def _next_id(session: Session, table: Table) -> Row:
    """SQLite does not number a table whose key is (organisation_id, id), and PostgreSQL does by itself.

    SQLite's writers queue, so the next number is safe to read within the insert.
    """
    return {"id": _highest(session, table) + 1} if _is_sqlite(session) else {}


def _highest(session: Session, table: Table) -> Any:
    own = db.scoped(session, table)
    return func.coalesce(select(func.max(table.c.id)).where(own).scalar_subquery(), 0)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def insert(session: Session, table: Table) -> Any:
    """An insert of this database's own kind, which can say what to do where something unique is there already."""
    return (sqlite_insert if _is_sqlite(session) else postgresql_insert)(table)
