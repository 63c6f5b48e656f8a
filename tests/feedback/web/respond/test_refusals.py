"""Promise of the refusals: a clear page and a 4xx, never a 500, and every valid answer is still in the form."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from feedback.db import Database
from feedback.services import responses
from tests.feedback.open_survey import Open, hidden_field, revoke, rows

GOOD = [("help-to-decide", "yes"), ("age-band", "35-44"), ("submission", "kept-id")]
FORM = "application/x-www-form-urlencoded"


def send(client: FlaskClient, opened: Open, body: bytes | str, content_type: str = FORM) -> TestResponse:
    return client.post(opened.path(), data=body, content_type=content_type)


def sent(client: FlaskClient, opened: Open, *fields: tuple[str, str]) -> TestResponse:
    """Good answers and these; whatever page shows them back, no browser keeps it."""
    answer = send(client, opened, urlencode([*GOOD, *fields]))
    assert answer.headers["Cache-Control"] == "no-store"
    return answer


def keeps_what_was_valid(page: str) -> bool:
    ticked = [rf'name="{name}" value="{value}"[^>]* checked' for name, value in GOOD[:2]]
    return (
        all(re.search(pattern, page) for pattern in ticked) and hidden_field(page, "submission") == "kept-id"
    )


def parts(fields: list[tuple[str, str]]) -> tuple[bytes, str]:
    lines = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    ]
    return ("".join(lines) + "--b--\r\n").encode(), "multipart/form-data; boundary=b"


BAD: list[tuple[str, list[tuple[str, str]], str, str]] = [
    ("an unknown option", [("what-matters", "always")], "what-matters", "“always”"),
    ("two values of a radio", [("what-matters", "yes"), ("what-matters", "no")], "what-matters", "one answer only"),
    ("a bad postcode", [("deprivation-quintile", "XYZ")], "deprivation-quintile", "full postcode"),
    ("a NUL", [("one-thing-better", "a\x00b")], "one-thing-better", "cannot read"),
    ("a replacement character", [("one-thing-better", "a\ufffdb")], "one-thing-better", "cannot read"),
    ("a comment of a megabyte", [("one-thing-better", "x" * 1_000_000)], "one-thing-better", "too long"),
    ("a declined statement", [("what-matters", "prefer-not-to-say")], "what-matters", "prefer-not-to-say"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "item", "told"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_answer_is_told_beside_its_question_and_the_rest_is_kept(
    client: FlaskClient, opened: Open, database: Database, fields: list[tuple[str, str]], item: str, told: str
) -> None:
    answer = sent(client, opened, *fields)
    assert answer.status_code == 400 and keeps_what_was_valid(answer.text)
    assert f'href="#q-{item}"' in answer.text and told in answer.text
    assert rows(database) == []


def test_words_that_are_too_long_are_kept_up_to_the_limit(client: FlaskClient, opened: Open) -> None:
    answer = sent(client, opened, ("one-thing-better", "word " * 250_000))
    kept = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", answer.text, re.DOTALL)
    assert kept and 1900 < len(kept.group(1)) <= 2000 and len(answer.text) < 500_000


@pytest.mark.parametrize("raw", [b"%ED%A0%80", b"%FF%FE", b"\xed\xa0\x80", b"%00", b"%C0%AF"])
def test_bytes_that_are_no_text_are_refused_and_never_break_the_page(
    client: FlaskClient, opened: Open, database: Database, raw: bytes
) -> None:
    answer = send(client, opened, urlencode(GOOD).encode() + b"&one-thing-better=good+" + raw)
    assert answer.status_code == 400 and keeps_what_was_valid(answer.text) and rows(database) == []


@pytest.mark.parametrize("raw", [b"%ED%A0%80", b"%00", b"%FF"])
def test_a_field_named_in_bytes_that_are_no_text_is_refused(
    client: FlaskClient, opened: Open, raw: bytes
) -> None:
    answer = send(client, opened, urlencode(GOOD).encode() + b"&" + raw + b"=yes")
    assert answer.status_code == 400 and keeps_what_was_valid(answer.text)


def test_an_unknown_field_is_named_and_safe_to_read(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    answer = sent(client, opened, ("<script>alert(1)</script>", "1"))
    assert answer.status_code == 400 and keeps_what_was_valid(answer.text)
    assert "<script>alert" not in answer.text and "&lt;script&gt;alert" in answer.text
    assert rows(database) == []


def test_what_was_typed_is_shown_back_as_text_and_never_run(client: FlaskClient, opened: Open) -> None:
    words = '</textarea><script>alert("x")</script>'
    answer = sent(client, opened, ("one-thing-better", words), ("what-matters", "unheard-of"))
    assert "<script>alert" not in answer.text and "&lt;/textarea&gt;&lt;script&gt;" in answer.text


@pytest.mark.parametrize("number", [10_000, 19_000])
def test_ten_thousand_fields_are_refused_with_a_short_page(
    client: FlaskClient, opened: Open, number: int
) -> None:
    answer = sent(client, opened, *((f"field-{n}", "1") for n in range(number)))
    assert answer.status_code == 400 and keeps_what_was_valid(answer.text)
    assert answer.text.count("field-") < 20


def test_ten_thousand_values_of_one_field_are_refused(client: FlaskClient, opened: Open) -> None:
    answer = sent(client, opened, *(("what-matters", f"v{n}") for n in range(10_000)))
    assert answer.status_code == 400 and keeps_what_was_valid(answer.text)


def test_a_form_of_ten_thousand_parts_is_refused_with_the_answers_kept(
    client: FlaskClient, opened: Open
) -> None:
    answer = send(client, opened, *parts([*GOOD, *((f"field-{n}", "1") for n in range(10_000))]))
    assert answer.status_code == 400 and keeps_what_was_valid(answer.text)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"no boundary", "multipart/form-data"), (b"--b\r\nbroken", "multipart/form-data; boundary=b"), (b"", FORM),
     (b"%%%&&&===", FORM), (b"\x00\xff" * 1000, FORM), parts([("", "")]),
     parts([("help-to-decide", "yes"), ("x", "")])],
)  # fmt: skip
def test_a_form_that_is_broken_is_answered_with_a_page(
    client: FlaskClient, opened: Open, body: bytes, content_type: str
) -> None:
    answer = send(client, opened, body, content_type)
    assert 400 <= answer.status_code < 500 and "<h1" in answer.text


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "", "image/png"])
def test_another_content_type_is_refused_with_the_form(
    client: FlaskClient, opened: Open, database: Database, content_type: str
) -> None:
    answer = send(client, opened, json.dumps(dict(GOOD)), content_type)
    assert answer.status_code == 415 and "<form" in answer.text and rows(database) == []


def test_a_file_where_words_belong_is_no_answer(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="one-thing-better"; filename="a.txt"\r\n\r\nx\r\n--b--\r\n'
    assert send(client, opened, body, "multipart/form-data; boundary=b").status_code == 400
    assert rows(database) == []


def test_a_body_that_is_too_large_is_a_kind_page(client: FlaskClient, opened: Open) -> None:
    answer = sent(client, opened, ("one-thing-better", "x" * (5 * 1024 * 1024)))
    assert answer.status_code == 413 and "<h1" in answer.text


@pytest.mark.parametrize("revision", ["9", "0", "-1", "first", "9" * 400, "²", "\x00"])
def test_a_revision_that_is_not_ours_shows_the_present_one_with_the_answers(
    client: FlaskClient, opened: Open, database: Database, revision: str
) -> None:
    answer = sent(client, opened, ("revision", revision))
    assert (
        answer.status_code == 400 and keeps_what_was_valid(answer.text) and "has changed since" in answer.text
    )
    assert rows(database) == []


@pytest.mark.parametrize("texts", ["", "99999999", "9" * 400, "²", "newest", "-1"])
def test_any_version_of_the_texts_is_taken(client: FlaskClient, opened: Open, texts: str) -> None:
    assert sent(client, opened, ("texts", texts)).status_code == 303


@pytest.mark.parametrize("switch", ["xx", "pl", "en-simple/../..", "", "\x00"])
def test_a_switch_to_what_is_not_on_offer_is_no_switch(
    client: FlaskClient, opened: Open, switch: str
) -> None:
    assert sent(client, opened, ("switch-to", switch)).status_code == 303


def test_nothing_answered_is_said_kindly(client: FlaskClient, opened: Open, database: Database) -> None:
    answer = send(client, opened, urlencode({"submission": "kept-id"}))
    assert answer.status_code == 400 and "not answered a question yet" in answer.text and rows(database) == []


def test_a_revoked_link_refuses_and_shows_the_answers_back(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    revoke(database, opened)
    assert client.get(opened.path()).status_code == 410
    answer = sent(client, opened, ("one-thing-better", "My words"))
    assert answer.status_code == 410 and "My words" in answer.text and "35 to 44" in answer.text
    assert rows(database) == []


def test_a_page_may_be_remembered_for_a_moment_but_sending_always_asks_the_database(
    app: Flask, opened: Open, database: Database
) -> None:
    app.config["BOARD_SECONDS"] = 60
    client = app.test_client()
    assert client.get(opened.path()).status_code == 200
    revoke(database, opened)
    assert client.get(opened.path()).status_code == 200
    assert sent(client, opened).status_code == 410 and rows(database) == []


@pytest.mark.parametrize("code", ["NOWHERE99", "%00", "x" * 500, "..%2F..", quote("Ω" * 9), "'"])
def test_an_unknown_code_is_a_kind_404(client: FlaskClient, opened: Open, code: str) -> None:
    for answer in (
        client.get(f"/s/{code}"),
        client.get(f"/s/{code}/ur"),
        client.post(f"/s/{code}/en", data=dict(GOOD)),
    ):
        assert answer.status_code == 404 and "<h1" in answer.text


@pytest.mark.parametrize("language", ["xx", "english", "%00", "en-", "de"])
def test_an_unknown_language_is_a_404(client: FlaskClient, opened: Open, language: str) -> None:
    assert client.get(f"/s/{opened.code}/{language}").status_code == 404
    assert client.post(f"/s/{opened.code}/{language}", data=dict(GOOD)).status_code == 404


def gone(*_: Any, **__: Any) -> Any:
    raise OperationalError("INSERT the answers", {"answers": "secret"}, Exception("disk full"))


@pytest.mark.parametrize("where", ["open", "insert", "commit"])
def test_a_database_that_cannot_serve_keeps_the_answers_in_the_page_and_says_no_thank_you(
    client: FlaskClient, opened: Open, database: Database, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture, where: str,
) -> None:  # fmt: skip
    with monkeypatch.context() as broken:
        if where == "open":
            broken.setattr(Database, "open", gone)
        elif where == "insert":
            broken.setattr(responses, "submit", gone)
        else:
            broken.setattr(Session, "commit", gone)
        answer = sent(client, opened, ("one-thing-better", "“My” <words>"))
    assert answer.status_code == 503 and answer.headers["Retry-After"] and "Thank you" not in answer.text
    for name, value in GOOD:
        assert f'name="{name}" value="{value}"' in answer.text
    assert "“My” &lt;words&gt;" in answer.text and "secret" not in caplog.text
    assert rows(database) == []
    again = dict(GOOD) | {"one-thing-better": "“My” <words>"}
    assert client.post(opened.path(), data=again).status_code == 303 and len(rows(database)) == 1


def test_a_page_that_cannot_be_read_from_the_database_is_an_honest_503(
    client: FlaskClient, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "open", gone)
    answer = client.get(opened.path())
    assert answer.status_code == 503 and "<h1" in answer.text and "secret" not in answer.text
