"""The outbox: rows put in and worked off, beside bare commits of the same database, and what waking a worker costs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import insert

from feedback.channels.delivery import Accepted
from feedback.channels.sms import Recorder
from feedback.config import Config
from feedback.db import Database
from feedback.jobs import queue, tasks, worker
from feedback.jobs.draining import Drain
from feedback.jobs.sending import Ways
from feedback.services import audit, outbox, sending_rules
from feedback.services.outbox import Draft
from feedback.services.quiet_hours import Hours
from feedback.services.sending_rules import Rules
from feedback.vocabulary import MessageKind
from tests.bench import document
from tests.conftest import KEYS
from tests.feedback.jobs import redis_server
from tests.fresh_databases import Templates, invented_organisation

ROUNDS, ONE_BY_ONE, MANY, LANE = 5, 200, 2_000, "+447700900000"
RATE, PACED = 20.0, 300


class Slow(Recorder):
    """A provider that answers in 100 ms."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def send(self, to: str, body: str, *, callback: str | None = None) -> Accepted:
        self.times.append(time.time())
        time.sleep(0.1)
        return Accepted(parts=1)


class Bench:
    """One database, measured."""

    def __init__(self, database: Database, config: Config) -> None:
        self._database, self._config = database, config
        self._organisation, self._number = invented_organisation(database).id, 0
        always = Hours(0, 24, frozenset(range(1, 8)), on_bank_holidays=True)
        with database.transaction(self._organisation) as session:
            sending_rules.change(session, Rules(always), by="bench")

    def drafts(self, many: int) -> list[Draft]:
        self._number += many
        return [
            Draft(MessageKind.SMS, "invitation", f"b/{each}", audit.now(),
                  {"to": f"+4477009{each % 100_000:05d}", "body": "Hello from the ward, and a link to a survey"}, LANE)
            for each in range(self._number - many, self._number)
        ]  # fmt: skip

    def bare(self) -> float:
        """Rows a second, one plain insert a commit: the control."""
        [draft] = self.drafts(1)
        with self._database.transaction(self._organisation) as session:
            row = outbox._row(session, draft) | {"state": "cancelled"}

        def one(number: int) -> None:
            engine = self._database.engine.execution_options(begin="IMMEDIATE")
            with engine.begin() as connection:
                connection.execute(insert(outbox.TABLE), row | {"reference": f"bare/{self._number}/{number}"})

        self._number += 1
        return per_second(one, ONE_BY_ONE)

    def put(self) -> float:
        """Rows a second, each in a transaction of its own, as a reply is."""
        ready = self.drafts(ONE_BY_ONE)

        def one(number: int) -> None:
            with self._database.transaction(self._organisation) as session:
                outbox.put(session, ready[number])

        return per_second(one, ONE_BY_ONE)

    def put_many(self) -> float:
        """Rows a second, in one transaction, as a campaign's are."""
        ready = self.drafts(MANY)
        began = time.perf_counter()
        with self._database.transaction(self._organisation) as session:
            outbox.put_all(session, ready)
        return MANY / (time.perf_counter() - began)

    def worked_off(self) -> tuple[float, float]:
        """Rows a second taken, handed over and settled, with a provider that takes no time; CPU ms of each."""
        return self._drain(Recorder())

    def with_a_provider(self) -> tuple[float, float]:
        """The same with one that answers in 100 ms."""
        self.put_many()
        return self._drain(Slow())

    def _drain(self, provider: Recorder, rate: float = 0.0) -> tuple[float, float]:
        here = worker.make(self._config, self._database, ways=Ways(lambda: provider), rate=lambda _: rate)
        began, cpu = time.perf_counter(), time.process_time()
        sent = Drain(here, LANE).run()
        return sent / (time.perf_counter() - began), 1000 * (time.process_time() - cpu) / sent

    def paced(self) -> tuple[float, int]:
        """Messages a second at a cap, and the most in any second."""
        with self._database.transaction(self._organisation) as session:
            outbox.put_all(session, self.drafts(PACED))
        provider = Slow()
        self._drain(provider, RATE)
        times = sorted(provider.times)
        most = max(sum(1 for each in times if first <= each < first + 1.0) for first in times)
        return (len(times) - 1) / (times[-1] - times[0]), most


