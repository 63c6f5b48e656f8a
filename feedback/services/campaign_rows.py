"""A campaign's rows of the outbox: what they are for, named, counted, and priced as we count it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.outbox_message import OutboxMessage
from feedback.services import batches
from feedback.vocabulary import OutboxState

OUTBOX = db.table_of(OutboxMessage)
INVITATION, REMINDER, TEST = "invitation", "reminder", "test"


def reference(campaign: Campaign, contact_id: int, purpose: str) -> str:
    """The name of the row that one person gets for one purpose; there is never a second."""
    return f"campaign {campaign.id}: {purpose} {contact_id}"


def of(session: Session, campaign: Campaign, state: OutboxState) -> tuple[Any, ...]:
    """The conditions on its rows in a state."""
    return (
        db.scoped(session, OUTBOX),
        OUTBOX.c.campaign_id == campaign.id,
        OUTBOX.c.state == state.value,
    )


def count(session: Session, campaign: Campaign, state: OutboxState) -> int:
    """How many there are in a state."""
    return session.scalar(select(func.count()).select_from(OUTBOX).where(*of(session, campaign, state))) or 0


def there(session: Session, campaign: Campaign, contact_ids: Sequence[int], purpose: str) -> set[int]:
    """Which of these people have their row already."""
    references = [reference(campaign, one, purpose) for one in contact_ids]
    known = select(OUTBOX.c.contact_id).where(
        db.scoped(session, OUTBOX), OUTBOX.c.reference.in_(references)
    )  # fmt: skip
    return {one for one in session.scalars(known) if one is not None}


def note_cost(session: Session, counted: Sequence[tuple[str, int, int]]) -> None:
    """Writes on rows, by reference, how many parts they have and what is set aside for them."""
    alike: dict[tuple[int, int], list[str]] = {}
    for name, parts, cost in counted:
        alike.setdefault((parts, cost), []).append(name)
    for (parts, cost), names in alike.items():
        for some in batches.of(names):
            ours = db.scoped(session, OUTBOX) & OUTBOX.c.reference.in_(some)
            session.execute(update(OUTBOX).where(ours).values(parts=parts, cost=cost))
