"""An audit event: who did what to which thing, when. It cannot be anonymous."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Identity, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant


class AuditEvent(Tenant, Base):
    """Append-only; holds no answer, number or token."""

    __tablename__ = "audit_event"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime)
    #: An e-mail address, or `command line` with the account it ran under.
    by: Mapped[str] = mapped_column(String(255))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200), default="")
    detail: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (CheckConstraint("length(by) > 0", "never_anonymous"),)
