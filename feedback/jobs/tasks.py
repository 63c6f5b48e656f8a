"""What a worker does: it looks what is due, drains each lane of it in a thread, and does what the clock asks for.

The queue rings and nothing more. Where it cannot be reached, a worker looks once a minute all the same.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from feedback.db import EVERYWHERE, UNAVAILABLE, Database
from feedback.jobs import works
from feedback.jobs.draining import Drain, Worker
from feedback.services import audit, outbox_work, periodic_works

if TYPE_CHECKING:
    from huey import Huey

_MINUTE = 60.0
_log = logging.getLogger("feedback")
_NOWHERE = works.Around()


class Work:
    """One worker at work."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        #: The lanes that are drained here, and whether something came in while they were.
        self._draining: dict[str, bool] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()

    def look(self) -> None:
        """Has every lane drained in which something is due."""
        with self._worker.database.reading(EVERYWHERE) as session:
            due = outbox_work.lanes_due(session, now=self._worker.clock.now())
        for lane in due:
            self._have_drained(lane)

    def _have_drained(self, lane: str) -> None:
        with self._lock:
            busy = lane in self._draining
            self._draining[lane] = True
            if busy or self._worker.stopping.is_set():
                return
            thread = threading.Thread(target=self._drain, args=(lane,), name=f"draining {lane}", daemon=True)
            self._threads[lane] = thread
            thread.start()

    def _drain(self, lane: str) -> None:
        try:
            while self._once_more(lane):
                Drain(self._worker, lane).run()
        except Exception as error:
            if isinstance(error, UNAVAILABLE):
                _log.warning("a lane waits for the database: %s", type(error).__name__)
            else:
                _log.exception("a lane could not be drained: %s", type(error).__name__)
            with self._lock:
                del self._draining[lane]

    def _once_more(self, lane: str) -> bool:
        """Whether something came in since the last look; what comes after a no is found by whoever rings then."""
        with self._lock:
            more = self._draining[lane] and not self._worker.stopping.is_set()
            if more:
                self._draining[lane] = False
            else:
                del self._draining[lane]
            return more

    def wait(self) -> None:
        """Until no lane is drained any more."""
        while True:
            with self._lock:
                threads = list(self._threads.values())
            for each in threads:
                each.join()
            if not any(each.is_alive() for each in self._threads.values()):
                return

    def by_the_minute(self) -> None:
        """Once a minute, until told to stop: does what the clock asks for, and looks what nobody rang for."""
        stopping, clock = self._worker.stopping, self._worker.clock
        while not stopping.is_set():
            try:
                self.by_the_clock()
                self.look()
            except UNAVAILABLE as error:
                _log.warning("this worker could not look what is due: %s", type(error).__name__)
            except Exception as error:
                # It is the one thread that must never end.
                _log.exception("this worker could not do what the clock asks for: %s", type(error).__name__)
            stopping.wait(_MINUTE - clock.seconds() % _MINUTE)

    def by_the_clock(self) -> None:
        """Does every periodic work whose time has come."""
        worker = self._worker
        for one in works.PERIODIC:
            if worker.stopping.is_set():
                return
            do_once(worker.database, one, worker.around, now=worker.clock.now)


class Tasks:
    """What the queue carries: that somebody should look what is due."""

    def __init__(self, bell: Huey, look: Callable[[], None] | None = None) -> None:
        """`look` is what a worker does when it rings."""
        #: Rung after every commit that wrote to the outbox.
        self.look: Any = bell.task(name="look")(look or _nothing)


def _nothing() -> None:
    """Whoever rings does none of it."""


def do_once(
    database: Database, one: works.Periodic, around: works.Around = _NOWHERE, *,
    now: Callable[[], datetime] | None = None,
) -> bool:  # fmt: skip
    """Does a periodic work when its period is still to be done; whether it was done here."""
    now = now or audit.now
    began = now()
    period = one.begins(now=began)
    with database.transaction(EVERYWHERE) as session:
        if not periodic_works.claim(session, one.name, period, now=began):
            return False
    problem = ""
    try:
        works.do(database, one, now=began, around=around)
    except Exception as error:
        _log.exception("the periodic work %s failed: %s", one.name, type(error).__name__)
        problem = type(error).__name__
    with database.transaction(EVERYWHERE) as session:
        periodic_works.finish(session, one.name, period, problem, now=now())
    return True
