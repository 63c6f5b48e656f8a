"""Promises of the board: a page asks nothing, and what was stopped stops everywhere within ten seconds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from feedback.db import Database
from feedback.models.collector_link import LinkCode
from feedback.models.organisation import Organisation
from feedback.services import faces, surveys, translations
from feedback.web.respond import board
from feedback.web.respond.board import Board
from tests.feedback.open_survey import NOW, Open, close, open_survey, revoke, rows

#: A remembered face stays good for as long as any test runs.
HOUR = 3600


@pytest.fixture
def remembering(app: Flask) -> Board:
    """A board that remembers, and nobody looks again but the test."""
    app.config["BOARD_SECONDS"] = HOUR
    found: Board = app.extensions["board"]
    return found


@pytest.fixture
def watched(app: Flask, remembering: Board, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    """The same with its thread, which looks again twenty times a second; it ends with the test."""
    monkeypatch.setattr(board, "LOOK_AGAIN", 0.05)
    app.config["BOARD_IS_WATCHED"] = True
    yield remembering
    remembering.clear()
    assert soon(lambda: remembering._watcher is None or not remembering._watcher.is_alive())


@pytest.fixture
def asked(app: Flask) -> list[str]:
    """What the application asks the database from here on; beginning and settings are no questions."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            found.append(statement)

    event.listen(app.extensions["database"].engine, "before_cursor_execute", note)
    return found


def soon(happens: Callable[[], bool], within: float = 5.0) -> bool:
    """Whether something happens before long."""
    until = time.monotonic() + within
    while not happens():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def status(client: FlaskClient, opened: Open) -> int:
    return client.get(opened.path()).status_code


def gone(*_: Any, **__: Any) -> Any:
    raise OperationalError("SELECT", {}, Exception("no route to the database"))


def test_a_page_asks_three_times_when_the_process_is_new_and_then_nothing(
    app: Flask, client: FlaskClient, opened: Open, remembering: Board, asked: list[str]
) -> None:
    # What an earlier test had read is forgotten, as by a process that has just started.
    for kept in (surveys, translations):
        for name in vars(kept).values():
            if hasattr(name, "cache_clear"):
                name.cache_clear()
    client.get(opened.path())
    assert 1 <= len(asked) <= 3
    asked.clear()
    for path in (opened.path(), opened.path().lower().replace("/s/", "/S/"), f"/s/{opened.code}"):
        assert client.get(path).status_code == 200
    assert asked == []


def test_every_language_asks_for_its_words_once(
    client: FlaskClient, opened: Open, remembering: Board, asked: list[str]
) -> None:
    client.get(opened.path())
    asked.clear()
    client.get(opened.path("ur"))
    assert len(asked) <= 1
    asked.clear()
    client.get(opened.path("ur"))
    assert asked == []


def test_looking_again_is_one_question_however_much_is_remembered(
    client: FlaskClient, database: Database, opened: Open, remembering: Board, asked: list[str]
) -> None:
    for slug in ("being-heard", "carers"):
        client.get(open_survey(database, opened.organisation_id, slug).path())
    client.get(opened.path())
    asked.clear()
    remembering.look_again()
    assert len(asked) == 1 and len(remembering._entries) == 3


def test_looking_again_replaces_what_changed_forgets_what_is_gone_and_keeps_the_rest(
    client: FlaskClient, database: Database, opened: Open, remembering: Board
) -> None:
    stopped = open_survey(database, opened.organisation_id, "being-heard")
    lost = open_survey(database, opened.organisation_id, "carers")
    for each in (opened, stopped, lost):
        assert status(client, each) == 200
    before = {code: entry.face for code, entry in remembering._entries.items()}
    revoke(database, stopped)
    with database.transaction(opened.organisation_id) as session:
        session.delete(session.get_one(LinkCode, lost.code))
    assert [status(client, each) for each in (opened, stopped, lost)] == [200, 200, 200]
    remembering.look_again()
    after = {code: entry.face for code, entry in remembering._entries.items()}
    assert set(after) == {opened.code, stopped.code}
    assert after[opened.code] == before[opened.code] and after[stopped.code] != before[stopped.code]
    assert [status(client, each) for each in (opened, stopped, lost)] == [200, 410, 404]


