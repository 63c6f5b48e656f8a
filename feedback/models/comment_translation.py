"""A translation of a comment into English, made by a person who says what they are."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant
from feedback.models.response import with_its_response


class CommentTranslation(Tenant, Base):
    """Always shown with its label; never a machine's."""

    __tablename__ = "comment_translation"

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(BigId)
    item_key: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    #: What the person is, as they wrote it: "Interpreter, DPSI".
    role: Mapped[str] = mapped_column(String(200))
    translated_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    translated_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("organisation_id", "response_id", "item_key"),
        with_its_response(),
        CheckConstraint("length(text) > 0", "says_something"),
        CheckConstraint("length(role) > 0", "says_who"),
    )
