"""What a campaign set aside for a conversation and nobody used: given back to its budget when the conversation ends."""

from __future__ import annotations

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.services.conversation_states import Memory

TABLE = db.table_of(Campaign)


def give_back(session: Session, memory: Memory) -> None:
    """Lowers what the campaign has committed by what this conversation did not use; nothing says whose it was."""
    reserve = memory.reserve
    if reserve is None:
        return
    unused = max(0, reserve.cost - memory.parts * reserve.price)
    left = case((TABLE.c.committed > unused, TABLE.c.committed - unused), else_=0)
    session.execute(
        update(TABLE)
        .where(db.scoped(session, TABLE), TABLE.c.id == reserve.campaign_id)
        .values(committed=left)
    )
