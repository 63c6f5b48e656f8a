"""Periodic works: each is done once in every period, whichever worker comes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.job_worker import PeriodicWork
from feedback.services import appending
from feedback.services.working_days import here, stored

TABLE = db.table_of(PeriodicWork)
#: How long somebody may be at it before another takes it up, and how often it is tried within a period.
LEASE, MOST_TRIES = timedelta(hours=1), 5
_FIRST_WAIT = timedelta(minutes=1)


def every(minutes: int, *, now: datetime) -> datetime:
    """When the period of so many minutes began in which this moment lies."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(minutes=minutes) * ((now - midnight) // timedelta(minutes=minutes))


def daily(hour: int, *, now: datetime, weekday: int | None = None) -> datetime:
    """The last time that it was this hour in England, on this day of the week (0 is Monday) where one is given."""
    local = here(now)
    day = local.date() - timedelta(days=1 if local.hour < hour else 0)
    if weekday is not None:
        day -= timedelta(days=(day.weekday() - weekday) % 7)
    return stored(day, time(hour))


def claim(session: Session, name: str, period: datetime, *, now: datetime) -> bool:
    """Whether it is for the caller to do this work for this period; commit before doing it."""
    fresh = {
        "name": name, "period": period, "done": False, "again_at": now + LEASE, "tries": 1, "ended_at": None,
        "problem": "",
    }  # fmt: skip
    made = session.execute(
        appending.insert(session, TABLE).on_conflict_do_nothing().returning(TABLE.c.name), fresh
    )
    if made.first() is not None:
        return True
    unfinished = and_(~TABLE.c.done, TABLE.c.again_at <= now, TABLE.c.tries < MOST_TRIES)
    due = and_(TABLE.c.name == name, or_(TABLE.c.period < period, unfinished))
    tries = select(TABLE.c.tries, TABLE.c.period).where(due).with_for_update()
    row = session.execute(tries).first()
    if row is None:
        return False
    number = row.tries + 1 if row.period == period else 1
    session.execute(
        update(TABLE).where(TABLE.c.name == name)
        .values(period=period, done=False, again_at=now + LEASE, tries=number)
    )  # fmt: skip
    return True


def finish(session: Session, name: str, period: datetime, problem: str = "", *, now: datetime) -> None:
    """Writes down that it is done, or what went wrong, so that it is tried again soon."""
    its = and_(TABLE.c.name == name, TABLE.c.period == period)
    tries = session.scalar(select(TABLE.c.tries).where(its)) or 1
    session.execute(
        update(TABLE).where(its)
        .values(
            done=not problem, problem=problem[:200], ended_at=now, again_at=now + _FIRST_WAIT * tries**2
        )
    )  # fmt: skip


def failing(session: Session) -> list[str]:
    """The names of those that went wrong and were not done since."""
    wrong = select(TABLE.c.name).where(~TABLE.c.done, TABLE.c.problem != "").order_by(TABLE.c.name)
    return list(session.scalars(wrong))


def standing(session: Session) -> Sequence[PeriodicWork]:
    """When each was last done, and what went wrong."""
    return session.scalars(select(PeriodicWork).order_by(PeriodicWork.name)).all()
