"""Promises around the survey: leaving says nothing of it, its worker is ours, and a shared screen keeps nothing."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient, FlaskCliRunner

from feedback import i18n
from feedback.db import Database
from feedback.services import surveys
from surveys.kinds import NOT_ASKED
from tests.feedback.open_survey import Open, hidden_field, rows

SKIPPED = 253
#: Answered in English, and left out of Easy Read.
LEFT_OUT = "role"


@pytest.fixture
def kiosk(runner: FlaskCliRunner, opened: Open) -> str:
    """Where a tablet in a waiting room begins: a link made on the command line."""
    arguments = ["link", "add", "my-care", "--place", "ward-7", "--channel", "kiosk", "--json"]
    made = runner.invoke(args=arguments)
    assert made.exit_code == 0, made.output
    return f"/s/{json.loads(made.stdout)['code']}"


def packed(database: Database, opened: Open) -> Mapping[str, int]:
    """The first byte of each question in the one response there is."""
    [row] = rows(database)
    with database.reading(opened.organisation_id) as session:
        served = surveys.served(session, opened.survey_id)
        assert served is not None
        return {key: row["codes"][place.offset] for key, place in served.codebook.items()}


@pytest.mark.parametrize("language", i18n.shipped_languages())
def test_whoever_leaves_reads_nothing_of_any_survey(client: FlaskClient, opened: Open, language: str) -> None:
    client.get(opened.path())
    page = client.get(f"/left?lang={language}")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Clear-Site-Data"] == '"cache"'
    assert "Set-Cookie" not in page.headers
    text = re.sub(r"<style.*?</style>", "", page.text, flags=re.DOTALL)
    for word in (opened.code, "Oakfield", "Ward 7", "Your care", "survey", "Said", "<a ", "<form"):
        assert word not in text, word
    assert i18n.words(language)("You can close this page") in html.unescape(page.text)


@pytest.mark.parametrize(("accept", "language"), [("ur", "ur"), ("", "en"), ("tlh", "en")])
def test_leaving_without_a_language_is_in_the_readers(
    client: FlaskClient, accept: str, language: str
) -> None:
    for path in ("/left", "/left?lang=nonsense"):
        page = client.get(path, headers={"Accept-Language": accept})
        assert f'<html lang="{language}"' in page.text


def test_the_worker_is_asked_for_again_and_may_do_nothing_but_work(client: FlaskClient) -> None:
    script = client.get("/answer-worker.js")
    assert script.content_type == "text/javascript; charset=utf-8"
    assert script.headers["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in script.headers["Content-Security-Policy"]
    assert "unsafe" not in script.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in script.headers
    assert not re.search(r"^\s*//", script.text, re.MULTILINE) and "https://" not in script.text


def test_the_survey_page_may_start_that_worker_and_no_other(client: FlaskClient, opened: Open) -> None:
    answer = client.get(opened.path())
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    assert set(re.findall(r"register\(([^)]*)\)", answer.text)) <= {'"/answer-worker.js"', '"answers"'}


@pytest.mark.parametrize("language", ["", "/en", "/en-simple", "/ur"])
def test_a_shared_screen_keeps_no_page_and_offers_to_finish_and_clear(
    client: FlaskClient, opened: Open, kiosk: str, language: str
) -> None:
    page = client.get(f"{kiosk}{language}")
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    form = re.search(r"<form id=\"survey\".*?>", page.text, re.DOTALL)
    assert form and "data-kiosk" in form.group(0)
    assert (
        re.search(rf'class="leave" id="leave" href="{kiosk}"', page.text) and 'href="/left' not in page.text
    )
    assert 'id="idle"' in page.text and 'id="more"' in page.text
    if language in ("", "/en"):
        assert "Finish and clear" in page.text and "I need more time" in page.text


def test_a_phone_is_offered_to_delete_and_leave_and_is_never_asked_to_hurry(
    client: FlaskClient, opened: Open, kiosk: str
) -> None:
    client.get(f"{kiosk}/en")
    page = client.get(opened.path())
    assert 'href="/left?lang=en"' in page.text and "Delete and leave" in page.text
    assert 'id="idle"' not in page.text and "data-kiosk" not in page.text
    assert page.headers["Cache-Control"] == "private, no-cache"


def test_a_shared_screen_shows_its_own_page_with_what_is_wrong(
    client: FlaskClient, database: Database, kiosk: str
) -> None:
    page = client.post(f"{kiosk}/en", data={"help-to-decide": "unheard-of"})
    assert page.status_code == 400 and page.headers["Cache-Control"] == "no-store"
    assert "Finish and clear" in page.text and "data-kiosk" in page.text


def test_answers_from_a_shared_screen_are_counted_under_its_channel(
    client: FlaskClient, database: Database, kiosk: str
) -> None:
    page = client.get(f"{kiosk}/en").text
    sent = client.post(
        f"{kiosk}/en", data={"help-to-decide": "yes", "submission": hidden_field(page, "submission")}
    )
    assert sent.status_code == 303 and rows(database)[0]["channel"] == "kiosk"
    assert client.get(sent.headers["Location"]).headers["Cache-Control"] == "no-store"


def easy_and_plain(client: FlaskClient, opened: Open) -> tuple[str, str]:
    return client.get(opened.path("en-simple")).text, client.get(opened.path()).text


def test_easy_read_leaves_questions_out_that_english_asks(client: FlaskClient, opened: Open) -> None:
    easy, plain = easy_and_plain(client, opened)
    asked = [set(re.findall(r'id="q-([a-z0-9-]+)"', page)) for page in (easy, plain)]
    assert asked[0] < asked[1]
    assert LEFT_OUT in asked[1] - asked[0]


def test_what_was_answered_in_english_is_kept_through_easy_read_and_stored(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    given: dict[str, Any] = {LEFT_OUT: "carer", "help-to-decide": "yes", "submission": "one-person"}
    page = client.post(opened.path(), data={**given, "switch-to": "en-simple"})
    assert page.status_code == 200 and f'action="/s/{opened.code}/en-simple"' in page.text
    assert f'id="q-{LEFT_OUT}"' not in page.text
    assert re.findall(rf'<input type="([a-z]+)" name="{LEFT_OUT}"', page.text) == ["hidden"]
    fields = {name: hidden_field(page.text, name) for name in (LEFT_OUT, "submission", "revision", "texts")}
    sent = client.post(opened.path("en-simple"), data={**fields, "help-to-decide": "yes"})
    assert sent.status_code == 303
    [row] = rows(database)
    assert json.loads(row["answers"]) == {LEFT_OUT: "carer", "help-to-decide": "yes"}
    assert row["language"] == "en-simple"
    assert packed(database, opened)[LEFT_OUT] not in (NOT_ASKED, SKIPPED)


def test_and_it_comes_back_to_be_seen_when_the_reader_goes_back_to_english(
    client: FlaskClient, opened: Open
) -> None:
    given = {LEFT_OUT: "carer", "help-to-decide": "yes", "switch-to": "en"}
    page = client.post(opened.path("en-simple"), data=given).text
    assert re.search(rf'type="radio" name="{LEFT_OUT}" value="carer"[^>]* checked', page)
    assert f'<input type="hidden" name="{LEFT_OUT}"' not in page


@pytest.mark.parametrize(("language", "code"), [("en-simple", NOT_ASKED), ("en", SKIPPED), ("ur", SKIPPED)])
def test_a_question_that_easy_read_leaves_out_was_not_asked_and_in_full_it_was_skipped(
    client: FlaskClient, database: Database, opened: Open, language: str, code: int
) -> None:
    assert client.post(opened.path(language), data={"help-to-decide": "yes"}).status_code == 303
    codes = packed(database, opened)
    assert codes[LEFT_OUT] == code and codes["help-i-need"] == SKIPPED
    assert codes["help-to-decide"] not in (NOT_ASKED, SKIPPED)
