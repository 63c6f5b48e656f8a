"""Opt-outs: numbers that said STOP, as keyed hashes, for every organisation, campaign and sender at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.opt_out import OptOut
from feedback.services import appending, audit, batches, hash_keys, hashing

TABLE = db.table_of(OptOut)
#: So many are asked for at once; SQLite takes no more in one statement for sure.


class How(StrEnum):
    """By what somebody said that they want no texts."""

    TEXT = "text"
    LINK = "link"
    PHONE = "phone"
    STAFF = "staff"


def stop(session: Session, number_hash: str, *, how: str, today: date) -> bool:
    """No text to this number from now on; False when it had stopped before. Raises WrongKey.

    The first way it was said is kept, but for a text: that came from whoever has the phone, and counts more.
    """
    hash_keys.settle(session)
    row = {"number_hash": number_hash, "since": today, "how": How(how).value}
    statement = (
        appending.insert(session, TABLE).values(row).on_conflict_do_nothing(index_elements=["number_hash"])
    )
    new = session.execute(statement.returning(TABLE.c.number_hash)).first() is not None
    if not new and how == How.TEXT:
        session.execute(TABLE.update().where(TABLE.c.number_hash == number_hash).values(how=How.TEXT.value))
    return new


def stop_asked_of_staff(session: Session, e164: str, *, how: str, by: str, today: date) -> None:
    """The same for somebody who rang or told a member of staff; the audit says who wrote it down, not for whom."""
    if stop(session, hashing.number(session, e164), how=how, today=today):
        audit.record(session, "opt-out.add", subject=f"how: {How(how).value}, on {today}", by=by)


def start_asked_of_staff(session: Session, e164: str, *, how: str, by: str, today: date) -> None:
    """Texts may go to them again, as they asked; never to a number that said STOP by text.

    Whoever has that phone says START by it. Otherwise any colleague of any organisation here could undo what a
    stranger's phone said.
    """
    hash_keys.settle(session)
    theirs = (TABLE.c.number_hash == hashing.number(session, e164), TABLE.c.how != How.TEXT.value)
    if session.execute(delete(TABLE).where(*theirs).returning(TABLE.c.number_hash)).first():
        audit.record(session, "opt-out.remove", subject=f"how: {How(how).value}, on {today}", by=by)


def start(session: Session, number_hash: str) -> bool:
    """Texts may go to this number again; False when it had not stopped. Raises WrongKey."""
    hash_keys.settle(session)
    statement = delete(TABLE).where(TABLE.c.number_hash == number_hash).returning(TABLE.c.number_hash)
    return session.execute(statement).first() is not None


def stopped(session: Session, hashes: Iterable[str]) -> set[str]:
    """Which of these numbers want no texts. Raises WrongKey, so that nothing is sent where nobody can tell."""
    hash_keys.compare(session)
    found = set[str]()
    for some in batches.of(sorted(set(hashes))):
        found.update(session.scalars(select(TABLE.c.number_hash).where(TABLE.c.number_hash.in_(some))))
    return found


def everybody(session: Session) -> Select[tuple[str]]:
    """All numbers that want no texts, for a query that leaves them out. Raises WrongKey."""
    hash_keys.compare(session)
    return select(TABLE.c.number_hash)


def count(session: Session) -> dict[str, int]:
    """How many numbers have stopped, by how they said it; nobody can be listed."""
    rows = session.execute(select(TABLE.c.how, func.count()).group_by(TABLE.c.how)).all()
    numbers = {str(how): int(number) for how, number in rows}
    return {how.value: numbers.get(how.value, 0) for how in How}