def test_what_nobody_opens_is_forgotten(
    client: FlaskClient, opened: Open, remembering: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(opened.path())
    remembering.look_again()
    assert set(remembering._entries) == {opened.code}
    monkeypatch.setattr(board, "UNUSED", -1.0)
    remembering.look_again()
    assert remembering._entries == {} and remembering._used == {}


def test_an_unknown_code_is_not_remembered(client: FlaskClient, opened: Open, remembering: Board) -> None:
    for number in range(5):
        assert client.get(f"/s/NOWHERE{number}").status_code == 404
    assert remembering._entries == {}


def test_nobody_fills_the_memory_with_codes(
    client: FlaskClient,
    database: Database,
    opened: Open,
    remembering: Board,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(board, "_MOST", 1)
    client.get(opened.path())
    other = open_survey(database, opened.organisation_id, "carers")
    client.get(other.path())
    assert set(remembering._entries) == {other.code}


def test_a_database_that_is_gone_leaves_pages_as_they_are_until_they_are_too_old(
    app: Flask,
    client: FlaskClient,
    database: Database,
    opened: Open,
    remembering: Board,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.get(opened.path())
    [entry] = remembering._entries.values()
    with monkeypatch.context() as broken:
        broken.setattr(faces, "read", gone)
        remembering.look_again()
    assert "the board could not look again: OperationalError" in caplog.messages
    assert list(remembering._entries.values()) == [entry], "nothing may be marked as seen"
    revoke(database, opened)
    assert status(client, opened) == 200
    # What is older than the board may be is asked for by the request that wants it.
    app.config["BOARD_SECONDS"] = 0.001
    time.sleep(0.002)
    assert status(client, opened) == 410


def test_looking_again_makes_what_is_remembered_young(
    app: Flask, client: FlaskClient, opened: Open, remembering: Board, asked: list[str]
) -> None:
    client.get(opened.path())
    app.config["BOARD_SECONDS"] = 0.5
    time.sleep(0.55)
    remembering.look_again()
    asked.clear()
    assert status(client, opened) == 200 and asked == []


@pytest.mark.parametrize("how", ["revoked", "closed"])
def test_what_was_stopped_elsewhere_stops_here_by_itself_and_sending_never_waits_for_that(
    client: FlaskClient, database: Database, opened: Open, watched: Board, how: str
) -> None:
    assert status(client, opened) == 200
    assert watched._watcher is not None and watched._watcher.daemon
    if how == "revoked":
        revoke(database, opened)
    else:
        close(database, opened, NOW.replace(year=2020))
    sent = client.post(opened.path(), data={"help-to-decide": "yes"})
    assert sent.status_code == 410 and rows(database) == []
    assert soon(lambda: status(client, opened) == 410)


def test_sending_asks_the_database_while_the_page_is_still_remembered(
    client: FlaskClient, database: Database, opened: Open, remembering: Board
) -> None:
    client.get(opened.path())
    revoke(database, opened)
    assert status(client, opened) == 200
    assert client.post(opened.path(), data={"help-to-decide": "yes"}).status_code == 410
    assert rows(database) == []


def test_the_thread_outlives_a_database_that_is_gone_for_a_while(
    client: FlaskClient,
    database: Database,
    opened: Open,
    watched: Board,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.get(opened.path())
    with monkeypatch.context() as broken:
        broken.setattr(faces, "read", gone)
        assert soon(lambda: len(caplog.messages) >= 2)
    revoke(database, opened)
    assert soon(lambda: status(client, opened) == 410)


def test_the_thread_writes_what_was_counted(
    client: FlaskClient, database: Database, opened: Open, watched: Board
) -> None:
    client.get(opened.path())
    assert soon(lambda: [row["number"] for row in rows(database, "funnel_count")] == [1])


def test_the_thread_ends_when_nothing_is_remembered_and_begins_again_when_something_is(
    client: FlaskClient, opened: Open, watched: Board
) -> None:
    assert watched._watcher is None
    client.get(opened.path())
    first = watched._watcher
    assert first is not None and first.is_alive()
    client.get(opened.path("ur"))
    assert watched._watcher is first, "one thread is enough"
    watched.clear()
    assert soon(lambda: not first.is_alive())
    client.get(opened.path())
    assert watched._watcher is not first and watched._watcher is not None and watched._watcher.is_alive()


def test_a_thread_that_died_is_replaced_by_the_next_request_that_looks_up(
    client: FlaskClient, opened: Open, watched: Board
) -> None:
    dead = watched._watcher = Thread(target=int)
    dead.start()
    dead.join()
    client.get(opened.path())
    assert watched._watcher is not dead and watched._watcher.is_alive()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_starts_a_thread_of_its_own(
    client: FlaskClient, opened: Open, watched: Board
) -> None:
    client.get(opened.path())
    mine = watched._watcher
    child = os.fork()
    if child == 0:
        try:
            inherited = watched._watcher is mine and mine is not None and not mine.is_alive()
            watched._database = None  # type: ignore[assignment]  # the child must not use its parent's connections
            watched._watch()
            own = (
                watched._watcher is not mine and watched._watcher is not None and watched._watcher.is_alive()
            )
            os._exit(0 if inherited and own else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize(("path", "wiped"), [("/staff/sign-in", True), ("/receipt", False)])
def test_a_change_by_staff_shows_at_once_where_it_was_made(
    client: FlaskClient, opened: Open, organisation: Organisation, remembering: Board, path: str, wiped: bool
) -> None:
    client.get(opened.path())
    client.post(path, data={})
    assert (remembering._entries == {}) is wiped
