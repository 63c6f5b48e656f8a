"""A library sign-off: a translation of shipped words that two people answered for, offered to every organisation."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base


class LibrarySignOff(Base):
    """Belongs to the installation: shipped words alone, with the names of those who answer for them."""

    __tablename__ = "library_sign_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(10), index=True)
    #: Text key to a fingerprint of its English and its translation together.
    lines: Mapped[dict[str, str]] = mapped_column(JSON)
    interface_fingerprint: Mapped[str] = mapped_column(String(32))
    #: The organisation where it was signed.
    organisation_name: Mapped[str] = mapped_column(String(200))
    signed_name: Mapped[str] = mapped_column(String(200))
    signed_role: Mapped[str] = mapped_column(String(200))
    signed_qualification: Mapped[str] = mapped_column(String(200))
    signed_on: Mapped[date]
    second_name: Mapped[str] = mapped_column(String(200))
    second_role: Mapped[str] = mapped_column(String(200))
    second_on: Mapped[date]
    #: Taken back by whoever signed; what was adopted before stays with those who adopted it.
    withdrawn_on: Mapped[date | None]

    __table_args__ = (CheckConstraint("second_name <> signed_name", "two_people_answer_for_it"),)
