"""A placement: what staff said of the print or the screen behind one link, and everything that happened to it."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant
from feedback.models.response import POSTGRESQL_REFUSAL, guard


class Placement(Tenant, Base):
    """At most one for a link, and none while nobody has said anything; where it hangs is the label of its link."""

    __tablename__ = "placement"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    link_id: Mapped[int] = mapped_column(
        ForeignKey("collector_link.id", ondelete="CASCADE"), primary_key=True
    )
    #: What hangs there: one of the keys of `placements.Kind`, or nothing.
    kind: Mapped[str] = mapped_column(String(20), default="")
    #: Since when it hangs; None: since its link was made.
    hung_on: Mapped[date | None]
    #: The link that took its place when it was revoked.
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("collector_link.id", ondelete="SET NULL"))

    __table_args__ = (
        UniqueConstraint("organisation_id", "replaced_by_id"),
        CheckConstraint("replaced_by_id is null or replaced_by_id <> link_id", "never_replaced_by_itself"),
    )


class PlacementEvent(Tenant, Base):
    """What somebody saw or did at a placement. Append-only: a slip is undone by another event."""

    __tablename__ = "placement_event"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("collector_link.id", ondelete="CASCADE"))
    happened_on: Mapped[date] = mapped_column(Date)
    #: One of `placements.What`.
    what: Mapped[str] = mapped_column(String(20))
    #: Null on the command line, and once the account is gone.
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id", ondelete="SET NULL"))
    #: The words before, or the code of the other link.
    detail: Mapped[str] = mapped_column(String(200), default="")
    #: The event that this one takes back.
    undoes: Mapped[int | None] = mapped_column(BigId)

    __table_args__ = (
        UniqueConstraint("organisation_id", "undoes"),
        ForeignKeyConstraint(
            ["organisation_id", "undoes"],
            ["placement_event.organisation_id", "placement_event.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("(what = 'undone') = (undoes is not null)", "only_undoing_undoes"),
        Index("ix_placement_event_link", "organisation_id", "link_id", "id"),
    )


#: What an event says for good; `staff_id` is forgotten with the account.
_SAID: Final = ("organisation_id", "id", "link_id", "happened_on", "what", "detail", "undoes")
SQLITE_GUARD: Final = f"""
CREATE TRIGGER placement_event_is_append_only BEFORE UPDATE OF {", ".join(_SAID)} ON placement_event
BEGIN SELECT RAISE(ABORT, 'a placement_event is never changed in place'); END
"""
POSTGRESQL_GUARD: Final = f"""
CREATE TRIGGER placement_event_is_append_only BEFORE UPDATE OF {", ".join(_SAID)} ON placement_event
FOR EACH ROW EXECUTE FUNCTION refuse_change_in_place()
"""
guard("placement_event", SQLITE_GUARD, "sqlite")
guard("placement_event", POSTGRESQL_REFUSAL, "postgresql")
guard("placement_event", POSTGRESQL_GUARD, "postgresql")
