"""Promise: of ten thousand texts nobody gets one twice and nobody is missed, though workers are killed on the way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from feedback import db, migrations
from feedback.config import read_config
from feedback.db import EVERYWHERE, Database
from feedback.models.outbox_message import OutboxMessage
from feedback.services import audit, organisations, outbox, outbox_sweeps, outbox_tending
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind
from tests.soak.serving import ROOT, Instance
from tests.soak.texting import StandIn

TABLE = db.table_of(OutboxMessage)
MESSAGES, WORKERS, KILLS = 10_000, 2, 5
#: How long the provider takes to answer, and how long the whole may take, in seconds.
ANSWERS_IN, PATIENCE = 0.05, 600.0
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def provider() -> Iterator[StandIn]:
    """Where the texts go."""
    made = StandIn(ANSWERS_IN)
    yield made
    made.close()


@pytest.fixture
def empty(bare_url: str, tmp_path: Path) -> Instance:
    """An installation with one organisation and nothing in it."""
    folder = tmp_path / "instance"
    folder.mkdir()
    return Instance(folder, bare_url, "")


@pytest.fixture
def here(empty: Instance) -> Iterator[Database]:
    """Its database, as this process sees it."""
    config = read_config(empty.environment)
    opened = Database(config.database_url, keys=config.keys)
    migrations.upgrade(opened.engine)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def start(empty: Instance, provider: StandIn) -> Iterator[Start]:
    """Starts a worker in a process of its own."""
    begun: list[subprocess.Popen[bytes]] = []

    def one() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.soak.texting", provider.address, "0"]
        begun.append(subprocess.Popen(command, cwd=ROOT, env=empty.environment))
        return begun[-1]

    yield one
    for each in begun:
        if each.poll() is None:
            each.kill()
        each.wait(30)


def fill(database: Database) -> int:
    """Puts them in the outbox, in one transaction, as a campaign does."""
    with database.transaction() as session:
        made = organisations.add(
            session, "oakfield", "Oakfield (invented)", by="soak", today=date(2026, 11, 1)
        )
        db.set_scope(session, made.id)
        drafts = [
            Draft(MessageKind.SMS, "invitation", f"soak/{each}", audit.now(),
                  {"to": f"+4477009{each:05d}", "body": f"Hello {each}"}, "+447700900000")
            for each in range(MESSAGES)
        ]  # fmt: skip
        assert outbox.put_all(session, drafts) == MESSAGES
        return made.id


def states(database: Database) -> Counter[str]:
    with database.reading(EVERYWHERE) as session:
        rows = session.execute(select(TABLE.c.state, func.count()).group_by(TABLE.c.state))
        return Counter({row[0]: row[1] for row in rows})


def test_nobody_is_texted_twice_and_nobody_is_missed_over_five_kills(
    here: Database, provider: StandIn, start: Start
) -> None:
    organisation = fill(here)
    began, chance = time.monotonic(), random.Random(0)
    workers = [start() for _ in range(WORKERS)]
    for number in range(1, KILLS + 1):
        while len(provider.got) < number * MESSAGES // (KILLS + 2):
            assert time.monotonic() - began < PATIENCE, states(here)
            time.sleep(0.02)
        victim = chance.randrange(WORKERS)
        os.kill(workers[victim].pid, signal.SIGKILL)
        workers[victim].wait(20)
        workers[victim] = start()
    while states(here)["waiting"]:
        assert time.monotonic() - began < PATIENCE, states(here)
        time.sleep(0.2)
    took = time.monotonic() - began
    for each in workers:
        each.send_signal(signal.SIGTERM)
    assert [each.wait(60) for each in workers] == [0, 0]
    with here.transaction(EVERYWHERE) as session:
        # As the sweep of a living worker finds it, once the dead have been silent for long enough.
        outbox_sweeps.sweep(session, now=audit.now() + timedelta(minutes=5))
    with here.reading(organisation) as session:
        held = outbox_tending.listed(session, most=MESSAGES)
        sent = set(
            session.scalars(
                select(TABLE.c.reference).where(db.scoped(session, TABLE), TABLE.c.state == "sent")
            )
        )
        listed = {session.get_one(OutboxMessage, one.id).reference for one in held}
    got = Counter(to for to, _ in provider.got)
    reached = {f"soak/{int(to[8:])}" for to in got}
    assert not [to for to, times in got.items() if times > 1], "nobody is texted twice"
    assert sent | listed == {f"soak/{each}" for each in range(MESSAGES)}, "nobody is missed"
    assert not sent & listed and sent <= reached, "what counts as sent has left"
    assert all(one.state == "held" for one in held)
    left = len(listed & reached)
    print(
        f"\n{MESSAGES} texts by {WORKERS} workers, {KILLS} times killed: {len(sent)} sent, {len(listed)} held "
        f"({left} of them had left), 0 twice, 0 missed; {took:.0f} s, {MESSAGES / took:.0f} a second over all"
    )
