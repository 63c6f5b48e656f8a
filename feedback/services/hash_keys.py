"""The key that numbers are hashed with: the same on every machine and after every restore, or nothing is done."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.outbox_message import InstallationFact
from feedback.services import appending

TABLE = db.table_of(InstallationFact)
#: The name of the fact, and where a session remembers that it compared.
_NAME, _COMPARED = "hash-key", "hash key compared"


class WrongKey(RuntimeError):
    """This process hashes numbers otherwise than the database was written with: a STOP would be forgotten."""

    def __init__(self) -> None:
        super().__init__(
            "the hash key of this machine is not the one that the opt-outs were kept with, so that nobody's STOP "
            "would be found: copy the file hash-key from the instance folder of the other machine, or from a "
            "backup, and start again"
        )


def fingerprint(key: bytes) -> str:
    """What tells two keys apart and neither of them."""
    return hmac.new(key, b"fingerprint of this key", hashlib.sha256).hexdigest()


def settle(session: Session) -> None:
    """Writes down which key this installation has, where that is not known yet. Raises WrongKey for another one."""
    row = {"name": _NAME, "value": fingerprint(db.keys_of(session).hashing)}
    session.execute(
        appending.insert(session, TABLE).values(row).on_conflict_do_nothing(index_elements=["name"])
    )
    compare(session)


def compare(session: Session) -> None:
    """Raises WrongKey when the database was written with another key; asked once a session."""
    if session.info.get(_COMPARED):
        return
    if not fits(session):
        raise WrongKey
    session.info[_COMPARED] = True


def fits(session: Session) -> bool:
    """Whether this process has the key of the database; true of a database that has none yet."""
    known = session.scalar(select(TABLE.c.value).where(TABLE.c.name == _NAME))
    return known is None or hmac.compare_digest(known, fingerprint(db.keys_of(session).hashing))
