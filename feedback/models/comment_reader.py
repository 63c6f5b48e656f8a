"""A reader of comments: who reads what people write in one survey and language, and by when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class CommentReader(Tenant, Base):
    """Free text is asked for in a language only while somebody named here can read it."""

    __tablename__ = "comment_reader"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    #: English names who reads Easy Read and BSL as well, unless they have a row of their own.
    language: Mapped[str] = mapped_column(String(10))
    reader_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id", ondelete="SET NULL"))
    #: The turn-round that respondents are told, in working days.
    days: Mapped[int] = mapped_column(default=1)
    #: Who reads out of hours, as respondents are told it: a word of `Cover`.
    cover: Mapped[str] = mapped_column(String(20), default="nobody")
    #: Whom to ring out of hours; empty where there is nobody.
    phone: Mapped[str] = mapped_column(String(40), default="")
    named_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("organisation_id", "survey_id", "language"),
        CheckConstraint("days between 1 and 10", "turn_round_is_bounded"),
        CheckConstraint("deputy_id is null or deputy_id <> reader_id", "the_deputy_is_another"),
    )
