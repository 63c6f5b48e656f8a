"""Promises of the interview: the same questions, said in somebody's language; and a no costs nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from feedback.services import audit
from feedback.vocabulary import Role
from tests.feedback.open_survey import hidden_field, rows
from tests.feedback.web.staff.conftest import STATEMENT

ADDRESS = "/staff/answers/interview/my-care/ward-7"
SAID = {"interpreted_by": "professional", STATEMENT: "yes", "age-band": "25-34"}


@pytest.fixture
def sam(browser: Any, account: Any, office: Any) -> Any:
    """A member of staff on the telephone."""
    office.sign("ur")
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    return browser


def save(browser: Any, language: str = "en", submission: str = "", **said: str) -> Any:
    page = browser.get(f"{ADDRESS}/{language}").text
    return browser.post(
        f"{ADDRESS}/{language}", submission=submission or hidden_field(page, "submission"),
        revision=hidden_field(page, "revision"), **(said or SAID),
    )  # fmt: skip


def events(office: Any) -> list[Any]:
    with office.database.reading(office.organisation_id) as session:
        return [event for event in audit.latest(session) if event.action.startswith("interview")]


def test_a_call_becomes_one_response_with_who_interpreted(sam: Any, office: Any) -> None:
    answer = save(sam, "ur")
    assert (answer.status_code, answer.location) == (303, f"{ADDRESS}/ur/saved")
    [row] = rows(office.database)
    assert json.loads(row["answers"]) == {STATEMENT: "yes", "age-band": "25-34"}
    assert (row["channel"], row["link_id"], row["language"], row["interpreter"]) == (
        "phone", None, "ur", "professional",
    )  # fmt: skip
    [event] = events(office)
    assert (event.action, event.subject, event.detail) == ("interview-saved", "my-care", "")


def test_what_is_saved_cannot_be_opened_again_and_nobody_counts_their_calls(sam: Any) -> None:
    answer = save(sam, **{"interpreted_by": "none", "one-thing-better": "Quieter nights", STATEMENT: "no"})
    page = sam.get(answer.location)
    assert "Start the next one" in page.text and f'href="{ADDRESS}/en"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    for again in (page.text, sam.get(f"{ADDRESS}/en").text):
        assert "Quieter nights" not in again and " checked" not in again
    assert not re.search(r"\b1 (interview|answer|saved)", page.text)


def test_the_questions_are_in_the_language_with_the_english_beside(sam: Any) -> None:
    page = sam.get(f"{ADDRESS}/ur").text
    assert '<div class="asked" lang="ur" dir="rtl">' in page and page.startswith(
        '<!doctype html>\n<html lang="en"'
    )
    assert page.count('class="beside" lang="en" dir="ltr"') > 30
    assert '<p class="beside" lang="en" dir="ltr">I help to decide about my care.' in page
    english = sam.get(f"{ADDRESS}/en").text
    assert 'class="beside"' not in english and "I help to decide about my care." in english


def test_the_script_comes_first_and_the_way_out_is_on_the_page(sam: Any) -> None:
    page = sam.get(f"{ADDRESS}/en").text
    assert page.index("Saying no makes no difference to your care.") < page.index("I help to decide")
    assert f'action="{ADDRESS}/en/refused"' in page and "They said no" in page


def test_a_no_leaves_no_response_and_no_words(sam: Any, office: Any) -> None:
    sam.get(f"{ADDRESS}/en")
    answer = sam.post(f"{ADDRESS}/en/refused", **SAID, **{"one-thing-better": "Somebody's words"})
    assert (answer.status_code, answer.location) == (303, f"{ADDRESS}/en")
    assert rows(office.database) == [] and rows(office.database, "funnel_count") == []
    [event] = events(office)
    assert (event.action, event.subject, event.detail) == ("interview-refused", "my-care", "")
    assert "Nothing of that call is kept" in sam.get(answer.location).text


def test_what_is_wrong_is_told_in_english_and_everything_said_is_kept(sam: Any, office: Any) -> None:
    said = {
        STATEMENT: "yes", "sex": "unheard-of", "one-thing-better": "Quieter <nights>", "interpreted_by": "",
    }  # fmt: skip
    answer = save(sam, "ur", submission="the call", **said)
    assert answer.status_code == 400 and rows(office.database) == []
    assert 'href="#f-interpreted_by"' in answer.text and 'href="#q-sex"' in answer.text
    assert "We do not know the answer “unheard-of”" in answer.text
    assert "Quieter &lt;nights&gt;" in answer.text and 'value="yes" checked' in answer.text
    assert hidden_field(answer.text, "submission") == "the call"


@pytest.mark.parametrize("interpreter", ["", "a-robot"])
def test_who_interpreted_has_to_be_said(sam: Any, office: Any, interpreter: str) -> None:
    assert save(sam, **{STATEMENT: "yes", "interpreted_by": interpreter}).status_code == 400
    assert save(sam, **{STATEMENT: "yes"}).status_code == 400
    assert rows(office.database) == []


def test_a_call_with_no_answer_at_all_is_not_stored(sam: Any, office: Any) -> None:
    answer = save(sam, interpreted_by="none")
    assert answer.status_code == 400 and "You have not answered a question yet" in answer.text
    assert rows(office.database) == []


def test_the_same_page_sent_twice_is_one_response(sam: Any, office: Any) -> None:
    assert [save(sam, submission="one call").status_code for _ in range(2)] == [303, 303]
    assert len(rows(office.database)) == 1 and len(events(office)) == 1


def test_another_person_from_the_same_page_is_asked_about_and_loses_nothing(sam: Any, office: Any) -> None:
    save(sam, submission="one call")
    other = {**SAID, STATEMENT: "no"}
    answer = save(sam, submission="one call", **other)
    assert answer.status_code == 409 and "stay as they are" in answer.text and len(rows(office.database)) == 1
    fresh = hidden_field(answer.text, "submission")
    assert fresh != "one call" and 'value="no" checked' in answer.text
    assert save(sam, submission=fresh, **other).status_code == 303
    assert [json.loads(row["answers"])[STATEMENT] for row in rows(office.database)] == ["yes", "no"]


def test_answers_that_routing_hides_are_dropped(sam: Any, office: Any) -> None:
    save(sam, **{**SAID, "has-care-plan": "no", "helped-make-plan": "yes"})
    assert "helped-make-plan" not in json.loads(rows(office.database)[0]["answers"])


def test_who_answers_is_not_filled_in_for_anybody(sam: Any, office: Any) -> None:
    save(sam)
    assert "answered-by" not in json.loads(rows(office.database)[0]["answers"])


def test_a_page_of_a_revision_that_is_not_ours_is_looked_at_again(sam: Any, office: Any) -> None:
    sam.get(f"{ADDRESS}/en")
    answer = sam.post(f"{ADDRESS}/en", revision="99", submission="x", **SAID)
    assert answer.status_code == 400 and "has changed since you opened it" in answer.text
    assert rows(office.database) == []


@pytest.mark.parametrize(
    "path", ["my-care/ward-7/pl", "my-care/ward-7/tlh", "my-care/nowhere/en", "nothing/ward-7/en"]
)
def test_what_is_not_there_or_not_on_offer_has_no_page(sam: Any, path: str) -> None:
    for end in ("", "/saved"):
        assert sam.get(f"/staff/answers/interview/{path}{end}").status_code == 404
    assert sam.post(f"/staff/answers/interview/{path}").status_code == 404
