"""What every test may ask for: an empty database on each engine, and a session scoped to one organisation.

No test reaches beyond this machine: a connection to anywhere but loopback raises.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from feedback import migrations
from feedback.db import EVERYWHERE, Database, make_engine, set_scope
from feedback.models.organisation import Organisation

ROOT = Path(__file__).parent.parent
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def _stay_at_home(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise RuntimeError(f"a test tried to reach {address[0]}: tests stay on this machine")


sys.addaudithook(_stay_at_home)


def missing(what: str) -> NoReturn:
    """Skips with a reason; under CI a missing tool is a failure, so that nothing is skipped unseen."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must have it", pytrace=False)
    pytest.skip(f"{what} is missing")


@pytest.fixture(autouse=True)
def _no_connection_left_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A second application that a test makes for itself is closed with it, as a server's is when it ends."""
    made: list[Engine] = []

    def noted(url: str) -> Engine:
        made.append(make_engine(url))
        return made[-1]

    monkeypatch.setattr("feedback.db.make_engine", noted)
    yield
    for engine in made:
        engine.dispose()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One upgraded, empty file; each test gets a copy."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    migrations.upgrade(engine)
    engine.dispose()
    return path


@contextmanager
def _server() -> Iterator[tuple[Any, str]]:
    address = os.environ.get("TEST_POSTGRESQL_URL")
    if not address:
        missing("PostgreSQL (make test starts one)")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection, address
    engine.dispose()


@pytest.fixture(scope="session")
def _postgresql_template() -> Iterator[str]:
    """The name of one upgraded, empty database of this worker; each test gets a copy."""
    name = f"template_{uuid4().hex}"
    with _server() as (connection, address):
        connection.execute(text(f"CREATE DATABASE {name}"))
        engine = make_engine(make_url(address).set(database=name).render_as_string(hide_password=False))
        migrations.upgrade(engine)
        engine.dispose()
        yield name
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def _postgresql_copy(template: str | None) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    with _server() as (connection, address):
        connection.execute(text(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else "")))
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, upgraded database: the test runs once on each engine."""
    if request.param == "sqlite":
        path = tmp_path / "feedback.sqlite"
        shutil.copyfile(request.getfixturevalue("_sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        with _postgresql_copy(request.getfixturevalue("_postgresql_template")) as url:
            yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with no tables at all."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite'}"
    else:
        with _postgresql_copy(None) as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, upgraded and empty."""
    opened = Database(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def organisation(database: Database) -> Organisation:
    """An invented organisation, stored."""
    row = Organisation(slug="oakfield", name="Oakfield (invented)", created_on=date(2026, 11, 1))
    with database.transaction(EVERYWHERE) as session:
        session.add(row)
    return row


@pytest.fixture
def session(database: Database, organisation: Organisation) -> Iterator[Session]:
    """A writer's session that sees the rows of the invented organisation only; rolled back at the end."""
    with database.open(writing=True) as opened:
        set_scope(opened, organisation.id)
        yield opened
        opened.rollback()
