"""Snapshot runs: publishing results as work of minutes, asked for by a person, watched by many, done once at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.publication import Publication
from feedback.models.survey import Survey
from feedback.services import snapshots
from feedback.services.refusals import Refused

WORKING, DONE, REFUSED, STOPPED = "working", "done", "refused", "stopped"
#: Whoever does the work says so every few seconds; silent for so long, they are gone.
SILENT = timedelta(seconds=90)
_RUNNING = "These results are being published just now. Look at how far it is, then try again."


def ask(session: Session, survey: Survey, groups: Sequence[str], *, by: str, now: datetime) -> Publication:
    """Writes down that results are to be published, when they may be; the work itself is done elsewhere.

    Raises Refused for what `snapshots.check` refuses, and while another run of this survey is at work. One that
    fell silent is put down as stopped and stands in nobody's way.
    """
    wanted = snapshots.check(session, survey, groups)
    if before := running(session, survey):
        if not is_silent(before, now):
            raise Refused(_RUNNING)
        _end(session, before, STOPPED, now, "")
    run = Publication(
        organisation_id=db.scope_of(session), survey_id=survey.id, groups=list(wanted), state=WORKING, running=True,
        step=0, steps=0, message="", started_by=by, started_at=now, beat_at=now, finished_at=None,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(run)
    except IntegrityError:
        # Two people pressed at once: the row of the other is there first.
        raise Refused(_RUNNING) from None
    return run


def find(session: Session, survey: Survey, run_id: int) -> Publication | None:
    """One run of a survey."""
    return session.scalars(
        select(Publication).where(Publication.id == run_id, Publication.survey_id == survey.id)
    ).first()


def running(session: Session, survey: Survey) -> Publication | None:
    """The run that is at work on a survey, or fell silent at it."""
    return session.scalars(
        select(Publication).where(Publication.survey_id == survey.id, Publication.running.is_(True))
    ).first()


def is_at_work(session: Session, run_id: int) -> bool:
    """Whether a run is still to be worked: neither ended nor taken away."""
    run = session.get(Publication, run_id)
    return run is not None and run.state == WORKING


def is_silent(run: Publication, now: datetime) -> bool:
    """Whether nobody works on it any more, though it never came to an end."""
    return run.state == WORKING and now - run.beat_at > SILENT


def beat(session: Session, run_id: int, step: int, steps: int, *, now: datetime) -> bool:
    """Says that the work goes on, and how far it is; False when it was taken away meanwhile."""
    at_work = update(Publication).where(Publication.id == run_id, Publication.state == WORKING)
    done = session.execute(at_work.values(step=step, steps=steps, beat_at=now))
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an update's result has it


def finish(session: Session, run_id: int, prepared: snapshots.Prepared, *, now: datetime) -> None:
    """Freezes and publishes what the run prepared. Raises Refused when it was taken away or came too late."""
    run = session.get_one(Publication, run_id)
    if run.state != WORKING:
        raise Refused("It was stopped, because nobody had heard of it for too long.")
    snapshots.keep(session, prepared, by=run.started_by, today=now.date())
    _end(session, run, DONE, now, "")


def give_up(session: Session, run_id: int, state: str, message: str, *, now: datetime) -> None:
    """Ends a run that published nothing: `refused` with the reason, or `stopped`."""
    run = session.get(Publication, run_id)
    if run is not None and run.state == WORKING:
        _end(session, run, state, now, message)


def _end(session: Session, run: Publication, state: str, now: datetime, message: str) -> None:
    run.state, run.running, run.message, run.finished_at = state, None, message, now
    if state == DONE:
        run.step = run.steps
    session.flush()
