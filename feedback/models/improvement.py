"""An improvement: one "You said, we did", from draft through a second person's review to the public page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class Improvement(Tenant, Base):
    """What people said, the published figure it rests on, what was done, and what happens next."""

    __tablename__ = "improvement"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    title: Mapped[str] = mapped_column(String(200))
    said: Mapped[str] = mapped_column(Text)
    did: Mapped[str] = mapped_column(Text, default="")
    next: Mapped[str] = mapped_column(Text, default="")
    next_on: Mapped[date | None]
    #: Who answers for it: a role, never a person's name.
    owner: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[str] = mapped_column(String(20), default="planned")
    reason: Mapped[str] = mapped_column(Text, default="")
    #: The day from which people could feel it, as charts over time mark it.
    done_on: Mapped[date | None]
    item_key: Mapped[str] = mapped_column(String(60))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    #: The published figure as it was shown: {"group", "value", "key", "count", "base", "percent"}.
    figure: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    drafted_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    published_on: Mapped[date | None]
    updated_at: Mapped[datetime] = mapped_column(DateTime)

    __table_args__ = (
        UniqueConstraint("organisation_id", "slug"),
        CheckConstraint("state in ('draft', 'review', 'published')", "state_is_known"),
        CheckConstraint("status in ('planned', 'in-progress', 'done', 'cannot')", "status_is_known"),
        CheckConstraint("status <> 'cannot' or length(reason) > 0", "cannot_says_why"),
        CheckConstraint("status <> 'done' or length(did) > 0", "done_says_what"),
        CheckConstraint("reviewed_by is null or reviewed_by <> drafted_by", "review_is_by_a_second_person"),
        CheckConstraint("state <> 'published' or reviewed_by is not null", "published_was_reviewed"),
    )


class ImprovementTexts(Tenant, Base):
    """One language of a "You said, we did"; where a language is missing the English stands, marked as such."""

    __tablename__ = "improvement_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvement.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    said: Mapped[str] = mapped_column(Text)
    did: Mapped[str] = mapped_column(Text, default="")
    next: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(String(200), default="")
    #: Who answers for this translation; a real organisation shows it only when somebody does.
    signed_name: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (UniqueConstraint("organisation_id", "improvement_id", "language"),)
