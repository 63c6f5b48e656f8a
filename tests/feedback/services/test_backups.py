"""A backup is whole while people answer; only a whole and known one is put back."""

from __future__ import annotations

import io
import json
import tarfile
import threading
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from feedback import migrations
from feedback.db import EVERYWHERE, Database
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.services import backups, media, organisations, places
from feedback.services.refusals import Refused
from tests.feedback import invented_media
from tests.feedback.open_survey import open_survey

NOW = datetime(2026, 11, 23, 12, 0)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An instance folder with uploads, a hash key and a secret key."""
    folder = tmp_path / "instance"
    (folder / "uploads").mkdir(parents=True)
    (folder / "uploads" / "a.png").write_bytes(b"picture")
    (folder / "hash-key").write_text("hash")
    (folder / "secret-key").write_text("secret")
    return folder


@pytest.fixture
def kept(database: Database, instance: Path, tmp_path: Path) -> Path:
    """A backup of an organisation with one place."""
    with database.transaction() as session:
        organisations.add(session, "oak", "Oak", by="a test", today=date(2026, 11, 1))
        places.add(session, "Ward 7", by="a test")
    file = tmp_path / "kept.tar"
    backups.backup(database.engine, instance, file, now=NOW)
    return file


def _names(database: Database) -> list[str]:
    with database.reading(EVERYWHERE) as session:
        return list(session.scalars(select(Place.name).order_by(Place.name)))


def test_what_is_lost_comes_back(database: Database, instance: Path, kept: Path) -> None:
    with database.transaction(EVERYWHERE) as session:
        session.execute(delete(Place))
    (instance / "uploads" / "a.png").unlink()
    (instance / "uploads" / "later.png").write_bytes(b"later")
    (instance / "hash-key").write_text("another")
    held = backups.restore(database.engine, instance, kept, known=migrations.known())
    assert held.rows["place"] == 1
    assert _names(database) == ["Ward 7"]
    assert [file.name for file in (instance / "uploads").iterdir()] == ["a.png"]
    assert (instance / "hash-key").read_text() == "hash"


def test_the_secret_key_is_never_in_it(kept: Path) -> None:
    with tarfile.open(kept) as tar:
        assert "secret-key" not in tar.getnames()
        assert {"contents.json", "hash-key", "uploads/a.png"} <= set(tar.getnames())
    assert kept.stat().st_mode & 0o077 == 0


def test_a_backup_is_never_written_over(database: Database, instance: Path, kept: Path) -> None:
    before = kept.read_bytes()
    with pytest.raises(Refused):
        backups.backup(database.engine, instance, kept, now=NOW)
    assert kept.read_bytes() == before


def test_a_backup_made_while_others_write_is_whole(
    database: Database, instance: Path, tmp_path: Path
) -> None:
    with database.transaction() as session:
        owner = organisations.add(session, "oak", "Oak", by="a test", today=date(2026, 11, 1)).id
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set() and number < 500:
            number += 1
            with database.transaction(owner) as session:
                session.add(Place(organisation_id=owner, slug=f"p{number}", name=f"P{number}"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = backups.backup(database.engine, instance, tmp_path / "busy.tar", now=NOW)
    finally:
        stop.set()
        writer.join()
    held = backups.restore(database.engine, instance, tmp_path / "busy.tar", known=migrations.known())
    assert backups.Backup(held.dialect, held.schema, held.rows) == made
    assert len(_names(database)) == made.rows["place"]


def _changed(file: Path, target: Path, **changes: Any) -> Path:
    with tarfile.open(file) as old, tarfile.open(target, "w") as new:
        for entry in old:
            content = old.extractfile(entry)
            data = content.read() if content else b""
            if entry.name == "contents.json":
                data = json.dumps(json.loads(data) | changes).encode()
                entry.size = len(data)
            new.addfile(entry, io.BytesIO(data) if entry.isfile() else None)
    return target


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": "9999"},
        {"schema": ""},
        {"format": 2},
        {"dialect": "oracle"},
        {"rows": "many"},
        {"rows": None},
    ],
)
def test_what_this_program_does_not_know_changes_nothing(
    database: Database, instance: Path, kept: Path, tmp_path: Path, changes: dict[str, Any]
) -> None:
    file = _changed(kept, tmp_path / "changed.tar", **changes)
    with database.transaction(EVERYWHERE) as session:
        session.add(Organisation(slug="later", name="Later", created_on=date(2026, 11, 2)))
    with pytest.raises(Refused):
        backups.restore(database.engine, instance, file, known=migrations.known())
    with database.reading() as session:
        assert organisations.by_slug(session, "later") is not None


def test_rows_that_are_not_what_it_says_are_told(
    database: Database, instance: Path, kept: Path, tmp_path: Path
) -> None:
    with tarfile.open(kept) as tar:
        told = json.loads(tar.extractfile("contents.json").read())  # type: ignore[union-attr]  # it is there
    file = _changed(kept, tmp_path / "changed.tar", rows=told["rows"] | {"place": 7})
    with pytest.raises(Refused):
        backups.restore(database.engine, instance, file, known=migrations.known())


@pytest.mark.parametrize("content", [b"", b"not a tar at all", b"\0" * 1024])
def test_a_file_that_is_no_backup_is_refused(
    database: Database, instance: Path, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "x.tar"
    file.write_bytes(content)
    with pytest.raises(Refused):
        backups.restore(database.engine, instance, file, known=migrations.known())


def test_a_backup_cut_short_is_refused(
    database: Database, instance: Path, kept: Path, tmp_path: Path
) -> None:
    file = tmp_path / "short.tar"
    file.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    with pytest.raises(Refused):
        backups.restore(database.engine, instance, file, known=migrations.known())
    assert _names(database) == ["Ward 7"]


def test_a_file_that_points_outside_is_refused(database: Database, instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "evil.tar"
    with tarfile.open(file, "w") as tar:
        entry = tarfile.TarInfo("../../outside")
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    with pytest.raises(Refused):
        backups.restore(database.engine, instance, file, known=migrations.known())
    assert not (tmp_path.parent / "outside").exists()


def test_what_an_organisation_put_up_is_in_it_and_comes_back(
    database: Database, organisation: Organisation, instance: Path, tmp_path: Path
) -> None:
    opened = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        invented_media.put_up(session, opened, "bfi", "page/thanks")
        address = media.of_survey(session, opened.survey_id, "bfi")["page/thanks"].url
    file = tmp_path / "media.tar"
    made = backups.backup(database.engine, instance, file, now=NOW)
    assert (made.rows["medium"], made.rows["medium_name"], made.rows["survey_medium"]) == (2, 2, 1)
    with database.transaction(EVERYWHERE) as session:
        session.execute(delete(Organisation))
    backups.restore(database.engine, instance, file, known=migrations.known())
    with database.reading() as session:
        stored = media.find(session, address.removeprefix("/media/"))
        assert stored is not None
        assert media.piece(session, stored.id, 0, stored.size) == invented_media.mp4(b"avc1")
