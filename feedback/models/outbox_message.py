"""A row of the outbox: something that is to leave the house, or work to be done, written with its cause."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Float, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant


class OutboxMessage(Tenant, Base):
    """Written in the transaction of its cause; `reference` says what it is for, once and for ever."""

    __tablename__ = "outbox_message"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    #: What it is within its kind: invitation, reminder, reply, notice; for work the name of the work.
    purpose: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(120))
    #: Whose rate it counts against; empty for what has none.
    lane: Mapped[str] = mapped_column(String(60), default="")
    #: Smaller goes first: what somebody waits for goes before a campaign.
    urgency: Mapped[int] = mapped_column(default=5)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    due_at: Mapped[datetime] = mapped_column(DateTime)
    #: To whom and what, sealed; emptied once it has left or nobody will send it any more.
    content: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    #: Who took it and when, while its state is "sending".
    worker: Mapped[str] = mapped_column(String(60), default="")
    taken_at: Mapped[datetime | None] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    #: Why it is held or was given up: a code of the provider or a word of ours.
    problem: Mapped[str] = mapped_column(String(200), default="")
    #: The provider's own name for it (a MessageSid), which its reports carry.
    provider_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    delivery: Mapped[str] = mapped_column(String(12), default="unknown")
    #: How many parts the provider counted, and what it said they cost, in tenths of a penny.
    parts: Mapped[int] = mapped_column(default=0)
    cost: Mapped[int] = mapped_column(default=0)
    #: The campaign and the contact it belongs to, by number; no foreign key, so that contacts can be deleted first.
    campaign_id: Mapped[int | None]
    contact_id: Mapped[int | None] = mapped_column(BigId)

    __table_args__ = (
        UniqueConstraint("organisation_id", "reference"),
        CheckConstraint(
            "state in ('waiting', 'sending', 'sent', 'held', 'failed', 'cancelled')", "state_is_known"
        ),
        # Nobody is texted twice: what left, or may have left, is never taken again.
        CheckConstraint("state <> 'sending' or taken_at is not null", "sending_says_since_when"),
        Index("ix_outbox_message_ready", "state", "lane", "urgency", "due_at", "id"),
        Index("ix_outbox_message_campaign", "organisation_id", "campaign_id", "state"),
    )


class SendingLane(Base):
    """One sender number (or a service of them): when its next message may leave, for every worker everywhere."""

    __tablename__ = "sending_lane"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: Seconds since 1970.
    next_at: Mapped[float] = mapped_column(Float, default=0.0)


class InstallationFact(Base):
    """Something that is true of the whole installation, by name: the fingerprint of its hash key."""

    __tablename__ = "installation_fact"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
