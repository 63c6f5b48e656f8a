"""Receipts: the code on a thank-you page that opens its answers again, for a time, and for whoever holds it alone.

The code follows from the page's own random id and the secret of the installation. The database keeps a hash of it
with a key of its own, so that neither a copy of the database nor a member of staff leads from one to the other.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.organisation import Organisation
from feedback.models.response import Response, Withdrawal
from feedback.services import responses, sealing
from feedback.services.collector_links import ALPHABET

LENGTH, GROUP = 12, 4
#: Longer than anybody types a code.
_LONGEST = 100
#: Letters that no code holds, and what somebody most likely read wrongly.
_MISREAD = str.maketrans({"0": "Q", "O": "Q", "1": "7", "I": "J", "L": "J", "U": "V"})
#: How long the address of a thank-you page leads anywhere.
TICKET_SECONDS = 300
#: Clocks of two servers may differ a little.
_CLOCKS = 60
_TICKET = struct.Struct(f">Q?{LENGTH}s")


@dataclass(frozen=True)
class Found:
    """The response that a code opens."""

    response_id: int
    organisation_id: int
    survey_id: int
    revision_id: int
    link_id: int | None
    language: str
    answered_on: date
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Ticket:
    """What the address of a thank-you page carries: the code, and whether somebody answered as a carer."""

    code: str
    carer: bool


def code(secret: str, submission: str) -> str:
    """The code of a page's random id, `ABCD-EFGH-JKLM`: 12 of 30 letters, 58 bits, always the same ones."""
    page = submission[: responses.LONGEST_ID].encode("utf-8", "replace")
    number = int.from_bytes(_hash(secret, "receipt code", page), "big")
    letters = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return _grouped("".join(letters))


def shown(typed: str) -> str:
    """A code as people read it best: capitals, in groups of four."""
    return _grouped(normal(typed))


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def normal(typed: str) -> str:
    """The letters of a code however it was typed: small, spaced, misread, or with the digits of another script."""
    letters = []
    for each in unicodedata.normalize("NFKC", typed[:_LONGEST]).upper():
        digit = unicodedata.digit(each, None)
        letters.append(each if digit is None else str(digit))
    return "".join(each for each in "".join(letters).translate(_MISREAD) if each in ALPHABET)


def keyed(secret: str, code: str) -> bytes:
    """What a response keeps of its code: 16 bytes that nobody can make without the secret."""
    return _hash(secret, "receipt in a row", normal(code).encode())[:16]


def _hash(secret: str, purpose: str, content: bytes) -> bytes:
    return hmac.new(secret.encode(), purpose.encode() + b"\0" + content, hashlib.sha256).digest()


_RESPONSE, _GONE, _ORGANISATION = (db.table_of(model) for model in (Response, Withdrawal, Organisation))
#: Every organisation is named, so that each part of the index is gone to instead of all of it through.
_FIND = (
    select(
        _RESPONSE.c.id, _RESPONSE.c.organisation_id, _RESPONSE.c.survey_id, _RESPONSE.c.revision_id,
        _RESPONSE.c.link_id, _RESPONSE.c.language, _RESPONSE.c.answered_on, _RESPONSE.c.answers,
    )
    .select_from(_RESPONSE)
    .outerjoin(
        _GONE,
        (_GONE.c.organisation_id == _RESPONSE.c.organisation_id) & (_GONE.c.response_id == _RESPONSE.c.id),
    )
    .where(_RESPONSE.c.organisation_id.in_(bindparam("organisations", expanding=True)))
    .where(_RESPONSE.c.receipt == bindparam("receipt"), _GONE.c.id.is_(None))
)  # fmt: skip


def find(session: Session, secret: str, code: str, today: date) -> Found | None:
    """The response that a code opens, which counts and whose days are not over; scopes the session to its organisation.

    None for an unknown, an expired and a withdrawn code alike.
    """
    db.set_scope(session, db.EVERYWHERE)
    if len(normal(code)) != LENGTH:
        return None
    promised = session.execute(select(_ORGANISATION.c.id, _ORGANISATION.c.receipt_days))
    days = {row.id: row.receipt_days for row in promised}
    for row in session.execute(_FIND, {"receipt": keyed(secret, code), "organisations": list(days)}):
        if today > last_day(row.answered_on, days[row.organisation_id]):
            continue
        db.set_scope(session, row.organisation_id)
        return Found(
            response_id=row.id, organisation_id=row.organisation_id, survey_id=row.survey_id,
            revision_id=row.revision_id, link_id=row.link_id, language=row.language, answered_on=row.answered_on,
            answers=json.loads(row.answers),
        )  # fmt: skip
    return None


def last_day(answered_on: date, days: int) -> date:
    """The last day on which a code opens what was answered on a day."""
    return answered_on + timedelta(days=days)


def forget_expired(session: Session, days: int, *, today: date) -> None:
    """Forgets the receipts of the session's organisation whose days are over: nothing opens those answers again."""
    session.execute(
        update(_RESPONSE)
        .where(db.scoped(session, _RESPONSE), _RESPONSE.c.receipt.is_not(None))
        .where(_RESPONSE.c.answered_on < today - timedelta(days=days))
        .values(receipt=None)
    )


def ticket(secret: str, code: str, carer: bool, now: datetime) -> str:
    """A word for the address of a thank-you page: it tells nobody the code, and leads nowhere after five minutes."""
    content = _TICKET.pack(_seconds(now), carer, normal(code).encode())
    return sealing.seal(secret, "thank-you", content, repeatable=True)


def open_ticket(secret: str, ticket: str, now: datetime, *, lasting: int = TICKET_SECONDS) -> Ticket | None:
    """What a ticket carries; None when it is older than five minutes, or none of ours."""
    content = sealing.unseal(secret, "thank-you", ticket)
    if content is None or len(content) != _TICKET.size:
        return None
    made, carer, letters = _TICKET.unpack(content)
    if not -_CLOCKS <= _seconds(now) - made <= lasting:
        return None
    return Ticket(shown(letters.decode()), carer)


def _seconds(now: datetime) -> int:
    """Seconds since 1970 of a moment in UTC without a zone, as moments are kept here."""
    return int(now.replace(tzinfo=UTC).timestamp())
