"""A worker: it drains the outbox and does what the clock asks for, woken by the queue, until told to stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from feedback.config import Config
from feedback.db import EVERYWHERE, UNAVAILABLE, Database
from feedback.jobs import queue
from feedback.jobs.draining import Worker
from feedback.jobs.sending import Sender, Ways
from feedback.jobs.tasks import Tasks, Work
from feedback.jobs.works import Around
from feedback.services import hash_keys, job_workers, sending_rules

if TYPE_CHECKING:
    from huey import Huey

#: How long a worker sleeps at most between two looks at a queue that cannot ring.
_LOOK_EVERY = 1.0
#: How long (in seconds) before a queue that could not be reached is tried again.
_TRY_AGAIN = 20.0
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
    config: Config, database: Database, *, worker: Worker | None = None, beside: int | None = None
) -> None:
    """Works until SIGTERM: then what is on its way is finished, and what was taken and not begun is put back.

    `beside` is the process that started it, which it does not outlive, not even one that ended before it began.
    Raises WrongKey where it could not tell who said STOP.
    """
    worker = worker or make(config, database)
    with database.reading(EVERYWHERE) as session:
        hash_keys.compare(session)
    worker.clock.set(database)
    work, over = Work(worker), threading.Event()
    beating = threading.Thread(target=_beat, args=(worker, over, beside), name="beating", daemon=True)
    ticking = threading.Thread(target=work.by_the_minute, name="ticking", daemon=True)
    _stop_when_told(worker.stopping)
    beating.start()
    ticking.start()
    try:
        _listen(config, worker, work)
    finally:
        _stop_when_told(worker.stopping)
        worker.stopping.set()
        ticking.join()
        work.wait()
        # It is there until everything is put down: nobody takes for left what it still has in hand.
        over.set()
        beating.join()


def _stop_when_told(stopping: threading.Event) -> None:
    # Ctrl+C reaches everything that was started from the same terminal: no reason to let anything fall.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopping.set())


def _listen(config: Config, worker: Worker, work: Work) -> None:
    """Waits for the queue to ring, until told to stop."""
    bell = _reached(config, worker.stopping)
    if bell is None:
        return
    tasks = Tasks(bell, work.look)
    consumer = bell.create_consumer(
        workers=1, periodic=False, max_delay=_LOOK_EVERY, check_worker_health=True, graceful_signal="TERM"
    )
    # The flag of the consumer is the one that every drain looks at.
    consumer.stop_flag = _Both(consumer.stop_flag, worker.stopping)
    consumer._signal_actions[signal.SIGINT] = (False, True)
    for each in ("Worker", "Scheduler"):
        logging.getLogger(f"huey.consumer.{each}").addFilter(_OnceInAWhile())
    try:
        tasks.look()
    except Exception as error:
        # It was reached a moment ago, and will be again.
        _log.warning("the queue was lost: %s", type(error).__name__)
    consumer.run()


def _reached(config: Config, stopping: threading.Event) -> Huey | None:
    """The queue, emptied of what nobody was there to hear; tried until it can be reached, None when told to stop."""
    while not stopping.is_set():
        try:
            bell = queue.make(config)
            bell.storage.flush_queue()
            return bell
        except ImportError:
            raise
        except Exception as error:
            # Whatever kind of queue it is: this worker looks once a minute without it.
            _log.warning(
                "the queue cannot be reached, so this worker looks once a minute: %s", type(error).__name__
            )
            stopping.wait(_TRY_AGAIN)
    return None


class _OnceInAWhile(logging.Filter):
    """Of a queue that is away one line a minute is enough, without where in the program that was noticed."""

    def __init__(self) -> None:
        super().__init__()
        self._next = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        if record.created < self._next:
            return False
        self._next = record.created + 60
        record.exc_info = record.exc_text = None
        return True


class _Both:
    """Two flags that are set together: the one huey looks at, and ours."""

    def __init__(self, *flags: threading.Event) -> None:
        self._flags = flags

    def set(self) -> None:
        for flag in self._flags:
            flag.set()

    def is_set(self) -> bool:
        return any(flag.is_set() for flag in self._flags)

    def wait(self, timeout: float | None = None) -> bool:
        return self._flags[-1].wait(timeout) or self.is_set()


def _beat(worker: Worker, over: threading.Event, beside: int | None) -> None:
    """Says every few seconds that this worker is there, and at the end that it is gone."""
    while True:
        if beside is not None and os.getppid() != beside:
            os.kill(os.getpid(), signal.SIGTERM)
            beside = None
        try:
            worker.clock.set(worker.database)
            with worker.database.transaction(EVERYWHERE) as session:
                if over.is_set():
                    job_workers.leave(session, worker.name)
                    return
                job_workers.beat(session, worker.name, now=worker.clock.now())
        except UNAVAILABLE as error:
            _log.warning("this worker could not say that it is there: %s", type(error).__name__)
            if over.is_set():
                return
        over.wait(job_workers.BEAT)
