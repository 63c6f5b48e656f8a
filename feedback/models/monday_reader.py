"""Who asked for the Monday e-mail of a place, and what its numbers have told of which days."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class MondayReader(Tenant, Base):
    """A colleague who wants it; nobody gets it who did not ask."""

    __tablename__ = "monday_reader"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"))
    since: Mapped[date]

    __table_args__ = (UniqueConstraint("organisation_id", "staff_id", "place_id"),)


class MondayStretch(Tenant, Base):
    """The days that the e-mails of a place last told numbers of, and those numbers; the next ones begin after them.

    Stretches never overlap, so that nobody finds single answers by taking one e-mail from another. For the same
    reason what was told is kept as it was told: counted again, it might differ by the one who took their answer back.
    """

    __tablename__ = "monday_stretch"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    #: What was told of them: [key of the question, its words, how many positive answers, of how many], as shown.
    said: Mapped[list[Any]] = mapped_column(JSON, default=list)
    #: The last day of the week whose number of answers was told, and the number; None is fewer than ten.
    week_on: Mapped[date | None]
    week: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("organisation_id", "place_id", "survey_id"),
        CheckConstraint("first_on <= last_on", "days_in_order"),
    )
