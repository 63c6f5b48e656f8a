"""Promises of the queue: it wakes workers on SQLite, PostgreSQL and Redis, takes nothing forged, and may fail."""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from feedback.config import Config
from feedback.jobs import queue, waking, worker
from feedback.jobs.queue import Forged, SignedJson
from tests.conftest import KEYS, missing
from tests.feedback.jobs import redis_server
from tests.fresh_databases import Templates


@pytest.fixture(scope="module")
def _redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if redis_server.BINARY is None:
        missing("redis-server")
    with redis_server.serving(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture
def settings(tmp_path: Path) -> Config:
    """Settings that name no queue."""
    return Config(tmp_path, "sqlite://", KEYS.secret, None, 0, False, hash_key=KEYS.hashing)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql), "redis"])
def queue_settings(request: pytest.FixtureRequest, settings: Config) -> Config:
    """Settings that name a queue of each kind."""
    if request.param == "redis":
        return replace(settings, queue_url=request.getfixturevalue("_redis"))
    if request.param == "postgresql":
        # One of its own: another worker's tests would take what this one puts in.
        templates: Templates = request.getfixturevalue("_postgresql")
        name = f"queue_{uuid4().hex}"
        request.addfinalizer(partial(templates.engines.drop, name))
        return replace(settings, queue_url=templates.engines.make(name, None))
    return settings


@pytest.fixture
def bell(queue_settings: Config) -> Iterator[Any]:
    """An empty queue."""
    made = queue.make(queue_settings)
    made.storage.flush_queue()
    yield made
    made.storage.close()
    if hasattr(made.storage, "pool"):
        made.storage.pool.disconnect()


def test_a_task_comes_out_as_it_went_in_and_only_once(bell: Any) -> None:
    heard: list[tuple[str, int]] = []

    @bell.task(name="hear")
    def hear(lane: str, number: int) -> None:
        heard.append((lane, number))

    hear("+447700900000", 3)
    assert bell.storage.queue_size() == 1
    bell.execute(bell.dequeue())
    assert heard == [("+447700900000", 3)] and bell.dequeue() is None


def test_a_forged_task_is_refused_and_runs_nothing(bell: Any) -> None:
    ran: list[int] = []

    @bell.task(name="run")
    def run() -> None:
        ran.append(1)

    run()
    [good] = bell.storage.enqueued_items()
    bell.storage.flush_queue()
    other = SignedJson("another installation, with a key of its own")
    forged = [
        pickle.dumps(os.system), bytes(good)[64:], b"0" * 64 + bytes(good)[64:], bytes(good)[:-1] + b" ",
        other.serialize(["id", "x.run"]), b"",
    ]  # fmt: skip
    for data in forged:
        bell.storage.enqueue(data)
        with pytest.raises(Forged):
            bell.dequeue()
    assert ran == [] and bell.dequeue() is None, "and what was refused is gone"


def test_only_plain_arguments_can_be_signed() -> None:
    with pytest.raises(TypeError):
        SignedJson("x" * 40).serialize({"session": object()})


def test_a_queue_that_is_away_harms_nobody_and_is_let_be_for_a_while(
    settings: Config, caplog: pytest.LogCaptureFixture
) -> None:
    bell = waking.Bell(replace(settings, queue_url="redis://127.0.0.1:1/0"))
    assert not bell.ring() and "no worker could be woken" in caplog.text
    caplog.clear()
    assert not bell.ring() and caplog.text == "", "a page does not wait for it again and again"


def test_a_web_process_that_needs_no_redis_does_not_load_its_client(settings: Config) -> None:
    import subprocess
    import sys

    program = (
        "import sys\nfrom pathlib import Path\nfrom feedback.config import Config\nfrom feedback.jobs import queue\n"
        f"queue.make(Config(Path({str(settings.instance)!r}), '', 'x' * 40, None, 0, False)).storage.close()\n"
        "assert 'redis' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_of_a_queue_that_stays_away_one_line_a_minute_is_written(caplog: pytest.LogCaptureFixture) -> None:
    log, once = logging.getLogger("huey.consumer.of this test"), worker._OnceInAWhile()
    log.addFilter(once)
    for _ in range(3):
        try:
            raise ConnectionError("refused")
        except ConnectionError:
            log.exception("Error reading from queue")
    assert caplog.text.count("Error reading") == 1 and "Traceback" not in caplog.text
