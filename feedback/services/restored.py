"""What a restore must not undo: no STOP since the backup is forgotten, and nothing that may have left leaves again.

A backup knows the past alone. Whoever stopped texts, or was asked, between it and now is known to the database that it
takes the place of, as long as that can still be read; and what waited in the outbox then may have left by now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, inspect, select, update
from sqlalchemy.exc import SQLAlchemyError

from feedback import db
from feedback.models.asked_number import AskedNumber
from feedback.models.campaign import Campaign
from feedback.models.excluded_number import ExcludedNumber
from feedback.models.opt_out import OptOut
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import InstallationFact, OutboxMessage
from feedback.vocabulary import CampaignState, MessageKind, OutboxState

#: Why a message is held, and a campaign paused.
BECAUSE = "restored"
_FACTS, _BOX, _CAMPAIGNS, _ORGANISATIONS = (
    db.table_of(model) for model in (InstallationFact, OutboxMessage, Campaign, Organisation)
)
#: Keyed hashes of numbers: whom nobody here may text, or not now.
_NUMBERS = tuple(db.table_of(model) for model in (OptOut, ExcludedNumber, AskedNumber))
_MAY_HAVE_LEFT = (OutboxState.WAITING.value, OutboxState.SENDING.value)
_GOES_ON = (CampaignState.SCHEDULED.value, CampaignState.RUNNING.value)


@dataclass(frozen=True)
class Remembered:
    """What the database knew before: the fingerprint of its hash key, and rows of numbers by their table."""

    key: str | None = None
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """What was added to a backup that was put back, messages that are held, and campaigns that are paused."""

    numbers: int = 0
    held: int = 0
    paused: int = 0


def remember(engine: Engine) -> Remembered:
    """What is known now; nothing of a database that cannot be read, which may be why a backup is put back."""
    try:
        with engine.connect() as connection:
            there = set(inspect(connection).get_table_names())
            known = [table for table in _NUMBERS if table.name in there]
            rows = {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in known
            }
            return Remembered(_key(connection, there), rows)
    except SQLAlchemyError:
        return Remembered()


def keep(engine: Engine, before: Remembered, *, now: datetime) -> Kept:
    """Adds what was remembered to what was put back, where both hash with the same key; holds what may have left."""
    with engine.begin() as connection:
        there = set(inspect(connection).get_table_names())
        if _BOX.name not in there:
            return Kept()
        numbers = 0
        if before.key is not None and before.key == _key(connection, there):
            known = [table for table in _NUMBERS if table.name in there]
            numbers = sum(_add(connection, table, before.rows.get(table.name, ())) for table in known)
        kinds = [kind.value for kind in MessageKind if kind is not MessageKind.WORK]
        # As if it had been taken just now, so that the provider can be asked about it.
        held = connection.execute(
            update(_BOX)
            .where(_BOX.c.state.in_(_MAY_HAVE_LEFT), _BOX.c.kind.in_(kinds))
            .values(state=OutboxState.HELD.value, problem=BECAUSE, worker="", taken_at=now, ended_at=now)
        )
        paused = connection.execute(
            update(_CAMPAIGNS)
            .where(_CAMPAIGNS.c.state.in_(_GOES_ON))
            .values(state=CampaignState.PAUSED.value, paused_because=BECAUSE)
        )
        return Kept(numbers, held.rowcount, paused.rowcount)


def _key(connection: Connection, there: set[str]) -> str | None:
    if _FACTS.name not in there:
        return None
    value: str | None = connection.scalar(select(_FACTS.c.value).where(_FACTS.c.name == "hash-key"))
    return value


def _add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Adds the rows that are not there; whoever was asked later than the backup knows was asked then."""
    names = [column.name for column in table.primary_key]
    asked = "asked_on" in table.c
    there = {tuple(row[name] for name in names): row for row in connection.execute(select(table)).mappings()}
    known = set(connection.scalars(select(_ORGANISATIONS.c.id)))
    new = []
    for row in rows:
        found = there.get(tuple(row[name] for name in names))
        if found is None and row.get("organisation_id", 0) in known | {0}:
            new.append(dict(row))
        elif asked and found is not None and found["asked_on"] < row["asked_on"]:
            same = [table.c[name] == row[name] for name in names]
            connection.execute(update(table).where(*same).values(asked_on=row["asked_on"]))
    if new:
        connection.execute(table.insert(), new)
    return len(new)
