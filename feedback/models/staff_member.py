"""A member of staff: one account for an e-mail address, whichever organisations they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, String, Text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.db import Base
from feedback.models.membership import Membership
from feedback.sparing import without

with without("twilio"):
    # It would load the whole client, in every process, for second steps by text, which nobody has here.
    from flask_security import AsaList, UserMixin


class StaffMember(UserMixin, Base):
    """Sign-in, second factor and recovery are Flask-Security's; what they may do is in the membership."""

    __tablename__ = "staff_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    #: Turned at sign-out, deactivation, reset and change of role, so that a copied cookie ends too.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    password_set_at: Mapped[datetime | None] = mapped_column(DateTime)

    memberships: Mapped[list[Membership]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]  # the mixin declares an attribute
        """Flask-Security asks; our roles are per organisation and live in the permission table."""
        return []


class StaffPass(Base):
    """A one-time link to set a password: an invitation or a reset, shown once to the administrator."""

    __tablename__ = "staff_pass"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    #: A hash: the link itself is never kept.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    used_at: Mapped[datetime | None] = mapped_column(DateTime)
    note: Mapped[str] = mapped_column(Text, default="")
