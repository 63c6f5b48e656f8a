"""Sending rules: when an organisation's texts may leave, how often one person is asked, and what a part costs."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class SendingRule(Tenant, Base):
    """One row an organisation; without it the usual ones hold."""

    __tablename__ = "sending_rule"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    #: The hours in Europe/London between which texts leave.
    first_hour: Mapped[int]
    last_hour: Mapped[int]
    #: The days of the week, 1 for Monday.
    days: Mapped[str] = mapped_column(String(7))
    on_bank_holidays: Mapped[bool]
    #: Nobody is asked twice within so many days.
    cap_days: Mapped[int]
    #: What one part of a text costs, in tenths of a penny.
    price: Mapped[int]
    #: How many texts leave in a second from one number; 0 is without a bound.
    rate: Mapped[float] = mapped_column(Float)
    #: What people see the text comes from, for staff pages; empty shows the number.
    sender_shown: Mapped[str] = mapped_column(String(20), default="")

    __table_args__ = (
        CheckConstraint("first_hour >= 0 and first_hour < last_hour and last_hour <= 24", "hours_follow"),
        CheckConstraint("cap_days between 0 and 366", "cap_is_known"),
        CheckConstraint("price between 0 and 10000", "price_is_no_debt"),
        CheckConstraint("rate >= 0", "rate_is_known"),
    )
