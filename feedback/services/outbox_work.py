"""Working the outbox: rows are taken in one commit before anything leaves, and what became of them is written down.

Nobody is sent the same twice: a row whose outcome nobody knows is held for a person, and never taken again by itself.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.channels import sms_errors
from feedback.channels.delivery import Accepted, OutcomeUnknown, Rejected, TryLater
from feedback.models.outbox_message import OutboxMessage
from feedback.services import delivery_reports, hashing, lanes, opt_outs, outbox
from feedback.vocabulary import MessageKind, OutboxState

TABLE = db.table_of(OutboxMessage)
#: So often is something tried that certainly did not leave; then it is a dead letter.
MOST_TRIES = 10
#: The first wait, which doubles from try to try, and the longest.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
#: The one text to a number that said STOP: that it was heard.
CONFIRMATION = "confirmation"
#: What invites somebody to a survey.
INVITES = ("invitation", "reminder")
#: Words of ours among the codes of providers.
OPTED_OUT, UNREADABLE, UNEXPECTED, KILLED = "opted-out", "unreadable", "unexpected", "worker-gone"
TOO_LONG_A_CODE = 200


@dataclass(frozen=True)
class Taken:
    """A row that this worker took. `slot` is when it may leave, in seconds since 1970; 0 is at once.

    `until` is when the time ends that was reserved for it and those that were taken with it.
    """

    id: int
    organisation_id: int
    kind: MessageKind
    purpose: str
    lane: str
    content: dict[str, Any]
    attempts: int
    taken_at: datetime
    slot: float = 0.0
    until: float = 0.0


#: What became of a row: it left, or one of `delivery`'s errors, or any other.
Outcome = Accepted | Exception


def lanes_due(session: Session, *, now: datetime) -> list[str]:
    """The lanes in which something waits that is due."""
    waiting = select(TABLE.c.lane).where(_waiting(), TABLE.c.due_at <= now).distinct()
    return sorted(session.scalars(waiting))


def _waiting() -> ColumnElement[bool]:
    return TABLE.c.state == OutboxState.WAITING.value


def take(
    session: Session, lane: str, worker: str, *, most: int, rate: float, now: datetime
) -> tuple[list[Taken], float]:
    """Takes up to `most` due rows of a lane, the most urgent first, and reserves the lane's time for them.

    `rate` is in messages a second, 0 for as fast as it goes. Returns also how many seconds to wait before
    there is time to reserve again; 0 where that is now. Commit before anything leaves.
    """
    room = lanes.room(session, lane, rate, now=now)
    if room.number == 0:
        return [], room.wait
    due = select(TABLE).where(_waiting(), TABLE.c.lane == lane, TABLE.c.due_at <= now)
    due = due.order_by(TABLE.c.urgency, TABLE.c.due_at, TABLE.c.id).limit(min(most, room.number))
    rows = session.execute(due.with_for_update(skip_locked=True)).all()
    taken, ended = _opened(session, rows, now)
    _end(session, ended, now)
    slots = lanes.reserve(session, room, len(taken))
    taken = [replace(one, slot=slot, until=slots[-1]) for one, slot in zip(taken, slots, strict=True)]
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
            execution_options={"synchronize_session": False},
        )
    return taken, 0.0


Ending = tuple[int, OutboxState, str]


def _opened(session: Session, rows: Sequence[Any], now: datetime) -> tuple[list[Taken], list[Ending]]:
    """The rows with what they hold, without those that nobody may send."""
    ready, ended = [], []
    for row in rows:
        content = outbox.opened(session, row.content)
        if content is None:
            ended.append((row.id, OutboxState.FAILED, UNREADABLE))
            continue
        kind = MessageKind(row.kind)
        ready.append(
            Taken(row.id, row.organisation_id, kind, row.purpose, row.lane, content, row.attempts + 1, now)
        )
    stopped = _stopped(session, ready)
    ended += [(each, OutboxState.CANCELLED, OPTED_OUT) for each in stopped]
    return [one for one in ready if one.id not in stopped], ended


def _stopped(session: Session, rows: Sequence[Taken]) -> set[int]:
    """Texts and invitations by e-mail to whoever said STOP since they were put in, by their ids."""
    hashes = {one.id: found for one in rows if (found := _stoppable(session, one))}
    if not hashes:
        return set()
    stopped = opt_outs.stopped(session, set(hashes.values()))
    return {each for each, address_hash in hashes.items() if address_hash in stopped}


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
    return session.scalar(select(TABLE.c.id).where(*_mine(one, worker, OutboxState.SENDING))) is not None


def _mine(one: Taken, worker: str, *states: OutboxState) -> tuple[ColumnElement[bool], ...]:
    return (
        TABLE.c.id == one.id,
        TABLE.c.worker == worker,
        TABLE.c.state.in_([state.value for state in states]),
    )


def put_back(session: Session, rows: Sequence[Taken], worker: str) -> None:
    """Rows that were taken and not begun wait again, as if nobody had taken them."""
    for one in rows:
        session.execute(
            update(TABLE)
            .where(*_mine(one, worker, OutboxState.SENDING))
            .values(state=OutboxState.WAITING.value, worker="", taken_at=None, attempts=TABLE.c.attempts - 1),
            execution_options={"synchronize_session": False},
        )


def _settling(states: Sequence[OutboxState], names: Sequence[str], **fixed: Any) -> Any:
    """One statement for every outcome of a kind, so that a batch is one round."""
    return (
        update(TABLE)
        .where(
            TABLE.c.id == bindparam("row"),
            TABLE.c.worker == bindparam("by"),
            # Not `in`: its list cannot be sent along with many rows.
            or_(*(TABLE.c.state == state.value for state in states)),
        )
        .values(fixed | {name: bindparam(f"new_{name}") for name in names})
    )


# What the sweep held, or the provider told of first, is settled by whoever handed it over.
_HANDED_OVER = [OutboxState.SENDING, OutboxState.HELD, OutboxState.SENT]
_TOLD = ["ended_at", "provider_id", "parts", "cost"]
_LEFT = _settling(_HANDED_OVER, _TOLD, state=OutboxState.SENT.value, problem="", content="")
#: The same for what went nowhere: what it says stays, for whoever tries this out.
_RECORDED = _settling(_HANDED_OVER, _TOLD, state=OutboxState.SENT.value, problem="")
_DID_NOT = _settling(
    [OutboxState.SENDING, OutboxState.HELD], ["state", "due_at", "ended_at", "problem", "worker", "taken_at"]
)


def settle(
    session: Session, outcomes: Sequence[tuple[Taken, Outcome]], worker: str, *, now: datetime
) -> None:
    """Writes down what became of rows that this worker took."""
    left: list[dict[str, Any]] = []
    recorded: list[dict[str, Any]] = []
    did_not: list[dict[str, Any]] = []
    for one, outcome in outcomes:
        if isinstance(outcome, Accepted):
            (recorded if outcome.recorded else left).append({
                "row": one.id, "by": worker, "new_ended_at": now, "new_provider_id": outcome.provider_id,
                "new_parts": outcome.parts, "new_cost": outcome.cost,
            })  # fmt: skip
        else:
            did_not.append(_failure(one, outcome, worker, now))
            if isinstance(outcome, TryLater) and one.lane:
                lanes.pause(session, one.lane, outcome.seconds, now=now)
            if _said_stop(one, outcome):
                delivery_reports.keep_stop(session, str(one.content.get("to", "")), now=now)
    for statement, rows in ((_LEFT, left), (_RECORDED, recorded), (_DID_NOT, did_not)):
        if rows:
            session.connection().execute(statement, rows)


def _said_stop(one: Taken, outcome: Exception) -> bool:
    """Whether the provider refused a text because whoever it went to had said STOP to the provider."""
    if one.kind is not MessageKind.SMS or not isinstance(outcome, Rejected):
        return False
    return sms_errors.explain(outcome.code).opted_out


def _failure(one: Taken, outcome: Exception, worker: str, now: datetime) -> dict[str, Any]:
    state, problem = _judged(one, outcome)
    row = {
        "row": one.id, "by": worker, "new_state": state.value, "new_due_at": now, "new_ended_at": now,
        "new_problem": problem[:TOO_LONG_A_CODE], "new_worker": worker, "new_taken_at": one.taken_at,
    }  # fmt: skip
    if state is OutboxState.WAITING:
        named = outcome.seconds if isinstance(outcome, TryLater) else None
        row |= {
            "new_due_at": now + wait_before(one.attempts, named), "new_ended_at": None, "new_worker": "",
            "new_taken_at": None,
        }  # fmt: skip
    return row


def _judged(one: Taken, outcome: Exception) -> tuple[OutboxState, str]:
    """Where a row stands after an error, and the code that says why."""
    again = OutboxState.WAITING if one.attempts < MOST_TRIES else OutboxState.FAILED
    if isinstance(outcome, Rejected):
        return OutboxState.FAILED, outcome.code
    if isinstance(outcome, TryLater):
        return again, outcome.code
    if one.kind is MessageKind.WORK:
        # Nothing of it left the house, so it is simply done again.
        return again, f"{UNEXPECTED}: {type(outcome).__name__}"
    if isinstance(outcome, OutcomeUnknown):
        return OutboxState.HELD, outcome.code
    return OutboxState.HELD, f"{UNEXPECTED}: {type(outcome).__name__}"


def wait_before(tries: int, named: float | None = None) -> timedelta:
    """How long to wait before trying again: doubled from try to try, spread so that not all come back at once,
    and never shorter than the other side asked for."""
    doubled: timedelta = min(FIRST_WAIT * 2 ** min(tries - 1, 20), LONGEST_WAIT)
    spread = doubled * random.uniform(0.75, 1.25)
    return max(spread, timedelta(seconds=named or 0))


def _end(session: Session, ended: Sequence[Ending], now: datetime) -> None:
    """Ends rows that were never handed over."""
    for row_id, state, problem in ended:
        values: dict[str, Any] = {"state": state.value, "problem": problem, "ended_at": now, "content": ""}
        session.execute(
            update(TABLE).where(TABLE.c.id == row_id).values(values),
            execution_options={"synchronize_session": False},
        )
