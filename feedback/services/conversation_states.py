"""Conversation states: what is remembered of a conversation, sealed, and the row it lies in."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.conversation import Conversation
from feedback.models.opt_out import OptOut
from feedback.services import appending, sealing
from feedback.services.conversation_ground import State

TABLE, _OPT_OUT = db.table_of(Conversation), db.table_of(OptOut)
#: How long a conversation may take.
LASTS = timedelta(hours=72)
#: What the names of its texts in the outbox begin with.
NAMED = "conversation:"
_PURPOSE = "conversation"


@dataclass(frozen=True)
class Reserve:
    """What a campaign set aside for one conversation, and the price of a part, in tenths of a penny."""

    campaign_id: int
    cost: int
    price: int


@dataclass
class Memory:
    """All that is sealed: where somebody is, which revision they answer, and the texts to be redacted at the end."""

    survey_id: int
    revision_id: int
    state: State
    #: What names of texts are made of, so that no two of them show that they belong together.
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    contact_id: int | None = None
    #: The provider's names of what came in, and ours of what went out.
    received: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    #: In how many parts they left, and what its campaign set aside for them.
    parts: int = 0
    reserve: Reserve | None = None

    def reference(self, place: int) -> str:
        """The name of the text that goes out at a place of this turn: always the same, and leading nowhere."""
        message = f"{self.state.turn}.{place}".encode()
        return f"{NAMED}{hmac.new(self.token.encode(), message, hashlib.sha256).hexdigest()[:40]}"


@dataclass(frozen=True)
class Kept:
    """A conversation that is open."""

    id: int
    organisation_id: int
    link_id: int
    expires_at: datetime
    memory: Memory


def sealed(session: Session, memory: Memory) -> str:
    """The memory as it lies in the database."""
    return sealing.seal_row(session, _PURPOSE, json.dumps(asdict(memory), ensure_ascii=False))


def opened(session: Session, content: str) -> Memory | None:
    """What was sealed; None under a key that is not here any more."""
    raw = sealing.unseal_row(session, _PURPOSE, content)
    if raw is None:
        return None
    data: dict[str, Any] = json.loads(raw)
    reserve = Reserve(**data["reserve"]) if data.get("reserve") else None
    return Memory(**{**data, "state": State(**data["state"]), "reserve": reserve})


def add(session: Session, number_hash: str, link_id: int, memory: Memory, *, now: datetime) -> bool:
    """Keeps a new conversation; False where this number has one."""
    row = {
        "organisation_id": db.scope_of(session), "number_hash": number_hash, "link_id": link_id,
        "began_on": now.date(), "expires_at": now + LASTS, "state": sealed(session, memory),
    }  # fmt: skip
    statement = appending.insert(session, TABLE).on_conflict_do_nothing(index_elements=["number_hash"])
    return session.execute(statement.returning(TABLE.c.id), [row]).first() is not None


def find(session: Session, number_hash: str) -> Mapping[Any, Any] | None:
    """The row of a number, whoever asks, held until the end of the transaction; the session works for nobody then."""
    session.flush()
    db.set_scope(session, db.EVERYWHERE)
    return (
        session.execute(select(TABLE).where(TABLE.c.number_hash == number_hash).with_for_update())
        .mappings()
        .first()
    )


def own(session: Session, number_hash: str) -> Mapping[Any, Any] | None:
    """The same among those of the session's organisation alone."""
    wanted = select(TABLE).where(db.scoped(session, TABLE), TABLE.c.number_hash == number_hash)
    return session.execute(wanted.with_for_update()).mappings().first()


def keep(session: Session, kept: Kept) -> None:
    """Seals what has changed."""
    session.execute(
        update(TABLE)
        .where(db.scoped(session, TABLE), TABLE.c.id == kept.id)
        .values(state=sealed(session, kept.memory))
    )


def remove(session: Session, conversation_id: int) -> None:
    """Deletes it."""
    session.execute(delete(TABLE).where(db.scoped(session, TABLE), TABLE.c.id == conversation_id))


def over(session: Session, *, now: datetime) -> list[tuple[int, Memory | None]]:
    """The organisation's conversations, by id, whose time has come or whose number said STOP on a page or by phone."""
    stopped = TABLE.c.number_hash.in_(select(_OPT_OUT.c.number_hash))
    rows = session.execute(
        select(TABLE.c.id, TABLE.c.state).where(
            db.scoped(session, TABLE), or_(TABLE.c.expires_at <= now, stopped)
        )
    )
    return [(row.id, opened(session, row.state)) for row in rows]
