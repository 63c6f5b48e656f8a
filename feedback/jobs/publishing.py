"""Publishing results as a job: it reads for minutes, says every few seconds that it goes on, and freezes at the end.

Whoever asks for it has committed what is to be done. A worker that dies at it leaves it to another, who begins again.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from feedback.db import UNAVAILABLE, Database
from feedback.jobs import works
from feedback.services import audit, outbox, snapshot_runs, snapshots, surveys
from feedback.services.outbox import Draft
from feedback.services.refusals import Refused
from feedback.vocabulary import MessageKind

#: The name of this work in the outbox.
PURPOSE = works.PUBLISH
#: How often the work says that it goes on, in seconds.
BEAT = 2.0
_log = logging.getLogger("feedback")


def ask(database: Database, organisation_id: int, survey: str, run_id: int) -> None:
    """Puts a run that was committed in the outbox, for whichever worker is free."""
    with database.transaction(organisation_id) as session:
        outbox.put(
            session,
            Draft(
                kind=MessageKind.WORK, purpose=PURPOSE, reference=f"{PURPOSE}/{run_id}", due_at=audit.now(),
                content={"survey": survey, "run": run_id}, urgency=outbox.AT_ONCE,
            ),
        )  # fmt: skip


def work(database: Database, organisation_id: int, content: dict[str, Any]) -> None:
    """Does what a row of the outbox asks for; nothing when it was done already or somebody took it away."""
    with database.reading(organisation_id) as session:
        at_work = snapshot_runs.is_at_work(session, content["run"])
    if at_work:
        Run(database, organisation_id, content["survey"], content["run"]).work()


class Run:
    """One snapshot run at work."""

    def __init__(self, database: Database, organisation_id: int, survey: str, run_id: int) -> None:
        self._database, self._organisation_id = database, organisation_id
        self._survey, self._run_id = survey, run_id
        self._step, self._steps = 0, 0
        self._over = threading.Event()

    def work(self) -> None:
        """Prepares in a session that only reads, so that nobody who answers waits for it; then keeps."""
        beating = threading.Thread(target=self._beat_until_over, name="beating", daemon=True)
        beating.start()
        try:
            prepared = self._prepare()
            with self._database.transaction(self._organisation_id) as session:
                snapshot_runs.finish(session, self._run_id, prepared, now=audit.now())
        except Refused as refused:
            self._give_up(snapshot_runs.REFUSED, refused.message)
        except Exception as error:
            # Whatever it was, whoever watches must not wait for ever; what failed is for whoever runs the service.
            _log.exception("publishing results stopped: %s", type(error).__name__)
            self._give_up(snapshot_runs.STOPPED, "")
        finally:
            self._over.set()
            beating.join()

    def _prepare(self) -> snapshots.Prepared:
        with self._database.reading(self._organisation_id) as reader:
            survey = surveys.find(reader, self._survey)
            if survey is None:
                raise Refused("This survey is not there any more.")
            run = snapshot_runs.find(reader, survey, self._run_id)
            if run is None:
                raise Refused("This run is not there any more.")
            return snapshots.prepare(reader, survey, run.groups, tell=self._tell)

    def _tell(self, step: int, steps: int) -> None:
        self._step, self._steps = max(self._step, step), steps

    def _beat_until_over(self) -> None:
        while not self._over.wait(BEAT):
            try:
                with self._database.transaction(self._organisation_id) as session:
                    snapshot_runs.beat(session, self._run_id, self._step, self._steps, now=audit.now())
            except UNAVAILABLE as error:
                _log.warning("publishing results could not say how far it is: %s", type(error).__name__)

    def _give_up(self, state: str, message: str) -> None:
        try:
            with self._database.transaction(self._organisation_id) as session:
                snapshot_runs.give_up(session, self._run_id, state, message, now=audit.now())
        except UNAVAILABLE as error:
            _log.warning("publishing results could not say that it stopped: %s", type(error).__name__)
