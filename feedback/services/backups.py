"""Backups: a consistent copy while people answer, and putting one back only when it is whole and known.

A backup is one uncompressed tar file: `contents.json`, the database, the uploads, and the hash key. The secret key
is never in it.
"""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, make_url, text

from feedback.services import postgresql_backups, restored
from feedback.services.refusals import Refused

_FORMAT = 1
_CONTENTS, _UPLOADS, _HASH_KEY = "contents.json", "uploads", "hash-key"


@dataclass(frozen=True)
class Backup:
    """What a backup holds."""

    dialect: str
    schema: str
    rows: dict[str, int]

    @property
    def database(self) -> str:
        """The name of the database within the file."""
        return "database.sqlite" if self.dialect == "sqlite" else "database.dump"


def backup(engine: Engine, instance: Path, file: Path, *, now: datetime) -> Backup:
    """Writes a backup next to its final name and moves it there when it is whole. Raises Refused."""
    if file.exists():
        raise Refused(f"{file} is there already: give another name, so that no backup is lost.")
    with tempfile.TemporaryDirectory(dir=file.resolve().parent, prefix=".backup-") as scratch:
        folder = Path(scratch)
        made = _copy(engine, folder)
        whole = folder / "whole.tar"
        with tarfile.open(whole, "w") as tar:
            contents = {"format": _FORMAT, "made_at": now.isoformat(), **made.__dict__}
            _add_text(tar, _CONTENTS, json.dumps(contents, indent=2))
            tar.add(folder / made.database, made.database)
            for name in (_UPLOADS, _HASH_KEY):
                if (instance / name).exists():
                    tar.add(instance / name, name)
        whole.chmod(0o600)
        whole.rename(file)
    return made


def _add_text(tar: tarfile.TarFile, name: str, content: str) -> None:
    data = content.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = len(data), int(datetime.now(UTC).timestamp()), 0o600
    tar.addfile(entry, io.BytesIO(data))


def _copy(engine: Engine, folder: Path) -> Backup:
    if engine.dialect.name == "sqlite":
        copy = folder / "database.sqlite"
        _copy_sqlite(Path(engine.url.database or ""), copy)
        schema, rows = _counted_in(copy)
        return Backup("sqlite", schema, rows)
    with postgresql_backups.frozen(engine) as (connection, snapshot):
        made = Backup("postgresql", _schema_of(connection), _rows_of(connection))
        postgresql_backups.dump(engine.url, snapshot, folder / made.database)
    return made


def _copy_sqlite(source: Path, target: Path) -> None:
    """The database's own way of copying a file that is being written."""
    if not source.is_file():
        raise Refused("There is no database here yet.")
    with (
        closing(sqlite3.connect(source, timeout=30)) as old,
        closing(sqlite3.connect(target, timeout=30)) as new,
    ):
        try:
            old.backup(new)
        except sqlite3.OperationalError as error:
            raise Refused(f"The database is in use ({error}). Stop the server and try again.") from error


def _counted_in(file: Path) -> tuple[str, dict[str, int]]:
    with closing(sqlite3.connect(file)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Refused("The copy of the database is damaged: nothing was changed.")
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        if "alembic_version" not in names:
            raise Refused("There is no database of this program in it.")
        schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        rows = {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in names
            if name != "alembic_version"
        }
    return (schema[0] if schema else ""), rows


def _schema_of(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        raise Refused("There is no database of this program here yet.")
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def _rows_of(connection: Connection) -> dict[str, int]:
    names = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
    return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in names}


@dataclass(frozen=True)
class Restored(Backup):
    """A backup that was put back, and what was kept of the database that it took the place of."""

    kept: restored.Kept = restored.Kept()


def restore(
    engine: Engine, instance: Path, file: Path, *, known: Sequence[str], now: datetime | None = None
) -> Restored:
    """Puts a backup back, checked whole before anything is replaced and counted after. Raises Refused.

    `known` are the schemas this program can serve or upgrade. What a restore must not undo is kept (`restored`).
    """
    before = restored.remember(engine)
    with _unpacked(file) as folder:
        held = _read_contents(folder, known)
        if held.dialect != engine.dialect.name:
            raise Refused(
                f"This is a backup of {held.dialect}, and this installation runs {engine.dialect.name}."
            )
        if held.dialect == "sqlite":
            if _counted_in(folder / held.database) != (held.schema, held.rows):
                raise Refused(
                    "The rows in this backup are not the ones it says it holds: nothing was changed."
                )
            engine.dispose()
            _copy_sqlite(folder / held.database, Path(make_url(engine.url).database or ""))
            found = _counted_in(Path(engine.url.database or ""))[1]
        else:
            postgresql_backups.put_back(engine.url, folder / held.database)
            with engine.connect() as connection:
                found = _rows_of(connection)
        _restore_files(folder, instance)
    if found != held.rows:
        raise Refused(
            "The rows that are there now are not the ones of the backup. Look into it before serving."
        )
    kept = restored.keep(engine, before, now=now or datetime.now(UTC).replace(tzinfo=None))
    return Restored(**held.__dict__, kept=kept)


@contextmanager
def _unpacked(file: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="restore-") as scratch:
        try:
            with tarfile.open(file, "r:") as tar:
                tar.extractall(scratch, filter="data")
        except (OSError, tarfile.TarError) as error:
            raise Refused(
                f"{file} is not a whole backup ({type(error).__name__}): nothing was changed."
            ) from error
        yield Path(scratch)


def _read_contents(folder: Path, known: Sequence[str]) -> Backup:
    try:
        contents: dict[str, Any] = json.loads((folder / _CONTENTS).read_text())
        held = Backup(str(contents["dialect"]), str(contents["schema"]), dict(contents["rows"]))
        written = int(contents["format"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused("This file does not say what it holds: it is no backup of this program.") from error
    if written > _FORMAT or held.schema not in known:
        raise Refused(
            f"This backup was made by another version (schema {held.schema!r}), which this program does not know."
        )
    if not (folder / held.database).is_file():
        raise Refused("The database is missing from this backup: nothing was changed.")
    return held


def _restore_files(folder: Path, instance: Path) -> None:
    if (folder / _HASH_KEY).is_file():
        shutil.copyfile(folder / _HASH_KEY, instance / _HASH_KEY)
        (instance / _HASH_KEY).chmod(0o600)
    if (folder / _UPLOADS).is_dir():
        shutil.rmtree(instance / _UPLOADS, ignore_errors=True)
        shutil.copytree(folder / _UPLOADS, instance / _UPLOADS)
