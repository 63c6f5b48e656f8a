"""An asked number: that somebody was invited lately, as a keyed hash, so that nobody is asked too often."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class AskedNumber(Tenant, Base):
    """Kept as long as the cap on asking again; by which campaign, and whether they answered, is nowhere."""

    __tablename__ = "asked_number"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    number_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    asked_on: Mapped[date]
