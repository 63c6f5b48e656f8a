"""Ten tries in five minutes, by account and by address; a success is no try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask

from feedback.db import Database
from feedback.models.rate_counter import RateCounter
from feedback.services import rate_limits
from feedback.web import tries

if TYPE_CHECKING:
    from tests.feedback.web.conftest import Account, Browser

ANA, BEN = "ana@example.nhs.uk", "ben@example.nhs.uk"
PASSWORD = "tangerine orbit lamp"


@pytest.fixture(autouse=True)
def _two_accounts(account: Account, browser: Browser) -> None:
    account(ANA)
    account(BEN)
    browser.get("/staff/sign-in")


def _try(browser: Browser, email: str, password: str, address: str) -> int:
    fields = {"csrf_token": browser.token, "email": email, "password": password}
    answer = browser.client.post("/staff/sign-in", data=fields, environ_overrides={"REMOTE_ADDR": address})
    return answer.status_code


def test_an_account_rests_after_ten_wrong_passwords_from_anywhere(browser: Browser) -> None:
    answers = [_try(browser, ANA, "wrong wrong wrong", f"192.0.2.{number}") for number in range(11)]
    assert answers == [200] * 10 + [429]
    assert _try(browser, ANA, PASSWORD, "192.0.2.200") == 429
    assert _try(browser, BEN, PASSWORD, "192.0.2.200") == 302


def test_an_address_rests_after_ten_wrong_passwords_for_anybody(browser: Browser) -> None:
    answers = [
        _try(browser, f"person{number}@example.nhs.uk", "wrong wrong", "192.0.2.1") for number in range(11)
    ]
    assert answers == [200] * 10 + [429]
    assert _try(browser, ANA, PASSWORD, "192.0.2.1") == 429


def test_a_whole_hospital_may_sign_in_from_one_address(browser: Browser, app: Flask) -> None:
    for _ in range(15):
        fresh = type(browser)(app)
        fresh.get("/staff/sign-in")
        assert _try(fresh, ANA, PASSWORD, "192.0.2.1") == 302


def test_the_page_of_a_rest_says_when_and_tells_nothing_else(browser: Browser) -> None:
    for _ in range(10):
        _try(browser, ANA, "wrong wrong wrong", "192.0.2.1")
    answer = browser.post("/staff/sign-in", email=ANA, password=PASSWORD)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert "five minutes" in answer.text and ANA not in answer.text


def test_an_address_that_a_stranger_claims_counts_for_nothing(browser: Browser) -> None:
    for number in range(11):
        fields = {
            "csrf_token": browser.token,
            "email": f"p{number}@example.nhs.uk",
            "password": "wrong wrong",
        }
        claimed = {"X-Forwarded-For": f"198.51.100.{number}"}
        answer = browser.client.post("/staff/sign-in", data=fields, headers=claimed)
    assert answer.status_code == 429


def test_after_five_minutes_one_may_try_again(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(10):
        _try(browser, ANA, "wrong wrong wrong", "192.0.2.1")
    now = tries.time.time()
    monkeypatch.setattr(tries.time, "time", lambda: now + rate_limits.PERIOD + 60)
    assert _try(browser, ANA, PASSWORD, "192.0.2.1") == 302


def test_codes_of_the_second_step_are_counted(browser: Browser, database: Database) -> None:
    with browser.client.session_transaction("/staff/") as cookie:
        cookie.update(tf_user_id="somebody", tf_state="ready")
    answers = [browser.post("/staff/second-step-code", code="000000").status_code for _ in range(2)]
    assert answers[0] == 302  # this one names nobody: the sign-in starts again
    with database.reading() as session:
        assert session.query(RateCounter).count() >= 2


def test_one_time_links_are_counted_by_address(browser: Browser) -> None:
    answers = [
        browser.post(f"/staff/welcome/guess{number}", password="x").status_code for number in range(11)
    ]
    assert answers == [410] * 10 + [429]


def test_neither_an_address_nor_an_account_is_kept(browser: Browser, database: Database) -> None:
    _try(browser, ANA, "wrong wrong wrong", "192.0.2.77")
    with database.reading() as session:
        keys = [key for (key,) in session.query(RateCounter.key)]
    assert len(keys) == 2
    assert all(len(key) == 64 and "192" not in key[:8] and ANA not in key for key in keys)


def test_whoever_has_a_whole_network_of_addresses_has_ten_tries_all_the_same(browser: Browser) -> None:
    """An address of IPv6 comes with more neighbours than could ever be counted one by one."""
    addresses = [f"2001:db8:7:1::{number:x}" for number in range(11)]
    answers = [
        _try(browser, f"person{number}@example.nhs.uk", "wrong wrong", address)
        for number, address in enumerate(addresses)
    ]
    assert answers == [200] * 10 + [429]
    assert _try(browser, ANA, PASSWORD, "2001:db8:7:2::1") == 302


def test_an_old_address_written_the_new_way_is_the_old_one(browser: Browser) -> None:
    for number in range(10):
        _try(browser, f"person{number}@example.nhs.uk", "wrong wrong", f"::ffff:192.0.2.{number % 2}")
    assert _try(browser, ANA, PASSWORD, "::ffff:192.0.2.9") == 302
