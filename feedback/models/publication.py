"""A publication: results being frozen and published, which beside earlier snapshots can take minutes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class Publication(Tenant, Base):
    """One piece of work: asked for by a person, done beside the pages, watched on a page of its own."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    #: The groups to break answers down by, in order.
    groups: Mapped[list[str]] = mapped_column(JSON)
    #: `working`, `done`, `refused` or `stopped`.
    state: Mapped[str] = mapped_column(String(20))
    #: True while it works, else null: of one survey's only one can be true.
    running: Mapped[bool | None]
    #: How many of how many tables were proven safe.
    step: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
    #: Why it was refused, in words for staff.
    message: Mapped[str] = mapped_column(Text, default="")
    started_by: Mapped[str] = mapped_column(String(255))
    started_at: Mapped[datetime] = mapped_column(DateTime)
    #: When whoever does the work was last alive.
    beat_at: Mapped[datetime] = mapped_column(DateTime)
    finished_at: Mapped[datetime | None] = mapped_column(DateTime)

    __table_args__ = (
        UniqueConstraint("organisation_id", "survey_id", "running"),
        Index("ix_publication_survey_id", "survey_id"),
    )
