"""Promises of the migrations: they make exactly what the models say, and lose nothing on the way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from feedback import migrations, models
from feedback.db import Base, Database, make_engine
from feedback.models.organisation import Organisation

VERSIONS = sorted((Path(migrations.__file__).parent / "versions").glob("*.py"))
assert models.__all__


@pytest.fixture
def engine(bare_url: str) -> Iterator[Engine]:
    made = make_engine(bare_url)
    yield made
    made.dispose()


def triggers(engine: Engine) -> set[tuple[str, str]]:
    statement = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    )
    with engine.connect() as connection:
        return {(name, " ".join(sql.split())) for name, sql in connection.execute(text(statement))}


def shape(engine: Engine) -> dict[str, Any]:
    """Everything about the tables that a database tells, in an order that does not matter."""
    inspector = inspect(engine)
    return {
        name: {
            "columns": {
                column["name"]: (
                    str(column["type"]),
                    column["nullable"],
                    column["default"],
                    "identity" in column,
                )
                for column in inspector.get_columns(name)
            },
            "primary key": inspector.get_pk_constraint(name),
            "foreign keys": sorted(map(str, inspector.get_foreign_keys(name))),
            "unique": sorted(map(str, inspector.get_unique_constraints(name))),
            "checks": sorted(
                (check["name"] or "", check["sqltext"]) for check in inspector.get_check_constraints(name)
            ),
            "indexes": sorted(map(str, inspector.get_indexes(name))),
        }
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def test_upgrade_from_nothing_equals_the_models(engine: Engine) -> None:
    migrations.upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_upgrade_from_nothing_makes_the_same_keys_checks_and_triggers(engine: Engine) -> None:
    migrations.upgrade(engine)
    upgraded, guards = shape(engine), triggers(engine)
    Base.metadata.drop_all(engine)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("DROP FUNCTION refuse_change_in_place"))
    Base.metadata.create_all(engine)
    assert upgraded == shape(engine)
    assert guards == triggers(engine)
    assert {name for name, _ in guards} >= {"response_is_append_only", "withdrawal_is_append_only"}


def test_a_second_upgrade_changes_nothing(engine: Engine) -> None:
    assert migrations.upgrade(engine) is None
    assert migrations.upgrade(engine) == migrations.head() == migrations.current(engine)


def test_an_unknown_schema_is_refused(engine: Engine) -> None:
    migrations.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrations.UnknownSchema, match="9999"):
        migrations.upgrade(engine)


def test_a_migration_that_loses_rows_is_rolled_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        session.add(Organisation(slug="ash", name="Ash (invented)", created_on=date(2026, 11, 1)))
    real = migrations.command.upgrade

    def careless(settings: Any, to: str) -> None:
        real(settings, to)
        settings.attributes["connection"].execute(text("DELETE FROM organisation"))

    monkeypatch.setattr(migrations.command, "upgrade", careless)
    with pytest.raises(migrations.MigrationFailed, match="organisation 1 to 0"):
        migrations.upgrade(database.engine)
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM organisation")) == 1


def test_references_are_watched_again_after_an_upgrade(database: Database) -> None:
    migrations.upgrade(database.engine)
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text("INSERT INTO link_code (code, organisation_id) VALUES ('ABC', 999)"))


def test_migrations_are_numbered_and_linear() -> None:
    assert [path.name[:4] for path in VERSIONS] == list(migrations.known())
    assert migrations.known() == tuple(f"{number:04}" for number in range(1, len(VERSIONS) + 1))


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_stands_alone(path: Path) -> None:
    """It runs for ever on databases of its day, so it may not follow models that move on."""
    named = [
        name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in getattr(node, "names", [])]
        )
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not [name for name in named if (name or "").split(".")[0] in ("feedback", "surveys")]
