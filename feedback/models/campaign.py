"""A campaign: people invited to one survey by text or e-mail, what they are told, when, and for how much."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class Campaign(Tenant, Base):
    """Its messages stand in the outbox, its contacts beside it; its answers are joined to neither."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    #: The collector link that its answers come through.
    link_id: Mapped[int] = mapped_column(ForeignKey("collector_link.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    #: sms or email.
    channel: Mapped[str] = mapped_column(String(10), default="sms")
    #: link: a personal link in the message; text: the survey itself, one question a message.
    answered_by: Mapped[str] = mapped_column(String(10), default="link")
    state: Mapped[str] = mapped_column(String(12), default="draft")
    #: Why it is paused: staff, or budget.
    paused_because: Mapped[str] = mapped_column(String(20), default="")
    #: What people are sent, by language tag, with placeholders.
    messages: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    reminders: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    remind_after_days: Mapped[int | None]
    starts_at: Mapped[datetime | None] = mapped_column(DateTime)
    #: What it may cost, in pence; it stops before it would cost more.
    budget_pence: Mapped[int]
    #: What everything put in the outbox for it costs, in tenths of a penny, counted before it is put there.
    committed: Mapped[int] = mapped_column(default=0)
    #: What of that is for reminders, and for tests to oneself.
    committed_again: Mapped[int] = mapped_column(default=0)
    committed_to_tests: Mapped[int] = mapped_column(default=0)
    #: What its links begin with, and the number or name that it is sent from: as they were when it was started.
    base_url: Mapped[str] = mapped_column(String(200), default="")
    sender: Mapped[str] = mapped_column(String(60), default="")
    made_on: Mapped[date]
    #: The day of its last message; a week later the numbers are gone.
    ended_on: Mapped[date | None]
    numbers_deleted_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("channel in ('sms', 'email')", "channel_is_known"),
        CheckConstraint("answered_by in ('link', 'text')", "answered_by_is_known"),
        CheckConstraint("budget_pence >= 0", "budget_is_no_debt"),
        CheckConstraint("committed >= 0", "committed_is_no_debt"),
        CheckConstraint("remind_after_days is null or remind_after_days between 3 and 7", "reminder_waits"),
    )
