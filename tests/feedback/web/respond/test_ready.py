"""Promise of the front: the same page to the same question without waking the application, and never a stale one."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.db import Database
from feedback.services import funnels
from tests.feedback.open_survey import NOW, Open, close, hidden_field, revoke

PHONE = {"Accept-Encoding": "gzip, br", "Accept-Language": "ur"}


@pytest.fixture
def warm(app: Flask) -> Iterator[Flask]:
    """An application whose board holds for longer than a test."""
    app.config["BOARD_SECONDS"] = 3600
    yield app


def woken(app: Flask, client: FlaskClient, path: str, **more: object) -> tuple[TestResponse, bool]:
    """A page, and whether Flask was asked for it."""
    with patch.object(app, "full_dispatch_request", wraps=app.full_dispatch_request) as asked:
        return client.get(path, **more), bool(asked.call_count)  # type: ignore[arg-type]  # as a client takes them


def unlike(answer: TestResponse) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in answer.headers if name != "Date")


@pytest.mark.parametrize("shape", ["/s/{code}", "/s/{code}/en", "/S/{code}/UR", "/s/{code}/en-simple"])
def test_the_second_page_is_the_first_with_another_id_and_the_same_headers(
    warm: Flask, client: FlaskClient, opened: Open, shape: str
) -> None:
    path = shape.format(code=opened.code)
    first, asked = woken(warm, client, path, headers=PHONE)
    second, again = woken(warm, client, path, headers=PHONE)
    assert (asked, again) == (True, False)
    assert unlike(first) == unlike(second) and first.status == second.status
    plain, _ = woken(warm, client, path)
    other, again = woken(warm, client, path)
    ids = [hidden_field(page.text, "submission") for page in (plain, other)]
    assert not again and ids[0] != ids[1]
    assert plain.text.replace(ids[0], "") == other.text.replace(ids[1], "")


@pytest.mark.parametrize(
    "other",
    [
        {"Accept-Language": "en"},
        {"Accept-Encoding": "identity"},
        {"Host": "127.0.0.1"},
        {"Host": "evil.example"},
    ],
)
def test_another_question_is_asked_anew(
    warm: Flask, client: FlaskClient, opened: Open, other: dict[str, str]
) -> None:
    for _ in range(2):
        client.get(f"/s/{opened.code}", headers=PHONE)
    answer, asked = woken(warm, client, f"/s/{opened.code}", headers={**PHONE, **other})
    assert asked
    assert answer.status_code == (400 if other.get("Host") == "evil.example" else 200)


@pytest.mark.parametrize("change", ["revoke", "close"])
def test_what_changed_is_never_shown_as_it_was(
    warm: Flask, client: FlaskClient, database: Database, opened: Open, change: str
) -> None:
    for _ in range(2):
        assert client.get(opened.path()).status_code == 200
    if change == "revoke":
        revoke(database, opened)
    else:
        close(database, opened, NOW)
    warm.extensions["board"].look_again()
    assert client.get(opened.path()).status_code == 410


def test_looking_again_without_a_change_keeps_the_pages_ready(
    warm: Flask, client: FlaskClient, opened: Open
) -> None:
    client.get(opened.path())
    warm.extensions["board"].look_again()
    assert woken(warm, client, opened.path())[1] is False


def test_a_face_that_grew_old_is_asked_for_again(warm: Flask, client: FlaskClient, opened: Open) -> None:
    client.get(opened.path())
    warm.config["BOARD_SECONDS"] = 0
    assert woken(warm, client, opened.path())[1] is True


def test_refusals_and_answers_are_never_ready(warm: Flask, client: FlaskClient, opened: Open) -> None:
    for path in ("/s/NOWHERE99", f"/s/{opened.code}/en/thanks", f"/s/{opened.code}/xx"):
        assert [woken(warm, client, path)[1] for _ in range(2)] == [True, True]
    for number in range(2):
        sent = client.post(opened.path(), data={"help-to-decide": "yes", "submission": f"n{number}"})
        assert sent.status_code == 303


def test_a_ready_page_is_counted_as_opened(
    warm: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    for _ in range(3):
        client.get(opened.path())
    warm.extensions["board"].tally.flush(database)
    with database.reading(opened.organisation_id) as session:
        assert funnels.of_link(session, opened.link_id) == {"en": {"opened": 3}}


def test_a_request_for_the_headers_alone_puts_no_page_under_another_address(
    warm: Flask, client: FlaskClient, opened: Open
) -> None:
    """What it left behind was kept for whichever address came next, and shown to whoever asked for that."""
    assert client.head(opened.path(), headers=PHONE).status_code == 200
    for _ in range(2):
        page, asked = woken(warm, client, f"{opened.path()}/thanks", headers=PHONE | {"Accept-Encoding": ""})
        assert asked and 'name="submission"' not in page.text
