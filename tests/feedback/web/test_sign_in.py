"""Signing in and out, the second step, and what ends a session."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from feedback.config import Config
from feedback.db import Database
from feedback.models.staff_member import StaffMember
from feedback.services import audit, staff_members

if TYPE_CHECKING:
    from tests.feedback.web.conftest import Account, Browser

ANA = "ana@example.nhs.uk"
PASSWORD = "tangerine orbit lamp"


@pytest.fixture(autouse=True)
def _ana(account: Account) -> None:
    account(ANA)


def test_a_right_password_opens_the_staff_pages(browser: Browser) -> None:
    answer = browser.sign_in(ANA)
    assert answer.location == "/staff/"
    assert browser.signed_in


def test_an_address_is_found_however_its_letters_are_typed(browser: Browser) -> None:
    browser.sign_in(" Ana@Example.NHS.uk ")
    assert browser.signed_in


@pytest.mark.parametrize("email, password", [(ANA, "not the right one"), ("nobody@example.nhs.uk", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    browser: Browser, email: str, password: str
) -> None:
    answer = browser.sign_in(email, password)
    assert "do not open an account" in answer.text
    assert answer.text.count("do not open an account") == 1
    assert "not exist" not in answer.text and "disabled" not in answer.text
    assert not browser.signed_in


def test_the_address_stays_in_the_form_and_the_password_does_not(browser: Browser) -> None:
    answer = browser.sign_in(ANA, "not the right one")
    assert f'value="{ANA}"' in answer.text
    assert "not the right one" not in answer.text


def test_sign_in_leads_on_to_the_page_that_was_asked_for(browser: Browser) -> None:
    asked = browser.get("/admin/places/")
    assert asked.location == "/staff/sign-in?next=/admin/places/"
    browser.get(asked.location)
    answer = browser.post("/staff/sign-in", email=ANA, password=PASSWORD, next="/admin/places/")
    assert answer.location == "/admin/places/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "/ /x"],
)
def test_sign_in_leads_nowhere_outside_this_house(browser: Browser, elsewhere: str) -> None:
    browser.get("/staff/sign-in")
    assert browser.post("/staff/sign-in", email=ANA, password=PASSWORD, next=elsewhere).status_code == 400
    assert browser.get("/staff/sign-in", query_string={"next": elsewhere}).status_code == 400


def test_a_copied_cookie_ends_with_sign_out(browser: Browser, another_browser: Browser) -> None:
    browser.sign_in(ANA)
    another_browser.client.set_cookie("staff", browser.cookie())
    assert another_browser.signed_in
    assert browser.post("/staff/sign-out").location == "/staff/sign-in"
    assert not browser.signed_in
    assert not another_browser.signed_in


def test_sign_out_is_no_link(browser: Browser) -> None:
    browser.sign_in(ANA)
    assert browser.client.get("/staff/sign-out").status_code == 405
    assert browser.signed_in


def test_changing_the_password_signs_every_other_device_out(
    browser: Browser, another_browser: Browser
) -> None:
    browser.sign_in(ANA)
    another_browser.sign_in(ANA)
    browser.get("/staff/account/password")
    new = "gravel whistle teapot"
    answer = browser.post(
        "/staff/account/password", password=PASSWORD, new_password=new, new_password_confirm=new
    )
    assert answer.location == "/staff/account"
    assert browser.signed_in
    assert not another_browser.signed_in
    another_browser.sign_in(ANA, new)
    assert another_browser.signed_in


@pytest.mark.parametrize("weak", ["short", "password1234", "saidanddone2026", "anaanaanaana", "qwertyuiop12"])
def test_an_easy_password_is_refused(browser: Browser, weak: str) -> None:
    browser.sign_in(ANA)
    browser.get("/staff/account/password")
    answer = browser.post(
        "/staff/account/password", password=PASSWORD, new_password=weak, new_password_confirm=weak
    )
    assert answer.status_code == 200
    assert "Your password is not changed" in answer.text


def test_nobody_is_remembered_beyond_their_browser(browser: Browser) -> None:
    browser.get("/staff/sign-in")
    answer = browser.post("/staff/sign-in", email=ANA, password=PASSWORD, remember="y")
    cookies = answer.headers.getlist("Set-Cookie")
    assert all(cookie.startswith("staff=") for cookie in cookies)
    assert not any("Expires" in cookie or "Max-Age" in cookie for cookie in cookies)


def test_a_token_in_the_address_opens_nothing(browser: Browser, app: Flask, database: Database) -> None:
    with app.test_request_context(), database.reading() as session:
        member = staff_members.by_email(session, ANA)
        assert member is not None
        token = member.get_auth_token()
    assert browser.client.get(f"/staff/account?auth_token={token}").status_code == 302
    assert browser.client.get("/staff/account", headers={"Authentication-Token": token}).status_code == 302


def test_signing_in_is_told_to_the_audit(browser: Browser, database: Database, organisation: object) -> None:
    browser.sign_in(ANA)
    with database.reading(1) as session:
        newest = audit.latest(session)[0]
    assert (newest.action, newest.by) == ("signed-in", ANA)


def test_public_pages_set_no_cookie_and_read_none(browser: Browser) -> None:
    browser.sign_in(ANA)
    for path in ("/you-said-we-did/", "/healthz", "/s/NOSUCHCODE", "/privacy", "/accessibility"):
        answer = browser.client.get(path)
        assert "Set-Cookie" not in answer.headers, path
        assert "Cookie" not in answer.headers.get("Vary", ""), path


def test_staff_pages_are_kept_nowhere(browser: Browser) -> None:
    browser.sign_in(ANA)
    for path in ("/staff/", "/staff/account", "/admin/", "/staff/account/password"):
        assert browser.get(path).headers["Cache-Control"] == "no-store", path


def test_an_account_that_was_deactivated_is_told_nothing(browser: Browser, database: Database) -> None:
    with database.transaction(1) as session:
        member = staff_members.by_email(session, ANA)
        assert member is not None
        member.active = False
    answer = browser.sign_in(ANA)
    assert "do not open an account" in answer.text
    assert not browser.signed_in


def test_a_session_cookie_is_for_https_alone_in_production(config: Config, database: Database) -> None:
    from feedback.app import create_app

    app = create_app(replace(config, production=True, base_url="https://feedback.example.nhs.uk"))
    answer = app.test_client().get("/staff/sign-in", base_url="https://feedback.example.nhs.uk")
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
    app.extensions["database"].engine.dispose()


def test_what_is_stored_is_a_slow_hash(database: Database) -> None:
    with database.reading() as session:
        stored = session.query(StaffMember.password).scalar()
    assert stored is not None and stored.startswith("$argon2id$")


@pytest.mark.parametrize("field", ["email", "password"])
def test_a_strange_character_is_no_failure(browser: Browser, field: str) -> None:
    browser.get("/staff/sign-in")
    fields = {
        "email": ANA,
        "password": PASSWORD,
        field: "a\x00b\ud800@example.nhs.uk".encode("utf-8", "surrogatepass"),
    }
    assert browser.post("/staff/sign-in", **fields).status_code == 200
