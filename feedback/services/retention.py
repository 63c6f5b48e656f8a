"""Retention: answers go when the months that an organisation promised are over, doubtful sheets after four weeks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.organisation import Organisation
from feedback.models.response import Response
from feedback.services import audit, keying, organisations

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

    Sheets of paper that nobody decided on in time are among them.
    """
    gone = {}
    for organisation in organisations.every(session):
        db.set_scope(session, organisation.id)
        number, sheets = _expire(session, organisation, today), keying.expire(session, today=today)
        if number:
            audit.record(session, "responses-expired", organisation.slug, by=by, detail=str(number))
        if sheets:
            audit.record(session, "sheets-expired", organisation.slug, by=by, detail=str(sheets))
        if number + sheets:
            gone[organisation.slug] = number + sheets
    return gone


def _expire(session: Session, organisation: Organisation, today: date) -> int:
    last = months_before(today, organisation.retention_months)
    old = delete(TABLE).where(db.scoped(session, TABLE), TABLE.c.answered_on < last)
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # a delete's result has it
