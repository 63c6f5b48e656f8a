"""Promises of the receipt pages: whoever has the code sees, changes or takes back their answers; nobody else does."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback import i18n
from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import organisations, receipts, responses, surveys
from feedback.services.responses import Arrival
from feedback.web.respond import receipts as pages
from tests.feedback.conftest import SECRET_KEY
from tests.feedback.open_survey import BY, TODAY, Open, close, hidden_field, open_survey, revoke, rows

ANSWERS: dict[str, Any] = {
    "help-to-decide": "yes", "help-i-need": "sometimes", "age-band": "25-34", "deprivation-quintile": "1",
    "one-thing-better": {"text": "Quieter <nights>", "share": True},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """It is the day of the answers, or so many days later."""
    real = pages.audit.now()

    def move(days: int) -> None:
        moment = real.replace(year=TODAY.year, month=TODAY.month, day=TODAY.day) + timedelta(days=days)
        monkeypatch.setattr(pages, "now", lambda: moment)

    move(0)
    return move


def sent(
    database: Database, opened: Open, submission: str = "a", language: str = "en", link: bool = True
) -> str:
    """Somebody answered; returns the code that they were shown."""
    with database.transaction(opened.organisation_id) as session:
        served = surveys.served(session, opened.survey_id)
        assert served is not None
        code = receipts.code(SECRET_KEY, submission)
        arrival = Arrival(opened.link_id if link else None, opened.place_id, "qr", language, 1)
        responses.submit(
            session, served, arrival, ANSWERS, submission=submission, today=TODAY,
            receipt=receipts.keyed(SECRET_KEY, code),
        )  # fmt: skip
    return code


def type_in(client: FlaskClient, code: str, language: str = "en") -> TestResponse:
    return client.post(f"/receipt?lang={language}", data={"code": code}, follow_redirects=True)


def counting(database: Database, opened: Open) -> int:
    with database.reading(opened.organisation_id) as session:
        return responses.count(session, opened.survey_id)


def test_a_code_shows_the_answers_in_words_with_three_choices(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    code = sent(database, opened)
    page = type_in(client, code.lower().replace("-", " "))
    assert page.status_code == 200
    for words in ("I help to decide about my care.", "Yes", "Sometimes", "25 to 34", "Quieter &lt;nights&gt;",
                  "1, the most deprived fifth", "20 November 2026", "Change my answers", "Take my answers back",
                  "Leave my answers as they are"):  # fmt: skip
        assert words in page.text, words
    assert "help-to-decide" not in page.text and "How do you feel" not in page.text


def test_the_address_of_the_answers_works_for_five_minutes_and_tells_nobody_the_code(
    client: FlaskClient, database: Database, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = sent(database, opened)
    answer = client.post("/receipt", data={"code": code})
    assert (
        answer.status_code == 303
        and code not in answer.location
        and code.replace("-", "") not in answer.location
    )
    assert client.get(answer.location).status_code == 200
    moment = pages.now()
    monkeypatch.setattr(pages, "now", lambda: moment + timedelta(seconds=301))
    late = client.get(answer.location)
    assert late.status_code == 410 and "Quieter" not in late.text and 'name="code"' in late.text
    assert client.get("/receipt/nothing").status_code == 410


@pytest.mark.parametrize("language", i18n.shipped_languages())
def test_the_pages_speak_every_language_without_script_cookie_or_a_second_request(
    client: FlaskClient, database: Database, opened: Open, language: str
) -> None:
    code = sent(database, opened)
    form = client.get(f"/receipt?lang={language}")
    shown = type_in(client, code, language)
    asked = client.post(f"/receipt/withdraw?lang={language}", data={"code": code})
    wrong = type_in(client, "ABCD-EFGH-JKMN", language)
    expected = f'<html lang="{i18n.words(language).html_language}" dir="{i18n.words(language).direction}"'
    for page in (form, shown, asked, wrong):
        assert expected in page.text
        assert page.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in page.headers
        assert "<script" not in page.text and "<img" not in page.text and " style=" not in page.text
        assert re.findall(r'<link [^>]*href="([^"]*)"', page.text) == ["data:,"]


def test_the_answers_are_in_the_readers_language_where_the_survey_has_it_and_marked_where_not(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    code = sent(database, opened)
    urdu = type_in(client, code, "ur").text
    assert "I help to decide about my care." not in urdu and '<dl class="kept">' in urdu
    polish = type_in(client, code, "pl").text
    assert '<html lang="pl"' in polish and '<dl class="kept" lang="en" dir="ltr">' in polish
    assert "I help to decide about my care." in polish
    answered_in_urdu = sent(database, opened, "b", language="ur")
    assert '<dl class="kept" lang="ur" dir="rtl">' in type_in(client, answered_in_urdu, "cy").text


def test_unknown_expired_and_withdrawn_codes_give_the_same_kind_answer(
    client: FlaskClient, database: Database, opened: Open, _the_day: Callable[[int], None]
) -> None:
    expired, withdrawn = sent(database, opened, "a"), sent(database, opened, "b")
    client.post("/receipt/withdraw", data={"code": withdrawn, "sure": "yes"})
    assert type_in(client, expired).status_code == 200
    _the_day(29)
    answers = [
        client.post("/receipt", data={"code": code}) for code in ("ABCD-EFGH-JKMN", expired, withdrawn)
    ]
    texts = {re.sub(r'nonce="[^"]*"', "", re.sub(r'value="[^"]*"', "", answer.text)) for answer in answers}
    assert {answer.status_code for answer in answers} == {404} and len(texts) == 1
    assert "01632 960 001" in answers[0].text and "does not open any answers" in answers[0].text
    for path in ("/receipt/change", "/receipt/withdraw"):
        assert client.post(path, data={"code": expired, "sure": "yes"}).status_code == 404
    assert counting(database, opened) == 1


def test_among_many_organisations_the_one_that_the_address_names_gives_its_help_number(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    with database.transaction() as session:
        organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    assert "01632 960 001" not in client.post("/receipt", data={"code": "x"}).text
    named = client.post("/receipt?organisation=oakfield", data={"code": "x"}).text
    assert "01632 960 001" in named and "organisation=oakfield" in named
    assert "its number is on the survey" in client.post("/receipt?organisation=zz%22", data={}).text.lower()


def test_a_code_opens_the_answers_of_its_own_organisation_under_its_name(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    with database.transaction() as session:
        other_id = organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY).id
    other = open_survey(database, other_id)
    own, theirs = sent(database, opened, "a"), sent(database, other, "b")
    assert "Oakfield (invented)" in type_in(client, own).text
    assert "Elsewhere (invented)" in type_in(client, f"{theirs}").text
    client.post("/receipt/withdraw?organisation=oakfield", data={"code": theirs, "sure": "yes"})
    assert (counting(database, opened), counting(database, other)) == (1, 0)


def test_changing_shows_the_survey_with_the_answers_in_it(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    code = sent(database, opened)
    page = client.post("/receipt/change", data={"code": code.replace("-", " ").lower()})
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    assert hidden_field(page.text, "replaces-receipt") == code
    assert hidden_field(page.text, "submission") not in ("", "a")
    assert f'action="/s/{opened.code}/en"' in page.text
    for key, value in (("help-to-decide", "yes"), ("help-i-need", "sometimes"), ("one-thing-better", "may-share"),
                       ("deprivation-quintile", "1")):  # fmt: skip
        assert re.search(rf'name="{key}" value="{value}" checked', page.text), key
    assert "Quieter &lt;nights&gt;</textarea>" in page.text
    again = client.post("/receipt/change", data={"code": code})
    assert hidden_field(again.text, "submission") != hidden_field(page.text, "submission")


def test_what_is_being_replaced_stays_in_the_page_through_an_error_and_another_language(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    code = sent(database, opened)
    page = client.post("/receipt/change", data={"code": code}).text
    fields = {
        name: hidden_field(page, name) for name in ("submission", "revision", "texts", "replaces-receipt")
    }
    for more in ({"switch-to": "ur"}, {"sex": "unheard-of"}):
        shown = client.post(opened.path(), data={**fields, "help-to-decide": "no", **more}).text
        assert hidden_field(shown, "replaces-receipt") == code


@pytest.mark.parametrize("stopped", ["closed", "revoked", "no link"])
def test_where_no_answers_are_taken_any_more_they_can_still_be_seen_and_taken_back(
    client: FlaskClient, database: Database, opened: Open, stopped: str
) -> None:
    code = sent(database, opened, link=stopped != "no link")
    if stopped == "closed":
        close(database, opened, pages.now() - timedelta(days=2))
    elif stopped == "revoked":
        revoke(database, opened)
    page = type_in(client, code).text
    assert "Quieter" in page and "Change my answers" not in page and "You can still take them back" in page
    assert client.post("/receipt/change", data={"code": code}).status_code == 410
    client.post("/receipt/withdraw", data={"code": code, "sure": "yes"})
    assert counting(database, opened) == 0


def test_taking_back_asks_once_and_then_the_answers_count_no_more(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    code = sent(database, opened)
    asked = client.post("/receipt/withdraw", data={"code": code})
    assert (
        asked.status_code == 200 and "You cannot undo this." in asked.text and counting(database, opened) == 1
    )
    done = client.post("/receipt/withdraw", data={"code": code, "sure": "yes"})
    assert done.status_code == 200 and "are taken back" in done.text and counting(database, opened) == 0
    assert client.post("/receipt/withdraw", data={"code": code, "sure": "yes"}).status_code == 404
    assert [row["receipt"] for row in rows(database)] == [None]


def test_ten_wrong_codes_from_an_address_and_it_has_to_wait(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    code = sent(database, opened)
    paths = ("/receipt", "/receipt/change", "/receipt/withdraw")
    wrong = [client.post(paths[number % 3], data={"code": f"wrong {number}"}) for number in range(10)]
    assert {answer.status_code for answer in wrong} == {404}
    for path in paths:
        rest = client.post(f"{path}?lang=ur", data={"code": code, "sure": "yes"})
        assert (
            rest.status_code == 429
            and rest.headers["Retry-After"] == "300"
            and '<html lang="ur"' in rest.text
        )
    assert counting(database, opened) == 1
    elsewhere = client.post("/receipt", data={"code": code}, environ_overrides={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code == 303
    assert client.get("/receipt").status_code == 200


def test_a_right_code_is_no_try(client: FlaskClient, database: Database, opened: Open) -> None:
    code = sent(database, opened)
    for number in range(9):
        client.post("/receipt", data={"code": f"wrong {number}"})
    for _ in range(15):
        assert client.post("/receipt", data={"code": code}).status_code == 303
        assert client.post("/receipt/withdraw", data={"code": code}).status_code == 200
    assert sum(row["tries"] for row in rows(database, "rate_counter")) == 9
    assert not any("127.0.0.1" in str(row) or code in str(row) for row in rows(database, "rate_counter"))


def test_the_privacy_notice_says_how_long_a_code_works(
    client: FlaskClient, database: Database, organisation: Organisation, opened: Open
) -> None:
    with database.transaction(organisation.id) as session:
        organisations.current(session).receipt_days = 17
    page = html.unescape(client.get("/privacy/oakfield").text)
    assert "For 17 days you can use it" in page and "/receipt?organisation=oakfield" in page


def test_nothing_is_written_for_whoever_only_looks(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    code = sent(database, opened)
    tables = ("response", "withdrawal", "audit_event")
    before = [rows(database, table) for table in tables]
    type_in(client, code)
    client.post("/receipt/change", data={"code": code})
    client.post("/receipt/withdraw", data={"code": code})
    assert [rows(database, table) for table in tables] == before
