"""Exclusions: numbers and addresses that the organisation never sends to, of which only keyed hashes are kept."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.excluded_number import ExcludedNumber
from feedback.services import addresses, appending, audit, batches, campaign_returns, hash_keys
from feedback.services.refusals import Refused
from feedback.services.working_days import day_of

TABLE = db.table_of(ExcludedNumber)
#: Why somebody is never asked, in words that say nothing about them.
REASONS = {
    "asked-us": "They asked us not to",
    "not-theirs": "The number is not theirs, or not theirs alone",
    "safety": "A message could put somebody at risk",
    "complaint": "There is an open complaint",
    "staff": "Somebody who works here",
    "other": "Another reason",
}
MOST_AT_ONCE = 20_000
_BETWEEN = re.compile(r"[;,\t]+")


@dataclass
class Added:
    """What became of a list: how many are new, how many were there, and each that is none by its line and reason."""

    new: int = 0
    there: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


def add(session: Session, typed: str, reason: str, *, by: str, now: datetime) -> Added:
    """Numbers and e-mail addresses, one a line; what waits for them does not leave.

    Raises Refused without any, or without one of the reasons, and WrongKey.
    """
    if reason not in REASONS:
        raise Refused("Choose why they are never asked.", "reason")
    lines = [
        (at, part)
        for at, line in enumerate(typed.splitlines(), start=1)
        for part in _BETWEEN.split(line)
        if part.strip()
    ]
    if not lines:
        raise Refused("Write or paste at least one number.", "numbers")
    if len(lines) > MOST_AT_ONCE:
        raise Refused(f"Add at most {MOST_AT_ONCE:,} at a time.", "numbers")
    added, hashes = Added(), set()
    for number, line in lines:
        found = addresses.any_of(line)
        if not found.address:
            added.refused.append((number, found.problem, found.tail))
        else:
            hashes.add(addresses.hashed(session, found.address))
    there = excluded(session, hashes)
    added.new, added.there = len(hashes - there), len(there)
    _keep(session, hashes - there, reason, day_of(now))
    campaign_returns.of_numbers(session, hashes, now=now)
    if added.new:
        audit.record(session, "numbers-excluded", by=by, detail=f"{added.new}, {reason}")
    return added


def _keep(session: Session, hashes: Collection[str], reason: str, today: date) -> None:
    statement = appending.insert(session, TABLE).on_conflict_do_nothing(
        index_elements=["organisation_id", "number_hash"]
    )
    organisation = db.scope_of(session)
    for some in batches.of(sorted(hashes)):
        rows = [
            {"organisation_id": organisation, "number_hash": one, "reason": reason, "added_on": today}
            for one in some
        ]
        session.execute(statement, rows)


def excluded(session: Session, hashes: Collection[str]) -> set[str]:
    """Those of them that are never sent to. Raises WrongKey, so that nobody is asked where nobody can tell."""
    hash_keys.compare(session)
    found: set[str] = set()
    for some in batches.of(hashes):
        ours = db.scoped(session, TABLE) & TABLE.c.number_hash.in_(some)
        found.update(session.scalars(select(TABLE.c.number_hash).where(ours)))
    return found


def by_organisation(session: Session, hashes: Collection[str]) -> set[tuple[int, str]]:
    """The same of every organisation at once, as (organisation, hash), for a session whose scope is everywhere."""
    found: set[tuple[int, str]] = set()
    for some in batches.of(hashes):
        rows = select(TABLE.c.organisation_id, TABLE.c.number_hash).where(TABLE.c.number_hash.in_(some))
        found.update((row.organisation_id, row.number_hash) for row in session.execute(rows))
    return found


def everybody(session: Session) -> Select[tuple[str]]:
    """All that are never sent to, for a query that leaves them out. Raises WrongKey."""
    hash_keys.compare(session)
    return select(TABLE.c.number_hash).where(db.scoped(session, TABLE))


def take_out(session: Session, typed: str, *, by: str) -> None:
    """Takes one out, which has to be typed. Raises Refused for one that is not on the list."""
    found = addresses.any_of(typed)
    if not found.address:
        raise Refused("This is no mobile number and no e-mail address.", "number")
    ours = db.scoped(session, TABLE) & (TABLE.c.number_hash == addresses.hashed(session, found.address))
    if not session.execute(delete(TABLE).where(ours)).rowcount:  # type: ignore[attr-defined]  # a delete's result has it
        raise Refused("It is not on the list.", "number")
    audit.record(session, "number-no-longer-excluded", by=by)


def counts(session: Session) -> dict[str, int]:
    """How many there are, by reason."""
    rows = select(TABLE.c.reason, func.count()).where(db.scoped(session, TABLE)).group_by(TABLE.c.reason)
    found = {reason: int(number) for reason, number in session.execute(rows).all()}
    return {reason: found[reason] for reason in REASONS if reason in found}
