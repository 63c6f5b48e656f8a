"""Promises of a worker's process: woken at once, put down politely, and nothing sent twice when it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from feedback.channels.sms import Recorder
from feedback.config import Config
from feedback.db import EVERYWHERE, Database
from feedback.jobs import waking
from feedback.services import audit, hash_keys, job_workers, outbox_sweeps
from tests.conftest import KEYS, ROOT
from tests.feedback.jobs.conftest import drain, number
from tests.soak.texting import StandIn

SOON = 60.0


@pytest.fixture
def provider() -> Iterator[StandIn]:
    """Where the texts go; it takes its time."""
    made = StandIn(0.2)
    yield made
    made.close()


@pytest.fixture
def process(config: Config) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a program on this test's database."""
    begun: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str, hash_key: str = KEYS.hashing.decode(), **more: Any) -> subprocess.Popen[bytes]:
        (config.instance / "hash-key").write_text(hash_key)
        environment = os.environ | {
            "FEEDBACK_INSTANCE": str(config.instance), "FEEDBACK_DATABASE_URL": config.database_url,
            "FEEDBACK_SECRET_KEY": KEYS.secret,
        }  # fmt: skip
        begun.append(subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, env=environment, **more))
        return begun[-1]

    yield start
    for each in begun:
        if each.poll() is None:
            each.kill()
        each.wait(20)


def until(true: Callable[[], bool]) -> None:
    """Waits for something, and fails when it does not come."""
    end = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def workers(database: Database) -> int:
    with database.reading(EVERYWHERE) as session:
        return job_workers.number(session, now=audit.now())


def test_a_worker_is_woken_at_once_and_goes_politely(
    config: Config, database: Database, put: Any, rows: Any, process: Any
) -> None:
    bell = waking.Bell(config)
    waking.after_commits(database, bell.ring)
    running = process("flask", "--app", "wsgi", "jobs", "run")
    until(lambda: workers(database) == 1)
    time.sleep(2)
    began = time.monotonic()
    # Its lane is allowed one text a second: the first goes at once.
    put(1)
    until(lambda: rows()[0].state == "sent")
    assert time.monotonic() - began < 20, "not at the next minute"
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 0 and workers(database) == 0
    bell._rope().look.huey.storage.close()


def test_a_worker_killed_in_the_middle_leaves_what_it_had_held_and_the_rest_to_others(
    database: Database, put: Any, rows: Any, process: Any, provider: StandIn, make_worker: Any
) -> None:
    put(300)
    running = process("tests.soak.texting", provider.address, "0")
    until(lambda: len(provider.got) > 60)
    running.send_signal(signal.SIGKILL)
    running.wait(20)
    with database.transaction(EVERYWHERE) as session:
        held = outbox_sweeps.sweep(session, now=audit.now() + timedelta(minutes=2))["held"]
    assert held > 0, "it was killed in the middle"
    rest = Recorder()
    drain(make_worker(rest))
    got = Counter([to for to, _ in provider.got] + [to for to, _ in rest.sent])
    assert max(got.values()) == 1, "nobody gets it twice"
    states = {number(each): row.state for each, row in enumerate(rows())}
    assert Counter(states.values()) == {"sent": 300 - held, "held": held}
    assert all(got[to] == 1 for to, state in states.items() if state == "sent"), "nobody is missed"


def test_a_worker_that_is_told_to_stop_finishes_what_is_on_its_way_and_is_there_until_then(
    database: Database, put: Any, rows: Any, process: Any
) -> None:
    slow = StandIn(3.0)
    put(1)
    running = process("tests.soak.texting", slow.address, "0")
    until(lambda: bool(slow.got))
    running.send_signal(signal.SIGTERM)
    time.sleep(1)
    assert running.poll() is None and workers(database) == 1, "nobody takes for left what it has in hand"
    assert running.wait(30) == 0 and workers(database) == 0 and rows()[0].state == "sent"
    slow.close()


def test_a_queue_that_is_away_keeps_no_worker_from_its_work(
    database: Database, put: Any, rows: Any, process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_QUEUE_URL", "redis://127.0.0.1:1/0")
    put(1)
    running = process("feedback.jobs")
    until(lambda: rows()[0].state == "sent")
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 0 and workers(database) == 0


def test_a_worker_with_another_hash_key_says_so_and_sends_nothing(
    config: Config, database: Database, put: Any, rows: Any, process: Any
) -> None:
    with database.transaction() as session:
        hash_keys.settle(session)
    put(1)
    running = process("feedback.jobs", hash_key="another machine's own", stderr=subprocess.PIPE)
    told = running.communicate(timeout=SOON)[1].decode()
    assert running.returncode == 1 and "copy the file hash-key" in told and "Traceback" not in told
    assert rows()[0].state == "waiting"


def test_a_worker_loads_neither_the_pages_nor_what_counts_until_it_has_to() -> None:
    program = (
        "import sys\nimport feedback.jobs.__main__\n"
        "found = {'numpy', 'feedback.web', 'feedback.cli', 'twilio'} & sys.modules.keys()\nassert not found, found"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