def per_second(deed: Callable[[int], None], times: int) -> float:
    """How often a second something can be done."""
    began = time.perf_counter()
    for number in range(times):
        deed(number)
    return times / (time.perf_counter() - began)


def config_of(folder: Path, url: str) -> Config:
    return Config(folder, url, KEYS.secret, None, 0, False, hash_key=KEYS.hashing)


@contextmanager
def opened(templates: Templates, folder: Path, name: str) -> Iterator[Bench]:
    with templates.copy(name, None) as url:
        database = Database(url, keys=KEYS)
        try:
            yield Bench(database, config_of(folder, url))
        finally:
            database.engine.dispose()


def rings(folder: Path, url: str | None) -> float:
    """How often a second a worker can be rung for."""
    bell = queue.make(replace(config_of(folder, ""), queue_url=url))
    look = tasks.Tasks(bell).look
    found = median(per_second(lambda _: look(), ONE_BY_ONE) for _ in range(ROUNDS))
    bell.storage.flush_queue()
    bell.storage.close()
    return found


def test_outbox_rows_a_second_beside_bare_commits(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    address = os.environ.get("TEST_POSTGRESQL_URL")
    databases = {"SQLite": ("_sqlite", str(tmp_path / "bench.sqlite"))}
    if address:
        databases["PostgreSQL"] = ("_postgresql", "bench_outbox")
    rows, paced, bare_of, worst = [], "", {}, 0
    for name, (fixture, database) in databases.items():
        with opened(request.getfixturevalue(fixture), tmp_path, database) as bench:
            rounds = [
                (bench.bare(), bench.put(), bench.put_many(), bench.worked_off()) for _ in range(ROUNDS)
            ]
            bare, put, many = (median(one[each] for one in rounds) for each in range(3))
            done, cpu = median(one[3][0] for one in rounds), median(one[3][1] for one in rounds)
            bare_of[name] = bare
            rows += [
                [f"{name}: bare insert, one a commit", f"{bare:,.0f}", "1.00", ""],
                [f"{name}: put in, one a commit", f"{put:,.0f}", f"{put / bare:.2f}", ""],
                [f"{name}: put in, {MANY:,} a commit", f"{many:,.0f}", f"{many / bare:.2f}", ""],
                [f"{name}: taken, sent and settled", f"{done:,.0f}", f"{done / bare:.2f}", f"{cpu:.2f} ms"],
            ]
            speed, cpu = bench.with_a_provider()
            rows.append([f"{name}: the same, the provider answers in 100 ms", f"{speed:,.0f}",
                         f"{speed / bare:.2f}", f"{cpu:.2f} ms"])  # fmt: skip
            held, most = bench.paced()
            worst = max(worst, most)
            paced += f" With a cap of {RATE:.0f} a second on {name}: {held:.2f} a second, at most {most} in any one."
    queues = {"SQLite": (None, "SQLite")}
    if address:
        queues["PostgreSQL"] = (address, "PostgreSQL")
    for name, (url, beside) in queues.items():
        rung = rings(tmp_path, url)
        rows.append(
            [f"Queue on {name}: a worker is woken", f"{rung:,.0f}", f"{rung / bare_of[beside]:.2f}", ""]
        )
    if redis_server.BINARY:
        with redis_server.serving(tmp_path) as url:
            rung = rings(tmp_path, url)
        rows.append(
            ["Queue on Redis: a worker is woken", f"{rung:,.0f}", f"{rung / bare_of['SQLite']:.2f}", ""]
        )
    head = ["The outbox", "a second", "ratio to a bare insert", "CPU of each"]
    document.write(
        "outbox",
        f"The median of {ROUNDS} rounds, taking turns; one process. SQLite waits for the disk at every commit; the "
        f"PostgreSQL of the tests does not. Redis is compared with SQLite.\n\n{document.table(head, rows)}\n\n"
        f"{paced.strip()}",
    )
    assert worst <= RATE
