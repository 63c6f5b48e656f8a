"""The outbox: what is to leave the house, written in the same transaction as its cause."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from feedback import db
from feedback.models.outbox_message import OutboxMessage
from feedback.services import appending, batches, sealing
from feedback.vocabulary import MessageKind, OutboxState

TABLE = db.table_of(OutboxMessage)
#: How soon something goes, when several wait: what somebody is waiting for, then notices, then campaigns.
AT_ONCE, SOON, IN_TURN = 0, 3, 5
_PURPOSE = "outbox"
#: Where a session remembers that it wrote to the outbox, so that a worker can be woken once it is committed.
WROTE = "outbox"


@dataclass(frozen=True)
class Draft:
    """Something for the outbox. `content` is what its kind needs: `to`, `body` and for an e-mail `subject`, `html`.

    `reference` is unique within the organisation: the same one put twice is put once. `lane` is the sender.
    """

    kind: MessageKind
    purpose: str
    reference: str
    due_at: datetime
    content: dict[str, Any] = field(default_factory=dict)
    lane: str = ""
    urgency: int = IN_TURN
    campaign_id: int | None = None
    contact_id: int | None = None


def put(session: Session, draft: Draft) -> bool:
    """Puts one in; False when one with its reference is there already."""
    return put_all(session, [draft]) == 1


def put_all(session: Session, drafts: Sequence[Draft]) -> int:
    """Puts many in at once; how many were new."""
    if not drafts:
        return 0
    statement = appending.insert(session, TABLE).on_conflict_do_nothing(
        index_elements=["organisation_id", "reference"]
    )
    new = 0
    for some in batches.of(drafts):
        rows = [_row(session, one) for one in some]
        new += len(session.execute(statement.returning(TABLE.c.id), rows).all())
    if new:
        session.info[WROTE] = True
    return new


def _row(session: Session, draft: Draft) -> dict[str, Any]:
    return {
        "organisation_id": db.scope_of(session), "kind": draft.kind.value, "purpose": draft.purpose,
        "reference": draft.reference, "lane": draft.lane, "urgency": draft.urgency,
        "state": OutboxState.WAITING.value, "due_at": draft.due_at, "content": sealed(session, draft.content),
        "attempts": 0, "worker": "", "problem": "", "delivery": "unknown", "parts": 0, "cost": 0,
        "campaign_id": draft.campaign_id, "contact_id": draft.contact_id,
    }  # fmt: skip


def sealed(session: Session, content: dict[str, Any]) -> str:
    """To whom and what, as it lies in the database."""
    return sealing.seal_row(session, _PURPOSE, json.dumps(content, ensure_ascii=False))


def opened(session: Session, content: str) -> dict[str, Any] | None:
    """What was sealed; None when it was emptied, or sealed under a key that is not here any more."""
    raw = sealing.unseal_row(session, _PURPOSE, content)
    found: dict[str, Any] | None = None if raw is None else json.loads(raw)
    return found
