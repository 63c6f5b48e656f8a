"""A control limit: from which month a line over time is judged by which usual range, who said so, and why."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class ControlLimit(Tenant, Base):
    """One locking or re-basing; of several from the same month, the newest counts. Rows are never changed."""

    __tablename__ = "control_limit"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    item_key: Mapped[str] = mapped_column(String(60))
    #: Of a gap: the group and the value that is set beside everybody else; both empty for everybody's line.
    group_key: Mapped[str] = mapped_column(String(60), default="")
    group_value: Mapped[str] = mapped_column(String(60), default="")
    #: The place whose own line it is; null for all places together.
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    #: The first day of the month from which it counts.
    from_month: Mapped[date]
    #: The locked mean, how far either limit is from it before a cap, and how many points they rest on; null where
    #: a new base has too few points yet, and its limits are trial limits.
    mean: Mapped[float | None]
    spread: Mapped[float | None]
    points: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(255))
    made_on: Mapped[date]

    __table_args__ = (
        Index("ix_control_limit_line", "organisation_id", "survey_id", "item_key"),
        CheckConstraint("length(reason) > 0", "a_limit_says_why"),
        CheckConstraint("(mean is null) = (spread is null)", "a_mean_has_a_spread"),
        CheckConstraint("spread is null or spread >= 0", "a_spread_is_a_distance"),
    )
