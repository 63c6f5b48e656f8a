"""An escalation: a colleague is told that a comment needs them. It says that, and nothing of the comment."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant


class Escalation(Tenant, Base):
    """Open until the comment was read; it goes with the review it is about."""

    __tablename__ = "escalation"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    review_id: Mapped[int] = mapped_column(BigId, ForeignKey("comment_review.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    #: risk, overdue, or handed-over to the safeguarding lead.
    why: Mapped[str] = mapped_column(String(20))
    raised_on: Mapped[date]
    settled_on: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint("organisation_id", "review_id", "staff_id", "why"),
        CheckConstraint("why in ('risk', 'overdue', 'handed-over')", "why_is_known"),
    )
