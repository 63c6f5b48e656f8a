"""Draining: a lane of the outbox sent until it is empty, many at a time, and written down in few commits."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from feedback.db import EVERYWHERE, UNAVAILABLE, Database
from feedback.jobs.sending import Sender
from feedback.jobs.works import Around
from feedback.services import audit, lanes, outbox_work
from feedback.services.outbox_work import Outcome, Taken

#: How many are on their way at once: a provider answers in 100 ms, and 300 a second are wanted.
THREADS = 48
#: How many may be taken and not yet settled: enough that no thread waits, few enough that a killed worker leaves
#: little that somebody must look at.
MOST_TAKEN = 80
#: How long results are gathered before they are written down together, in seconds.
GATHER = 0.05
#: A row that was taken longer ago may have been given to somebody else while this machine slept.
ASK_AGAIN = timedelta(seconds=20)
#: A lane that rests longer (in seconds) is left, and taken up again by whoever looks once a minute.
LONGEST_REST = 10.0
#: How many seconds a worker that is to stop waits for a database that cannot serve.
PATIENCE = 10
_log = logging.getLogger("feedback")


@dataclass(frozen=True)
class Worker:
    """Whoever drains: its name, its means, and the flag that tells it to stop."""

    name: str
    database: Database
    sender: Sender
    stopping: threading.Event
    #: Messages a second of a lane, 0 for as fast as it goes.
    rate: Callable[[str], float]
    around: Around = Around()


class Drain:
    """One lane, drained by one worker. It ends when nothing that is due waits any more, or when it is told to."""

    def __init__(self, worker: Worker, lane: str) -> None:
        self._worker, self._lane = worker, lane
        self._rate = worker.rate(lane)
        self._done: queue.SimpleQueue[tuple[Taken, Outcome | None]] = queue.SimpleQueue()
        self._out = 0
        #: When the last one left, in seconds since 1970.
        self._left_at, self._pacing = 0.0, threading.Lock()
        #: When the lane has time again, by the clock that only goes forward.
        self._not_before = 0.0
        self.sent = 0

    def run(self) -> int:
        """Drains; returns how many were handed over, whatever became of them."""
        threads = THREADS if self._lane else 2
        with ThreadPoolExecutor(threads, thread_name_prefix=f"sending {self._lane}") as pool:
            try:
                self._go(pool)
            finally:
                self._finish()
        return self.sent

    def _go(self, pool: ThreadPoolExecutor) -> None:
        while not self._worker.stopping.is_set():
            self._write(self._gather())
            if self._out >= self._most or time.monotonic() < self._not_before:
                continue
            taken, wait = self._take()
            self._not_before = time.monotonic() + wait
            for one in taken:
                self._out += 1
                pool.submit(self._hand_over, one)
            if not taken and not self._out and (not wait or wait > LONGEST_REST):
                return

    @property
    def _most(self) -> int:
        # Work may take minutes: none is taken that another worker could begin.
        return MOST_TAKEN if self._lane else 2

    def _gather(self) -> list[tuple[Taken, Outcome | None]]:
        """The results of a moment; waits a little for the first of them, or until the lane has time again."""
        results: list[tuple[Taken, Outcome | None]] = []
        rest = self._not_before - time.monotonic()
        try:
            if self._out or rest > 0:
                results.append(self._done.get(timeout=min(rest, 0.5) if rest > 0 else 0.5))
                until = time.monotonic() + GATHER
                while (left := until - time.monotonic()) > 0:
                    results.append(self._done.get(timeout=left))
        except queue.Empty:
            pass
        self._out -= len(results)
        return results

    def _take(self) -> tuple[list[Taken], float]:
        """The next ones, committed before any of them leaves."""
        with self._worker.database.transaction(EVERYWHERE) as session:
            return outbox_work.take(
                session, self._lane, self._worker.name, most=self._most - self._out, rate=self._rate,
                now=audit.now(),
            )  # fmt: skip

    def _write(self, results: list[tuple[Taken, Outcome | None]]) -> None:
        """What became of rows; those that were not begun wait again. Tried until the database takes it: what is
        lost here would have to be held."""
        ended = [(one, outcome) for one, outcome in results if outcome is not None]
        back = [one for one, outcome in results if outcome is None]
        tries = 0
        while results:
            try:
                with self._worker.database.transaction(EVERYWHERE) as session:
                    outbox_work.settle(session, ended, self._worker.name, now=audit.now())
                    outbox_work.put_back(session, back, self._worker.name)
                self.sent += len(ended)
                return
            except UNAVAILABLE as error:
                _log.warning("what became of messages cannot be written down: %s", type(error).__name__)
                tries += 1
                if self._worker.stopping.is_set() and tries > PATIENCE:
                    return
                time.sleep(1)

    def _finish(self) -> None:
        """What is on its way is waited for, and written down."""
        while self._out:
            self._write(self._gather())

    def _hand_over(self, one: Taken) -> None:
        try:
            may_leave = self._wait_for_its_time(one)
        except Exception as error:
            # It was not begun, so it can wait again.
            _log.warning("a message could not be begun: %s", type(error).__name__)
            may_leave = False
        self._done.put((one, self._worker.sender.send(one) if may_leave else None))

    def _pace(self, slot: float, until: float) -> float | None:
        """None when it may leave now, as far from the one before it as the rate says; else how many seconds to wait;
        0 when its time is over."""
        with self._pacing:
            now = time.time()
            at = max(slot, self._left_at + lanes.APART / self._rate)
            if max(at, now) > until + lanes.LATE:
                return 0.0
            if at > now:
                return at - now
            self._left_at = now
            return None

    def _wait_for_its_time(self, one: Taken) -> bool:
        """Waits for the row's slot; False where it is not to leave any more by this worker."""
        slot, until = one.slot, one.until
        while slot and (wait := self._pace(slot, until)) is not None:
            if self._worker.stopping.wait(wait):
                return False
            if wait == 0.0:
                with self._worker.database.transaction(EVERYWHERE) as session:
                    slot = until = lanes.another(session, self._lane, self._rate, now=audit.now())
        if self._worker.stopping.is_set():
            return False
        if audit.now() - one.taken_at > ASK_AGAIN:
            with self._worker.database.reading(EVERYWHERE) as session:
                return outbox_work.still_mine(session, one, self._worker.name)
        return True
