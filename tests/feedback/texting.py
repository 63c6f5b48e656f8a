"""Somebody who texts: sends a reply as it would come in, and reads what the outbox would send back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select, update

from feedback import db
from feedback.db import EVERYWHERE, Database
from feedback.services import conversations, outbox
from feedback.services.outbox import TABLE
from tests.feedback.open_survey import NOW, Open, open_survey
from tests.fresh_databases import Beginning

NUMBER, OURS = "+447700900123", "+447700900999"
BASE = "https://feedback.example.org"
#: The languages that the surveys below are signed in, beside English.
LANGUAGES = ("pl", "ur")


def _opened(slug: str) -> Beginning:
    def furnish(database: Database, organisation_id: int) -> Open:
        return open_survey(database, organisation_id, slug, signed=LANGUAGES)

    return Beginning(f"{slug} by text", furnish)


#: The Friends and Family Test, and a survey of statements, open to whoever texts their code.
FRIENDS_OPEN, HEARD_OPEN = _opened("friends-and-family"), _opened("being-heard")


@dataclass
class Phone:
    """One telephone, and the outbox of the house."""

    database: Database
    organisation_id: int
    number: str = NUMBER
    now: datetime = NOW
    base_url: str | None = BASE
    _sids: Any = field(default_factory=lambda: count(1))

    def texts(self, body: str, *, sid: str = "") -> list[str]:
        """Sends a text; returns what is newly to be sent to this telephone. Each comes in a transaction of its own."""
        self.sends(body, sid=sid)
        return self.receives()

    def sends(self, body: str, *, sid: str = "") -> None:
        """Sends a text; whatever is said to it is still on its way."""
        self.now += timedelta(seconds=30)
        with self.database.transaction(EVERYWHERE) as session:
            self.answered = conversations.reply(
                session, self.number, body, to=OURS, now=self.now, sid=sid or f"SM{next(self._sids):032d}",
                base_url=self.base_url,
            )  # fmt: skip

    def receives(self) -> list[str]:
        """What waits for this telephone, which is then as good as sent."""
        with self.database.transaction(self.organisation_id) as session:
            rows = session.execute(
                select(TABLE.c.id, TABLE.c.content)
                .where(db.scoped(session, TABLE), TABLE.c.kind == "sms", TABLE.c.state == "waiting")
                .order_by(TABLE.c.urgency, TABLE.c.due_at, TABLE.c.id)
            ).all()
            found = [(row.id, outbox.opened(session, row.content)) for row in rows]
            mine = [(at, content) for at, content in found if content and content["to"] == self.number]
            session.execute(
                update(TABLE)
                .where(db.scoped(session, TABLE), TABLE.c.id.in_([at for at, _ in mine]))
                .values(state="sent", content="", ended_at=self.now)
            )
        return [str(content["body"]) for _, content in mine]
