"""Sending rules: read, set, and asked by whoever sends; without a row the usual ones hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.sending_rule import SendingRule
from feedback.services import audit
from feedback.services.quiet_hours import Hours
from feedback.services.refusals import Refused

TABLE = db.table_of(SendingRule)
#: One text a second is what a number may send without asking anybody.
USUAL_RATE = 1.0
_MOST_PRICE, _MOST_RATE, _MOST_CAP = 1000, 400.0, 366


@dataclass(frozen=True)
class Rules:
    """What holds for an organisation. `price` is of one part, in tenths of a penny; `rate` is in a second."""

    hours: Hours = Hours()
    cap_days: int = 30
    price: int = 40
    rate: float = USUAL_RATE
    sender_shown: str = ""


USUAL = Rules()


def of(session: Session) -> Rules:
    """The rules of this session's organisation."""
    row = session.scalars(select(SendingRule)).first()
    if row is None:
        return USUAL
    return Rules(_hours(row), row.cap_days, row.price, row.rate, row.sender_shown)


def hours_of(session: Session, organisation_ids: Collection[int]) -> dict[int, Hours]:
    """The hours of some organisations, for a session that works for all of them."""
    rows = session.execute(select(TABLE).where(TABLE.c.organisation_id.in_(organisation_ids)))
    return dict.fromkeys(organisation_ids, USUAL.hours) | {row.organisation_id: _hours(row) for row in rows}


def _hours(row: Any) -> Hours:
    return Hours(row.first_hour, row.last_hour, frozenset(map(int, row.days)), row.on_bank_holidays)


def change(session: Session, rules: Rules, *, by: str) -> None:
    """Sets them for what is put in the outbox from here on. Raises Refused, naming what to mend."""
    _check(rules)
    row = session.scalars(select(SendingRule)).first()
    if row is None:
        row = SendingRule(organisation_id=db.scope_of(session))
        session.add(row)
    row.first_hour, row.last_hour = rules.hours.first, rules.hours.last
    row.days = "".join(map(str, sorted(rules.hours.days)))
    row.on_bank_holidays, row.cap_days = rules.hours.on_bank_holidays, rules.cap_days
    row.price, row.rate, row.sender_shown = rules.price, rules.rate, rules.sender_shown
    session.flush()
    hours = f"{rules.hours.first} to {rules.hours.last} on days {row.days}"
    audit.record(session, "sending-rules-changed", by=by, detail=f"{hours}, cap {rules.cap_days} days")


def _check(rules: Rules) -> None:
    if not 0 <= rules.hours.first < rules.hours.last <= 24:
        raise Refused("The first hour comes before the last.", "last_hour")
    if not rules.hours.days or not rules.hours.days <= frozenset(range(1, 8)):
        raise Refused("Choose at least one day of the week.", "days")
    if not 0 <= rules.cap_days <= _MOST_CAP:
        raise Refused("Give a number of days between 0 and 366.", "cap_days")
    if not 0 <= rules.price <= _MOST_PRICE:
        raise Refused("Give the price of a part in pence, such as 4.0.", "price")
    if not 0 <= rules.rate <= _MOST_RATE:
        raise Refused("Give how many texts leave in a second, such as 1.", "rate")
    if len(rules.sender_shown) > 20:
        raise Refused("Keep the sender under 20 letters.", "sender_shown")


def rate(session: Session, lane: str) -> float:
    """How many messages of a lane may leave in a second, 0 for without a bound.

    A lane is one number for everybody on this installation: where several organisations set a rate, the slowest holds.
    E-mail and work have no rate of ours.
    """
    if lane in ("", "email"):
        return 0.0
    slowest = select(func.min(TABLE.c.rate)).where(TABLE.c.rate > 0)
    unbound = select(func.count()).select_from(TABLE)
    try:
        own = db.scoped(session, TABLE)
        slowest, unbound = slowest.where(own), unbound.where(own)
    except db.Unscoped:
        # A worker sends for all of them.
        pass
    found = session.scalar(slowest)
    if found is not None:
        return float(found)
    return 0.0 if session.scalar(unbound) else USUAL_RATE
