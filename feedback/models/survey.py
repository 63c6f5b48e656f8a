"""A survey of an organisation, its frozen revisions, and the texts of each language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class Survey(Tenant, Base):
    """What links point at; the words and the structure are in its revisions."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(600))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    #: The disclosure rules its published numbers leave under: public, or sensitive.
    profile: Mapped[str] = mapped_column(String(20), default="public")
    library_slug: Mapped[str | None] = mapped_column(String(60))
    library_edition: Mapped[str | None] = mapped_column(String(20))
    #: Why each about-you question beyond the short block is asked: item key to the stated use.
    stated_uses: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    current_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True, name="fk_survey_current_revision")
    )
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)
    created_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("organisation_id", "slug"),
        CheckConstraint("state in ('draft', 'published', 'closed')", "state_is_known"),
        CheckConstraint(
            "state <> 'published' or current_revision_id is not null", "published_has_a_revision"
        ),
    )


class Revision(Tenant, Base):
    """Structure plus English and Easy Read, frozen: never changed once written."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Where each item's bytes stand in the packed column of its responses.
    codebook: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(32))
    published_on: Mapped[date | None]

    __table_args__ = (UniqueConstraint("organisation_id", "survey_id", "number"),)


class SurveyTexts(Tenant, Base):
    """One version of a revision's words in one language, survey and interface frozen together."""

    __tablename__ = "survey_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    interface: Mapped[dict[str, str]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(32))
    #: Where the words come from, as the catalogue says.
    provenance: Mapped[str] = mapped_column(Text, default="")
    signed_name: Mapped[str | None] = mapped_column(String(200))
    signed_role: Mapped[str | None] = mapped_column(String(200))
    signed_qualification: Mapped[str | None] = mapped_column(String(200))
    signed_on: Mapped[date | None]
    #: The second translator: a set of British Sign Language videos names both.
    second_name: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        UniqueConstraint("organisation_id", "revision_id", "language", "version"),
        CheckConstraint("signed_on is null or length(signed_name) > 0", "a_sign_off_has_a_name"),
    )
