"""Rate limits: ten tries in five minutes, counted for every process at once, under keys that name nobody."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Insert, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.rate_counter import RateCounter

TRIES: Final = 10
PERIOD: Final = 300
#: Counted a minute at a time, so that five minutes slide instead of starting afresh on the clock.
_MINUTE = 60
TABLE = db.table_of(RateCounter)


def key(secret: str, kind: str, value: str) -> str:
    """A hash that stands for an account or an address: neither can be read back from the table."""
    message = f"{kind}\0{value.strip().casefold()}".encode()
    return hmac.new(f"rate limits:{secret}".encode(), message, hashlib.sha256).hexdigest()


def count(session: Session, keys: Sequence[str], *, moment: int) -> bool:
    """Adds one try to every key at a moment (seconds); False, adding none, when one has had its ten."""
    minute = moment - moment % _MINUTE
    _forget(session, moment)
    if any(_tries(session, each, moment) >= TRIES for each in keys):
        return False
    for each in sorted(keys):
        row = {"key": each, "window": minute, "tries": 1}
        session.execute(_insert(session).values(row))
    # Others may have counted at the same moment: their tries are seen now, and the one too many is refused.
    return all(_tries(session, each, moment) <= TRIES for each in keys)


def take_back(session: Session, keys: Sequence[str], *, moment: int) -> None:
    """A try that succeeded was none: a whole hospital may sign in from one address in five minutes."""
    minute = moment - moment % _MINUTE
    for each in sorted(keys):
        session.execute(
            update(TABLE)
            .where(TABLE.c.key == each, TABLE.c.window == minute, TABLE.c.tries > 0)
            .values(tries=TABLE.c.tries - 1)
        )


def _insert(session: Session) -> Insert:
    more = {"tries": TABLE.c.tries + 1}
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(TABLE).on_conflict_do_update(index_elements=["key", "window"], set_=more)
    return postgresql.insert(TABLE).on_conflict_do_update(index_elements=["key", "window"], set_=more)


def _tries(session: Session, key: str, moment: int) -> int:
    total = select(func.coalesce(func.sum(TABLE.c.tries), 0))
    found = session.scalar(total.where(TABLE.c.key == key, TABLE.c.window > moment - PERIOD - _MINUTE))
    return int(found or 0)


def _forget(session: Session, moment: int) -> None:
    session.execute(delete(TABLE).where(TABLE.c.window < moment - 3600))
