"""The audit: who did what to which thing. An event without a name is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.audit_event import AuditEvent
from feedback.services import appending

TABLE = db.table_of(AuditEvent)


def now() -> datetime:
    """This moment in UTC without a zone, as every stored moment is."""
    return datetime.now(UTC).replace(tzinfo=None)


def record(session: Session, action: str, subject: str = "", *, by: str, detail: str = "") -> None:
    """Writes one event in the same transaction as what it tells of; raises ValueError without a name."""
    if not by.strip():
        raise ValueError("an audit event needs the name of whoever did it")
    organisation = db.scope_of(session)
    row = {
        "organisation_id": organisation, "at": now(), "by": by[:255],
        "action": action, "subject": subject[:200], "detail": detail,
    }  # fmt: skip
    appending.add(session, TABLE, row)


def recorded(session: Session, action: str, subject: str, *, by: str, detail: str, since: date) -> bool:
    """Whether exactly this was written down since a day began."""
    same = select(AuditEvent.id).where(
        AuditEvent.action == action,
        AuditEvent.subject == subject,
        AuditEvent.by == by,
        AuditEvent.detail == detail,
        AuditEvent.at >= datetime(since.year, since.month, since.day),
    )
    return session.scalars(same.limit(1)).first() is not None


def latest(session: Session, number: int = 100) -> Sequence[AuditEvent]:
    """The newest events of this organisation."""
    organisation = db.scope_of(session)
    rows = select(AuditEvent).where(AuditEvent.organisation_id == organisation).order_by(AuditEvent.id.desc())
    return session.scalars(rows.limit(number)).all()


def count(session: Session) -> int:
    """How many events this organisation has."""
    return session.scalar(select(func.count()).select_from(TABLE).where(db.scoped(session, TABLE))) or 0
