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
    #: What that edition said, with the chosen questions about the person: what a later edition is held against.
    library_definition: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: Why each about-you question beyond the short block is asked: item key to the stated use.
    stated_uses: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    current_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True, name="fk_survey_current_revision")
    )
    #: When it opens and closes by itself, in UTC; a published survey is open between the two.
    opens_at: Mapped[datetime | None] = mapped_column(DateTime)
    closes_at: Mapped[datetime | None] = mapped_column(DateTime)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)
    #: Put away: off the lists, with everything kept.
    archived_on: Mapped[date | None]
    created_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("organisation_id", "slug"),
        CheckConstraint("state in ('draft', 'published', 'closed')", "state_is_known"),
        CheckConstraint("archived_on is null or state <> 'published'", "what_is_open_is_not_archived"),
        CheckConstraint(
            "closes_at is null or opens_at is null or closes_at > opens_at", "closes_after_it_opens"
        ),
        CheckConstraint(
            "state <> 'published' or current_revision_id is not null", "published_has_a_revision"
        ),
    )


class Revision(Tenant, Base):
    """Structure plus English and Easy Read. Without `published_on` it is the draft; once published it never changes.

    A database trigger holds the promise.
    """

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Where each item's bytes stand in the packed column of its responses.
    codebook: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(32))
    published_on: Mapped[date | None]
    #: Grows with every change of a draft, so that nobody writes over what they have not seen.
    stamp: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[str | None] = mapped_column(String(255))
    changed_at: Mapped[datetime | None] = mapped_column(DateTime)
    #: The definition before the last change of a draft, so that one step can be undone.
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    #: The edition of the library whose words this revision took over last.
    library_edition: Mapped[str | None] = mapped_column(String(20))
    #: Whom a second reader was asked of, and what they said; a change of the draft asks anew.
    review_asked_by: Mapped[str | None] = mapped_column(String(255))
    review_asked_on: Mapped[date | None]
    review_note: Mapped[str | None] = mapped_column(Text)
    reviewed_by: Mapped[str | None] = mapped_column(String(255))
    reviewed_on: Mapped[date | None]
    #: What publishing it did to each trend: item key to same, reworded, new or gone.
    trends: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    __table_args__ = (
        UniqueConstraint("organisation_id", "survey_id", "number"),
        CheckConstraint(
            "reviewed_by is null or reviewed_by <> review_asked_by", "the_second_reader_is_another"
        ),
    )


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
    #: The English that each text was translated from; a text whose English differs today is stale.
    sources: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: Where the words come from as a whole, and text key to provenance where a line came another way.
    provenance: Mapped[str] = mapped_column(Text, default="")
    provenances: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: Grows with every change of unsigned words.
    stamp: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[str | None] = mapped_column(String(255))
    changed_at: Mapped[datetime | None] = mapped_column(DateTime)
    signed_name: Mapped[str | None] = mapped_column(String(200))
    signed_role: Mapped[str | None] = mapped_column(String(200))
    signed_qualification: Mapped[str | None] = mapped_column(String(200))
    signed_on: Mapped[date | None]
    #: The account that signed: the second reviewer signs in with another one.
    signed_by: Mapped[str | None] = mapped_column(String(255))
    #: Whether whoever signed lets other organisations use it under their name.
    may_travel: Mapped[bool] = mapped_column(default=False)
    #: The second reviewer; of a set of British Sign Language videos, the second translator.
    second_name: Mapped[str | None] = mapped_column(String(200))
    second_role: Mapped[str | None] = mapped_column(String(200))
    second_on: Mapped[date | None]
    #: Who here took over a signature that was given elsewhere, and where that was.
    adopted_by: Mapped[str | None] = mapped_column(String(255))
    adopted_from: Mapped[str | None] = mapped_column(String(200))
    #: Since when its words never change: once signed or published, answers may name this version. A trigger holds it.
    frozen_on: Mapped[date | None]
    #: Whether the public can choose these words: signed, and read a second time where the organisation wants that.
    on_offer: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("organisation_id", "revision_id", "language", "version"),
        CheckConstraint("signed_on is null or length(signed_name) > 0", "a_sign_off_has_a_name"),
        CheckConstraint(
            "second_name is null or second_name <> signed_name", "the_second_reviewer_is_another"
        ),
    )
