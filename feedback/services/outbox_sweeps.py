"""The sweep: what a worker took and died with, and what need not be kept any longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.outbox_message import OutboxMessage
from feedback.services import job_workers, outbox, outbox_work
from feedback.vocabulary import MessageKind, OutboxState

TABLE = db.table_of(OutboxMessage)
#: No message takes longer than this to be handed over, not even with a living worker.
LONGEST = timedelta(minutes=10)
#: To whom and what is kept for so long where somebody may still want to send it.
KEPT = timedelta(days=7)
#: What was only recorded can be read for so long.
RECORDED = timedelta(days=1)


def sweep(session: Session, *, now: datetime) -> dict[str, int]:
    """What was taken by a worker that is gone: messages are held, since nobody knows whether they left; work waits
    again. Returns how many of each."""
    alive = job_workers.alive(session, now=now)
    silent = and_(TABLE.c.worker.not_in(alive), TABLE.c.taken_at <= now - job_workers.SILENT)
    sending = TABLE.c.state == OutboxState.SENDING.value
    work = TABLE.c.kind == MessageKind.WORK.value
    held = _change(
        session, and_(sending, ~work, or_(silent, TABLE.c.taken_at <= now - LONGEST)),
        state=OutboxState.HELD.value, problem=outbox_work.KILLED, ended_at=now,
    )  # fmt: skip
    tired = TABLE.c.attempts >= outbox_work.MOST_TRIES
    failed = _change(
        session, and_(sending, work, silent, tired),
        state=OutboxState.FAILED.value, problem=outbox_work.KILLED, ended_at=now,
    )  # fmt: skip
    again = _change(
        session, and_(sending, work, silent),
        state=OutboxState.WAITING.value, worker="", taken_at=None, due_at=now,
    )  # fmt: skip
    if again:
        session.info[outbox.WROTE] = True
    return {"held": held, "failed": failed, "again": again}


def _change(session: Session, which: Any, **values: Any) -> int:
    # Rows that somebody settles at this moment are not waited for: they are no business of the sweep.
    ids = select(TABLE.c.id).where(which).with_for_update(skip_locked=True)
    found = session.scalars(ids).all()
    if found:
        session.execute(
            update(TABLE).where(TABLE.c.id.in_(found)).values(values),
            execution_options={"synchronize_session": False},
        )
    return len(found)


def forget(session: Session, *, now: datetime) -> int:
    """Empties what was held or given up a week ago, and what was recorded a day ago; who it was for can then be told
    no more."""
    unsent = TABLE.c.state.in_([OutboxState.HELD.value, OutboxState.FAILED.value])
    old = and_(unsent, TABLE.c.ended_at <= now - KEPT, TABLE.c.content != "")
    cancelled = and_(TABLE.c.state == OutboxState.CANCELLED.value, TABLE.c.content != "")
    recorded = and_(
        TABLE.c.state == OutboxState.SENT.value, TABLE.c.ended_at <= now - RECORDED, TABLE.c.content != ""
    )
    return _change(session, or_(old, cancelled, recorded), content="")
