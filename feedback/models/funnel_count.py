"""A funnel count: how many got how far with a link, in a language, on a day. It holds nobody's answers and no order."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class FunnelCount(Tenant, Base):
    """Approximate: counted in memory and written now and then; what a stopped process held is lost."""

    __tablename__ = "funnel_count"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    link_id: Mapped[int] = mapped_column(
        ForeignKey("collector_link.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    #: `opened`, `started`, `sent`, `left/<section>`: the last section somebody reached who did not send, or
    #: `minutes/<whole minutes>`: how long it took somebody who did.
    step: Mapped[str] = mapped_column(String(70), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)

    # The newest day of a link, found without reading the others.
    __table_args__ = (Index("ix_funnel_count_day", "organisation_id", "link_id", "day"),)
