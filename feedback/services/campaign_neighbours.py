"""What campaigns ask of their neighbours: contacts, counting parts, opt-outs; what is not there says nothing."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.contact import Contact
from feedback.services import sealing
from feedback.vocabulary import ContactState

if TYPE_CHECKING:
    from feedback.models.campaign import Campaign
    from feedback.models.collector_link import CollectorLink
    from feedback.models.place import Place

_CONTACT = "contact"


@dataclass(frozen=True)
class Counted:
    """A text as it is paid for: how many parts, in which alphabet, how many units, and what forced the larger one."""

    parts: int
    encoding: str
    units: int
    forced_by: str


@dataclass(frozen=True)
class Person:
    """Somebody of a list, as they are written to."""

    contact_id: int
    address_hash: str
    address: str
    name: str
    language: str


def _asked(module: str, name: str) -> Callable[..., Any] | None:
    try:
        found = importlib.import_module(f"feedback.{module}")
    except ModuleNotFoundError:
        return None
    return getattr(found, name, None)


def counted(body: str) -> Counted:
    """How many parts a body is sent in."""
    count = _asked("channels.sms_parts", "count")
    if count is None:
        return _roughly(body)
    found = count(body)
    return Counted(found.parts, found.encoding, found.units, "".join(found.forced_by or ""))


_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")


def _roughly(body: str) -> Counted:
    forced = "".join(dict.fromkeys(letter for letter in body if letter not in _GSM | _EXTENDED))[:5]
    if forced:
        units = len(body.encode("utf-16-be")) // 2
        return Counted(1 if units <= 70 else -(-units // 67), "UCS-2", units, forced)
    units = len(body) + sum(letter in _EXTENDED for letter in body)
    return Counted(1 if units <= 160 else -(-units // 153), "GSM-7", units, "")


def usable(session: Session, campaign: Campaign, *, most: int | None = None) -> Sequence[Person]:
    """The people of a campaign who are to be asked now, or the first of them, in the order of the list."""
    ask = _asked("services.contacts", "usable")
    if ask is not None:
        return [
            Person(one.contact_id, one.address_hash, one.address, one.name, one.language)
            for one in ask(session, campaign, most=most)
        ]
    ready = select(Contact).where(
        Contact.campaign_id == campaign.id, Contact.state == ContactState.READY.value
    )
    ready = ready.order_by(Contact.id).limit(most)
    return [person(session, one, one.language) for one in session.scalars(ready)]


def person(session: Session, contact: Contact, language: str) -> Person:
    """Somebody of the list, as they are written to."""
    address, name = opened(session, contact.address), opened(session, contact.name)
    return Person(contact.id, contact.address_hash or "", address, name, language)


def asked_in(session: Session, campaign: Campaign) -> Callable[[str, str], str]:
    """How the language somebody is written in follows from their own and their need."""
    offer, ask = _asked("services.contact_needs", "offer"), _asked("services.contact_needs", "asked_in")
    if offer is None or ask is None:
        return lambda language, _need: language
    offered = offer(session, campaign)
    return lambda language, need: str(ask(language, need, offered))


def screen(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Leaves out who said STOP, who was asked lately, and whom the organisation leaves out."""
    ask = _asked("services.contacts", "screen")
    if ask is not None:
        ask(session, campaign, now=now)


def remember(session: Session, hashes: Sequence[str], *, today: date) -> None:
    """Remembers who is asked today, for as long as the cap."""
    ask = _asked("services.asked", "remember")
    if ask is not None:
        ask(session, hashes, today=today)


def too_old(session: Session, campaign: Campaign, *, now: datetime) -> bool:
    """Whether the list was drawn too long ago."""
    ask = _asked("services.contacts", "too_old")
    return bool(ask is not None and ask(session, campaign, now=now))


def texts_allowed(session: Session, place: Place) -> bool:
    """Whether people of a place may be texted at all; off where it is marked as sensitive, until somebody allows it."""
    ask = _asked("services.places", "texts_allowed")
    return ask is None or bool(ask(session, place))


def stopped(session: Session, hashes: set[str]) -> set[str]:
    """Which of these numbers said STOP."""
    ask = _asked("services.opt_outs", "stopped")
    return set(ask(session, hashes)) if ask is not None and hashes else set()


def stop(session: Session, number_hash: str, *, today: date) -> bool:
    """Nothing is sent to this number any more; False where nobody can keep that."""
    ask = _asked("services.opt_outs", "stop")
    if ask is None or not number_hash:
        return False
    ask(session, number_hash, how="link", today=today)
    return True


def explained(code: str) -> str:
    """What an error of the provider means and what to do about it, in words; empty where nobody knows."""
    ask = _asked("channels.sms_errors", "explain")
    found = ask(code) if ask is not None else None
    return f"{found.happened} {found.do}".strip() if found is not None else ""


def sensitive(session: Session, place: Place) -> bool:
    """Whether nobody may find out about the patients of a place."""
    ask = _asked("services.places", "is_sensitive")
    return bool(ask is not None and ask(session, place))


def opened(session: Session, sealed: str | None) -> str:
    """A number, an e-mail address or a name of a contact, as it is sent to; empty where it cannot be read."""
    ask = _asked("services.contacts", "opened")
    if ask is not None:
        return str(ask(session, sealed) or "")
    raw = sealing.unseal(db.keys_of(session).secret, _CONTACT, sealed) if sealed else None
    return raw.decode() if raw else ""


def sealed(session: Session, text: str) -> str:
    """The same the other way round, as it lies in the database."""
    ask = _asked("services.contacts", "seal")
    if ask is not None:
        return str(ask(session, text))
    return sealing.seal(db.keys_of(session).secret, _CONTACT, text.encode())


def converses() -> bool:
    """Whether a survey can be answered by text at all."""
    return _asked("services.conversations", "begin") is not None


def begin(
    session: Session, link: CollectorLink, person: Person, *, campaign: Campaign, language: str, now: datetime
) -> str:
    """Puts the first text of a conversation in the outbox; its reference, empty where somebody has one already."""
    ask = _asked("services.conversations", "begin")
    assert ask is not None, "a campaign answered by text needs conversations"
    reference: str = ask(
        session, link, person.address, language, contact_id=person.contact_id, now=now, sender=campaign.sender,
        campaign_id=campaign.id,
    )  # fmt: skip
    return reference


def mobile(typed: str) -> str:
    """A UK mobile number as +447...; empty for anything else."""
    read = _asked("services.phone_numbers", "read")
    if read is not None:
        found = read(typed)
        return str(found.e164) if str(found.kind) == "mobile" else ""
    digits = "".join(letter for letter in typed if letter.isdigit())
    digits = digits.removeprefix("00").removeprefix("44").removeprefix("0")
    return f"+44{digits}" if len(digits) == 10 and digits.startswith("7") else ""
