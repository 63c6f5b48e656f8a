"""Tending the outbox: how deep it is, what is held and why, and what a person decides about it.

Nothing here tells a number or a message: the last three digits, what it was for, and the campaign's name.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.outbox_message import OutboxMessage
from feedback.services import audit, job_workers, lane_troubles, outbox, periodic_works
from feedback.services.lane_troubles import Trouble
from feedback.services.refusals import Refused
from feedback.vocabulary import EMAIL, CampaignState, MessageKind, OutboxState

TABLE, CAMPAIGNS = db.table_of(OutboxMessage), db.table_of(Campaign)
#: Campaigns of which nothing leaves, and what to do with their messages.
_SILENT = {
    CampaignState.CANCELLED.value: "was cancelled, so its messages are not sent any more. Discard them.",
    CampaignState.PAUSED.value: "is paused. Let the campaign go on first, or discard its messages.",
}
#: What waits for a person.
STUCK = (OutboxState.HELD, OutboxState.FAILED)


@dataclass(frozen=True)
class Depth:
    """How much there is, by kind and state; `oldest` is when what waits longest was due."""

    numbers: dict[tuple[MessageKind, OutboxState], int] = field(default_factory=dict)
    due: int = 0
    oldest: datetime | None = None
    workers: int = 0
    #: Senders by which nothing leaves at the moment, whoever's messages they are.
    troubles: Sequence[Trouble] = ()
    #: Works of the clock that went wrong, by their names.
    failing: Sequence[str] = ()

    def of(self, state: OutboxState) -> int:
        """How many stand so, of whatever kind."""
        return sum(number for (_, each), number in self.numbers.items() if each is state)

    def line(self, now: datetime) -> str:
        """All of it in one line, for whoever watches a server."""
        waits = f", oldest {max(int((now - self.oldest).total_seconds()), 0)} s" if self.oldest else ""
        workers = (
            "1 worker" if self.workers == 1 else f"{self.workers} workers" if self.workers else "no worker"
        )
        stuck = f"{self.of(OutboxState.HELD)} held, {self.of(OutboxState.FAILED)} failed"
        stopped = "".join(
            f", {'e-mails' if one.lane == EMAIL else 'texts'} stopped: {one.code}" for one in self.troubles
        )
        failing = f", not done: {' and '.join(self.failing)}" if self.failing else ""
        return f"jobs: {self.due} waiting{waits}, {stuck}, {workers}{stopped}{failing}"


@dataclass(frozen=True)
class Reason:
    """Rows that are stuck for one reason, together."""

    kind: MessageKind
    state: OutboxState
    problem: str
    number: int
    #: How many of them can be sent again, because it is still known to whom and what.
    whole: int


@dataclass(frozen=True)
class Stuck:
    """One row that waits for a person. `to` is the end of a number, or an address without its name."""

    id: int
    kind: MessageKind
    state: OutboxState
    purpose: str
    problem: str
    campaign: str
    to: str
    attempts: int
    since: datetime
    whole: bool


def _own(session: Session) -> ColumnElement[bool]:
    return db.scoped(session, TABLE)


def depth(session: Session, *, now: datetime) -> Depth:
    """The organisation's part of the outbox, and how many workers there are."""
    return _depth(session, [_own(session)], now)


def depth_everywhere(session: Session, *, now: datetime) -> Depth:
    """The whole installation's, for a session whose scope is everywhere."""
    return _depth(session, [], now)


def _depth(session: Session, which: Sequence[ColumnElement[bool]], now: datetime) -> Depth:
    open_states = [OutboxState.WAITING, OutboxState.SENDING, *STUCK]
    states = TABLE.c.state.in_([each.value for each in open_states])
    counted = select(TABLE.c.kind, TABLE.c.state, func.count()).where(*which, states)
    numbers = {
        (MessageKind(kind), OutboxState(state)): number
        for kind, state, number in session.execute(counted.group_by(TABLE.c.kind, TABLE.c.state))
    }
    waiting = (*which, TABLE.c.state == OutboxState.WAITING.value, TABLE.c.due_at <= now)
    due, oldest = session.execute(select(func.count(), func.min(TABLE.c.due_at)).where(*waiting)).one()
    workers, troubles = job_workers.number(session, now=now), lane_troubles.every(session, now=now)
    return Depth(numbers, due, oldest, workers, troubles, periodic_works.failing(session))


def _stuck(session: Session) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _own(session), TABLE.c.state.in_([state.value for state in STUCK])


def reasons(session: Session) -> list[Reason]:
    """Why rows are stuck, the most first."""
    columns = (TABLE.c.kind, TABLE.c.state, TABLE.c.problem)
    whole = func.sum(_is_whole())
    counted = select(*columns, func.count().label("number"), whole.label("whole")).where(*_stuck(session))
    rows = session.execute(counted.group_by(*columns).order_by(func.count().desc(), TABLE.c.problem))
    return [
        Reason(MessageKind(row.kind), OutboxState(row.state), row.problem, row.number, int(row.whole or 0))
        for row in rows
    ]


def delayed(session: Session) -> list[Reason]:
    """Why rows wait that were tried before, the most first."""
    columns = (TABLE.c.kind, TABLE.c.state, TABLE.c.problem)
    waits = (_own(session), TABLE.c.state == OutboxState.WAITING.value, TABLE.c.problem != "")
    counted = select(*columns, func.count().label("number")).where(*waits).group_by(*columns)
    rows = session.execute(counted.order_by(func.count().desc(), TABLE.c.problem))
    return [
        Reason(MessageKind(row.kind), OutboxState(row.state), row.problem, row.number, row.number)
        for row in rows
    ]


