"""Where a message goes: a mobile number or an e-mail address, as typed, as kept, and as a keyed hash."""

from __future__ import annotations

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from feedback.services import hashing, phone_numbers
from feedback.services.phone_numbers import Kind

NO_ADDRESS, BAD_ADDRESS = "no-address", "bad-address"
_LONGEST = 254


@dataclass(frozen=True)
class Address:
    """`address` as it is sent to; without one, `problem` says why and `tail` helps staff to find it."""

    address: str = ""
    problem: str = ""
    tail: str = ""


def of(typed: str, channel: str, *, beside_nhs_numbers: bool = False) -> Address:
    """The address that a cell holds, for the channel of a campaign."""
    if channel == "email":
        return _email(typed)
    found = phone_numbers.read(typed, beside_nhs_numbers=beside_nhs_numbers)
    return Address(found.e164, "" if found.kind is Kind.MOBILE else found.kind.value, found.tail)


def any_of(typed: str) -> Address:
    """An address of either kind."""
    return of(typed, "email" if "@" in typed else "sms")


def _email(typed: str) -> Address:
    text = typed.strip().removeprefix("mailto:").strip("<> ")
    if not text:
        return Address(problem=NO_ADDRESS)
    try:
        # Nothing is asked of any other machine.
        found = validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return Address(problem=BAD_ADDRESS)
    return Address(found) if len(found) <= _LONGEST else Address(problem=BAD_ADDRESS)


def hashed(session: Session, address: str) -> str:
    """The keyed hash by which it is recognised."""
    return hashing.email(session, address) if "@" in address else hashing.number(session, address)
