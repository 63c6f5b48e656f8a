"""Retention: answers and receipts go when their promised time is over, doubtful sheets after four weeks, hourly counts
after 60 days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.response import Response
from feedback.services import arrivals, audit, keying, organisations, receipts

TABLE = db.table_of(Response)


def months_before(today: date, months: int) -> date:
    """The day so many months before; the last day of a month that is too short."""
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    for day in (today.day, 30, 29, 28):
        try:
            return date(years, month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def expire(session: Session, *, by: str, today: date) -> dict[str, int]:
    """Deletes what every organisation has kept for longer than it promised; returns how many answerings, by its slug.

    Sheets of paper that nobody decided on in time are among them. A receipt code whose days are over is forgotten
    too, whatever becomes of its answers, and so is how many answers came in which hour.
    """
    gone = {}
    # Read before the scope changes: with it the session lets go of every row it holds.
    promised = [
        (row.id, row.slug, row.retention_months, row.receipt_days) for row in organisations.every(session)
    ]
    for organisation, slug, months, days in promised:
        db.set_scope(session, organisation)
        number, sheets = _expire(session, months_before(today, months)), keying.expire(session, today=today)
        receipts.forget_expired(session, days, today=today)
        arrivals.forget_old(session, today=today)
        if number:
            audit.record(session, "responses-expired", slug, by=by, detail=str(number))
        if sheets:
            audit.record(session, "sheets-expired", slug, by=by, detail=str(sheets))
        if number + sheets:
            gone[slug] = number + sheets
    return gone


def _expire(session: Session, first_kept: date) -> int:
    old = delete(TABLE).where(db.scoped(session, TABLE), TABLE.c.answered_on < first_kept)
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # a delete's result has it
