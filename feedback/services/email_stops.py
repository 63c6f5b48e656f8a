"""Email stops: the link in an e-mail by which its reader stops such e-mails, without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from feedback import db
from feedback.services import hashing, monday_readers, opt_outs, sealing
from feedback.vocabulary import ENGLISH

_PURPOSE = "email-stop"
_ADDRESS, _MONDAY = "address", "monday"


@dataclass(frozen=True)
class Stop:
    """What a link stops: invitations to an address (`number_hash`), or somebody's Monday e-mail of a place."""

    number_hash: str = ""
    organisation_id: int = 0
    staff_id: int = 0
    place_id: int = 0

    @property
    def of_monday(self) -> bool:
        """Whether it is about a colleague's Monday e-mail."""
        return not self.number_hash


def of_invitations(session: Session, address: str, base_url: str, *, language: str = ENGLISH) -> str:
    """Where whoever reads mail at an address stops invitations; the link holds a keyed hash, no address."""
    return _link(session, base_url, f"{_ADDRESS}/{hashing.email(session, address)}", language)


def of_monday(session: Session, base_url: str, *, staff_id: int, place_id: int) -> str:
    """Where a colleague stops the Monday e-mail of a place."""
    return _link(session, base_url, f"{_MONDAY}/{db.scope_of(session)}/{staff_id}/{place_id}", ENGLISH)


def _link(session: Session, base_url: str, content: str, language: str) -> str:
    sealed = sealing.seal(db.keys_of(session).secret, _PURPOSE, content.encode())
    return f"{base_url}/email/stop/{sealed}?lang={language}"


def read(session: Session, sealed: str) -> Stop | None:
    """What a link stops; None for one that is not ours, or from before another secret key."""
    raw = sealing.unseal(db.keys_of(session).secret, _PURPOSE, sealed)
    what, *rest = (raw or b"").decode().split("/")
    if what == _ADDRESS:
        return Stop(number_hash=rest[0])
    return Stop("", *map(int, rest)) if what == _MONDAY else None


def stop(session: Session, found: Stop, *, today: date) -> None:
    """Does it; once more does no harm. An address is stopped for every organisation, as a number is by STOP."""
    if found.of_monday:
        db.set_scope(session, found.organisation_id)
        monday_readers.leave(
            session, staff_id=found.staff_id, place_id=found.place_id, by="the link in the e-mail"
        )
        return
    opt_outs.stop(session, found.number_hash, how=opt_outs.How.LINK, today=today)
