"""A doubtful sheet: a paper answering that was keyed and waits for a second look before it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class DoubtfulSheet(Tenant, Base):
    """Gone as soon as somebody decided: kept as a response, or set aside."""

    __tablename__ = "doubtful_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    #: The number printed or written on the sheet, which stops it from being keyed twice.
    number: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(10))
    answered_on: Mapped[date]
    #: The look-up that turned a postcode on the sheet into a fifth; the postcode itself is not kept.
    geography_edition: Mapped[str | None] = mapped_column(String(20))
    #: What was keyed, as (field, value) pairs, and the name of each doubt.
    form: Mapped[list[Any]] = mapped_column(JSON)
    doubts: Mapped[list[Any]] = mapped_column(JSON)
    keyed_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    keyed_on: Mapped[date]

    __table_args__ = (UniqueConstraint("organisation_id", "survey_id", "number"),)
