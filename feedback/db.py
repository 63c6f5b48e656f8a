"""The engine, the sessions, and the rule that every statement says whose rows it means."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Engine,
    Integer,
    MetaData,
    Table,
    bindparam,
    create_engine,
    event,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    sessionmaker,
    with_loader_criteria,
)
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import ForeignKey
from sqlalchemy.sql import visitors

if TYPE_CHECKING:
    from feedback.config import Keys

#: Tables that belong to the installation and not to one organisation; everything else is a tenant's.
INSTALLATION_WIDE: Final = frozenset(
    {
        "organisation",
        "staff_member",
        "membership",
        "staff_pass",
        "link_code",
        "rate_counter",
        "geography_edition",
        "geography_postcode",
        "medium_name",
        "library_sign_off",
        "opt_out",
        "sending_lane",
        "installation_fact",
        "inbound_text",
        "job_worker",
        "periodic_work",
    }
)

#: A whole number that grows without bound on PostgreSQL and is SQLite's own rowid type there.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Every table; names of constraints are fixed so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Tenant:
    """A row that belongs to one organisation."""

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )


class Unscoped(RuntimeError):
    """A statement on an organisation's table that does not say which organisation."""


class _Everywhere:
    """The scope of work that is honestly for the whole installation (migrations, backups, the demonstration)."""


EVERYWHERE: Final = _Everywhere()
_SCOPE, _FRAMES, _KEYS = "organisation", "frames", "keys"


def set_scope(session: Session, organisation_id: int | _Everywhere) -> None:
    """From here on this session sees the rows of one organisation only."""
    if session.info.get(_SCOPE) not in (None, organisation_id):
        session.expire_all()
        session.expunge_all()
    session.info[_SCOPE] = organisation_id


def scope_of(session: Session) -> int:
    """The organisation this session works for; raises Unscoped when none was set."""
    scope = session.info.get(_SCOPE)
    if not isinstance(scope, int):
        raise Unscoped("this session has no organisation: call db.set_scope first")
    return scope


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


def scoped(session: Session, table: Table) -> ColumnElement[bool]:
    """The condition that keeps a Core statement on `table` within the session's organisation."""
    return table.c.organisation_id == bindparam(f"scope_{table.name}", scope_of(session))


#: What was found of statements that are used again and again.
_seen: weakref.WeakKeyDictionary[Any, set[str]] = weakref.WeakKeyDictionary()


def _tenant_tables(statement: Any) -> set[str]:
    """The organisations' tables that a statement speaks of."""
    found = _seen.get(statement)
    if found is None:
        found = _seen[statement] = _look_for_tenant_tables(statement)
    return found


def _look_for_tenant_tables(statement: Any) -> set[str]:
    tables = {element.name for element in visitors.iterate(statement) if isinstance(element, Table)}
    return {name for name in tables - INSTALLATION_WIDE if "organisation_id" in Base.metadata.tables[name].c}


def _core_is_scoped(state: ORMExecuteState, scope: int) -> bool:
    statement: Any = state.statement
    if state.is_insert:
        given: Any = state.parameters or statement.compile().params
        rows = given if isinstance(given, list | tuple) else [given]
        return all(row.get("organisation_id") == scope for row in rows)
    binds = {getattr(element, "key", None) for element in visitors.iterate(statement)}
    return all(f"scope_{name}" in binds for name in _tenant_tables(statement))


def _keep_scope(state: ORMExecuteState) -> None:
    scope = state.session.info.get(_SCOPE)
    if scope is EVERYWHERE or state.is_column_load or state.is_relationship_load:
        return
    tenant = _tenant_tables(state.statement)
    if tenant and not isinstance(scope, int):
        raise Unscoped(
            f"a statement on {', '.join(sorted(tenant))} without an organisation: call db.set_scope first"
        )
    if not isinstance(scope, int):
        return
    if state.is_orm_statement and not state.is_insert:
        state.statement = state.statement.options(
            with_loader_criteria(Tenant, lambda cls: cls.organisation_id == scope, include_aliases=True)
        )
    elif tenant and not _core_is_scoped(state, scope):
        raise Unscoped(
            f"a Core statement on {', '.join(sorted(tenant))} without db.scoped(): add it to the conditions"
        )


def _keep_new_rows_in_scope(session: Session, *_: Any) -> None:
    scope = session.info.get(_SCOPE)
    if scope is EVERYWHERE:
        return
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, Tenant) and row.organisation_id != scope:
            raise Unscoped(
                f"a {type(row).__name__} of organisation {row.organisation_id} in a session for {scope}"
            )


def table_of(model: type[Base]) -> Table:
    """The table of a model, for Core statements."""
    return Base.metadata.tables[model.__tablename__]


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
            event.listen(maker, "do_orm_execute", _keep_scope)
            event.listen(maker, "before_flush", _keep_new_rows_in_scope)

    def open(self, *, writing: bool) -> Session:
        """A session that its opener closes, commits or rolls back."""
        return self._writer() if writing else self._reader()

    @contextmanager
    def transaction(self, organisation_id: int | _Everywhere | None = None) -> Iterator[Session]:
        """A writer's session, committed at the end, rolled back on any error."""
        with self._writer() as session, session.begin():
            if organisation_id is not None:
                set_scope(session, organisation_id)
            yield session

    @contextmanager
    def reading(self, organisation_id: int | _Everywhere | None = None) -> Iterator[Session]:
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
