"""Workers: which processes work jobs, and that they are alive."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.job_worker import JobWorker

TABLE = db.table_of(JobWorker)
#: How often a worker says that it is there, and after how long a silence it is taken for gone.
BEAT, SILENT = 5.0, timedelta(seconds=60)
#: After so long nobody needs to know of it any more.
_FORGOTTEN = timedelta(days=1)


def new_name() -> str:
    """A name that no worker ever had: machine, process, and a few random letters."""
    return f"{socket.gethostname()[:36]}:{os.getpid()}:{secrets.token_hex(4)}"


def beat(session: Session, name: str, *, now: datetime) -> None:
    """Says that a worker is there; the first time makes it known."""
    said = session.execute(update(TABLE).where(TABLE.c.name == name).values(beat_at=now))
    if not said.rowcount:  # type: ignore[attr-defined]  # an update's result has it
        session.add(JobWorker(name=name, started_at=now, beat_at=now))
        session.execute(delete(TABLE).where(TABLE.c.beat_at < now - _FORGOTTEN))
        session.flush()


def leave(session: Session, name: str) -> None:
    """A worker that has put down its work is gone."""
    session.execute(delete(TABLE).where(TABLE.c.name == name))


def alive(session: Session, *, now: datetime) -> list[str]:
    """The names of those who said something lately."""
    return list(session.scalars(select(TABLE.c.name).where(TABLE.c.beat_at > now - SILENT)))


def seconds_by_the_database(session: Session) -> float | None:
    """What the clock of the database says, in seconds since 1970; None where it has none but this machine's."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    return float(session.scalars(select(func.extract("epoch", func.clock_timestamp()))).one())


def number(session: Session, *, now: datetime) -> int:
    """How many work at this moment."""
    counted = select(func.count()).select_from(TABLE).where(TABLE.c.beat_at > now - SILENT)
    return session.scalar(counted) or 0
