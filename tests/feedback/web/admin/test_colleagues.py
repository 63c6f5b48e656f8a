"""Inviting, resetting, deactivating and moving colleagues, and who is safe from it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import audit, outbox, places
from feedback.vocabulary import Role

if TYPE_CHECKING:
    from tests.feedback.web.conftest import Account, Browser

ANA, BEN = "ana@example.nhs.uk", "ben@example.nhs.uk"


@pytest.fixture
def ben(account: Account, browser: Browser) -> int:
    """Ben's id; Ana, an administrator, sits at the browser."""
    account(ANA)
    browser.sign_in(ANA)
    return account(BEN, Role.ANALYST)


def _link(page: str) -> str:
    found = re.search(r">([^<]*/staff/welcome/[^<]+)<", page)
    assert found
    return found.group(1)


def test_an_invitation_gives_a_link_that_works_and_is_kept_nowhere(
    browser: Browser, another_browser: Browser, ben: int, database: Database
) -> None:
    browser.get("/admin/colleagues/new")
    page = browser.post(
        "/admin/colleagues/new", email=" New@Example.nhs.uk", name="New", role="moderator", place=""
    )
    link = _link(page.text)
    assert another_browser.get(link).status_code == 200
    assert link.rsplit("/", 1)[1] not in browser.get("/admin/colleagues/").text
    with database.reading(1) as session:
        newest = audit.latest(session)[0]
    assert (newest.action, newest.subject, newest.by) == ("staff-added", "new@example.nhs.uk", ANA)


@pytest.mark.parametrize(
    "fields, told",
    [
        ({"email": "nonsense", "role": "staff"}, "whole e-mail address"),
        ({"email": BEN, "role": "staff"}, "has an account already"),
        ({"email": "new@example.nhs.uk", "role": "owner"}, "Choose a role."),
        ({"email": "new@example.nhs.uk", "role": "ward-lead", "place": ""}, "a ward lead sees"),
        (
            {"email": "new@example.nhs.uk", "role": "staff", "place": "nowhere"},
            "Choose a place from the list.",
        ),
    ],
)
def test_a_wrong_invitation_says_what_to_mend_and_keeps_the_rest(
    browser: Browser, ben: int, fields: dict[str, str], told: str
) -> None:
    browser.get("/admin/colleagues/new")
    answer = browser.post("/admin/colleagues/new", **({"name": "Kept as typed", "place": ""} | fields))
    assert answer.status_code == 400
    assert told in answer.text and "Kept as typed" in answer.text


def test_deactivating_ends_an_open_session_at_once(
    browser: Browser, another_browser: Browser, ben: int
) -> None:
    another_browser.sign_in(BEN)
    browser.get(f"/admin/colleagues/{ben}")
    assert browser.post(f"/admin/colleagues/{ben}/deactivate").status_code == 303
    assert not another_browser.signed_in
    browser.get(f"/admin/colleagues/{ben}")
    browser.post(f"/admin/colleagues/{ben}/reactivate")
    assert not another_browser.signed_in
    another_browser.sign_in(BEN)
    assert another_browser.signed_in


def test_another_role_ends_an_open_session(browser: Browser, another_browser: Browser, ben: int) -> None:
    another_browser.sign_in(BEN)
    browser.get(f"/admin/colleagues/{ben}")
    assert browser.post(f"/admin/colleagues/{ben}", role="staff", place="").status_code == 303
    assert not another_browser.signed_in


def test_a_reset_takes_the_password_and_gives_a_link(
    browser: Browser, another_browser: Browser, ben: int
) -> None:
    another_browser.sign_in(BEN)
    browser.get(f"/admin/colleagues/{ben}")
    link = _link(browser.post(f"/admin/colleagues/{ben}/reset").text)
    assert not another_browser.signed_in
    another_browser.sign_in(BEN)
    assert not another_browser.signed_in
    assert another_browser.get(link).status_code == 200


def test_the_last_administrator_stays(browser: Browser, ben: int, account: Account) -> None:
    cat = account("cat@example.nhs.uk", Role.ADMINISTRATOR)
    browser.get(f"/admin/colleagues/{cat}")
    assert browser.post(f"/admin/colleagues/{cat}/deactivate").status_code == 303
    browser.get("/admin/colleagues/new")
    own = next(each for each in (1, 2, 3) if "This is you." in browser.get(f"/admin/colleagues/{each}").text)
    browser.get("/admin/colleagues/new")
    for answer in (
        browser.post(f"/admin/colleagues/{own}/deactivate"),
        browser.post(f"/admin/colleagues/{own}", role="staff", place=""),
    ):
        assert answer.status_code == 400
    assert browser.signed_in


def test_another_organisations_colleague_is_not_there(
    browser: Browser, ben: int, account: Account, elsewhere: int, database: Database
) -> None:
    theirs = account("dan@example.nhs.uk", organisation_id=elsewhere)
    with database.transaction(elsewhere) as session:
        places.add(session, "Theirs", by="a test", slug="theirs")
    browser.get("/admin/colleagues/new")
    for action in ("", "/reset", "/reset-second-step", "/deactivate", "/reactivate"):
        absent = browser.post(f"/admin/colleagues/9999{action}", role="staff", place="")
        other = browser.post(f"/admin/colleagues/{theirs}{action}", role="staff", place="")
        assert other.status_code == absent.status_code == 404
        assert other.text == absent.text
    assert browser.get("/admin/places/theirs").status_code == 404
    answer = browser.post(f"/admin/colleagues/{ben}", role="ward-lead", place="theirs")
    assert answer.status_code == 400


def test_an_address_that_has_no_such_number_is_not_there(browser: Browser, ben: int) -> None:
    for path in ("/admin/colleagues/99999999999999999999", "/admin/colleagues/-1", "/admin/colleagues/x"):
        assert browser.get(path).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_open_settings_of_others(browser: Browser, account: Account, role: Role) -> None:
    account(ANA, role, place="Ward 7")
    browser.sign_in(ANA)
    for path in (
        "/admin/organisation",
        "/admin/places/",
        "/admin/places/new",
        "/admin/colleagues/",
        "/admin/colleagues/1",
    ):
        assert browser.get(path).status_code == 404, path
    assert browser.get("/admin/audit").status_code == (200 if role is Role.SAFEGUARDING_LEAD else 404)
    assert browser.get("/admin/").status_code == 200


def test_with_a_mail_server_the_link_goes_by_email_too(
    browser: Browser, ben: int, app: Flask, database: Database, organisation: Organisation
) -> None:
    app.extensions["config"] = replace(
        app.extensions["config"], base_url="http://localhost", smtp_url="smtp://mail.example?from=a@b.uk"
    )
    browser.get("/admin/colleagues/new")
    page = browser.post(
        "/admin/colleagues/new", email=" New@Example.nhs.uk", name="", role="moderator", place=""
    )
    assert "on its way to them by e-mail" in page.text
    with database.reading(organisation.id) as session:
        [row] = session.query(OutboxMessage).all()
        mail = outbox.opened(session, row.content)
    assert mail is not None and mail["to"] == "new@example.nhs.uk" and _link(page.text) in mail["body"]
