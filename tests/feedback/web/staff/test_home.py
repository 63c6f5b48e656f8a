"""The first page shows the first day's steps, and to each role what it may open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from feedback.db import Database
from feedback.services import organisations
from feedback.vocabulary import Role

if TYPE_CHECKING:
    from tests.feedback.web.conftest import Account, Browser


def _list(page: str) -> list[str]:
    found = re.search(r'<nav class="staff-list.*?</nav>', page, re.DOTALL)
    return re.findall(r'href="([^"]+)"', found.group(0)) if found else []


@pytest.mark.parametrize(
    "role, opens",
    [
        (
            Role.ADMINISTRATOR,
            ["surveys", "links", "answers", "results", "texts", "comments/overview", "you-said-we-did"],
        ),
        (
            Role.WARD_LEAD,
            ["surveys", "links", "answers", "results", "texts", "comments/released", "you-said-we-did"],
        ),
        (Role.SAFEGUARDING_LEAD, ["surveys", "comments"]),
        (Role.STAFF, ["surveys", "links", "answers", "results", "texts"]),
        (Role.MODERATOR, ["surveys", "comments"]),
        (Role.TRANSLATOR, ["surveys"]),
        (Role.COMMISSIONER, ["surveys", "results", "you-said-we-did"]),
    ],
)
def test_each_role_sees_the_pages_it_may_open(
    browser: Browser, account: Account, role: Role, opens: list[str]
) -> None:
    account("ana@example.nhs.uk", role, place="Ward 7" if role is Role.WARD_LEAD else "")
    browser.sign_in("ana@example.nhs.uk")
    listed = [f"/staff/{name}" if "/" in name else f"/staff/{name}/" for name in opens]
    assert _list(browser.get("/staff/").text) == [*listed, "/admin/"]


def test_the_first_step_that_is_not_done_is_next(
    browser: Browser, account: Account, database: Database
) -> None:
    account("ana@example.nhs.uk")
    browser.sign_in("ana@example.nhs.uk")
    first = re.search(r'aria-current="step">\s*<a href="([^"]+)"', browser.get("/staff/").text)
    assert first and first.group(1) == "/admin/organisation"
    with database.transaction(1) as session:
        row = organisations.current(session)
        row.help_number, row.privacy_contact = "01234 567890", "privacy@example.nhs.uk"
    second = re.search(r'aria-current="step">\s*<a href="([^"]+)"', browser.get("/staff/").text)
    assert second and second.group(1) == "/admin/places/new"


def test_somebody_who_may_take_no_step_sees_none(browser: Browser, account: Account) -> None:
    account("mo@example.nhs.uk", Role.MODERATOR)
    browser.sign_in("mo@example.nhs.uk")
    assert "First steps" not in browser.get("/staff/").text


def test_the_style_page_is_for_members(browser: Browser, account: Account) -> None:
    assert browser.get("/staff/style").status_code == 302
    account("ana@example.nhs.uk", Role.STAFF)
    browser.sign_in("ana@example.nhs.uk")
    assert browser.get("/staff/style").status_code == 200
