"""Promises of the rota's page: whose week it is, and days away that everybody who reads can see."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from feedback.vocabulary import Role
from feedback.web.staff import comments


@pytest.fixture
def mo(browser: Any, account: Any, office: Any) -> Any:
    account("mo@oakfield.example.org", Role.MODERATOR)
    browser.sign_in("mo@oakfield.example.org")
    browser.get("/staff/comments/rota")
    return browser


def test_days_away_are_noted_and_taken_back(mo: Any) -> None:
    day = comments.today()
    noted = mo.post(
        "/staff/comments/rota", first_on=day.isoformat(), last_on=(day + timedelta(days=7)).isoformat()
    )
    assert noted.status_code == 303
    page = mo.get("/staff/comments/rota").text
    assert "mo@oakfield.example.org:" in page and "I am here after all" in page
    [absence] = re.findall(r'name="absence" value="(\d+)"', page)
    mo.post("/staff/comments/rota/back", absence=absence)
    assert "I am here after all" not in mo.get("/staff/comments/rota").text


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("", "", "year, month and day"),
        ("2020-01-01", "2020-01-02", "over"),
        ("2999-01-02", "2999-01-01", "before"),
    ],
)
def test_days_that_make_no_sense_are_refused_and_stay_typed(
    mo: Any, first: str, last: str, says: str
) -> None:
    answer = mo.post("/staff/comments/rota", first_on=first, last_on=last)
    assert answer.status_code == 400 and says in answer.text and f'value="{first}"' in answer.text


def test_nobody_ends_the_absence_of_another(mo: Any, another_browser: Any, account: Any) -> None:
    day = comments.today().isoformat()
    mo.post("/staff/comments/rota", first_on=day, last_on=day)
    account("max@oakfield.example.org", Role.MODERATOR)
    another_browser.sign_in("max@oakfield.example.org")
    page = another_browser.get("/staff/comments/rota").text
    assert "mo@oakfield.example.org:" in page and "I am here after all" not in page
    another_browser.post("/staff/comments/rota/back", absence="1")
    assert "mo@oakfield.example.org:" in another_browser.get("/staff/comments/rota").text


def test_the_page_says_to_whom_new_comments_go_in_one_card_a_survey(mo: Any) -> None:
    page = mo.get("/staff/comments/rota").text
    assert page.count('<article class="card">') == 1
    assert "New comments go to Rea (invented) today." in page and "English, Easy Read" in page
