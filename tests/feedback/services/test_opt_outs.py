"""A STOP holds for every organisation and sender, on every machine and after every restore, or nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import db, migrations
from feedback.config import Keys, read_config
from feedback.db import EVERYWHERE, Database
from feedback.models.audit_event import AuditEvent
from feedback.models.opt_out import OptOut
from feedback.models.organisation import Organisation
from feedback.services import backups, hash_keys, hashing, opt_outs, organisations
from tests.conftest import KEYS

TODAY, NOW = date(2026, 11, 26), datetime(2026, 11, 26, 9, 0)
NUMBER, ANOTHER = "+447700900123", "+447700900124"


def stop(session: Session, number: str = NUMBER, how: str = "text") -> bool:
    return opt_outs.stop(session, hashing.number(session, number), how=how, today=TODAY)


def is_stopped(session: Session, number: str = NUMBER) -> bool:
    return bool(opt_outs.stopped(session, {hashing.number(session, number)}))


def test_a_stop_counts_until_a_start(session: Session) -> None:
    assert stop(session) and is_stopped(session) and not is_stopped(session, ANOTHER)
    assert not stop(session), "a second one says nothing new"
    assert opt_outs.start(session, hashing.number(session, NUMBER))
    assert not is_stopped(session)
    assert not opt_outs.start(session, hashing.number(session, NUMBER))


def test_the_first_way_it_was_said_is_kept_but_for_a_text_which_counts_more(session: Session) -> None:
    stop(session, how="phone")
    stop(session, how="staff")
    assert opt_outs.count(session) == {"text": 0, "link": 0, "phone": 1, "staff": 0}
    assert not stop(session, how="text"), "it says nothing new"
    stop(session, how="link")
    assert opt_outs.count(session) == {"text": 1, "link": 0, "phone": 0, "staff": 0}


def test_a_stop_to_one_organisation_is_a_stop_to_all(database: Database, organisation: Organisation) -> None:
    with database.transaction() as session:
        elsewhere = organisations.add(session, "elsewhere", "Elsewhere", by="a test", today=TODAY).id
    with database.transaction(organisation.id) as session:
        stop(session)
    with database.reading(elsewhere) as session:
        assert is_stopped(session)


def test_only_a_keyed_hash_is_kept(session: Session) -> None:
    stop(session)
    row = session.execute(select(db.table_of(OptOut))).one()
    assert "7700" not in str(row) and row.since == TODAY and len(row.number_hash) == 64


def test_thousands_are_asked_for_at_once(session: Session) -> None:
    hashes = [hashing.number(session, f"+4477009{n:05d}") for n in range(2500)]
    for each in hashes[::50]:
        opt_outs.stop(session, each, how="text", today=TODAY)
    assert opt_outs.stopped(session, hashes) == set(hashes[::50])
    assert opt_outs.stopped(session, []) == set()


def test_no_other_way_of_saying_it_is_known(session: Session) -> None:
    with pytest.raises(ValueError):
        stop(session, how="letter")


def test_staff_write_it_down_with_their_name_and_without_the_number(session: Session) -> None:
    opt_outs.stop_asked_of_staff(session, NUMBER, how="phone", by="sam@example.org", today=TODAY)
    opt_outs.stop_asked_of_staff(session, NUMBER, how="phone", by="sam@example.org", today=TODAY)
    [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "opt-out.add")).all()
    assert event.by == "sam@example.org" and "7700" not in event.subject + event.detail


@pytest.fixture
def another_machine(database_url: str) -> Iterator[Database]:
    """The same database, opened where nobody copied the hash key."""
    opened = Database(database_url, keys=Keys(KEYS.secret, b"the key of another machine"))
    yield opened
    opened.engine.dispose()


def test_a_machine_with_another_key_neither_records_nor_lets_anything_be_sent(
    database: Database, organisation: Organisation, another_machine: Database
) -> None:
    with database.transaction(organisation.id) as session:
        stop(session)
    for act in (stop, is_stopped, lambda session: opt_outs.start(session, "0" * 64)):
        with (
            pytest.raises(hash_keys.WrongKey) as wrong,
            another_machine.transaction(organisation.id) as session,
        ):
            act(session)
        assert "copy the file hash-key" in str(wrong.value)
    with database.reading(organisation.id) as session:
        assert is_stopped(session) and sum(opt_outs.count(session).values()) == 1


def test_the_first_machine_settles_which_key_it_is(
    database: Database, another_machine: Database, organisation: Organisation
) -> None:
    with another_machine.transaction(organisation.id) as session:
        hash_keys.settle(session)
        hash_keys.settle(session)
    with database.reading(organisation.id) as session:
        assert not hash_keys.fits(session)


def test_the_fingerprint_gives_no_key_away() -> None:
    assert hash_keys.fingerprint(b"key") not in (b"key".hex(), "key")
    assert hash_keys.fingerprint(b"key") != hash_keys.fingerprint(b"another")


def test_a_stop_outlives_a_lost_machine(
    database: Database, database_url: str, organisation: Organisation, tmp_path: Path
) -> None:
    """The backup is put back in a fresh instance folder, which had made a hash key of its own."""
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "kept.tar"
    told = {"FEEDBACK_SECRET_KEY": "s" * 40, "FEEDBACK_DATABASE_URL": database_url}
    first = read_config(told | {"FEEDBACK_INSTANCE": str(old)})
    opened = Database(database_url, keys=first.keys)
    with opened.transaction(organisation.id) as session:
        stop(session)
    backups.backup(opened.engine, old, file, now=NOW)
    with opened.transaction(EVERYWHERE) as session:
        session.execute(delete(OptOut))
    opened.engine.dispose()
    fresh = read_config(told | {"FEEDBACK_INSTANCE": str(new)})
    assert fresh.hash_key != first.hash_key
    backups.restore(database.engine, new, file, known=migrations.known())
    started = Database(database_url, keys=read_config(told | {"FEEDBACK_INSTANCE": str(new)}).keys)
    with started.reading(organisation.id) as session:
        assert is_stopped(session) and not is_stopped(session, ANOTHER)
    with pytest.raises(hash_keys.WrongKey):
        # A process that was not started again still has the key of the fresh folder.
        late = Database(database_url, keys=fresh.keys)
        try:
            with late.reading(organisation.id) as session:
                is_stopped(session)
        finally:
            late.engine.dispose()
    started.engine.dispose()


@pytest.mark.parametrize("how", ["text", "link", "phone", "staff"])
def test_no_colleague_undoes_what_a_phone_itself_has_said(session: Session, how: str) -> None:
    """Anybody who works for any organisation here could type a stranger's number."""
    stop(session, how="phone")
    stop(session, how=how)
    opt_outs.start_asked_of_staff(session, NUMBER, how="phone", by="sam@example.org", today=TODAY)
    assert is_stopped(session) == (how == "text")
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "opt-out.remove")).all()
    assert len(events) == (how != "text")
    assert opt_outs.start(session, hashing.number(session, NUMBER)) == (how == "text"), "START by text does"
