"""A medium: a picture, recording, video or captions that an organisation put up, and where a survey uses it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class Medium(Tenant, Base):
    """One file, checked on the way in and served under a random name that nobody can guess."""

    __tablename__ = "medium"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    #: A picture's points, so that a page keeps room for it; 0 for what is no picture.
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    #: A picture in words, by language; English is always there.
    described: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    created_on: Mapped[date]
    #: The last column of its table, so that SQLite need not read through it to reach another.
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    __table_args__ = (
        CheckConstraint("kind in ('picture', 'recording', 'video', 'captions')", "kind_is_known"),
        CheckConstraint("size > 0", "holds_something"),
    )


class SurveyMedium(Tenant, Base):
    """A medium at its place in a survey: spoken or signed words of one text, or the picture of one item or option."""

    __tablename__ = "survey_medium"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    #: The language of the recording or video; empty for a picture, which serves all.
    language: Mapped[str] = mapped_column(String(10), default="")
    #: A text key (`item/<key>/text`, `option/<item>/<option>`), or `picture/<item>` and `picture/<item>/<option>`.
    text_key: Mapped[str] = mapped_column(String(200))
    medium_id: Mapped[int] = mapped_column(ForeignKey("medium.id", ondelete="CASCADE"))
    captions_id: Mapped[int | None] = mapped_column(ForeignKey("medium.id", ondelete="SET NULL"))
    #: The fingerprint of the words that were read or signed: once they change, it is no longer shown.
    words: Mapped[str] = mapped_column(String(32), default="")

    __table_args__ = (UniqueConstraint("organisation_id", "survey_id", "language", "text_key"),)


class MediumName(Base):
    """Which organisation a file's name belongs to: the one look-up a stranger's request needs before it has a scope."""

    __tablename__ = "medium_name"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
