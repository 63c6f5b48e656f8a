"""An excluded number: one that the organisation itself never sends to, as a keyed hash alone."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class ExcludedNumber(Tenant, Base):
    """Whoever wants to take one out has to know it: the list cannot be read."""

    __tablename__ = "excluded_number"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    number_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: A word of a short list, never somebody's own words.
    reason: Mapped[str] = mapped_column(String(20))
    added_on: Mapped[date]
