"""Draining: a lane of the outbox sent until it is empty, many at a time, and written down in few commits."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from feedback.channels.delivery import TryLater
from feedback.db import EVERYWHERE, UNAVAILABLE, Database
from feedback.jobs.clock import Clock
from feedback.jobs.sending import Sender
from feedback.jobs.works import Around
from feedback.services import lanes, outbox_settling, outbox_work
from feedback.services.outbox_settling import Outcome
from feedback.services.outbox_work import Batch, Taken

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
#: The rate is asked for again after so many seconds: a lane may be drained for hours.
_RULED_FOR = 5.0
#: How much later (in seconds) a message may come to its slot that was late to two before; twice that the next time.
_LATER, _MUCH_LATER = 0.05, 2.0
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
    clock: Clock = field(default_factory=Clock)


class Drain:
    """One lane, drained by one worker. It ends when nothing that is due waits any more, or when it is told to."""

    def __init__(self, worker: Worker, lane: str) -> None:
        self._worker, self._lane = worker, lane
        self._rate, self._ruled_until = worker.rate(lane), time.monotonic() + _RULED_FOR
        self._done: queue.SimpleQueue[tuple[Taken, Outcome | None]] = queue.SimpleQueue()
        self._out = 0
        #: When the lane has time again, by the clock that only goes forward.
        self._not_before = 0.0
        #: Set once somebody met what is in everybody's way: what was not begun is put back.
        self._shut = threading.Event()
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
        probing = False
        while not self._worker.stopping.is_set():
            self._write(self._gather())
            alone = probing or self._shut.is_set()
            if self._out >= (1 if alone else self._most) or time.monotonic() < self._not_before:
                continue
            self._shut.clear()
            batch = self._take()
            probing, self._not_before = batch.probe, time.monotonic() + batch.wait
            for one in batch.rows:
                self._out += 1
                pool.submit(self._hand_over, one)
            if not batch.rows and not self._out and (not batch.wait or batch.wait > LONGEST_REST):
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

    def _take(self) -> Batch:
        """The next ones, committed before any of them leaves."""
        worker = self._worker
        if time.monotonic() >= self._ruled_until:
            self._rate, self._ruled_until = worker.rate(self._lane), time.monotonic() + _RULED_FOR
        with worker.database.transaction(EVERYWHERE) as session:
            return outbox_work.take(
                session, self._lane, worker.name, most=self._most - self._out, rate=self._rate, now=worker.clock.now()
            )  # fmt: skip

    def _write(self, results: list[tuple[Taken, Outcome | None]]) -> None:
        """What became of rows; those that were not begun wait again. Tried until the database takes it: what is
        lost here would have to be held."""
        tries = 0
        while results:
            try:
                self._write_once(results)
                return
            except UNAVAILABLE as error:
                _log.warning("what became of messages cannot be written down: %s", type(error).__name__)
                tries += 1
                if self._worker.stopping.is_set() and tries > PATIENCE:
                    return
                time.sleep(1)
            except Exception as error:
                if len(results) == 1:
                    # It is held by the sweep, and looked at by a person.
                    _log.exception(
                        "what became of a message cannot be written down: %s", type(error).__name__
                    )
                    return
                # One of them cannot be written, and the others must not be lost with it.
                for one in results:
                    self._write([one])
                return

    def _write_once(self, results: list[tuple[Taken, Outcome | None]]) -> None:
        worker = self._worker
        ended = [(one, outcome) for one, outcome in results if outcome is not None]
        back = [one for one, outcome in results if outcome is None]
        with worker.database.transaction(EVERYWHERE) as session:
            outbox_settling.settle(session, ended, worker.name, now=worker.clock.now())
            outbox_work.put_back(session, back, worker.name)
        self.sent += len(ended)

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
        outcome = self._worker.sender.send(one) if may_leave else None
        if isinstance(outcome, TryLater) and outcome.for_all:
            self._shut.set()
        self._done.put((one, outcome))

    def _wait_for_its_time(self, one: Taken) -> bool:
        """Waits for the row's slot; False where it is not to leave any more by this worker."""
        worker, slot, late, next_late = self._worker, one.slot, 0.0, 0.0
        while slot:
            early = slot - worker.clock.seconds()
            if early > 0:
                if worker.stopping.wait(early):
                    return False
            elif -early <= late + lanes.LATE:
                break
            else:
                late, next_late = next_late, min(2 * next_late or _LATER, _MUCH_LATER)
                slot = self._another(late)
        if worker.stopping.is_set() or self._shut.is_set():
            return False
        if worker.clock.now() - one.taken_at > ASK_AGAIN:
            with worker.database.reading(EVERYWHERE) as session:
                return outbox_work.still_mine(session, one, worker.name)
        return True

    def _another(self, late: float) -> float:
        with self._worker.database.transaction(EVERYWHERE) as session:
            return lanes.another(session, self._lane, self._rate, late=late, now=self._worker.clock.now())
