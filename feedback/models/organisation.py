"""An organisation: the data controller whose name, colours and contacts the public sees."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base


class Organisation(Base):
    """Slugs never change: they are on printed paper."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    #: Checked on the way in: white text on it reaches a contrast of 4.5.
    accent: Mapped[str] = mapped_column(String(7), default="#0a5a5c")
    #: A picture that this program encoded itself, as PNG.
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    help_number: Mapped[str] = mapped_column(String(60), default="")
    privacy_contact: Mapped[str] = mapped_column(String(200), default="")
    #: Where a complaint goes, since a survey is none: a number, an address or an e-mail.
    complaints_contact: Mapped[str] = mapped_column(String(200), default="")
    #: The local carers' service, offered to people who answered as a carer.
    carers_service: Mapped[str] = mapped_column(String(200), default="")
    #: How many days a receipt code opens its answers.
    receipt_days: Mapped[int] = mapped_column(default=28)
    purpose: Mapped[str] = mapped_column(Text, default="")
    lawful_basis: Mapped[str] = mapped_column(Text, default="")
    retention_months: Mapped[int] = mapped_column(default=24)
    #: Whether a translation is on offer only once a second reviewer has read it.
    second_reviewer: Mapped[bool] = mapped_column(default=False)
    #: An invented organisation; every page of it says so.
    demonstration: Mapped[bool] = mapped_column(default=False)
    created_on: Mapped[date]

    __table_args__ = (
        CheckConstraint("slug <> ''", "slug_is_given"),
        CheckConstraint("retention_months between 1 and 240", "retention_is_bounded"),
        CheckConstraint("receipt_days between 1 and 90", "receipt_days_are_bounded"),
    )
