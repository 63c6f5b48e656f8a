"""Promises of the paper forms: one sheet after another, each once, and what is in doubt is told and waits."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from feedback.services import audit
from feedback.vocabulary import Role
from tests.feedback.open_survey import hidden_field, rows
from tests.feedback.web.staff.conftest import STATEMENT

ADDRESS = "/staff/answers/paper/my-care/ward-7"
CALM = {STATEMENT: "yes", "help-i-need": "sometimes", "age-band": "25-34"}


def today() -> Any:
    return audit.now().date()


@pytest.fixture
def sam(browser: Any, account: Any, office: Any) -> Any:
    """A member of staff with a pile of sheets."""
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    return browser


def key(browser: Any, number: str = "12", day: str = "", language: str = "en", **cells: Any) -> Any:
    page = browser.get(f"{ADDRESS}/{language}").text
    return browser.post(
        f"{ADDRESS}/{language}", sheet_number=number, filled_on=day or today().isoformat(),
        revision=hidden_field(page, "revision"), **(cells or CALM),
    )  # fmt: skip


def test_a_sheet_is_saved_and_the_next_one_is_there(sam: Any, office: Any) -> None:
    yesterday = (today() - timedelta(days=1)).isoformat()
    answer = key(sam, day=yesterday, language="ur")
    assert (answer.status_code, answer.location) == (303, f"{ADDRESS}/ur?day={yesterday}")
    [row] = rows(office.database)
    assert json.loads(row["answers"]) == CALM
    assert (row["channel"], row["link_id"], row["language"], str(row["answered_on"])) == (
        "paper", None, "ur", yesterday,
    )  # fmt: skip
    page = sam.get(answer.location).text
    assert "Sheet 12 is saved." in page and f'value="{yesterday}"' in page and " checked" not in page
    with office.database.reading(office.organisation_id) as session:
        newest = audit.latest(session, 1)[0]
    assert (newest.action, newest.subject, newest.detail) == ("sheet-keyed", "my-care", "")


def test_the_day_is_today_unless_the_sheet_says_another(sam: Any) -> None:
    assert f'name="filled_on" type="date" value="{today().isoformat()}"' in sam.get(f"{ADDRESS}/en").text


def test_the_same_sheet_again_is_told_kindly_and_stored_once(sam: Any, office: Any) -> None:
    key(sam)
    answer = key(sam, number=" 12")
    assert answer.status_code == 303 and len(rows(office.database)) == 1
    assert "Sheet 12 was typed in before. It is stored once." in sam.get(answer.location).text


def test_a_doubtful_sheet_waits_and_says_so(sam: Any, office: Any) -> None:
    answer = key(sam, **{**CALM, "sex": "two_or_more"})
    assert answer.status_code == 303 and rows(office.database) == []
    assert "Sheet 12 waits for a second look. Nothing is lost." in sam.get(answer.location).text
    assert len(rows(office.database, "doubtful_sheet")) == 1
    assert "Waiting for a second look: 1" in sam.get("/staff/answers/").text
    again = key(sam)
    assert (
        again.status_code == 400 and "waits for a second look" in again.text and rows(office.database) == []
    )


@pytest.mark.parametrize(
    ("number", "day", "href"),
    [("", "", "#f-sheet_number"), ("x" * 41, "", "#f-sheet_number"), ("12", "yesterday", "#f-filled_on"),
     ("12", "2026-02-30", "#f-filled_on")],
)  # fmt: skip
def test_what_is_missing_is_told_and_every_cell_is_kept(
    sam: Any, office: Any, number: str, day: str, href: str
) -> None:
    answer = key(
        sam, number=number, day=day, **CALM, **{"one-thing-better": ["Words", "may-share", "cannot_be_read"]}
    )
    assert answer.status_code == 400 and f'href="{href}"' in answer.text
    assert rows(office.database) == rows(office.database, "doubtful_sheet") == []
    assert 'name="help-to-decide" value="yes" checked' in answer.text
    assert '<option value="25-34" selected>' in answer.text and "\nWords</textarea>" in answer.text
    for kept in ("may-share", "cannot_be_read"):
        assert f'name="one-thing-better" value="{kept}" checked' in answer.text


def test_a_slip_is_told_beside_its_question(sam: Any, office: Any) -> None:
    answer = key(sam, **{**CALM, "sex": "unheard-of"})
    assert answer.status_code == 400 and 'href="#q-sex"' in answer.text and 'id="p-sex"' in answer.text
    assert rows(office.database) == []


def test_an_empty_sheet_sent_by_a_slip_is_not_kept(sam: Any, office: Any) -> None:
    answer = key(sam, **{"one-thing-better": ""})
    assert answer.status_code == 400 and "You have not answered a question yet" in answer.text
    assert rows(office.database) == rows(office.database, "doubtful_sheet") == []


def test_every_single_question_can_be_marked_and_every_cell_said_to_be_unreadable(sam: Any) -> None:
    page = sam.get(f"{ADDRESS}/en").text
    questions = set(re.findall(r'id="q-([a-z-]+)"', page))
    unreadable = set(re.findall(r'name="([a-z-]+)" value="cannot_be_read"', page))
    listed = set(re.findall(r'<select class="input" name="([a-z-]+)"', page))
    assert questions == unreadable | listed
    assert page.count('value="cannot_be_read"') == len(questions)
    assert page.count('value="two_or_more"') == len(
        questions - {"one-thing-better"} - {"impairment", "inclusion"}
    )


def test_the_page_works_without_its_script_and_the_script_has_the_nonce(sam: Any) -> None:
    answer = sam.get(f"{ADDRESS}/en")
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    script = re.search(r'<script src="(/static/js/sheet\.js\?v=\w+)" nonce="([^"]+)"></script>', answer.text)
    assert nonce and script and script.group(2) == nonce.group(1)
    assert answer.text.count("<script") == 1
    code = sam.get(script.group(1))
    assert code.status_code == 200 and "javascript" in code.headers["Content-Type"]
    code.close()
    # Return in a field presses the first button of a form: this one, which nobody can press.
    assert answer.text[answer.text.index('id="questions"') :].index("disabled hidden") < 120
    # Nothing is hidden by what is ticked: paper can hold an answer that a phone would not have asked for.
    assert ":has(" not in answer.text


def test_a_sheet_shows_its_language_with_the_english_beside(sam: Any) -> None:
    page = sam.get(f"{ADDRESS}/ur").text
    assert page.count('lang="ur" dir="rtl"') > 20 and 'class="beside" lang="en" dir="ltr"' in page
    assert 'class="beside"' not in sam.get(f"{ADDRESS}/en").text
