"""Brings a database to the tables this program knows, all or nothing, without losing a row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, inspect, select, table

_HERE = Path(__file__).parent


class MigrationFailed(RuntimeError):
    """A migration that would have lost rows or broken references; nothing of it was kept."""


class UnknownSchema(RuntimeError):
    """A database made by a newer program than this one, or by another program."""


def _settings(connection: Connection | None = None) -> Config:
    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return settings


@cache
def known() -> tuple[str, ...]:
    """Every revision this program knows, oldest first."""
    newest_first = ScriptDirectory.from_config(_settings()).walk_revisions()
    return tuple(script.revision for script in newest_first)[::-1]


def head() -> str:
    """The revision that fits this program's models."""
    return known()[-1]


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def current(engine: Engine) -> str | None:
    """The revision a database stands at; None when it is empty."""
    with engine.connect() as connection:
        return _current(connection)


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew; with the keys on, dropping the old one deletes its children.

    The switch has no effect within a transaction, so it is thrown on the driver's own connection.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _refuse_losses(connection: Connection, before: dict[str, int]) -> None:
    after = row_counts(connection)
    lost = [name for name in sorted(before.keys() & after.keys()) if after[name] < before[name]]
    if lost:
        told = ", ".join(f"{name} {before[name]} to {after[name]}" for name in lost)
        raise MigrationFailed(f"rows would be lost: {told}")
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            tables = ", ".join(sorted({row[0] for row in broken}))
            raise MigrationFailed(f"references would be broken in: {tables}")


def upgrade(engine: Engine, to: str = "head") -> str | None:
    """Brings the database to a revision in one transaction and returns where it stood before.

    Two processes that start together queue for it. Raises UnknownSchema for a database of a newer program,
    and MigrationFailed, with nothing changed, when rows or references would be lost.
    """
    with engine.connect().execution_options(begin="IMMEDIATE") as connection:
        with _without_foreign_keys(connection), connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('migrations'))")
            stood = _current(connection)
            if stood is not None and stood not in known():
                raise UnknownSchema(f"the database stands at {stood}, which this version does not know")
            before = row_counts(connection)
            command.upgrade(_settings(connection), to)
            _refuse_losses(connection, before)
        return stood


def write(engine: Engine, message: str) -> Path:
    """Writes the next migration from the difference between a database at head and the models.

    For developers: `python -m feedback.migrations "what changes"`. A person reads and mends what it writes.
    """
    number = f"{len(known()) + 1:04}"
    with engine.connect() as connection:
        script = command.revision(_settings(connection), message, autogenerate=True, rev_id=number)
    assert script is not None and not isinstance(script, list)
    return Path(script.path)
