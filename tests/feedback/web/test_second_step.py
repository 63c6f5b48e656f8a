"""The second step: an authenticator app, recovery codes, and production asking everybody for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from feedback.config import Config
from feedback.db import Database
from feedback.models.rate_counter import RateCounter
from feedback.models.staff_member import StaffMember

if TYPE_CHECKING:
    from tests.feedback.web.conftest import Account, Browser, Phone

ANA = "ana@example.nhs.uk"


@pytest.fixture(autouse=True)
def _ana(account: Account) -> None:
    account(ANA)


@pytest.fixture
def phone(browser: Browser, scan: type[Phone]) -> Phone:
    """Ana's phone, after she has set it up and signed out; the browser is empty again."""
    browser.sign_in(ANA)
    browser.get("/staff/second-step")
    page = browser.post("/staff/second-step", setup="authenticator").text
    made = scan(page)
    address = re.search(r'action="(/staff/second-step/[^"]+)"', page)
    assert address
    assert browser.post(address.group(1), code=made.code(-30)).location == "/staff/account"
    browser.get("/staff/account")
    browser.post("/staff/sign-out")
    return made


def test_a_password_alone_no_longer_signs_in(browser: Browser, phone: Phone) -> None:
    answer = browser.sign_in(ANA)
    assert str(answer.location).startswith("/staff/second-step-code")
    assert not browser.signed_in


def test_the_code_completes_the_sign_in(browser: Browser, phone: Phone) -> None:
    browser.sign_in(ANA)
    browser.get("/staff/second-step-code")
    assert browser.post("/staff/second-step-code", code=phone.code()).location == "/staff/"
    assert browser.signed_in


def test_a_wrong_code_signs_nobody_in(browser: Browser, phone: Phone) -> None:
    browser.sign_in(ANA)
    browser.get("/staff/second-step-code")
    assert "This code is wrong" in browser.post("/staff/second-step-code", code="000000").text
    assert not browser.signed_in


def test_a_code_works_once(browser: Browser, another_browser: Browser, phone: Phone) -> None:
    code = phone.code()
    for each, works in ((browser, True), (another_browser, False)):
        each.sign_in(ANA)
        each.get("/staff/second-step-code")
        each.post("/staff/second-step-code", code=code)
        assert each.signed_in is works


def test_a_code_without_the_password_is_worth_nothing(browser: Browser, phone: Phone) -> None:
    browser.get("/staff/sign-in")
    assert browser.post("/staff/second-step-code", code=phone.code()).location == "/staff/sign-in"
    assert not browser.signed_in


def test_a_recovery_code_signs_in_once(browser: Browser, another_browser: Browser, phone: Phone) -> None:
    browser.sign_in(ANA)
    browser.get("/staff/second-step-code")
    browser.post("/staff/second-step-code", code=phone.code())
    browser.get("/staff/account/recovery-codes")
    page = browser.post("/staff/account/recovery-codes", generate_new_codes="yes").text
    codes = re.findall(r'class="address">([0-9a-f-]{14})<', page)
    assert len(codes) == 8
    for works in (True, False):
        another_browser.sign_in(ANA)
        another_browser.get("/staff/recovery-code")
        another_browser.post("/staff/recovery-code", code=codes[0])
        assert another_browser.signed_in is works
        another_browser.get("/staff/account")
        another_browser.client.delete_cookie("staff")


def test_secrets_of_the_second_step_are_stored_encrypted(
    browser: Browser, phone: Phone, database: Database
) -> None:
    with database.reading() as session:
        stored = session.query(StaffMember.tf_totp_secret).scalar()
    assert stored is not None and "enckey" in stored
    assert phone.totp.base32_key not in stored


def test_the_offer_to_mail_a_code_is_closed(browser: Browser, phone: Phone) -> None:
    browser.sign_in(ANA)
    browser.get("/staff/second-step-code")
    assert browser.post("/staff/second-step-help", help_setup="help").status_code == 404


def test_changing_the_second_step_asks_for_the_password_again(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    browser.sign_in(ANA)
    monkeypatch.setitem(app.config, "SECURITY_FRESHNESS", timedelta(microseconds=1))
    monkeypatch.setitem(app.config, "SECURITY_FRESHNESS_GRACE_PERIOD", timedelta(0))
    assert str(browser.get("/staff/second-step").location).startswith("/staff/account/confirm")


@pytest.fixture
def production(config: Config, database: Database) -> Iterator[Flask]:
    """The application as `make serve` runs it."""
    from feedback.app import create_app

    made = create_app(replace(config, production=True, base_url="https://feedback.example.nhs.uk"))
    yield made
    made.extensions["database"].engine.dispose()


def test_production_asks_everybody_for_a_second_step(production: Flask, scan: type[Phone]) -> None:
    client = production.test_client()
    there = {
        "base_url": "https://feedback.example.nhs.uk",
        "headers": {"Origin": "https://feedback.example.nhs.uk"},
    }

    def token(page: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        return found.group(1)

    page = client.get("/staff/sign-in", **there).text
    fields = {"csrf_token": token(page), "email": ANA, "password": "tangerine orbit lamp"}
    answer = client.post("/staff/sign-in", data=fields, **there)
    assert answer.location == "/staff/second-step"
    assert client.get("/staff/", **there).status_code == 302
    page = client.get("/staff/second-step", **there).text
    page = client.post(
        "/staff/second-step", data={"csrf_token": token(page), "setup": "authenticator"}, **there
    ).text
    code = scan(page).code()
    answer = client.post("/staff/second-step-code", data={"csrf_token": token(page), "code": code}, **there)
    assert answer.location == "/staff/"
    assert client.get("/staff/", **there).status_code == 200
    assert client.post(
        "/staff/second-step", data={"csrf_token": token(page), "setup": "disable"}, **there
    ).status_code in (200, 400)
    with production.extensions["database"].reading() as session:
        assert session.query(StaffMember.tf_primary_method).scalar() == "authenticator"


def test_the_used_code_is_kept_without_a_name(browser: Browser, phone: Phone, database: Database) -> None:
    with database.reading() as session:
        keys = [key for (key,) in session.query(RateCounter.key)]
    assert keys and not any(ANA in key for key in keys)
