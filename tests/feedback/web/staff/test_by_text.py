"""Promise of the page by text: staff see every text before anybody is sent one, and what is left out and why."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.feedback.open_survey import Open
from tests.feedback.texting import FRIENDS_OPEN
from tests.feedback.web.conftest import Account, Browser
from tests.fresh_databases import Beginning

BY_TEXT = "/staff/surveys/friends-and-family/by-text"


@pytest.fixture
def beginning() -> Beginning:
    return FRIENDS_OPEN


@pytest.fixture
def opened(begun: Open) -> Open:
    return begun


@pytest.fixture
def signed_in(opened: Open, account: Account, browser: Browser) -> Any:
    account("somebody@oakfield.example.org")
    browser.sign_in("somebody@oakfield.example.org")
    return browser


def test_the_whole_conversation_is_shown_with_its_parts(signed_in: Any) -> None:
    page = signed_in.get(BY_TEXT).text
    assert (
        "Works by text" in page and "has 5 questions for you" in page and "That was the last question" in page
    )
    assert "Overall, how was your experience of our service?" in page and "Parts: 1" in page
    assert re.search(r"That costs about [0-9.]+p\.", page) and ">£1." in page


def test_what_is_left_out_is_named_with_the_reason(signed_in: Any) -> None:
    page = signed_in.get(BY_TEXT).text
    assert "What is your sex?" in page and "It is private, and texts lie open on a phone." in page
    assert "What is your ethnic group?" in page


def test_a_language_is_shown_in_its_own_direction_and_says_what_it_lacks(signed_in: Any) -> None:
    page = signed_in.get(f"{BY_TEXT}?lang=ur").text
    assert 'lang="ur" dir="rtl"' in page and "\ue000" not in page


def test_the_page_of_the_survey_leads_there(signed_in: Any) -> None:
    assert f'href="{BY_TEXT}"' in signed_in.get("/staff/surveys/friends-and-family").text
