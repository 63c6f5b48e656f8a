"""Settling the outbox: what became of rows that were taken, written down, and when what did not leave is tried again.

What certainly did not leave waits again; what nobody knows is held for a person and never sent again by itself.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, update
from sqlalchemy.orm import Session

from feedback.channels import sms_errors
from feedback.channels.delivery import Accepted, OutcomeUnknown, Rejected, TryLater
from feedback.services import delivery_reports, lane_troubles, lanes
from feedback.services.outbox_work import MOST_TRIES, TABLE, UNEXPECTED, Taken
from feedback.vocabulary import MessageKind, OutboxState

#: The first wait, which doubles from try to try, and the longest.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
_LONGEST_CODE = 200

#: What became of a row: it left, or one of `delivery`'s errors, or any other.
Outcome = Accepted | Exception


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
    [OutboxState.SENDING, OutboxState.HELD],
    ["state", "due_at", "ended_at", "problem", "worker", "taken_at", "attempts"],
)


def settle(
    session: Session, outcomes: Sequence[tuple[Taken, Outcome]], worker: str, *, now: datetime
) -> None:
    """Writes down what became of rows that this worker took."""
    left: list[dict[str, Any]] = []
    recorded: list[dict[str, Any]] = []
    did_not: list[dict[str, Any]] = []
    rests = _rests(session, outcomes, now)
    for one, outcome in outcomes:
        if isinstance(outcome, Accepted):
            (recorded if outcome.recorded else left).append({
                "row": one.id, "by": worker, "new_ended_at": now, "new_provider_id": outcome.provider_id,
                "new_parts": outcome.parts, "new_cost": outcome.cost,
            })  # fmt: skip
        else:
            did_not.append(_failure(one, outcome, worker, now, rests.get(one.lane)))
            if _said_stop(one, outcome):
                delivery_reports.keep_stop(session, str(one.content.get("to", "")), now=now)
    for statement, rows in ((_LEFT, left), (_RECORDED, recorded), (_DID_NOT, did_not)):
        if rows:
            session.connection().execute(statement, rows)


def _rests(
    session: Session, outcomes: Sequence[tuple[Taken, Outcome]], now: datetime
) -> dict[str, timedelta]:
    """The lanes by which nothing leaves: each rests, longer the longer it lasts.

    Returns those of which that was known before, with their rest: what met it there has not been tried in earnest.
    """
    known: dict[str, timedelta] = {}
    for lane in {one.lane for one, _ in outcomes if one.lane}:
        own = [outcome for one, outcome in outcomes if one.lane == lane]
        shut = [each for each in own if isinstance(each, TryLater) and each.for_all]
        if shut:
            before = lane_troubles.of(session, lane)
            rest = lane_troubles.note(session, lane, shut[-1].code, now=now).rest(now)
            rest = max([rest, *(each.seconds for each in shut if each.seconds)])
            lanes.pause(session, lane, rest, now=now)
            if before is not None:
                known[lane] = timedelta(seconds=rest)
        elif any(isinstance(each, Accepted | Rejected) for each in own):
            lane_troubles.end(session, lane)
    return known


def _said_stop(one: Taken, outcome: Exception) -> bool:
    """Whether the provider refused a text because whoever it went to had said STOP to the provider."""
    if one.kind is not MessageKind.SMS or not isinstance(outcome, Rejected):
        return False
    return sms_errors.explain(outcome.code).opted_out


def _failure(
    one: Taken, outcome: Exception, worker: str, now: datetime, rest: timedelta | None
) -> dict[str, Any]:
    """What is written on a row that did not leave, or may not have; `rest` is that of a lane known to be in trouble."""
    state, problem = _judged(one, outcome)
    row = {
        "row": one.id, "by": worker, "new_state": state.value, "new_due_at": now, "new_ended_at": now,
        "new_problem": problem[:_LONGEST_CODE], "new_worker": worker, "new_taken_at": one.taken_at,
        "new_attempts": one.attempts,
    }  # fmt: skip
    again = {
        "new_state": OutboxState.WAITING.value,
        "new_ended_at": None,
        "new_worker": "",
        "new_taken_at": None,
    }
    if rest is not None and isinstance(outcome, TryLater) and outcome.for_all:
        return row | again | {"new_due_at": now + rest, "new_attempts": one.attempts - 1}
    if state is OutboxState.WAITING:
        named = outcome.seconds if isinstance(outcome, TryLater) else None
        return row | again | {"new_due_at": now + wait_before(one.attempts, named)}
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
