"""Workers that show signs of life, and when each periodic work was last done; both of the whole installation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base


class JobWorker(Base):
    """One process that works jobs. It says every few seconds that it is there, and goes when it ends."""

    __tablename__ = "job_worker"

    #: Machine, process and a few random letters: never the same twice.
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(DateTime)
    beat_at: Mapped[datetime] = mapped_column(DateTime)


class PeriodicWork(Base):
    """One work that is done once in every period, whichever worker comes first."""

    __tablename__ = "periodic_work"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: When the period began that it was last done for, or is being done for.
    period: Mapped[datetime] = mapped_column(DateTime)
    done: Mapped[bool]
    #: While it is not done: when somebody else may take it up, and how often that happened.
    again_at: Mapped[datetime] = mapped_column(DateTime)
    tries: Mapped[int]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    #: The kind of error that ended the last try; empty when it went well.
    problem: Mapped[str] = mapped_column(String(200), default="")
