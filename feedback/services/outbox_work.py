"""Working the outbox: rows are taken in one commit before anything leaves, at a moment at which they may leave.

Nobody is sent the same twice: a row whose outcome nobody knows is held for a person, and never taken again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.outbox_message import OutboxMessage
from feedback.services import (
    exclusions,
    hashing,
    lane_troubles,
    lanes,
    opt_outs,
    outbox,
    quiet_hours,
    sending_rules,
)
from feedback.vocabulary import MessageKind, OutboxState

TABLE = db.table_of(OutboxMessage)
#: The one text to a number that said STOP: that it was heard.
CONFIRMATION = "confirmation"
#: What invites somebody to a survey.
INVITES = ("invitation", "reminder")
#: Words of ours among the codes of providers.
OPTED_OUT, UNREADABLE, UNEXPECTED, KILLED = "opted-out", "unreadable", "unexpected", "worker-gone"
NEVER_ASKED = "excluded-list"
#: So often is something tried that certainly did not leave; then it is a dead letter.
MOST_TRIES = 10
#: What this process has no key for is left to another that has it, and looked at again after so long.
_NO_KEY_HERE = timedelta(minutes=10)
_AS_IT_IS = {"synchronize_session": False}


@dataclass(frozen=True)
class Taken:
    """A row that this worker took. `slot` is when it may leave, in seconds since 1970; 0 is at once."""

    id: int
    organisation_id: int
    kind: MessageKind
    purpose: str
    lane: str
    content: dict[str, Any]
    attempts: int
    taken_at: datetime
    slot: float = 0.0


@dataclass(frozen=True)
class Batch:
    """What was taken at once. `wait` is how many seconds to wait before there is time to reserve again, 0 for none.

    It is a `probe` where nothing leaves by the lane at the moment: one row, to find out whether that is over.
    """

    rows: Sequence[Taken] = ()
    wait: float = 0.0
    probe: bool = False


def lanes_due(session: Session, *, now: datetime) -> list[str]:
    """The lanes in which something waits that is due."""
    waiting = select(TABLE.c.lane).where(_waiting(), TABLE.c.due_at <= now).distinct()
    return sorted(session.scalars(waiting))


def _waiting() -> ColumnElement[bool]:
    return TABLE.c.state == OutboxState.WAITING.value


def take(session: Session, lane: str, worker: str, *, most: int, rate: float, now: datetime) -> Batch:
    """Takes up to `most` due rows of a lane, the most urgent first, and reserves the lane's time for them.

    `rate` is in messages a second, 0 for as fast as it goes. Commit before anything leaves.
    """
    room = lanes.room(session, lane, rate, now=now)
    if room.number == 0:
        return Batch(wait=room.wait)
    probe = bool(lane) and lane_troubles.of(session, lane) is not None
    taken = _ready(session, lane, 1 if probe else min(most, room.number), now)
    slots = lanes.reserve(session, room, len(taken))
    if taken:
        session.execute(
            update(TABLE)
            .where(TABLE.c.id.in_([one.id for one in taken]))
            .values(
                state=OutboxState.SENDING.value,
                worker=worker,
                taken_at=now,
                attempts=TABLE.c.attempts + 1,
                problem="",
            ),
            execution_options=_AS_IT_IS,
        )
    return Batch([replace(one, slot=slot) for one, slot in zip(taken, slots, strict=True)], probe=probe)


def _ready(session: Session, lane: str, most: int, now: datetime) -> list[Taken]:
    """Due rows of a lane that may leave now; those that may not are put off or ended on the way."""
    due = select(TABLE).where(_waiting(), TABLE.c.lane == lane, TABLE.c.due_at <= now)
    due = due.order_by(TABLE.c.urgency, TABLE.c.due_at, TABLE.c.id).limit(most)
    while rows := session.execute(due.with_for_update(skip_locked=True)).all():
        if quiet := _quiet(session, rows, now):
            _put_off(session, lane, quiet, now)
            continue
        if ready := _opened(session, rows, now):
            return ready
    return []


def _quiet(session: Session, rows: Sequence[Any], now: datetime) -> Mapping[int, datetime]:
    """When the organisations begin again that invite nobody at this hour, however late a worker comes to it."""
    inviting = {row.organisation_id for row in rows if row.purpose in INVITES}
    if not inviting:
        return {}
    hours = sending_rules.hours_of(session, inviting)
    begin = {each: quiet_hours.next_allowed(now, hours[each]) for each in inviting}
    return {each: due for each, due in begin.items() if due > now}


def _put_off(session: Session, lane: str, quiet: Mapping[int, datetime], now: datetime) -> None:
    for organisation_id, due in quiet.items():
        session.execute(
            update(TABLE)
            .where(_waiting(), TABLE.c.lane == lane, TABLE.c.due_at <= now)
            .where(TABLE.c.organisation_id == organisation_id, TABLE.c.purpose.in_(INVITES))
            .values(due_at=due),
            execution_options=_AS_IT_IS,
        )


def _opened(session: Session, rows: Sequence[Any], now: datetime) -> list[Taken]:
    """The rows with what they hold, without those that this worker cannot read and those that nobody may send."""
    ready = []
    for row in rows:
        content = outbox.opened(session, row.content)
        if content is None:
            _write(session, [row.id], **_sealed_otherwise(row, now))
            continue
        kind = MessageKind(row.kind)
        ready.append(
            Taken(row.id, row.organisation_id, kind, row.purpose, row.lane, content, row.attempts + 1, now)
        )
    unwanted = _unwanted(session, ready)
    for problem in set(unwanted.values()):
        gone = [each for each, why in unwanted.items() if why == problem]
        cancelled = OutboxState.CANCELLED.value
        _write(session, gone, state=cancelled, problem=problem, ended_at=now, content="")
    return [one for one in ready if one.id not in unwanted]


def _sealed_otherwise(row: Any, now: datetime) -> dict[str, Any]:
    """A row sealed with another key: another worker may have that. What it holds is never thrown away here."""
    if row.attempts + 1 < MOST_TRIES:
        return {"problem": UNREADABLE, "attempts": row.attempts + 1, "due_at": now + _NO_KEY_HERE}
    return {
        "problem": UNREADABLE,
        "attempts": row.attempts + 1,
        "state": OutboxState.FAILED.value,
        "ended_at": now,
    }


def _write(session: Session, ids: Sequence[int] | set[int], **values: Any) -> None:
    session.execute(update(TABLE).where(TABLE.c.id.in_(ids)).values(values), execution_options=_AS_IT_IS)


def _unwanted(session: Session, rows: Sequence[Taken]) -> dict[int, str]:
    """What nobody may send since it was put in, by its id, and why.

    Texts and invitations by e-mail to whoever said STOP, and invitations to whom their organisation never asks, as when
    a person lets one go again.
    """
    hashes = {one.id: found for one in rows if (found := _stoppable(session, one))}
    if not hashes:
        return {}
    stopped = opt_outs.stopped(session, set(hashes.values()))
    inviting = {
        one.id: (one.organisation_id, hashes[one.id])
        for one in rows
        if one.purpose in INVITES and one.id in hashes
    }
    listed = exclusions.by_organisation(session, {address_hash for _, address_hash in inviting.values()})
    never = {each: NEVER_ASKED for each, pair in inviting.items() if pair in listed}
    return never | {each: OPTED_OUT for each, address_hash in hashes.items() if address_hash in stopped}


def _stoppable(session: Session, one: Taken) -> str | None:
    """The hash of whom a row goes to, where they can stop it: notices to colleagues are part of their work."""
    to = str(one.content.get("to", ""))
    if one.kind is MessageKind.SMS and one.purpose != CONFIRMATION:
        return hashing.number(session, to)
    if one.kind is MessageKind.EMAIL and one.purpose in INVITES:
        return hashing.email(session, to)
    return None


def still_mine(session: Session, one: Taken, worker: str) -> bool:
    """Whether a row that was taken a while ago was not given to somebody else meanwhile."""
    return session.scalar(select(TABLE.c.id).where(*_mine(one, worker))) is not None


def _mine(one: Taken, worker: str) -> tuple[ColumnElement[bool], ...]:
    return TABLE.c.id == one.id, TABLE.c.worker == worker, TABLE.c.state == OutboxState.SENDING.value


def put_back(session: Session, rows: Sequence[Taken], worker: str) -> None:
    """Rows that were taken and not begun wait again, as if nobody had taken them."""
    for one in rows:
        session.execute(
            update(TABLE)
            .where(*_mine(one, worker))
            .values(state=OutboxState.WAITING.value, worker="", taken_at=None, attempts=TABLE.c.attempts - 1),
            execution_options=_AS_IT_IS,
        )
