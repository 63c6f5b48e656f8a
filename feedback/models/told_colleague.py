"""What a colleague was told by e-mail of comments that need them: which escalations, and when; no word of any."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class ToldColleague(Tenant, Base):
    """One row a colleague: they are told of each escalation once, and never twice within an hour."""

    __tablename__ = "told_colleague"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(DateTime)
    #: Those that are still open, each with the day on which it was raised: one raised anew is news.
    escalations: Mapped[list[str]] = mapped_column(JSON, default=list)
