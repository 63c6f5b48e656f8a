"""Second factors: a code from an authenticator app counts once, so that one overseen is worth nothing."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.rate_counter import RateCounter
from feedback.services import appending

TABLE = db.table_of(RateCounter)
#: A code stands for a half minute since 1970; it is kept as the second it began, like every window here.
_STEP = 30


def _key(staff_id: int) -> str:
    return f"second factor of {staff_id}"


def last_count(session: Session, staff_id: int) -> int | None:
    """The count of the newest code that was accepted, None when none was lately."""
    newest = session.scalar(select(func.max(TABLE.c.window)).where(TABLE.c.key == _key(staff_id)))
    return None if newest is None else newest // _STEP


def accept(session: Session, staff_id: int, count: int) -> bool:
    """Marks a code as used; False when another request used it at the same moment."""
    row = {"key": _key(staff_id), "window": count * _STEP, "tries": 1}
    once = appending.insert(session, TABLE).values(row).on_conflict_do_nothing()
    # What comes back tells whether a row went in; psycopg gives no count for such an insert.
    made = session.execute(once.returning(TABLE.c.key)).first()
    session.execute(delete(TABLE).where(TABLE.c.key == _key(staff_id), TABLE.c.window < count * _STEP))
    return made is not None
