"""Waking: after a commit that wrote to the outbox a worker is rung for, so that a text goes at once.

It may fail without harm: what was written waits in the outbox, and every worker looks there once a minute.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlalchemy.orm import Session

from feedback.config import Config
from feedback.db import Database
from feedback.services import outbox

if TYPE_CHECKING:
    from feedback.jobs.tasks import Tasks

#: After a queue failed nobody waits for it for so many seconds.
_LET_IT_BE = 30.0
_log = logging.getLogger("feedback")


class Bell:
    """The rope of the bell: made when it is first pulled, so that a page that sends nothing knows of no queue."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._tasks: Tasks | None = None
        self._lock = threading.Lock()
        self._not_before = 0.0

    def ring(self) -> bool:
        """Wakes a worker; False when the queue cannot be reached."""
        if time.monotonic() < self._not_before:
            return False
        try:
            self._rope().look()
        except Exception as error:
            # Whatever kind of queue it is and however it fails: the outbox holds what is to be done.
            self._not_before = time.monotonic() + _LET_IT_BE
            _log.warning("no worker could be woken, it is found within a minute: %s", type(error).__name__)
            return False
        return True

    def _rope(self) -> Tasks:
        from feedback.jobs import queue, tasks

        with self._lock:
            if self._tasks is None:
                self._tasks = tasks.Tasks(queue.make(self._config))
            return self._tasks


def after_commits(database: Database, ring: Callable[[], object]) -> None:
    """Rings after every commit of this database that wrote to the outbox."""

    def _committed(session: Session) -> None:
        # A savepoint that ends is no commit yet.
        if not session.in_nested_transaction() and session.info.pop(outbox.WROTE, False):
            ring()

    def _rolled_back(session: Session) -> None:
        session.info.pop(outbox.WROTE, None)

    for name, listener in (("after_commit", _committed), ("after_rollback", _rolled_back)):
        event.listen(database.writers, name, listener)
