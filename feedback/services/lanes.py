"""Lanes: when the next message of a sender number may leave, for every worker on every machine.

A lane's time is reserved in the transaction that takes the messages, one slot a message. In no second do more leave
than the rate allows: slots stand a little further apart than the rate says, and a message leaves within that little
after its own slot or reserves another, with more time to be late in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.outbox_message import SendingLane
from feedback.services import appending

LANES = db.table_of(SendingLane)
#: How much further apart slots stand than the rate says, and so how late (in seconds) a message may come to its own:
#: from the first of `rate` + 1 messages to the last it is APART, less LATE, and that is more than a second.
APART, LATE = 1.015, 0.0125
#: How far ahead time is reserved, in seconds: enough to never wait for the database, little enough that what is
#: urgent does not wait long behind it.
AHEAD = 1.5
#: The first slot stands so far ahead that there is time to commit, and to open a connection.
_LEAD = 0.05
#: How long a lane rests where the other side named no time, and at most, in seconds.
REST, LONGEST_REST = 5.0, 3600.0


@dataclass(frozen=True)
class Room:
    """How many messages a lane has time for, from which moment on, and how long to wait where it is none."""

    lane: str
    start: float
    number: int
    spacing: float
    wait: float = 0.0


def moment(now: datetime) -> float:
    """Seconds since 1970 of a moment in UTC without a zone."""
    return now.replace(tzinfo=UTC).timestamp()


def room(session: Session, lane: str, rate: float, *, now: datetime) -> Room:
    """What time a lane has now; the lane stays locked until the transaction ends."""
    at = moment(now)
    free_at = _next_at(session, lane) if lane else 0.0
    if rate <= 0:
        wait = max(free_at - at, 0.0)
        return Room(lane, at, 0 if wait else 1_000_000, 0.0, wait)
    spacing, start = APART / rate, max(free_at, at + _LEAD)
    # Half of it is left before more is reserved: few commits, and never a slot lost.
    if start > at + max(AHEAD / 2, spacing / 2):
        return Room(lane, start, 0, spacing, start - at - max(AHEAD / 2, spacing / 2))
    return Room(lane, start, max(int((at + AHEAD - start) / spacing), 1), spacing)


def _next_at(session: Session, lane: str) -> float:
    asked = select(LANES.c.next_at).where(LANES.c.name == lane).with_for_update()
    found = session.scalar(asked)
    if found is None:
        session.execute(
            appending.insert(session, LANES).on_conflict_do_nothing(), {"name": lane, "next_at": 0.0}
        )
        found = session.scalar(asked)
    return found or 0.0


def reserve(session: Session, within: Room, number: int) -> Sequence[float]:
    """The slots of so many messages, in seconds since 1970; 0 where the lane has no rate."""
    if not within.spacing or not number:
        return [0.0] * number
    _free_again_at(session, within.lane, within.start + number * within.spacing)
    return [within.start + position * within.spacing for position in range(number)]


def another(session: Session, lane: str, rate: float, *, late: float, now: datetime) -> float:
    """One slot more for a message that came too late to its own; it may come `late` seconds later to this one."""
    if rate <= 0:
        return 0.0
    start = max(_next_at(session, lane), moment(now) + _LEAD)
    _free_again_at(session, lane, start + late + APART / rate)
    return start


def pause(session: Session, lane: str, seconds: float, *, now: datetime) -> None:
    """Nothing more leaves by a lane for a while."""
    rest = now + timedelta(seconds=min(seconds, LONGEST_REST))
    if _next_at(session, lane) < moment(rest):
        _free_again_at(session, lane, moment(rest))


def _free_again_at(session: Session, lane: str, at: float) -> None:
    session.execute(
        update(LANES).where(LANES.c.name == lane).values(next_at=at),
        execution_options={"synchronize_session": False},
    )
