"""The database from the command line: upgrade, check, backup and restore."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from feedback import migrations
from feedback.config import Config
from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import hash_keys, opt_outs, organisations, outbox
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind
from tests.feedback.open_survey import NOW


def test_an_upgraded_database_is_the_codes(runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=["db", "check", "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {"schema": migrations.head()}


@pytest.fixture
def bare(config: Config, bare_url: str) -> Iterator[Flask]:
    """The application over a database with no tables."""
    from feedback.app import create_app

    made = create_app(replace(config, database_url=bare_url))
    yield made
    made.extensions["database"].engine.dispose()


def test_a_database_with_no_tables_is_told_and_mended(bare: Flask) -> None:
    runner = bare.test_cli_runner()
    refused = runner.invoke(args=["db", "check", "--json"])
    assert refused.exit_code == 1
    assert "flask db upgrade" in json.loads(refused.stderr)["error"]
    assert json.loads(runner.invoke(args=["db", "upgrade", "--json"]).stdout)["now"] == migrations.head()
    assert runner.invoke(args=["db", "check"]).exit_code == 0


def test_another_hash_key_is_told_and_keeps_nobody_from_answering(
    config: Config, runner: FlaskCliRunner
) -> None:
    from feedback.app import create_app

    assert runner.invoke(args=["db", "check"]).exit_code == 0
    other = create_app(replace(config, hash_key=b"the key of another machine")).test_cli_runner()
    refused = other.invoke(args=["db", "check", "--json"])
    assert refused.exit_code == 1 and "hash-key" in json.loads(refused.stderr)["error"]
    upgraded = other.invoke(args=["db", "upgrade", "--json"])
    assert upgraded.exit_code == 0 and json.loads(upgraded.stdout)["hash_key"] is False
    assert "No texts can be sent" in other.invoke(args=["db", "upgrade"]).stdout


def test_a_backup_goes_out_and_comes_back(runner: FlaskCliRunner, database: Database, tmp_path: Path) -> None:
    file = str(tmp_path / "backup.tar")
    runner.invoke(args=["organisation", "add", "oak", "Oak"])
    assert (
        json.loads(runner.invoke(args=["db", "backup", file, "--json"]).stdout)["rows"]["organisation"] == 1
    )
    runner.invoke(args=["organisation", "add", "elm", "Elm"])
    done = runner.invoke(args=["db", "restore", file])
    assert done.exit_code == 0, done.output
    with database.reading() as session:
        assert [each.slug for each in organisations.every(session)] == ["oak"]


def test_a_broken_backup_is_one_sentence(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "broken.tar"
    file.write_bytes(b"broken")
    done = runner.invoke(args=["db", "restore", str(file), "--json"])
    assert done.exit_code == 1
    assert "not a whole backup" in json.loads(done.stderr)["error"]


def test_a_restore_says_what_it_did_not_undo_and_what_is_to_be_decided(
    runner: FlaskCliRunner, database: Database, organisation: Organisation, tmp_path: Path
) -> None:
    file = str(tmp_path / "kept.tar")
    draft = Draft(MessageKind.EMAIL, "notice", "one", NOW, {"to": "a@example.org", "body": "Hello"}, "email")
    with database.transaction(organisation.id) as session:
        hash_keys.settle(session)
        outbox.put(session, draft)
    assert runner.invoke(args=["db", "backup", file]).exit_code == 0
    with database.transaction(organisation.id) as session:
        opt_outs.stop(session, "0" * 64, how="text", today=NOW.date())
    told = runner.invoke(args=["db", "restore", file, "--json"])
    assert json.loads(told.stdout)["kept"] == {"numbers": 1, "held": 1, "paused": 0}
    with database.transaction(organisation.id) as session:
        opt_outs.stop(session, "1" * 64, how="text", today=NOW.date())
    told = runner.invoke(args=["db", "restore", file])
    assert "since the backup: 2." in told.output and "(see flask jobs list): 1." in told.output
    assert "Campaigns" not in told.output
