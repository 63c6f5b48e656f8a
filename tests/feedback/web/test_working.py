"""Promises of work beside the pages: a worker does it, says that it is alive, and it ends by itself."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.jobs import publishing, waking, worker
from feedback.jobs.draining import Drain
from feedback.models.publication import Publication
from feedback.models.survey import Survey
from feedback.services import audit, snapshots
from feedback.services import snapshot_runs as runs
from feedback.web import working
from tests.feedback.open_survey import BY, Open, answer, open_survey

SOON = 30.0


@pytest.fixture
def asked(database: Database, organisation: Any) -> tuple[Open, int]:
    """A run that was asked for and committed."""
    opened = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        for number in range(20):
            answer(session, opened, str(number), help_to_decide="yes", age_band="25-34")
        survey = session.get_one(Survey, opened.survey_id)
        return opened, runs.ask(session, survey, ["age-band"], by=BY, now=audit.now()).id


def state_of(database: Database, opened: Open, run_id: int) -> Publication:
    with database.reading(opened.organisation_id) as session:
        return session.get_one(Publication, run_id)


def threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith(("publishing", "beating"))]


def test_the_page_does_not_wait_for_the_work(
    app: Flask, database: Database, asked: tuple[Open, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, run_id = asked
    monkeypatch.setattr(waking.Bell, "ring", lambda _: True)
    app.config["WORKS_BESIDE"] = True
    with app.app_context():
        working.publish(opened.organisation_id, opened.slug, run_id)
    assert state_of(database, opened, run_id).state == runs.WORKING
    here = worker.make(app.extensions["config"], app.extensions["database"])
    assert Drain(here, "").run() == 1
    assert state_of(database, opened, run_id).state == runs.DONE and threads() == []


def test_work_that_a_worker_died_at_is_begun_again_and_what_is_done_is_left_alone(
    app: Flask, database: Database, asked: tuple[Open, int]
) -> None:
    opened, run_id = asked
    content = {"survey": opened.slug, "run": run_id}
    publishing.work(app.extensions["database"], opened.organisation_id, content)
    first = state_of(database, opened, run_id)
    publishing.work(app.extensions["database"], opened.organisation_id, content)
    again = state_of(database, opened, run_id)
    assert first.state == runs.DONE and again.finished_at == first.finished_at


def test_the_work_says_that_it_is_alive_and_how_far_it_is(
    app: Flask, database: Database, asked: tuple[Open, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, run_id = asked
    before = state_of(database, opened, run_id).beat_at
    beaten, beat, prepare = threading.Event(), runs.beat, snapshots.prepare

    def counted(session: Session, *arguments: Any, **named: Any) -> bool:
        found = beat(session, *arguments, **named)
        beaten.set()
        return found

    def slow(*arguments: Any, tell: Any, **named: Any) -> Any:
        tell(4, 9)
        tell(3, 9)
        beaten.clear()
        assert beaten.wait(SOON) and (beaten.clear() or beaten.wait(SOON))
        return prepare(*arguments, **named)

    monkeypatch.setattr(publishing, "BEAT", 0.01)
    monkeypatch.setattr(runs, "beat", counted)
    monkeypatch.setattr(snapshots, "prepare", slow)
    publishing.Run(app.extensions["database"], opened.organisation_id, opened.slug, run_id).work()
    run = state_of(database, opened, run_id)
    assert run.beat_at > before and run.step == run.steps == 9, "it never seems to go back"
    assert threads() == []


def test_work_on_a_survey_that_is_gone_ends_in_words(
    app: Flask, database: Database, asked: tuple[Open, int]
) -> None:
    opened, run_id = asked
    publishing.Run(app.extensions["database"], opened.organisation_id, "no-such-survey", run_id).work()
    run = state_of(database, opened, run_id)
    assert (run.state, run.message) == (runs.REFUSED, "This survey is not there any more.")
