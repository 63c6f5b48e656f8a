"""An opt-out: a number that said STOP, as a keyed hash alone, for every organisation and every sender number."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base


class OptOut(Base):
    """Nothing is sent to this number until it says START."""

    __tablename__ = "opt_out"

    number_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[date]
    #: text, link, phone or staff.
    how: Mapped[str] = mapped_column(String(10))
