"""A contact: one person of a campaign, as long as they are needed; what they answered is nowhere near."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant


class Contact(Tenant, Base):
    """The number (or e-mail) is sealed, and gone a week after the campaign ended, with the name and the hash."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    upload_id: Mapped[int | None]
    #: The line of the uploaded file, so that staff find the person in their own list.
    line: Mapped[int] = mapped_column(Integer, default=0)
    address_hash: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10))
    need: Mapped[str] = mapped_column(String(12), default="")
    state: Mapped[str] = mapped_column(String(12), default="ready")
    #: Why they are excluded, or asked another way.
    reason: Mapped[str] = mapped_column(String(40), default="")
    #: Words of their record that we do not know, for a language or a need, sealed; staff decide what they mean.
    said: Mapped[str | None] = mapped_column(Text)
    #: Which reasons somebody decided to ask them by this channel for all the same, between commas.
    anyway: Mapped[str] = mapped_column(String(40), default="")
    #: The hash of their personal link, while it has not been used; the link itself is nowhere.
    token_hash: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("organisation_id", "campaign_id", "address_hash"),
        CheckConstraint("state in ('ready', 'another-way', 'excluded', 'invited')", "state_is_known"),
        CheckConstraint("address is null or address_hash is not null", "sealed_numbers_are_hashed_too"),
        Index("ix_contact_campaign_state", "organisation_id", "campaign_id", "state"),
        # Whose text somebody answers: asked by the number alone.
        Index("ix_contact_address", "address_hash"),
    )


class Invitation(Tenant, Base):
    """A personal link not used yet, as a hash. Using it deletes the row, so that nothing says when or with what."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    link_id: Mapped[int] = mapped_column(ForeignKey("collector_link.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    #: The first link of the same person, where this one came with a reminder: using either uses both.
    twin_of: Mapped[str | None] = mapped_column(String(64), index=True)

    __table_args__ = (Index("ix_invitation_campaign", "organisation_id", "campaign_id"),)
