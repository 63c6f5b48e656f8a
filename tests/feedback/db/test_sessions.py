"""Promise of the sessions: all or nothing is written, and SQLite keeps what it said it kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from feedback import db
from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from tests.feedback.open_survey import rows


def test_a_writer_that_fails_leaves_nothing_behind(database: Database, organisation: Organisation) -> None:
    with pytest.raises(RuntimeError), database.transaction(organisation.id) as session:
        session.add(Place(organisation_id=organisation.id, slug="half", name="Half"))
        session.flush()
        raise RuntimeError
    assert rows(database, "place") == []


def test_sqlite_keeps_what_it_said_it_kept(database: Database) -> None:
    if database.dialect != "sqlite":
        pytest.skip("a setting of SQLite")
    with database.reading() as session:
        settings = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_what_a_writer_sees_reaches_no_file_and_a_reader_has_the_folder(
    database_url: str, tmp_path: Path
) -> None:
    database = Database(database_url, tmp_path)
    with database.open(writing=True) as writer, database.open(writing=False) as reader:
        assert (db.frames_of(writer), db.frames_of(reader)) == (None, tmp_path)
    database.engine.dispose()


def test_nothing_sealed_is_touched_without_the_keys_of_the_configuration(database_url: str) -> None:
    database = Database(database_url)
    for writing in (True, False):
        with database.open(writing=writing) as session, pytest.raises(LookupError, match="without keys"):
            db.keys_of(session)
    database.engine.dispose()
