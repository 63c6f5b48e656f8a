"""Promises of the tally: how far people get is counted per link and language, and nobody's answers are with it."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from feedback.db import Database
from feedback.services import funnels, organisations
from feedback.services.collector_links import OpenedLink
from feedback.web.respond import tally
from feedback.web.respond.board import Board
from feedback.web.respond.tally import Tally
from tests.feedback.open_survey import BY, TODAY, Open, open_survey, revoke, rows

LINK = OpenedLink("CODE", 7, 1, 1, 1, "Ward 7", "qr", False, "published", None)


def board_of(app: Flask) -> Board:
    found: Board = app.extensions["board"]
    return found


def written(app: Flask, database: Database, opened: Open) -> dict[str, dict[str, int]]:
    """What stands in the database once this process has written."""
    board_of(app).tally.flush(app.extensions["database"])
    with database.reading(opened.organisation_id) as session:
        return funnels.of_link(session, opened.link_id)


def test_opened_started_sent_and_left_are_counted_for_each_language(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    for _ in range(3):
        client.get(opened.path())
    client.get(f"/s/{opened.code}", headers={"Accept-Language": "ur"})
    client.post(opened.path(), data={"help-to-decide": "yes", "submission": "a"})
    left = client.post(f"{opened.path('ur')}/reached", data={"section": "your-care"})
    assert (left.status_code, left.data) == (204, b"")
    assert written(app, database, opened) == {
        "en": {"opened": 3, "started": 1, "sent": 1},
        "ur": {"opened": 1, "started": 1, "left/your-care": 1},
    }


def test_an_answering_is_counted_once_however_often_it_is_sent_and_a_refused_one_never(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    for _ in range(3):
        client.post(opened.path(), data={"help-to-decide": "yes", "submission": "a"})
    client.post(opened.path(), data={"help-to-decide": "unheard-of", "submission": "b"})
    client.post(opened.path(), data={"help-to-decide": "no", "submission": "a"})
    client.post(opened.path(), data={"help-to-decide": "yes", "switch-to": "ur"})
    assert written(app, database, opened) == {"en": {"started": 1, "sent": 1}}


@pytest.mark.parametrize("section", ["nowhere", "", "help-to-decide", "your-care/", "x" * 100_000, "\x00"])
def test_a_section_that_is_not_of_the_survey_is_not_counted(
    app: Flask, client: FlaskClient, database: Database, opened: Open, section: str
) -> None:
    assert client.post(f"{opened.path()}/reached", data={"section": section}).status_code == 204
    assert written(app, database, opened) == {}


def test_the_minutes_of_a_sent_answering_are_counted_once(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    for minutes, submission in (("3", "a"), ("3", "a"), ("3", "b"), ("0", "c"), ("4000", "d")):
        given = {"help-to-decide": "yes", "submission": submission, "took-minutes": minutes}
        assert client.post(opened.path(), data=given).status_code == 303
    client.post(opened.path(), data={"help-to-decide": "unheard-of", "submission": "e", "took-minutes": "9"})
    assert written(app, database, opened) == {
        "en": {"started": 4, "sent": 4, "minutes/0": 1, "minutes/3": 2, "minutes/60": 1}
    }


@pytest.mark.parametrize("minutes", ["", "NaN", "2.5", "-1", "minutes/3", "9" * 1000, "\x00"])
def test_an_answering_that_tells_no_number_of_minutes_is_taken_and_not_timed(
    app: Flask, client: FlaskClient, database: Database, opened: Open, minutes: str
) -> None:
    given = {"help-to-decide": "yes", "submission": "a", "took-minutes": minutes}
    assert client.post(opened.path(), data=given).status_code == 303
    assert written(app, database, opened) == {"en": {"started": 1, "sent": 1}}


def test_changing_an_answer_is_no_answering_to_be_timed(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    first = {"help-to-decide": "yes", "submission": "a"}
    client.post(opened.path(), data=first)
    changed = {"help-to-decide": "no", "submission": "b", "replaces": "a", "took-minutes": "1"}
    assert client.post(opened.path(), data=changed).status_code == 303
    assert not [step for step in written(app, database, opened)["en"] if step.startswith("minutes/")]


def test_the_minutes_are_with_nobody_s_answers(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    given = {"help-to-decide": "yes", "submission": "m-id", "took-minutes": "3"}
    client.post(opened.path(), data=given, headers={"User-Agent": "Marked-Phone/7"})
    written(app, database, opened)
    [row] = [row for row in rows(database, "funnel_count") if row["step"].startswith("minutes/")]
    assert len(str(row.pop("day"))) == len(TODAY.isoformat())
    assert row == {
        "organisation_id": opened.organisation_id, "link_id": opened.link_id, "language": "en",
        "step": "minutes/3", "number": 1,
    }  # fmt: skip
    [response] = rows(database)
    assert "minutes" not in repr(response)


@pytest.mark.parametrize("path", ["/s/NOWHERE99/en/reached", "/s/{code}/klingon/reached"])
def test_an_unknown_link_or_language_is_absent(client: FlaskClient, opened: Open, path: str) -> None:
    answer = client.post(path.format(code=opened.code), data={"section": "your-care"})
    assert answer.status_code == 404


def test_whoever_leaves_gives_away_a_section_and_nothing_of_what_they_answered(
    app: Flask, client: FlaskClient, database: Database, opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = {
        "section": "your-words",
        "help-to-decide": "no",
        "one-thing-better": "A marked word",
        "submission": "m-id",
    }
    client.post(f"{opened.path()}/reached", data=told, headers={"User-Agent": "Marked-Phone/7"})
    written(app, database, opened)
    assert {row["step"] for row in rows(database, "funnel_count")} == {"started", "left/your-words"}
    for table in ("funnel_count", "response", "audit_event", "rate_counter"):
        stored = repr(rows(database, table))
        assert "arked" not in stored and "m-id" not in stored and "127.0.0.1" not in stored
    assert rows(database) == [] and "arked" not in caplog.text


def test_looking_at_a_survey_writes_nothing_by_itself(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    client.get(opened.path())
    client.post(f"{opened.path()}/reached", data={"section": "your-care"})
    assert rows(database, "funnel_count") == []


def test_a_kind_page_of_a_link_that_was_stopped_is_no_opening(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    revoke(database, opened)
    assert client.get(opened.path()).status_code == 410
    assert written(app, database, opened) == {}


def test_what_was_written_is_not_written_again(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    client.get(opened.path())
    assert written(app, database, opened) == written(app, database, opened) == {"en": {"opened": 1}}
    client.get(opened.path())
    assert written(app, database, opened) == {"en": {"opened": 2}}


def test_a_database_that_is_gone_loses_no_count(
    app: Flask,
    client: FlaskClient,
    database: Database,
    opened: Open,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.get(opened.path())

    def gone(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("the disk is full"))

    with monkeypatch.context() as broken:
        broken.setattr(funnels, "add", gone)
        board_of(app).tally.flush(app.extensions["database"])
        client.get(opened.path())
        board_of(app).tally.flush(app.extensions["database"])
    assert caplog.messages.count("the funnel waits: OperationalError") == 2 and "INSERT" not in caplog.text
    assert written(app, database, opened) == {"en": {"opened": 2}}


def test_each_answer_that_came_is_counted_in_its_hour_and_a_change_is_none(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    for submission in ("a", "a", "b"):
        assert (
            client.post(opened.path(), data={"help-to-decide": "yes", "submission": submission}).status_code
            == 303
        )
    changed = {"help-to-decide": "no", "submission": "c", "replaces": "a"}
    assert client.post(opened.path(), data=changed).status_code == 303
    client.post(opened.path(), data={"help-to-decide": "unheard-of", "submission": "d"})
    assert rows(database, "hourly_count") == [], "nothing is written while somebody answers"
    board_of(app).tally.flush(app.extensions["database"])
    [row] = rows(database, "hourly_count")
    assert (row["link_id"], row["number"]) == (opened.link_id, 2) and 0 <= row["hour"] <= 23
    assert "hour" not in rows(database)[0]


def test_two_organisations_are_written_in_one_go_each_its_own(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    with database.transaction() as session:
        theirs = organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY).id
    other = open_survey(database, theirs)
    client.get(opened.path())
    for _ in range(2):
        client.get(other.path())
    assert written(app, database, opened) == {"en": {"opened": 1}}
    assert written(app, database, other) == {"en": {"opened": 2}}


def test_nobody_fills_the_memory_with_kinds_of_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "_MOST", 5)
    counting = Tally()
    for number in range(50):
        counting.note(LINK, "en", f"left/{number % 25}")
    assert len(counting._counted) == 5
    assert set(counting._counted.values()) == {2}
