"""Risk words of an organisation: who reviewed a language's list for it, and the phrases it added."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class RiskListReview(Tenant, Base):
    """A named person answers for a list as it stood: the fingerprint says which words those were."""

    __tablename__ = "risk_list_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(10))
    fingerprint: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(200))
    signed_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    signed_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("organisation_id", "language", "fingerprint"),
        CheckConstraint("length(name) > 0 and length(role) > 0", "says_who"),
    )


class RiskPhrase(Tenant, Base):
    """A phrase that an organisation's comments are searched for, whatever language their page was in."""

    __tablename__ = "risk_phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(String(40))
    phrase: Mapped[str] = mapped_column(String(200))
    added_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    added_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("organisation_id", "category", "phrase"),
        CheckConstraint("length(phrase) > 0", "says_something"),
    )
