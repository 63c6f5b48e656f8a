"""The tally: what this process counted of the funnel and of arrivals and has not yet written; losing it is no harm."""

from __future__ import annotations

import logging
from collections import Counter
from threading import Lock

from feedback.db import UNAVAILABLE, Database
from feedback.services import arrivals, audit, funnels
from feedback.services.arrivals import Hour
from feedback.services.collector_links import OpenedLink
from feedback.services.funnels import Step

#: More kinds of step than any honest day has; beyond them nothing new is counted until the next writing.
_MOST = 10_000
_log = logging.getLogger("feedback")


class Tally:
    """Counts in memory, for every thread of a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counted: Counter[Step] = Counter()
        self._arrived: Counter[Hour] = Counter()

    def note(self, link: OpenedLink, language: str, *steps: str) -> None:
        """Counts steps of one answering."""
        day = audit.now().date()
        with self._lock:
            for step in steps:
                counted = Step(link.organisation_id, link.link_id, language, day, step)
                if counted in self._counted or len(self._counted) < _MOST:
                    self._counted[counted] += 1

    def arrived(self, link: OpenedLink) -> None:
        """Counts an answer that came through a link in this hour; nothing of it knows which answer."""
        now = audit.now()
        hour = Hour(link.organisation_id, link.link_id, now.date(), now.hour)
        with self._lock:
            if hour in self._arrived or len(self._arrived) < _MOST:
                self._arrived[hour] += 1

    def flush(self, database: Database) -> None:
        """Writes what was counted; where the database cannot take it now, it is kept for the next time."""
        with self._lock:
            counted, self._counted = self._counted, Counter()
            arrived, self._arrived = self._arrived, Counter()
        if not counted and not arrived:
            return
        try:
            with database.transaction() as session:
                funnels.add(session, counted)
                arrivals.add(session, arrived)
        except UNAVAILABLE as error:
            _log.warning("the funnel waits: %s", type(error).__name__)
            with self._lock:
                self._counted.update(counted)
                self._arrived.update(arrived)
