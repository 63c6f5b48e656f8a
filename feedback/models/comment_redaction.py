"""A redaction: what others read of a comment, kept beside the original, which stays as it was written."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant
from feedback.models.response import with_its_response


class CommentRedaction(Tenant, Base):
    """The original is read only by those who may read comments; everything else gets this text."""

    __tablename__ = "comment_redaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(BigId)
    item_key: Mapped[str] = mapped_column(String(60))
    #: The comment with a gap wherever something was taken out.
    text: Mapped[str] = mapped_column(Text)
    #: What was taken out, as kinds of identifier; never the words.
    reasons: Mapped[list[str]] = mapped_column(JSON)
    made_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    made_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("organisation_id", "response_id", "item_key"),
        with_its_response(),
        CheckConstraint("length(text) > 0", "says_something"),
    )
