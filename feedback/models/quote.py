"""A quote: words that somebody allowed to be shared, approved by a named person, for one "You said, we did"."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant
from feedback.models.response import with_its_response


class Quote(Tenant, Base):
    """Shown only while the response it comes from still counts: a withdrawal takes it off every page at once."""

    __tablename__ = "quote"

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(BigId)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    item_key: Mapped[str] = mapped_column(String(60))
    #: The words as approved: what could tell who somebody is was taken out.
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10))
    #: The language the writer used, where these words are a person's English translation; the public is told.
    translated_from: Mapped[str | None] = mapped_column(String(10))
    improvement_id: Mapped[int | None] = mapped_column(ForeignKey("improvement.id", ondelete="SET NULL"))
    approved_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    approved_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("organisation_id", "response_id", "item_key"),
        UniqueConstraint("organisation_id", "improvement_id"),
        with_its_response(),
        CheckConstraint("length(text) > 0", "says_something"),
    )
