"""The engine, and the two kinds of session: readers, and writers that queue for the file from the start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from feedback.db.scope import Everywhere, keep_in_scope, keep_rows_in_scope, set_scope

if TYPE_CHECKING:
    from feedback.config import Keys

_FRAMES, _KEYS = "frames", "keys"
#: What the database raises when it cannot serve: gone, locked for too long, disk full.
UNAVAILABLE: Final = (OperationalError, InterfaceError, PoolTimeout)


def make_engine(url: str) -> Engine:
    """An engine with the settings that keep answers safe; SQLite: WAL, FULL, one writer at a time without upgrades."""
    if not url.startswith("sqlite"):
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=40,
        connect_args={"timeout": 15},
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that turns into a writer fails at once when another wrote first; a writer says so.
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")

    return engine


class Database:
    """One engine and its two kinds of session: readers, and writers that queue for the file from the start."""

    def __init__(self, url: str, frames: Path | None = None, keys: Keys | None = None) -> None:
        """`frames` is the folder where reports may keep columns of answers; None keeps them in memory.

        Without `keys` nothing that is sealed can be written or read.
        """
        self.engine = make_engine(url)
        # Readers alone: what a writer sees may never be committed, and must not reach a file.
        self._reader = sessionmaker(self.engine, expire_on_commit=False, info={_FRAMES: frames, _KEYS: keys})
        writing = self.engine.execution_options(begin="IMMEDIATE")
        self._writer = sessionmaker(writing, expire_on_commit=False, info={_KEYS: keys})
        for maker in (self._reader, self._writer):
            event.listen(maker, "do_orm_execute", keep_in_scope)
            event.listen(maker, "before_flush", keep_rows_in_scope)

    def open(self, *, writing: bool) -> Session:
        """A session that its opener closes, commits or rolls back."""
        return self._writer() if writing else self._reader()

    @contextmanager
    def transaction(self, organisation_id: int | Everywhere | None = None) -> Iterator[Session]:
        """A writer's session, committed at the end, rolled back on any error."""
        with self._writer() as session, session.begin():
            if organisation_id is not None:
                set_scope(session, organisation_id)
            yield session

    @contextmanager
    def reading(self, organisation_id: int | Everywhere | None = None) -> Iterator[Session]:
        """A reader's session."""
        with self._reader() as session:
            if organisation_id is not None:
                set_scope(session, organisation_id)
            yield session

    @property
    def writers(self) -> sessionmaker[Session]:
        """What every writer's session is made by, for those who listen to its commits."""
        return self._writer

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name


def frames_of(session: Session) -> Path | None:
    """The folder where this session may keep and find columns of answers, if there is one for it."""
    found: Path | None = session.info.get(_FRAMES)
    return found


def keys_of(session: Session) -> Keys:
    """The keys that rows of this session are sealed and numbers are hashed with; raises LookupError without any."""
    found: Keys | None = session.info.get(_KEYS)
    if found is None:
        raise LookupError(
            "this database was opened without keys: give Database the keys of the configuration"
        )
    return found
