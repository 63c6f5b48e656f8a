"""An hourly count: how many answers came through a link in an hour; no response knows its hour."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class HourlyCount(Tenant, Base):
    """Approximate, as the funnel is: counted in memory and written now and then; kept for 60 days."""

    __tablename__ = "hourly_count"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    link_id: Mapped[int] = mapped_column(
        ForeignKey("collector_link.id", ondelete="CASCADE"), primary_key=True
    )
    #: Day and hour in UTC, as the day of a response is.
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)

    __table_args__ = (CheckConstraint("hour between 0 and 23", name="an_hour_is_of_a_day"),)
