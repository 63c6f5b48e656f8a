"""A one-time link sets a password once, for three days, and ends what was open before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from feedback.db import Database
from feedback.services import audit, staff_members, staff_passes
from feedback.vocabulary import Role

if TYPE_CHECKING:
    from feedback.models.organisation import Organisation
    from tests.feedback.web.conftest import Browser

ANA = "ana@example.nhs.uk"
NEW = "gravel whistle teapot"


@pytest.fixture
def token(database: Database, organisation: Organisation) -> str:
    """The token of an invitation for Ana."""
    with database.transaction(organisation.id) as session:
        return staff_members.invite(session, ANA, role=Role.ANALYST, by="a test", now=audit.now(), name="Ana")


def test_the_link_sets_the_password_and_is_spent(
    browser: Browser, another_browser: Browser, token: str
) -> None:
    page = browser.get(f"/staff/welcome/{token}")
    assert ANA in page.text and "Oakfield" in page.text
    assert browser.post(f"/staff/welcome/{token}", password=NEW, again=NEW).location == "/staff/sign-in"
    browser.sign_in(ANA, NEW)
    assert browser.signed_in
    assert another_browser.get(f"/staff/welcome/{token}").status_code == 410
    another_browser.get("/staff/sign-in")
    other = "another lamp shade"
    assert another_browser.post(f"/staff/welcome/{token}", password=other, again=other).status_code == 410
    another_browser.sign_in(ANA, other)
    assert not another_browser.signed_in


def test_looking_at_the_link_does_not_spend_it(browser: Browser, token: str) -> None:
    for _ in range(3):
        assert browser.get(f"/staff/welcome/{token}").status_code == 200


def test_a_refused_password_does_not_spend_the_link(browser: Browser, token: str) -> None:
    browser.get(f"/staff/welcome/{token}")
    for first, second in (("oakfield1234", "oakfield1234"), (NEW, "something else entirely"), ("", "")):
        answer = browser.post(f"/staff/welcome/{token}", password=first, again=second)
        assert answer.status_code == 400
        assert "Your password is not set" in answer.text
    assert browser.post(f"/staff/welcome/{token}", password=NEW, again=NEW).status_code == 303


def test_the_link_ends_after_three_days(
    browser: Browser, database: Database, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = audit.now() + timedelta(hours=72, seconds=1)
    monkeypatch.setattr(audit, "now", lambda: later)
    assert browser.get(f"/staff/welcome/{token}").status_code == 410


def test_a_page_that_lay_open_too_long_is_shown_again(browser: Browser, token: str) -> None:
    answer = browser.post(f"/staff/welcome/{token}", csrf_token="", password=NEW, again=NEW)
    assert answer.location == f"/staff/welcome/{token}"


def test_a_newer_link_ends_the_older(
    browser: Browser, database: Database, organisation: Organisation, token: str
) -> None:
    with database.transaction(organisation.id) as session:
        member = staff_members.by_email(session, ANA)
        assert member is not None
        newer = staff_passes.issue(session, member, now=audit.now())
    assert browser.get(f"/staff/welcome/{token}").status_code == 410
    assert browser.get(f"/staff/welcome/{newer}").status_code == 200


@pytest.mark.parametrize("guess", ["x", "%00", "a" * 5000, "..%2f", "é"])
def test_a_guess_opens_nothing(browser: Browser, guess: str) -> None:
    assert browser.get(f"/staff/welcome/{guess}").status_code in (404, 410)
