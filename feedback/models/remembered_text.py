"""The translation memory: an English text and the words that somebody here once signed for it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class RememberedText(Tenant, Base):
    """One pair of texts, as signed; the same English may be remembered with several translations."""

    __tablename__ = "remembered_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(10))
    english: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    #: A hash of language, English and text: texts are too long for an index of some databases.
    fingerprint: Mapped[str] = mapped_column(String(32))
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id", ondelete="SET NULL"))
    signed_name: Mapped[str] = mapped_column(String(200))
    signed_on: Mapped[date]

    __table_args__ = (UniqueConstraint("organisation_id", "fingerprint"),)
