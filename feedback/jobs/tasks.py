"""The tasks of the queue: look what is due, drain a lane, do what the clock asks for."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from feedback.db import EVERYWHERE, Database
from feedback.jobs import works
from feedback.jobs.draining import Drain, Worker
from feedback.services import audit, outbox_work, periodic_works

if TYPE_CHECKING:
    from huey import Huey

_log = logging.getLogger("feedback")
_NOWHERE = works.Around()


class Tasks:
    """The tasks as whoever rings for them sees them, and, in a worker, what they do."""

    def __init__(self, bell: Huey, worker: Worker | None = None) -> None:
        from huey import crontab

        self._worker = worker
        #: The lanes that are drained here, and whether something came in while they were.
        self._draining: dict[str, bool] = {}
        self._lock = threading.Lock()
        #: Looks what is due and has every lane of it drained. Rung after every commit that wrote to the outbox.
        self.look: Any = bell.task(name="look")(self._look)
        #: Drains one lane.
        self.drain: Any = bell.task(name="drain")(self._drain)
        # Every worker rings once a minute; who comes first does what is due, the others find it done.
        self.tick: Any = bell.periodic_task(crontab(), name="tick")(self._tick)

    def _at_work(self) -> Worker:
        assert self._worker is not None, "tasks are done by workers alone"
        return self._worker

    def _look(self) -> None:
        worker = self._at_work()
        with worker.database.reading(EVERYWHERE) as session:
            due = outbox_work.lanes_due(session, now=audit.now())
        for lane in due:
            with self._lock:
                busy = lane in self._draining
                if busy:
                    self._draining[lane] = True
            if not busy:
                self.drain(lane)

    def _drain(self, lane: str) -> None:
        worker = self._at_work()
        with self._lock:
            if lane in self._draining:
                self._draining[lane] = True
                return
            self._draining[lane] = True
        try:
            while self._once_more(lane):
                Drain(worker, lane).run()
        finally:
            with self._lock:
                self._draining.pop(lane, None)

    def _once_more(self, lane: str) -> bool:
        """Whether something came in since the last look; what comes after a no is found by whoever rings then."""
        with self._lock:
            more = self._draining[lane] and not self._at_work().stopping.is_set()
            if more:
                self._draining[lane] = False
            else:
                del self._draining[lane]
            return more

    def _tick(self) -> None:
        self.by_the_clock()
        self._look()

    def by_the_clock(self) -> None:
        """Does every periodic work whose time has come."""
        worker = self._at_work()
        for one in works.PERIODIC:
            if worker.stopping.is_set():
                return
            do_once(worker.database, one, worker.around)


def do_once(database: Database, one: works.Periodic, around: works.Around = _NOWHERE) -> bool:
    """Does a periodic work when its period is still to be done; whether it was done here."""
    now = audit.now()
    period = one.begins(now=now)
    with database.transaction(EVERYWHERE) as session:
        if not periodic_works.claim(session, one.name, period, now=now):
            return False
    problem = ""
    try:
        works.do(database, one, now=now, around=around)
    except Exception as error:
        _log.exception("the periodic work %s failed: %s", one.name, type(error).__name__)
        problem = type(error).__name__
    with database.transaction(EVERYWHERE) as session:
        periodic_works.finish(session, one.name, period, problem, now=audit.now())
    return True
