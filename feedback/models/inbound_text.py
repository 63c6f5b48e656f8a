"""A text that reached us, as the hash of its provider's name for it: so that a second telling has no second effect."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base


class InboundText(Base):
    """Neither the number nor a word of it; forgotten after a month."""

    __tablename__ = "inbound_text"

    sid_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    came_on: Mapped[date] = mapped_column(index=True)
