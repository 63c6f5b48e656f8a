"""Promises of the runs: one at a time a survey, what fell silent stands in nobody's way, nothing is published twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.models.publication import Publication
from feedback.models.survey import Survey
from feedback.services import snapshot_runs as runs
from feedback.services import snapshots
from feedback.services.refusals import Refused
from tests.feedback.open_survey import BY, NOW, TODAY, Open, answer, opened_in


@pytest.fixture
def survey(session: Session, opened: Open) -> Survey:
    for number in range(30):
        answer(session, opened, str(number), help_to_decide=("yes", "no")[number % 2], age_band="25-34")
    return session.get_one(Survey, opened.survey_id)


def ask(session: Session, survey: Survey, *groups: str, later: int = 0) -> Publication:
    return runs.ask(session, survey, groups or ["age-band"], by=BY, now=NOW + timedelta(seconds=later))


def test_a_run_is_written_down_with_who_asked_and_for_what(session: Session, survey: Survey) -> None:
    run = ask(session, survey, "sex", "age-band")
    assert (run.state, run.groups, run.started_by, run.started_at) == (
        runs.WORKING,
        ["sex", "age-band"],
        BY,
        NOW,
    )
    assert runs.running(session, survey) is run and runs.find(session, survey, run.id) is run


def test_a_second_run_of_a_survey_waits_for_the_first(session: Session, survey: Survey) -> None:
    ask(session, survey)
    with pytest.raises(Refused, match="being published just now"):
        ask(session, survey, later=60)


def test_the_database_itself_keeps_two_runs_of_a_survey_apart(
    session: Session, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(session, survey)
    # Two people press at once: neither sees the other's row.
    monkeypatch.setattr(runs, "running", lambda *_: None)
    with pytest.raises(Refused, match="being published just now"):
        ask(session, survey)
    assert session.get_one(Publication, first.id).state == runs.WORKING


def test_another_survey_may_be_published_meanwhile(session: Session, survey: Survey) -> None:
    ask(session, survey)
    other = session.get_one(Survey, opened_in(session, "being-heard").survey_id)
    assert ask(session, other).running


def test_a_run_that_fell_silent_is_put_down_as_stopped_and_another_can_begin(
    session: Session, survey: Survey
) -> None:
    first = ask(session, survey)
    assert not runs.is_silent(first, NOW + runs.SILENT)
    assert runs.is_silent(first, NOW + runs.SILENT + timedelta(seconds=1))
    second = ask(session, survey, later=3600)
    assert (first.state, first.running, second.state) == (runs.STOPPED, None, runs.WORKING)


def test_a_beat_says_how_far_it_is_and_keeps_it_from_falling_silent(session: Session, survey: Survey) -> None:
    run = ask(session, survey)
    assert runs.beat(session, run.id, 3, 9, now=NOW + timedelta(seconds=80))
    session.refresh(run)
    assert (run.step, run.steps) == (3, 9) and not runs.is_silent(run, NOW + timedelta(seconds=120))


def test_what_was_prepared_is_published_in_the_name_of_whoever_asked(
    session: Session, survey: Survey
) -> None:
    run = ask(session, survey)
    runs.finish(session, run.id, snapshots.prepare(session, survey, run.groups), now=NOW)
    newest = snapshots.newest(session, survey)
    assert newest and (newest.groups, newest.published_by, newest.published_on) == (["age-band"], BY, TODAY)
    assert (run.state, run.running, run.finished_at) == (runs.DONE, None, NOW)


def test_work_that_was_taken_for_dead_publishes_nothing_when_it_comes_back(
    session: Session, survey: Survey
) -> None:
    run = ask(session, survey)
    prepared = snapshots.prepare(session, survey, run.groups)
    ask(session, survey, later=3600)
    assert not runs.beat(session, run.id, 1, 1, now=NOW)
    with pytest.raises(Refused, match="stopped"):
        runs.finish(session, run.id, prepared, now=NOW)
    runs.give_up(session, run.id, runs.REFUSED, "too late", now=NOW)
    assert run.state == runs.STOPPED and snapshots.newest(session, survey) is None


def test_what_cannot_be_published_never_becomes_a_run(session: Session, survey: Survey) -> None:
    with pytest.raises(Refused, match="shoe-size"):
        ask(session, survey, "shoe-size")
    snapshots.publish(session, survey, ["age-band"], by=BY, today=TODAY)
    with pytest.raises(Refused, match="0 answers came or went"):
        ask(session, survey)
    assert runs.running(session, survey) is None


def test_a_run_is_of_its_survey_alone(session: Session, survey: Survey) -> None:
    run = ask(session, survey)
    other = session.get_one(Survey, opened_in(session, "being-heard").survey_id)
    assert runs.find(session, other, run.id) is None
