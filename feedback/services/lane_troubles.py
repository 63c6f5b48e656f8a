"""Troubles of lanes: senders by which nothing leaves at the moment, why and since when.

A message that meets such a trouble is not to blame: it waits, and now and then one is tried. What leaves ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.outbox_message import InstallationFact
from feedback.services import appending, lanes

TABLE = db.table_of(InstallationFact)
#: How facts of this kind are called, and how long such a name may be.
_NAMED, _LONGEST = "lane in trouble: ", 60
#: However long it lasts, it is tried again after so many seconds.
_LONGEST_REST = 300.0
#: What comes and goes by itself within a moment is nobody's business.
TOLD_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Trouble:
    """Why nothing leaves by a lane: a code of the provider or a word of ours."""

    lane: str
    code: str
    since: datetime

    def rest(self, now: datetime) -> float:
        """How many seconds to wait before the next try: half of what it lasts already, within bounds."""
        lasts = (now - self.since).total_seconds()
        return min(max(lasts / 2, lanes.REST), _LONGEST_REST)


def of(session: Session, lane: str) -> Trouble | None:
    """That of a lane, if it has one."""
    value = session.scalar(select(TABLE.c.value).where(TABLE.c.name == _name(lane)))
    return _read(lane, value) if value else None


def every(session: Session, *, now: datetime) -> list[Trouble]:
    """All that last long enough for somebody to be told."""
    rows = session.execute(select(TABLE).where(TABLE.c.name.startswith(_NAMED)).order_by(TABLE.c.name))
    found = [_read(row.name.removeprefix(_NAMED), row.value) for row in rows]
    return [one for one in found if now - one.since >= TOLD_AFTER]


def note(session: Session, lane: str, code: str, *, now: datetime) -> Trouble:
    """Nothing leaves by a lane; one that it has already keeps its beginning."""
    known = of(session, lane)
    trouble = Trouble(lane, code, known.since if known else now)
    row = {"name": _name(lane), "value": f"{trouble.since.isoformat()} {code}"[:200]}
    statement = appending.insert(session, TABLE).values(row)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": row["value"]}))
    return trouble


def end(session: Session, lane: str) -> None:
    """Something left by it, or was answered: it is over."""
    session.execute(delete(TABLE).where(TABLE.c.name == _name(lane)))


def _name(lane: str) -> str:
    return f"{_NAMED}{lane}"[:_LONGEST]


def _read(lane: str, value: str) -> Trouble:
    since, _, code = value.partition(" ")
    return Trouble(lane, code, datetime.fromisoformat(since))
