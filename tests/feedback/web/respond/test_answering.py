"""Promise of answering: one answering is one response, whatever a phone, a network or a second person does."""

from __future__ import annotations

import html
import json
import logging
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.db import Database
from feedback.services import responses
from feedback.web.respond import taking
from tests.feedback.open_survey import NOW, Open, close, hidden_field, rows

ANSWERS = {"help-to-decide": "yes", "age-band": "35-44"}


def counted(database: Database, opened: Open) -> int:
    with database.reading(opened.organisation_id) as session:
        return responses.count(session, opened.survey_id)


def receipt_on(page: str) -> str:
    """The receipt code that a thank-you shows."""
    found = re.search(r"<code[^>]*>([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})</code>", page)
    return found.group(1) if found else ""


def forms_of(page: str) -> list[dict[str, str]]:
    """The fields of each form of a page that asks whose answers they are."""
    return [
        {
            html.unescape(name): html.unescape(value)
            for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', form)
        }
        for form in re.findall(r"<form.*?</form>", page, re.DOTALL)
        if 'name="submission"' in form
    ]


def test_an_answering_is_stored_and_leads_to_the_thank_you(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    answer = client.post(opened.path(), data={**ANSWERS, "submission": "a" * 24})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/s/{opened.code}/en/thanks")
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(answer.headers["Location"]).status_code == 200
    [row] = rows(database)
    assert json.loads(row["answers"]) == ANSWERS
    assert (row["link_id"], row["channel"], row["language"]) == (opened.link_id, "qr", "en")


def test_the_page_served_can_be_sent_as_it_is(client: FlaskClient, opened: Open, database: Database) -> None:
    page = client.get(opened.path("ur")).text
    fields = {name: hidden_field(page, name) for name in ("submission", "revision", "texts")}
    assert len(fields["submission"]) >= 22
    assert client.post(opened.path("ur"), data={**ANSWERS, **fields}).status_code == 303
    [row] = rows(database)
    assert (row["language"], row["texts_version"]) == ("ur", int(fields["texts"]))


def test_every_page_served_has_a_fresh_id(client: FlaskClient, opened: Open) -> None:
    pages = [client.get(opened.path()).text for _ in range(3)]
    assert len({hidden_field(page, "submission") for page in pages}) == 3


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_answers_sent_again_are_one_response_and_the_same_thank_you(
    client: FlaskClient, opened: Open, database: Database, times: int
) -> None:
    sent = [client.post(opened.path(), data={**ANSWERS, "submission": "tap"}) for _ in range(times)]
    assert {answer.status_code for answer in sent} == {303}
    thanked = [client.get(answer.headers["Location"]).text for answer in sent]
    assert len(set(thanked)) == 1 and receipt_on(thanked[0])
    assert len(rows(database)) == 1


def test_a_replay_in_another_order_and_with_an_empty_field_is_the_same(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    client.post(opened.path(), data={"submission": "tap", **ANSWERS})
    other = dict(reversed(ANSWERS.items())) | {"one-thing-better": "", "submission": "tap"}
    again = client.post(opened.path(), data=other)
    assert again.status_code == 303 and len(rows(database)) == 1


def test_other_answers_from_the_same_page_store_nothing_and_ask_whose_they_are(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    client.post(opened.path(), data={**ANSWERS, "submission": "page"})
    answer = client.post(
        opened.path(), data={"help-to-decide": "no", "one-thing-better": "“Tea”", "submission": "page"}
    )
    assert answer.status_code == 409 and answer.headers["Cache-Control"] == "no-store"
    change, another = forms_of(answer.text)
    assert change["replaces"] == "page" and "replaces" not in another
    assert len({"page", change["submission"], another["submission"]}) == 3
    for form in (change, another):
        assert (form["help-to-decide"], form["one-thing-better"]) == ("no", "“Tea”")
    assert len(rows(database)) == 1 and rows(database, "withdrawal") == []


def test_changing_my_answers_withdraws_one_response_and_stores_one(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    client.post(opened.path(), data={**ANSWERS, "submission": "page"})
    page = client.post(opened.path(), data={"help-to-decide": "no", "submission": "page"}).text
    change, _ = forms_of(page)
    for _ in range(2):
        assert client.post(opened.path(), data=change).status_code == 303
    stored, withdrawn = rows(database), rows(database, "withdrawal")
    assert (len(stored), len(withdrawn), counted(database, opened)) == (2, 1, 1)
    first = next(row for row in stored if json.loads(row["answers"]) == ANSWERS)
    assert withdrawn[0]["response_id"] == first["id"]


def test_somebody_else_at_the_same_page_is_a_second_response(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    client.post(opened.path(), data={**ANSWERS, "submission": "page"})
    _, another = forms_of(
        client.post(opened.path(), data={"help-to-decide": "no", "submission": "page"}).text
    )
    for _ in range(2):
        assert client.post(opened.path(), data=another).status_code == 303
    assert counted(database, opened) == 2


def test_no_stranger_takes_back_what_another_survey_holds(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    client.post(opened.path(), data={**ANSWERS, "submission": "mine"})
    client.post(opened.path(), data={**ANSWERS, "submission": "yours", "replaces": "a guess"})
    assert counted(database, opened) == 2


def test_answers_without_an_id_are_taken(client: FlaskClient, opened: Open, database: Database) -> None:
    for _ in range(2):
        assert client.post(opened.path(), data=ANSWERS).status_code == 303
    assert len(rows(database)) == 2


@pytest.mark.parametrize("submission", ["x" * 100_000, "\x00", "ꙮ" * 300, "' OR 1=1 --"])
def test_any_id_a_script_makes_up_is_an_id(
    client: FlaskClient, opened: Open, database: Database, submission: str
) -> None:
    for _ in range(2):
        assert client.post(opened.path(), data={**ANSWERS, "submission": submission}).status_code == 303
    assert len(rows(database)) == 1


def test_a_form_in_parts_is_taken_like_any_other(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    answer = client.post(opened.path(), data=ANSWERS, content_type="multipart/form-data")
    assert answer.status_code == 303 and json.loads(rows(database)[0]["answers"]) == ANSWERS


def test_answers_to_questions_that_were_hidden_are_dropped(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    client.post(opened.path(), data={"has-care-plan": "no", "helped-make-plan": "yes", "answered-by": "someone-else",
                                     "sex": "female", "age-band": "75-84"})  # fmt: skip
    assert json.loads(rows(database)[0]["answers"]) == {
        "has-care-plan": "no", "answered-by": "someone-else", "age-band": "75-84",
    }  # fmt: skip


def test_an_answer_is_dated_with_a_day_and_nothing_finer(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    client.post(opened.path(), data=ANSWERS)
    [row] = rows(database)
    assert date.fromisoformat(str(row["answered_on"])) == taking.today()
    assert not [name for name, value in row.items() if re.search(r"\d\d:\d\d", str(value))]


def test_nothing_that_leads_to_a_phone_is_stored(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    marks = {"User-Agent": "Marked-Phone/7", "X-Forwarded-For": "203.0.113.7", "Cookie": "who=marked"}
    client.post(opened.path(), data={**ANSWERS, "submission": "marked-id"}, headers=marks)
    for table in ("response", "audit_event", "rate_counter"):
        stored = repr(rows(database, table))
        assert "arked" not in stored and "203.0.113.7" not in stored and "127.0.0.1" not in stored


def test_a_postcode_becomes_a_fifth_and_is_nowhere(
    client: FlaskClient, opened: Open, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = client.post(opened.path(), data={"deprivation-quintile": "qx7 1aa", "help-to-decide": "yes"})
    assert answer.status_code == 303
    [row] = rows(database)
    assert json.loads(row["answers"])["deprivation-quintile"] == "4" and row["geography_edition"] == "2025"
    everything = (
        repr(rows(database)) + repr(rows(database, "audit_event")) + caplog.text + answer.headers["Location"]
    )
    # Random codes may hold the same three letters in passing; a postcode stands by itself, or with its other half.
    assert not re.search(r"\bqx7\b|qx7\W{0,3}1aa", everything.lower())


def test_no_line_of_any_log_holds_the_code_or_the_answers(
    app: Flask, opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client = app.test_client()
    client.get(opened.path())
    client.post(opened.path(), data={**ANSWERS, "one-thing-better": "A marked word"})
    client.post(opened.path(), data={"help-to-decide": "unheard-of", "one-thing-better": "A marked word"})
    assert opened.code not in caplog.text and "marked" not in caplog.text and "unheard" not in caplog.text


def test_words_are_shared_only_where_the_box_was_ticked(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    page = client.get(opened.path()).text
    box = re.search(r'<input[^>]*value="may-share"[^>]*>', page)
    assert box and "checked" not in box.group()
    client.post(opened.path(), data={"one-thing-better": "Tea", "submission": "1"})
    client.post(opened.path(), data={"one-thing-better": ["Tea", "may-share"], "submission": "2"})
    shared = [json.loads(row["answers"])["one-thing-better"]["share"] for row in rows(database)]
    assert sorted(shared) == [False, True]


def test_another_language_keeps_the_answers_and_the_id_and_stores_nothing(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    sent = {
        **ANSWERS,
        "one-thing-better": ["More tea", "may-share"],
        "submission": "one-person",
        "switch-to": "ur",
    }
    answer = client.post(opened.path(), data=sent)
    assert answer.status_code == 200 and '<html lang="ur" dir="rtl"' in answer.text
    assert hidden_field(answer.text, "submission") == "one-person"
    assert re.search(r'name="help-to-decide" value="yes"[^>]* checked', answer.text)
    assert re.search(r'value="may-share"[^>]* checked', answer.text) and "More tea" in answer.text
    assert f'action="/s/{opened.code}/ur"' in answer.text
    assert rows(database) == []


def test_a_survey_takes_answers_for_a_day_after_it_closed(
    client: FlaskClient, opened: Open, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(database, opened, NOW)
    monkeypatch.setattr(taking, "now", lambda: NOW + timedelta(hours=23, minutes=59))
    assert client.get(opened.path()).status_code == 410
    assert client.post(opened.path(), data=ANSWERS).status_code == 303
    monkeypatch.setattr(taking, "now", lambda: NOW + timedelta(hours=24, minutes=1))
    late = client.post(opened.path(), data={**ANSWERS, "one-thing-better": "My <late> words"})
    assert late.status_code == 410 and "My &lt;late&gt; words" in late.text
    assert "I help to decide about my care." in late.text and "35 to 44" in late.text
    assert len(rows(database)) == 1
