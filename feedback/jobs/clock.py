"""The clock that workers go by: the database's, so that machines whose clocks differ keep one pace and one order."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from feedback.db import EVERYWHERE, Database
from feedback.services import audit, job_workers

#: A difference below this (in seconds) is not told from the way to the database and back.
_SMALLEST = 0.005
#: From here on whoever runs the machine should know.
_TOLD_FROM = 1.0
_log = logging.getLogger("feedback")


class Clock:
    """This machine's clock, put right by the database's."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def set(self, database: Database) -> None:
        """Compares the two; to be called from time to time."""
        with database.reading(EVERYWHERE) as session:
            # The first statement opens the connection, and would count as a long way.
            session.connection()
            began, on_the_way = time.time(), time.monotonic()
            there = job_workers.seconds_by_the_database(session)
            on_the_way = time.monotonic() - on_the_way
        if there is None:
            return
        ahead = there - (began + on_the_way / 2)
        if abs(ahead - self._ahead) > max(on_the_way, _SMALLEST):
            self._ahead = ahead
            if abs(ahead) >= _TOLD_FROM:
                _log.warning("the clock of this machine is %.1f s off the database's", -ahead)

    def now(self) -> datetime:
        """This moment, in UTC without a zone."""
        return audit.now() + timedelta(seconds=self._ahead)

    def seconds(self) -> float:
        """This moment, in seconds since 1970."""
        return time.time() + self._ahead
