"""The review of a comment: who reads it, by when, and what came of it; never its words."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant
from feedback.models.response import with_its_response


class CommentReview(Tenant, Base):
    """One comment in the queue. It goes with its response, and when the response is taken back."""

    __tablename__ = "comment_review"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    response_id: Mapped[int] = mapped_column(BigId)
    item_key: Mapped[str] = mapped_column(String(60))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    #: A number drawn at random: what stands beside what within a day tells nothing.
    shuffle: Mapped[int]
    received_on: Mapped[date]
    due_on: Mapped[date]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    #: The kinds of risk that its words may speak of; they move it up, and never away.
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    at_risk: Mapped[bool] = mapped_column(default=False)
    #: It came although nobody was named to read this language.
    came_though_closed: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None] = mapped_column(String(20))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id", ondelete="SET NULL"))
    decided_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    #: Since when the team of the place may read it, and who let them.
    released_on: Mapped[date | None]
    released_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id", ondelete="SET NULL"))
    #: Whoever let them read it found that it praises or thanks, and says nothing else.
    praise: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("organisation_id", "response_id", "item_key"),
        with_its_response(),
        CheckConstraint("state in ('waiting', 'with-lead', 'done')", "state_is_known"),
        CheckConstraint("(state = 'waiting') = (outcome is null)", "what_is_read_has_an_outcome"),
        CheckConstraint(
            "released_on is null or outcome is not null and outcome in ('no-concern', 'liaison', 'incident')",
            "what_a_team_may_not_read_is_not_released",
        ),
        Index("ix_comment_review_queue", "organisation_id", "state", "due_on"),
    )


class CommentWatermark(Tenant, Base):
    """How far an organisation's responses were looked through for comments."""

    __tablename__ = "comment_watermark"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    response_id: Mapped[int] = mapped_column(BigId, default=0)
    #: The name of that response: another one under its number means that numbers began anew.
    submission: Mapped[str] = mapped_column(String(32), default="")
    withdrawal_id: Mapped[int] = mapped_column(BigId, default=0)
    #: Numbers below the watermark that were not there yet: [first, last, the day they were missed].
    missing: Mapped[list[Any]] = mapped_column(JSON, default=list)
    #: The day on which somebody last looked what is late.
    looked_on: Mapped[date | None]
