"""A snapshot: published results, frozen with everything that was shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class Snapshot(Tenant, Base):
    """The numbers as they left the house; later snapshots are checked against it."""

    __tablename__ = "snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    profile: Mapped[str] = mapped_column(String(20))
    published_on: Mapped[date]
    published_by: Mapped[str] = mapped_column(String(255))
    #: How many responses and withdrawals it stood on, for the rule of ten between two snapshots.
    responses: Mapped[int]
    withdrawals: Mapped[int]
    #: The number of responses as it may be shown; null where even that may not.
    shown_total: Mapped[int | None]
    #: The revision whose words and order the items have.
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    #: The groups it was broken down by, in order.
    groups: Mapped[list[str]] = mapped_column(JSON)
    #: Each item as it was shown: overall and by group.
    items: Mapped[list[Any]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("organisation_id", "survey_id", "number"),)
