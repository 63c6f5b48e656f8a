"""The rota of comments: colleagues who take weeks in turn, and the days on which somebody is away."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class CommentRota(Tenant, Base):
    """Whose week it is in a language, for one survey or for every survey of the organisation."""

    __tablename__ = "comment_rota"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None: every survey that has no rota of its own.
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    #: Ids of staff in the order in which they take a week each, over and over.
    people: Mapped[list[int]] = mapped_column(JSON)
    #: A Monday: the first week is of the first of them.
    begins_on: Mapped[date]

    __table_args__ = (UniqueConstraint("organisation_id", "survey_id", "language"),)


class Absence(Tenant, Base):
    """Days on which somebody reads nothing: what is theirs goes to their deputy."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]

    __table_args__ = (CheckConstraint("last_on >= first_on", "ends_after_it_begins"),)
