"""What every test may ask for: an empty database on each engine, and a session scoped to one organisation.

No test reaches beyond this machine: a connection to anywhere but loopback raises.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from feedback.config import Keys
from feedback.db import EVERYWHERE, Database, make_engine, set_scope
from feedback.models.organisation import Organisation
from tests import warm
from tests.fresh_databases import (
    Beginning,
    PostgresqlServer,
    SqliteFiles,
    Templates,
    invented_organisation,
)

ROOT = Path(__file__).parent.parent
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def _stay_at_home(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise RuntimeError(f"a test tried to reach {address[0]}: tests stay on this machine")


sys.addaudithook(_stay_at_home)
warm.applications()


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
        warm.share_statements(made[-1])
        return made[-1]

    monkeypatch.setattr("feedback.db.make_engine", noted)
    yield
    for engine in made:
        engine.dispose()


@pytest.fixture(scope="session")
def _sqlite(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(SqliteFiles(tmp_path_factory.mktemp("template")))


@pytest.fixture(scope="session")
def _sqlite_template(_sqlite: Templates) -> Path:
    """One upgraded, empty file, for those who copy it themselves."""
    assert isinstance(_sqlite.engines, SqliteFiles)
    return _sqlite.engines.folder / _sqlite.upgraded()


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[Templates]:
    address = os.environ.get("TEST_POSTGRESQL_URL")
    if not address:
        missing("PostgreSQL (make test starts one)")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    server = PostgresqlServer(engine)
    templates = Templates(server)
    yield templates
    server.close()
    templates.drop()
    engine.dispose()


@pytest.fixture
def beginning() -> Beginning | None:
    """What stands in this test's database when it begins: nothing, unless a folder says otherwise."""
    return None


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def _templates(request: pytest.FixtureRequest) -> Templates:
    found: Templates = request.getfixturevalue(f"_{request.param}")
    return found


@pytest.fixture
def database_url(_templates: Templates, beginning: Beginning | None, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, upgraded database: the test runs once on each engine."""
    with _templates.copy(_name(_templates, tmp_path, "feedback"), beginning) as address:
        yield address


@pytest.fixture
def begun(_templates: Templates, beginning: Beginning | None, database_url: str) -> Any:
    """What the test must know of its beginning."""
    assert beginning is not None
    return _templates.told(beginning)


@pytest.fixture
def bare_url(_templates: Templates, tmp_path: Path) -> Iterator[str]:
    """The address of a database with no tables at all."""
    name = _name(_templates, tmp_path, "bare")
    yield _templates.engines.make(name, None)
    _templates.engines.drop(name)


def _name(templates: Templates, folder: Path, name: str) -> str:
    """A file in the test's own folder, or a database that no other test has."""
    files = isinstance(templates.engines, SqliteFiles)
    return str(folder / f"{name}.sqlite") if files else f"test_{uuid4().hex}"


#: For tests only, and as long as real ones have to be.
KEYS = Keys(
    "for tests only, and as long as a real one has to be", b"for tests only: what numbers are hashed with"
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, upgraded and empty."""
    opened = Database(database_url, keys=KEYS)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def organisation(database: Database, beginning: Beginning | None) -> Organisation:
    """An invented organisation, stored."""
    if beginning is None:
        return invented_organisation(database)
    with database.reading(EVERYWHERE) as session:
        return session.scalars(select(Organisation)).one()


@pytest.fixture
def session(database: Database, organisation: Organisation) -> Iterator[Session]:
    """A writer's session that sees the rows of the invented organisation only; rolled back at the end."""
    with database.open(writing=True) as opened:
        set_scope(opened, organisation.id)
        yield opened
        opened.rollback()
