"""A theme: what several comments of a survey are about, as people decided, and which comments those are."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant
from feedback.models.response import with_its_response


class Theme(Tenant, Base):
    """Proposed by a program or thought of by a person; named by a person."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    created_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("organisation_id", "survey_id", "name"),
        CheckConstraint("length(name) > 0", "has_a_name"),
    )


class CommentTheme(Tenant, Base):
    """A person decided that a comment is about a theme."""

    __tablename__ = "comment_theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    response_id: Mapped[int] = mapped_column(BigId)
    item_key: Mapped[str] = mapped_column(String(60))
    decided_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    decided_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("organisation_id", "theme_id", "response_id", "item_key"),
        with_its_response(),
    )
