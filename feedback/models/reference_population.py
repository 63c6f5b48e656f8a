"""A reference population: how many there are in each category of a group, to set beside those who answered."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class ReferencePopulation(Tenant, Base):
    """Who lives in an area, is on a practice's list or uses a service. One for a group and a place."""

    __tablename__ = "reference_population"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The place it is for; without one it serves every place that has none of its own.
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"))
    group_key: Mapped[str] = mapped_column(String(60))
    #: Who they are, as people say it: "People who live in Oakfield".
    name: Mapped[str] = mapped_column(String(200))
    #: Where the numbers come from: "Census 2021, TS021".
    source: Mapped[str] = mapped_column(String(200))
    #: The day or year they are of, as the source says it.
    edition: Mapped[str] = mapped_column(String(60))
    #: People by the key of the group's option; categories that are not compared are absent.
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    #: What became of what the file held beside: sentences for whoever reads the numbers.
    remarks: Mapped[list[str]] = mapped_column(JSON)
    entered_by: Mapped[str] = mapped_column(String(255))
    entered_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("organisation_id", "group_key", "place_id"),
        CheckConstraint("length(name) > 0 and length(source) > 0", "says_who_and_where_from"),
    )
