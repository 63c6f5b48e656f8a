"""Promises of work beside the pages: it runs in a thread of its own, says that it is alive, and ends by itself."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from feedback.db import Database
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
    begun, go_on, prepare = threading.Event(), threading.Event(), snapshots.prepare

    def slow(*arguments: Any, **named: Any) -> Any:
        begun.set()
        assert go_on.wait(SOON)
        return prepare(*arguments, **named)

    monkeypatch.setattr(snapshots, "prepare", slow)
    app.config["WORKS_BESIDE"] = True
    with app.app_context():
        working.publish(opened.organisation_id, opened.slug, run_id)
    assert begun.wait(SOON) and state_of(database, opened, run_id).state == runs.WORKING
    go_on.set()
    for thread in threads():
        thread.join(SOON)
    assert state_of(database, opened, run_id).state == runs.DONE and threads() == []


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

    monkeypatch.setattr(working, "BEAT", 0.01)
    monkeypatch.setattr(runs, "beat", counted)
    monkeypatch.setattr(snapshots, "prepare", slow)
    working.Run(app.extensions["database"], opened.organisation_id, opened.slug, run_id).work()
    run = state_of(database, opened, run_id)
    assert run.beat_at > before and run.step == run.steps == 9, "it never seems to go back"
    assert threads() == []


def test_work_on_a_survey_that_is_gone_ends_in_words(
    app: Flask, database: Database, asked: tuple[Open, int]
) -> None:
    opened, run_id = asked
    working.Run(app.extensions["database"], opened.organisation_id, "no-such-survey", run_id).work()
    run = state_of(database, opened, run_id)
    assert (run.state, run.message) == (runs.REFUSED, "This survey is not there any more.")
