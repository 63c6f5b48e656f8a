"""flask db: migrations, backups, and whether the schema is the code's."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from feedback import migrations
from feedback.cli import speaking
from feedback.db import Database
from feedback.reports import frame_files
from feedback.services import backups, hash_keys
from feedback.services.restored import Kept

group = AppGroup("db", help="The database: upgrade, backup, restore, check.")


def _database() -> Database:
    found: Database = current_app.extensions["database"]
    return found


def _known(command: Callable[..., Any]) -> Callable[..., Any]:
    """Says in a sentence what a migration refuses."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (migrations.MigrationFailed, migrations.UnknownSchema) as refusal:
            speaking.fail(str(refusal), bool(kwargs.get("as_json")))

    return wrapped


@group.command("upgrade")
@speaking.json_option
@speaking.plainly
@_known
def upgrade(as_json: bool) -> None:
    """Make or upgrade the tables, without losing a row."""
    before = migrations.upgrade(_database().engine)
    now = migrations.head()
    told = f"The database is at {now} already." if before == now else f"The database is at {now} now."
    wrong = _wrong_key()
    speaking.tell(
        {"before": before, "now": now, "hash_key": not wrong},
        as_json,
        lambda: [told, *([f"No texts can be sent: {wrong}."] if wrong else [])],
    )


def _wrong_key() -> str:
    """Why numbers cannot be hashed here, in words; empty when they can. Notes the key where none is known yet."""
    try:
        with _database().transaction() as session:
            hash_keys.settle(session)
    except hash_keys.WrongKey as error:
        return str(error)
    return ""


@group.command("check")
@speaking.json_option
@speaking.plainly
def check(as_json: bool) -> None:
    """Say whether the schema of the database is the code's and the hash key its own; exit 1 when not."""
    stands, wanted = migrations.current(_database().engine), migrations.head()
    if stands != wanted:
        speaking.fail(
            f"the database stands at {stands or 'nothing'}, the code at {wanted}: run flask db upgrade",
            as_json,
        )
    wrong = _wrong_key()
    if wrong:
        speaking.fail(wrong, as_json)
    speaking.tell({"schema": stands}, as_json, lambda: [f"The schema is the code's: {stands}."])


@group.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@speaking.json_option
@speaking.plainly
def backup(file: Path, as_json: bool) -> None:
    """Write a consistent copy to FILE while serving: database, uploads and hash key, not the secret key."""
    instance = speaking.config().instance
    made = backups.backup(_database().engine, instance, file, now=speaking.now())
    _tell(made, file, "holds", as_json)


@group.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@speaking.json_option
@speaking.plainly
def restore(file: Path, as_json: bool) -> None:
    """Put FILE back in place of what is there. Stop the server first, and start it again afterwards."""
    instance = speaking.config().instance
    held = backups.restore(_database().engine, instance, file, known=migrations.known(), now=speaking.now())
    frame_files.forget(speaking.config().frames)
    _tell(held, file, "is restored:", as_json, held.kept)


def _kept(kept: Kept) -> list[str]:
    """What the restore did not undo, and what somebody has to decide now."""
    said = {
        "Numbers known again that stopped, were excluded or asked since the backup": kept.numbers,
        "Messages held, since they may have left meanwhile (see flask jobs list)": kept.held,
        "Campaigns paused, since people of theirs may have been asked meanwhile": kept.paused,
    }
    return [f"{what}: {number}." for what, number in said.items() if number]


def _tell(held: backups.Backup, file: Path, verb: str, as_json: bool, kept: Kept | None = None) -> None:
    total = sum(held.rows.values())
    behind = [] if held.schema == migrations.head() else ["It is older than the code: run flask db upgrade."]
    first = f"{file} {verb} {total} rows in {len(held.rows)} tables, schema {held.schema}."
    speaking.tell(
        {"file": str(file), "schema": held.schema, "rows": held.rows}
        | ({"kept": asdict(kept)} if kept else {}),
        as_json,
        lambda: [first, *(_kept(kept) if kept else []), *behind],
    )
