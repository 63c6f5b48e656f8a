"""What a long trial finds in the database when it looks for itself, past the program it tried."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, text

from feedback import db
from feedback.db import EVERYWHERE, Database
from feedback.models.response import Response, Withdrawal
from tests.soak.serving import Instance


def stored(instance: Instance) -> list[Any]:
    """Every response: its name, its answers, its codes."""
    opened = Database(instance.database_url)
    table = db.table_of(Response)
    with opened.reading(EVERYWHERE) as session:
        rows = session.execute(select(table.c.submission, table.c.answers, table.c.codes)).all()
    opened.engine.dispose()
    return list(rows)


def withdrawn(instance: Instance) -> int:
    """How many responses were taken back or replaced."""
    opened = Database(instance.database_url)
    with opened.reading(EVERYWHERE) as session:
        number = session.scalar(select(func.count()).select_from(db.table_of(Withdrawal)))
    opened.engine.dispose()
    return number or 0


def sound(instance: Instance) -> bool:
    """Whether SQLite finds its own file whole; PostgreSQL, which was not killed, has nothing to check."""
    opened = Database(instance.database_url)
    try:
        if opened.dialect != "sqlite":
            return True
        with opened.engine.connect() as connection:
            return bool(connection.scalar(text("PRAGMA integrity_check")) == "ok")
    finally:
        opened.engine.dispose()
