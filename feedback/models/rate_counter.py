"""A rate counter: how often something sensitive was tried in a window, kept where every process sees it."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId


class RateCounter(Base):
    """The key is a hash: no address or e-mail is kept."""

    __tablename__ = "rate_counter"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    window: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    tries: Mapped[int] = mapped_column(default=0)
