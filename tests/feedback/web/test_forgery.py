"""A staff form is believed only when our own page sent it, and a stale page loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask

from feedback.db import Database
from feedback.services import places

if TYPE_CHECKING:
    from tests.feedback.web.conftest import Account, Browser

ANA = "ana@example.nhs.uk"


@pytest.fixture(autouse=True)
def _signed_in(account: Account, browser: Browser) -> None:
    account(ANA)
    browser.sign_in(ANA)


def _places(database: Database) -> list[str]:
    with database.reading(1) as session:
        return [branch.place.name for branch in places.tree(session)]


def test_our_own_form_is_believed(browser: Browser, database: Database) -> None:
    browser.get("/admin/places/new")
    assert browser.post("/admin/places/new", name="Ward 7").status_code == 303
    assert _places(database) == ["Ward 7"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_changes_nothing_even_with_the_token(
    browser: Browser, database: Database, headers: dict[str, str]
) -> None:
    browser.get("/admin/places/new")
    assert browser.post("/admin/places/new", headers=headers, name="Ward 7").status_code == 403
    assert _places(database) == []


def test_where_our_own_page_says_it_is_from_is_believed(browser: Browser) -> None:
    browser.get("/admin/places/new")
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert browser.post("/admin/places/new", headers=headers, name="Ward 7").status_code == 303


def test_staff_pages_let_the_browser_say_where_a_form_is_from(browser: Browser) -> None:
    assert browser.get("/admin/places/new").headers["Referrer-Policy"] == "same-origin"


def test_without_a_token_nothing_is_kept_and_nothing_is_lost(browser: Browser, database: Database) -> None:
    answer = browser.post("/admin/places/new", csrf_token="", name="Ward <7>", ods_code="RX1")
    assert answer.status_code == 400
    assert "Ward &lt;7&gt;" in answer.text and "RX1" in answer.text
    assert _places(database) == []
    assert browser.post("/admin/places/new", name="Ward <7>", ods_code="RX1").status_code == 303
    assert _places(database) == ["Ward <7>"]


def test_a_password_is_never_shown_back(browser: Browser) -> None:
    answer = browser.post(
        "/staff/account/password", csrf_token="", password="an old secret", new_password="x"
    )
    assert answer.location == "/staff/account/password"
    assert "an old secret" not in answer.text


def test_a_stale_sign_in_page_is_shown_again_with_its_address(another_browser: Browser) -> None:
    answer = another_browser.post("/staff/sign-in", email=ANA, password="tangerine orbit lamp")
    assert answer.status_code == 400
    assert f'value="{ANA}"' in answer.text
    assert (
        another_browser.post("/staff/sign-in", email=ANA, password="tangerine orbit lamp").location
        == "/staff/"
    )


def test_a_form_sent_after_sign_out_leads_to_sign_in(browser: Browser, database: Database) -> None:
    browser.get("/admin/places/new")
    stale = browser.token
    browser.post("/staff/sign-out")
    assert browser.post("/admin/places/new", csrf_token=stale, name="Ward 7").location == "/staff/sign-in"
    assert _places(database) == []


def test_only_forms_are_taken(browser: Browser) -> None:
    browser.get("/admin/places/new")
    answer = browser.client.post("/admin/places/new", json={"name": "Ward 7", "csrf_token": browser.token})
    assert answer.status_code == 415


def test_every_unsafe_staff_address_refuses_a_request_without_a_token(app: Flask, browser: Browser) -> None:
    for rule in app.url_map.iter_rules():
        if str(rule).startswith(("/staff", "/admin")) and "POST" in (rule.methods or ()):
            arguments = {name: 1 if "int" in str(rule) else "x" * 40 for name in rule.arguments}
            _, path = rule.build(arguments) or ("", str(rule))
            assert browser.client.post(path, headers={"Origin": "https://evil.example"}).status_code == 403, (
                path
            )
            assert browser.client.post(path).status_code in (302, 400), path