def _is_whole() -> ColumnElement[int]:
    return case((TABLE.c.content != "", 1), else_=0)


def listed(session: Session, *, most: int = 100, after: int = 0) -> list[Stuck]:
    """Rows that are stuck, the oldest first."""
    names = {row.id: row.name for row in session.execute(select(CAMPAIGNS.c.id, CAMPAIGNS.c.name).where(
        db.scoped(session, CAMPAIGNS)))}  # fmt: skip
    rows = select(TABLE).where(*_stuck(session), TABLE.c.id > after).order_by(TABLE.c.id).limit(most)
    return [
        Stuck(
            row.id, MessageKind(row.kind), OutboxState(row.state), row.purpose, row.problem,
            names.get(row.campaign_id, ""), end_of(outbox.opened(session, row.content)), row.attempts,
            row.ended_at or row.due_at, bool(row.content),
        )
        for row in session.execute(rows)
    ]  # fmt: skip


def end_of(content: dict[str, Any] | None) -> str:
    """What of a number or an address may be shown: enough to know it again, too little to use it."""
    to = str((content or {}).get("to", ""))
    if "@" in to:
        return f"…@{to.rpartition('@')[2]}"
    return f"… {to[-3:]}" if to else ""


def release(session: Session, ids: Collection[int], *, by: str, now: datetime) -> int:
    """Lets rows be sent again, by somebody who knows that a person may get a message twice.

    Returns how many. Raises Refused when one is not stuck any more, its words are gone, or its campaign sends nothing.
    """
    _refuse_silent_campaigns(session, ids)
    return _decide(session, ids, _AGAIN | {"due_at": now}, "message-released", by=by, whole=True)


def _refuse_silent_campaigns(session: Session, ids: Collection[int]) -> None:
    """What somebody has cancelled or paused stays so, whatever else is let go. Raises Refused."""
    theirs = select(TABLE.c.campaign_id).where(_own(session), TABLE.c.id.in_(set(ids)))
    silent = select(CAMPAIGNS.c.name, CAMPAIGNS.c.state).where(
        db.scoped(session, CAMPAIGNS), CAMPAIGNS.c.id.in_(theirs), CAMPAIGNS.c.state.in_(_SILENT)
    )
    for row in session.execute(silent.order_by(CAMPAIGNS.c.id)):
        what = _SILENT[row.state]
        raise Refused(f"The campaign “{row.name}” {what}")


def mark_sent(session: Session, ids: Collection[int], *, by: str, now: datetime) -> int:
    """Somebody found out that they arrived: they count as sent, and nothing leaves."""
    values = {"state": OutboxState.SENT.value, "content": "", "ended_at": now, "problem": ""}
    return _decide(session, ids, values, "message-marked-sent", by=by)


def discard(session: Session, ids: Collection[int], *, by: str, now: datetime) -> int:
    """They are not sent any more, and what they held is emptied."""
    values = {"state": OutboxState.CANCELLED.value, "content": "", "ended_at": now}
    return _decide(session, ids, values, "message-discarded", by=by)


_AGAIN: dict[str, Any] = {
    "state": OutboxState.WAITING.value, "attempts": 0, "worker": "", "taken_at": None, "ended_at": None,
    "problem": "",
}  # fmt: skip


def _decide(
    session: Session,
    ids: Collection[int],
    values: dict[str, Any],
    action: str,
    *,
    by: str,
    whole: bool = False,
) -> int:
    wanted = (*_stuck(session), TABLE.c.id.in_(set(ids)))
    rows = session.execute(select(TABLE).where(*wanted).with_for_update()).all()
    if len(rows) < len(set(ids)):
        raise Refused("Somebody else has dealt with this meanwhile. Look at the list again.")
    if whole and any(not row.content for row in rows):
        raise Refused("It is not known any more to whom it was to go: that is kept for a week only.")
    session.execute(
        update(TABLE).where(*wanted).values(values), execution_options={"synchronize_session": False}
    )
    _tell_audit(session, rows, action, by)
    if values["state"] == OutboxState.WAITING.value:
        session.info[outbox.WROTE] = True
    return len(rows)


def _tell_audit(session: Session, rows: Sequence[Any], action: str, by: str) -> None:
    """One line for everything that was decided about together and is alike."""
    alike: dict[tuple[str, str], list[int]] = {}
    for row in sorted(rows, key=attrgetter("id")):
        alike.setdefault((f"{row.kind}: {row.purpose}", row.problem), []).append(row.id)
    for (subject, problem), ids in alike.items():
        which = str(ids[0]) if len(ids) == 1 else f"{len(ids)} messages, {ids[0]} to {ids[-1]}"
        audit.record(session, action, subject, by=by, detail=f"{which} {problem}".strip())


def of_reason(session: Session, kind: str, state: str, problem: str, *, whole: bool = False) -> list[int]:
    """The rows that are stuck for one reason; with `whole` those alone that can be sent again."""
    same = (TABLE.c.kind == kind, TABLE.c.state == state, TABLE.c.problem == problem)
    content = (TABLE.c.content != "",) if whole else ()
    return list(session.scalars(select(TABLE.c.id).where(*_stuck(session), *same, *content)))
