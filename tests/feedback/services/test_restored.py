"""Promise of a restore: who said STOP since the backup stays stopped, and nothing that may have left leaves again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from feedback import db, migrations
from feedback.db import EVERYWHERE, Database
from feedback.models.campaign import Campaign
from feedback.models.opt_out import OptOut
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import InstallationFact
from feedback.services import (
    asked,
    backups,
    exclusions,
    hashing,
    opt_outs,
    organisations,
    outbox,
    outbox_asking,
)
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind
from tests.feedback.invented_campaign import drafted
from tests.feedback.open_survey import TODAY, open_survey

NOW = datetime(2026, 11, 23, 12, 0)
BEFORE, AFTER = "+447700900001", "+447700900002"


class House:
    """An installation that is backed up, goes on, and is put back."""

    def __init__(self, database: Database, organisation: Organisation, folder: Path) -> None:
        self.database, self.id, self.folder = database, organisation.id, folder
        (folder / "hash-key").write_text("for tests only")

    def stop(self, number: str) -> None:
        with self.database.transaction(self.id) as session:
            opt_outs.stop(session, hashing.number(session, number), how="text", today=TODAY)

    def stopped(self, *numbers: str) -> list[bool]:
        with self.database.reading(self.id) as session:
            hashes = [hashing.number(session, one) for one in numbers]
            found = opt_outs.stopped(session, hashes)
        return [one in found for one in hashes]

    def back_up(self) -> None:
        backups.backup(self.database.engine, self.folder, self.folder / "kept.tar", now=NOW)

    def put_back(self) -> backups.Restored:
        engine = self.database.engine
        return backups.restore(
            engine, self.folder, self.folder / "kept.tar", known=migrations.known(), now=NOW
        )

    def outbox(self) -> list[tuple[str, str, str]]:
        table = outbox.TABLE
        with self.database.reading(EVERYWHERE) as session:
            rows = session.execute(
                select(table.c.purpose, table.c.state, table.c.problem).order_by(table.c.id)
            )
            return [tuple(row) for row in rows]


@pytest.fixture
def house(database: Database, organisation: Organisation, tmp_path: Path) -> House:
    """One whose first number has stopped, and which is backed up with that."""
    found = House(database, organisation, tmp_path)
    found.stop(BEFORE)
    return found


def test_a_stop_since_the_backup_is_not_forgotten(house: House) -> None:
    house.back_up()
    house.stop(AFTER)
    assert house.put_back().kept.numbers == 1
    assert house.stopped(BEFORE, AFTER, "+447700900003") == [True, True, False]
    assert house.put_back().kept.numbers == 1, "and once more"


def test_who_was_asked_or_excluded_since_is_still_known(house: House) -> None:
    house.back_up()
    with house.database.transaction(house.id) as session:
        exclusions.add(session, AFTER, "safety", by="a test", now=NOW)
        asked.remember(session, {hashing.number(session, AFTER)}, today=TODAY)
    assert house.put_back().kept.numbers == 2
    with house.database.reading(house.id) as session:
        hashes = {hashing.number(session, AFTER)}
        assert exclusions.excluded(session, hashes) == hashes
        assert asked.asked(session, hashes, today=TODAY) == hashes


def test_whoever_was_asked_again_since_was_asked_last_then(house: House) -> None:
    with house.database.transaction(house.id) as session:
        asked.remember(session, {hashing.number(session, BEFORE)}, today=TODAY - timedelta(days=40))
    house.back_up()
    with house.database.transaction(house.id) as session:
        asked.remember(session, {hashing.number(session, BEFORE)}, today=TODAY)
    house.put_back()
    with house.database.reading(house.id) as session:
        hashes = {hashing.number(session, BEFORE)}
        assert asked.asked(session, hashes, today=TODAY) == hashes


def test_hashes_of_another_key_are_nobody_s_number_and_are_left_out(house: House) -> None:
    house.back_up()
    house.stop(AFTER)
    with house.database.transaction(EVERYWHERE) as session:
        session.execute(update(db.table_of(InstallationFact)).values(value="another"))
    assert house.put_back().kept.numbers == 0


def test_numbers_of_an_organisation_that_the_backup_does_not_know_are_left_out(house: House) -> None:
    house.back_up()
    with house.database.transaction() as session:
        later = organisations.add(session, "later", "Later", by="a test", today=TODAY).id
    with house.database.transaction(later) as session:
        asked.remember(session, {hashing.number(session, AFTER)}, today=TODAY)
    assert house.put_back().kept.numbers == 0


def test_what_may_have_left_since_is_held_and_asked_about(house: House) -> None:
    drafts = [
        Draft(MessageKind.SMS, "invitation", "one", NOW, {"to": AFTER, "body": "Hello"}, "+447700900999"),
        Draft(MessageKind.EMAIL, "notice", "two", NOW, {"to": "a@example.org", "body": "Hello"}, "email"),
        Draft(MessageKind.WORK, "publish-results", "three", NOW, {}),
    ]
    with house.database.transaction(house.id) as session:
        outbox.put_all(session, drafts)
        # One was on its way, in the hands of a worker that nobody knows any more.
        taken = outbox.TABLE.c.reference == "two"
        on_its_way = {"state": "sending", "taken_at": NOW, "worker": "long gone"}
        session.execute(
            update(outbox.TABLE).where(db.scoped(session, outbox.TABLE), taken).values(on_its_way)
        )
    house.back_up()
    with house.database.transaction(house.id) as session:
        session.execute(update(outbox.TABLE).where(db.scoped(session, outbox.TABLE)).values(state="sent"))
    assert house.put_back().kept.held == 2
    assert house.outbox() == [
        ("invitation", "held", "restored"), ("notice", "held", "restored"), ("publish-results", "waiting", ""),
    ]  # fmt: skip
    with house.database.reading(house.id) as session:
        [question] = outbox_asking.questions(session, most=10)
    assert question.to == AFTER and question.since < NOW


@pytest.mark.parametrize(
    ("state", "then"), [("running", "paused"), ("scheduled", "paused"), ("draft", "draft")]
)
def test_a_campaign_asks_nobody_again_by_itself(house: House, state: str, then: str) -> None:
    opened = open_survey(house.database, house.id)
    with house.database.transaction(house.id) as session:
        drafted(session, opened, ["en"]).state = state
    house.back_up()
    assert house.put_back().kept.paused == (then == "paused")
    with house.database.reading(house.id) as session:
        found = session.scalars(select(Campaign)).one()
        assert (found.state, found.paused_because) == (then, "restored" if then == "paused" else "")


def test_a_database_that_cannot_be_read_any_more_is_put_back_all_the_same(house: House) -> None:
    house.back_up()
    with house.database.transaction(EVERYWHERE) as session:
        session.execute(delete(OptOut))
        session.execute(text("DROP TABLE opt_out"))
        session.execute(text("DROP TABLE installation_fact"))
    assert house.put_back().kept.numbers == 0 and house.stopped(BEFORE) == [True]
