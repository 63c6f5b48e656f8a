"""Conversation texts: what is said put in the outbox, under names that show nobody which of them belong together."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from feedback.channels import sms_parts
from feedback.services import outbox
from feedback.services.conversation_states import NAMED, Memory
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind

#: Texts that follow one another leave so far apart, so that a phone shows them in order.
_APART = timedelta(seconds=3)


@dataclass(frozen=True)
class Line:
    """A number, the sender that it texts with, the moment, and what our addresses begin with."""

    number: str
    sender: str
    now: datetime
    base_url: str | None = None


def name(memory: Memory, texts: Sequence[str]) -> list[str]:
    """A name for each text of this turn, remembered so that it can be redacted; what it costs is remembered too."""
    memory.parts += sum(sms_parts.count(text).parts for text in texts)
    names = [memory.reference(place) for place in range(len(texts))]
    memory.sent += names
    return names


def nameless() -> str:
    """A name for a text that belongs to no conversation."""
    return f"{NAMED}{secrets.token_hex(20)}"


def put(
    session: Session,
    line: Line,
    texts: Mapping[str, str],
    *,
    contact_id: int | None = None,
    campaign_id: int | None = None,
) -> None:
    """Puts texts in the outbox by their names, in order: at once, or for a contact as an invitation in its turn."""
    invited = contact_id is not None
    drafts = [
        Draft(
            MessageKind.SMS, "invitation" if invited else "reply", reference, line.now + place * _APART,
            {"to": line.number, "body": text}, lane=line.sender, campaign_id=campaign_id, contact_id=contact_id,
            urgency=outbox.IN_TURN if invited else outbox.AT_ONCE,
        )
        for place, (reference, text) in enumerate(texts.items())
    ]  # fmt: skip
    outbox.put_all(session, drafts)
