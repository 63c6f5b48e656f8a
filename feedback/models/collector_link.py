"""A collector link: one survey, one place, one channel, one placement, one code on paper or in a message."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class CollectorLink(Tenant, Base):
    """Belongs to a survey and a place, never to a revision."""

    __tablename__ = "collector_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    channel: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(200), default="")
    code: Mapped[str] = mapped_column(String(16), unique=True)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime)
    #: The code of another survey's link that this printed one leads to from now on.
    leads_to: Mapped[str | None] = mapped_column(String(16))
    created_on: Mapped[date]
    #: How its answers count in the return of the Friends and Family Test, where the channel does not say it right.
    fft_mode: Mapped[str | None] = mapped_column(String(30))


class LinkCode(Base):
    """Which organisation a code belongs to: the one look-up a stranger's request needs before it has a scope."""

    __tablename__ = "link_code"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
