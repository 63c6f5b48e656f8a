"""Promises of the tasks: a commit wakes a worker, the sweep holds what nobody knows, the clock does each work once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.channels.sms import Recorder
from feedback.config import Config, Sms
from feedback.db import EVERYWHERE, Database
from feedback.jobs import queue, tasks, waking, works
from feedback.jobs.clock import Clock
from feedback.jobs.draining import Worker
from feedback.jobs.works import Periodic
from feedback.models.organisation import Organisation
from feedback.services import (
    audit,
    delivery_reports,
    job_workers,
    outbox,
    outbox_settling,
    outbox_sweeps,
    outbox_work,
    periodic_works,
)
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind
from tests.feedback.jobs.conftest import LANE, drain, number
from tests.twilio_stand_in import ACCOUNT, TOKEN, TwilioStandIn

Make = Callable[..., Worker]


@pytest.fixture
def bell(config: Config) -> Any:
    """The queue of this test, in a file of its own."""
    made = queue.make(config)
    yield made
    made.storage.close()


def work_off(bell: Any) -> int:
    """Does what is in the queue, as a consumer does; returns how many tasks that were."""
    done = 0
    while (task := bell.dequeue()) is not None:
        bell.execute(task)
        done += 1
    return done


def test_a_commit_that_wrote_to_the_outbox_rings_and_a_rollback_does_not(
    database: Database, organisation: Organisation
) -> None:
    rung: list[int] = []
    waking.after_commits(database, lambda: rung.append(1))
    draft = Draft(MessageKind.SMS, "reply", "r", audit.now(), {"to": "+447700900001", "body": "x"}, LANE)
    with database.open(writing=True) as session:
        session.info["organisation"] = organisation.id
        with session.begin_nested():
            outbox.put(session, draft)
        assert rung == [], "a savepoint that ends is no commit yet"
        session.rollback()
        assert rung == []
    with database.transaction(organisation.id) as session:
        outbox.put(session, draft)
    assert rung == [1]
    with database.transaction(organisation.id) as session:
        outbox.put(session, draft)
    assert rung == [1], "it was there already"


def test_who_is_woken_drains_every_lane_in_which_something_is_due(
    bell: Any, put: Any, rows: Any, make_worker: Make
) -> None:
    put(3)
    put(2, start=3, lane="+447700900999")
    provider = Recorder()
    work = tasks.Work(make_worker(provider))
    tasks.Tasks(bell, work.look).look()
    assert provider.sent == [] and work_off(bell) == 1
    work.wait()
    assert len(provider.sent) == 5 and {row.state for row in rows()} == {"sent"}


def test_what_comes_in_while_a_lane_is_drained_is_drained_too(
    put: Any, rows: Any, make_worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tasks.Work(make_worker(Recorder()))
    run, came = tasks.Drain.run, []

    def late(self: Any) -> int:
        sent = run(self)
        if not came:
            came.append(1)
            put(1, start=1)
            work.look()
        return sent

    monkeypatch.setattr(tasks.Drain, "run", late)
    put(1)
    work.look()
    work.wait()
    assert [row.state for row in rows()] == ["sent", "sent"]


def taken_by(database: Database, name: str, lane: str = LANE) -> None:
    with database.transaction(EVERYWHERE) as session:
        job_workers.beat(session, name, now=audit.now())
        outbox_work.take(session, lane, name, most=9, rate=0, now=audit.now())


def sweep(database: Database, after: timedelta) -> dict[str, int]:
    with database.transaction(EVERYWHERE) as session:
        return outbox_sweeps.sweep(session, now=audit.now() + after)


def test_what_a_dead_worker_took_is_held_and_work_of_our_own_is_done_again(
    put: Any, rows: Any, database: Database, make_worker: Make
) -> None:
    put(2)
    put(1, start=2, kind=MessageKind.WORK, purpose="x", lane="")
    taken_by(database, "dead")
    taken_by(database, "dead", "")
    assert sweep(database, timedelta(seconds=30)) == {"held": 0, "failed": 0, "again": 0}, "it may be alive"
    assert sweep(database, timedelta(seconds=70)) == {"held": 2, "failed": 0, "again": 1}
    assert [(row.state, row.problem) for row in rows()] == [
        ("held", "worker-gone"), ("held", "worker-gone"), ("waiting", ""),
    ]  # fmt: skip
    provider = Recorder()
    drain(make_worker(provider))
    assert provider.sent == [], "what is held is never sent again by itself"


def test_what_a_living_worker_has_in_hand_is_left_alone(put: Any, database: Database) -> None:
    put(1)
    taken_by(database, "alive")
    with database.transaction(EVERYWHERE) as session:
        job_workers.beat(session, "alive", now=audit.now() + timedelta(seconds=90))
    assert sweep(database, timedelta(seconds=100))["held"] == 0
    assert sweep(database, timedelta(minutes=11))["held"] == 1, "but not for ever"


def test_a_worker_that_was_taken_for_dead_still_says_what_it_knows(
    put: Any, rows: Any, database: Database
) -> None:
    put(1)
    with database.transaction(EVERYWHERE) as session:
        [one] = outbox_work.take(session, LANE, "slow", most=1, rate=0, now=audit.now()).rows
    assert sweep(database, timedelta(seconds=70))["held"] == 1
    with database.transaction(EVERYWHERE) as session:
        outbox_settling.settle(session, [(one, Recorder().send("a", "b"))], "slow", now=audit.now())
    assert rows()[0].state == "sent"


def test_the_provider_s_report_settles_what_is_held(put: Any, rows: Any, database: Database) -> None:
    put(1)
    taken_by(database, "dead")
    sweep(database, timedelta(seconds=70))
    with database.transaction(EVERYWHERE) as session:
        delivery_reports.record(
            session, sid="SM1", status="sent", code="", to="", message_id=rows()[0].id, now=audit.now()
        )
    assert (rows()[0].state, rows()[0].provider_id, rows()[0].content) == ("sent", "SM1", "")


def counted(into: list[datetime], session: Session, *, now: datetime) -> None:
    into.append(now)


def test_a_work_of_the_clock_is_done_once_in_a_period_whichever_worker_comes_first(
    database: Database, organisation: Organisation
) -> None:
    done: list[datetime] = []
    one = Periodic("count", partial(periodic_works.every, 24 * 60), each=partial(counted, done))
    gate = threading.Barrier(4)

    def worker() -> None:
        gate.wait(20)
        tasks.do_once(database, one)

    four = [threading.Thread(target=worker) for _ in range(4)]
    for each in four:
        each.start()
    for each in four:
        each.join(60)
    assert len(done) == 1
    assert not tasks.do_once(database, one)


def test_a_work_that_failed_is_tried_again_soon_and_not_for_ever(
    database: Database, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2026, 11, 26, 12, 0)
    tried: list[datetime] = []

    def fails(session: Session, *, now: datetime) -> None:
        tried.append(now)
        raise ValueError("the name of a person")

    one = Periodic("fail", partial(periodic_works.daily, 3), whole=fails)
    for minute in range(0, 600, 2):
        monkeypatch.setattr(audit, "now", lambda minute=minute: at + timedelta(minutes=minute))
        tasks.do_once(database, one)
    assert len(tried) == periodic_works.MOST_TRIES
    with database.reading(EVERYWHERE) as session:
        [row] = periodic_works.standing(session)
    assert row.problem == "ValueError" and not row.done, "the kind of error, never its words"
    monkeypatch.setattr(audit, "now", lambda: at + timedelta(days=1))
    assert tasks.do_once(database, one), "the next day it begins anew"


def test_one_organisation_s_failure_keeps_nobody_else_s_work_undone(
    database: Database, organisation: Organisation
) -> None:
    from feedback import db
    from feedback.services import organisations

    with database.transaction() as session:
        organisations.add(session, "aaa", "Aaa", by="a test", today=audit.now().date())
    done: list[int] = []

    def fails_for_the_first(session: Session, *, now: datetime) -> None:
        done.append(db.scope_of(session))
        if len(done) == 1:
            raise ValueError

    one = Periodic("some", partial(periodic_works.every, 60), each=fails_for_the_first)
    with pytest.raises(ValueError):
        works.do(database, one, now=audit.now())
    assert len(set(done)) == 2


def test_every_work_of_the_clock_can_be_done_twice(database: Database, organisation: Organisation) -> None:
    for one in works.PERIODIC:
        works.do(database, one, now=audit.now())
        works.do(database, one, now=audit.now())
    assert len({one.name for one in works.PERIODIC}) == len(works.PERIODIC)


@pytest.mark.parametrize(
    ("now", "begun"),
    [(datetime(2026, 11, 30, 6, 59), datetime(2026, 11, 23, 7)),
     (datetime(2026, 11, 30, 7, 0), datetime(2026, 11, 30, 7)),
     (datetime(2026, 6, 1, 6, 0), datetime(2026, 6, 1, 6)), (datetime(2026, 6, 1, 5, 59), datetime(2026, 5, 25, 6))],
)  # fmt: skip
def test_monday_at_seven_is_that_in_england_in_summer_too(now: datetime, begun: datetime) -> None:
    assert periodic_works.daily(7, weekday=0, now=now) == begun


def test_a_slept_lease_is_no_reason_to_do_it_twice_at_once(database: Database) -> None:
    now = audit.now()
    period = periodic_works.every(60, now=now)
    with database.transaction(EVERYWHERE) as session:
        assert periodic_works.claim(session, "x", period, now=now)
        assert not periodic_works.claim(session, "x", period, now=now + timedelta(minutes=59))
        assert periodic_works.claim(session, "x", period, now=now + timedelta(minutes=61)), (
            "whoever had it is gone"
        )


def test_unknown_work_is_a_dead_letter_and_not_tried_for_ever(put: Any, rows: Any, make_worker: Make) -> None:
    put(1, kind=MessageKind.WORK, purpose="never-heard-of", lane="")
    drain(make_worker(Recorder()), "")
    assert (rows()[0].state, rows()[0].problem) == ("failed", "unknown-work")


def test_a_lane_that_failed_once_is_drained_the_next_time(
    put: Any, rows: Any, make_worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, run, failures = tasks.Work(make_worker(Recorder())), tasks.Drain.run, [1]

    def once(self: Any) -> int:
        if failures:
            failures.pop()
            raise ValueError("a fault of ours")
        return run(self)

    monkeypatch.setattr(tasks.Drain, "run", once)
    put(1)
    for states in (["waiting"], ["sent"], ["sent", "sent"]):
        if len(states) == 2:
            put(1, start=1)
        work.look()
        work.wait()
        assert [row.state for row in rows()] == states


def test_what_nobody_rang_for_is_found_within_a_minute_and_the_clock_never_stops(
    put: Any, rows: Any, make_worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = make_worker(Recorder())
    work, ticks = tasks.Work(worker), []

    def wrong(_: Any) -> None:
        ticks.append(1)
        if len(ticks) == 3:
            worker.stopping.set()
        if len(ticks) == 1:
            raise ValueError("a work that went wrong")

    monkeypatch.setattr(tasks.Work, "by_the_clock", wrong)
    monkeypatch.setattr(tasks, "_MINUTE", 0.05)
    monkeypatch.setattr(worker.clock, "seconds", lambda: 0.0)
    put(1)
    work.by_the_minute()
    work.wait()
    assert len(ticks) == 3 and rows()[0].state == "sent"


def test_the_provider_is_asked_by_itself_about_what_is_held_and_nothing_is_sent_twice(
    put: Any, rows: Any, config: Config, database: Database
) -> None:
    with TwilioStandIn() as twilio:
        around = works.Around.of(replace(config, sms=Sms("twilio", ACCOUNT, TOKEN, LANE, twilio.url)))
        assert around.texts is not None
        put(2)
        taken_by(database, "dead")
        around.texts().send(number(0), "Hello 0")
        sweep(database, timedelta(seconds=70))
        asked = next(one for one in works.PERIODIC if one.name == "held texts")
        works.do(database, asked, now=audit.now(), around=around)
        assert [row.state for row in rows()] == ["held", "held"], "it may still turn up: too early to ask"
        works.do(database, asked, now=audit.now() + timedelta(minutes=6), around=around)
        first, second = rows()
        assert (first.state, first.provider_id) == ("sent", twilio.messages[0].sid)
        assert (second.state, second.problem) == ("held", "not-at-provider") and second.content
        assert set(twilio.accepted.values()) == {1} and number(1) not in twilio.accepted


def test_where_texts_are_only_recorded_nobody_is_asked(put: Any, rows: Any, database: Database) -> None:
    put(1)
    taken_by(database, "dead")
    sweep(database, timedelta(seconds=70))
    for one in works.PERIODIC:
        if one.name == "held texts":
            works.do(database, one, now=audit.now() + timedelta(hours=1))
    assert rows()[0].problem == "worker-gone"


def test_all_workers_go_by_the_clock_of_the_database(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own = Clock()
    own.set(database)
    assert abs((own.now() - audit.now()).total_seconds()) < 5
    for there, here in ((None, 0), (90.0, 90), (90.004, 90), (-30.0, -30)):
        monkeypatch.setattr(
            job_workers, "seconds_by_the_database",
            lambda _, there=there: None if there is None else time.time() + there,
        )  # fmt: skip
        own.set(database)
        assert abs((own.now() - audit.now()).total_seconds() - here) < 0.5
        assert abs(own.seconds() - time.time() - here) < 0.5
    assert "30.0 s off the database's" in caplog.text
