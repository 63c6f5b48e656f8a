"""A worker: a consumer of the queue that drains the outbox and does what the clock asks for, until told to stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable

from feedback.config import Config
from feedback.db import EVERYWHERE, UNAVAILABLE, Database
from feedback.jobs import queue
from feedback.jobs.draining import Worker
from feedback.jobs.sending import Sender, Ways
from feedback.jobs.tasks import Tasks
from feedback.jobs.works import Around
from feedback.services import audit, job_workers, sending_rules

#: How many tasks one process does at once: a lane each for texts, e-mails and work, and one that looks.
TASKS = 4
#: How long a worker sleeps at most between two looks at a queue that cannot ring.
_LOOK_EVERY = 1.0
_log = logging.getLogger("feedback")


def make(
    config: Config,
    database: Database,
    *,
    stopping: threading.Event | None = None,
    ways: Ways | None = None,
    rate: Callable[[str], float] | None = None,
) -> Worker:
    """A worker with a name of its own."""
    sender = Sender(config, database, ways)

    def ruled(lane: str) -> float:
        with database.reading(EVERYWHERE) as session:
            return sending_rules.rate(session, lane)

    return Worker(
        job_workers.new_name(),
        database,
        sender,
        stopping or threading.Event(),
        rate or ruled,
        Around.of(config),
    )


def run(
    config: Config,
    database: Database,
    *,
    tasks: int = TASKS,
    worker: Worker | None = None,
    beside: int | None = None,
) -> None:
    """Works until SIGTERM: then what is on its way is finished, and what was taken and not begun is put back.

    `beside` is the process that started it, which it does not outlive.
    """
    worker = worker or make(config, database)
    bell = queue.make(config)
    work = Tasks(bell, worker)
    beating = threading.Thread(target=_beat, args=(worker, beside), name="beating", daemon=True)
    beating.start()
    consumer = bell.create_consumer(
        workers=tasks, max_delay=_LOOK_EVERY, check_worker_health=True, graceful_signal="TERM"
    )
    # The flag of the consumer is the one that every drain looks at.
    consumer.stop_flag = _Both(consumer.stop_flag, worker.stopping)
    # Ctrl+C reaches everything that was started from the same terminal: no reason to let anything fall.
    consumer._signal_actions[signal.SIGINT] = (False, True)
    try:
        work.look()
        consumer.run()
    finally:
        worker.stopping.set()
        beating.join()


class _Both:
    """Two flags that are set together: the one huey looks at, and ours."""

    def __init__(self, *flags: threading.Event) -> None:
        self._flags = flags

    def set(self) -> None:
        for flag in self._flags:
            flag.set()

    def is_set(self) -> bool:
        return self._flags[0].is_set()

    def wait(self, timeout: float | None = None) -> bool:
        return self._flags[0].wait(timeout)


def _beat(worker: Worker, beside: int | None) -> None:
    """Says every few seconds that this worker is there, and at the end that it is gone."""
    while True:
        if beside is not None and os.getppid() != beside:
            os.kill(os.getpid(), signal.SIGTERM)
            beside = None
        try:
            with worker.database.transaction(EVERYWHERE) as session:
                if worker.stopping.is_set():
                    job_workers.leave(session, worker.name)
                    return
                job_workers.beat(session, worker.name, now=audit.now())
        except UNAVAILABLE as error:
            _log.warning("this worker could not say that it is there: %s", type(error).__name__)
            if worker.stopping.is_set():
                return
        worker.stopping.wait(job_workers.BEAT)
