"""A contact upload: when a list of contacts was taken out of a record system, who declared what, what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, DateTime, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class ContactUpload(Tenant, Base):
    """Nothing of the file is kept: neither its name, which may name people, nor what stood in it."""

    __tablename__ = "contact_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    #: When the list left the record system, in UTC: whoever died or objected since is still on it.
    extracted_at: Mapped[datetime] = mapped_column(DateTime)
    uploaded_at: Mapped[datetime] = mapped_column(DateTime)
    #: What somebody declared was taken out, and who: their account, and the name it had.
    declared: Mapped[list[str]] = mapped_column(JSON)
    declared_by: Mapped[str] = mapped_column(String(255))
    declared_name: Mapped[str] = mapped_column(String(200))
    #: How many lines were read, and how many were left out, by reason.
    lines: Mapped[int]
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    #: Which lines were left out and why, sealed; gone with the numbers.
    left_out: Mapped[str | None] = mapped_column(Text)
