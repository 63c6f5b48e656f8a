"""A conversation: a survey that somebody is answering by text, sealed, and never kept beyond 72 hours."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import DateTime, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant


class Conversation(Tenant, Base):
    """The number is a keyed hash and nothing of what was said is legible. Finishing deletes the row.

    No response knows of it, and it knows of no response.
    """

    __tablename__ = "conversation"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    #: One at a time for a number, whoever asks.
    number_hash: Mapped[str] = mapped_column(String(64), unique=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("collector_link.id", ondelete="CASCADE"))
    began_on: Mapped[date]
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    #: Language, answers, what was asked and what the provider calls its texts.
    state: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_conversation_expires_at", "expires_at"),)
