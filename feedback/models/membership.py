"""A membership: what one member of staff is in one organisation, and at which place."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base


class Membership(Base):
    """One role an organisation; a ward lead's place bounds what they see."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(String(30))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))

    __table_args__ = (UniqueConstraint("staff_id", "organisation_id"),)
