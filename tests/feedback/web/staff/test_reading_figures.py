"""Promises of how reading goes: numbers and no words, and a home page that says what needs whom."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from feedback.models.comment_review import CommentReview
from feedback.services import enrolments
from feedback.vocabulary import Role
from feedback.web.staff import comments
from tests.feedback.web.staff.test_comments import said

RISKY = "I want to end my life."


def waits(office: Any, words: str = "Quieter nights", late: int = 0) -> None:
    """Somebody wrote; the day it is due is so many days past."""
    office.answer(1, said(words))
    with office.database.transaction(office.organisation_id) as session:
        enrolments.catch_up(session, today=comments.today())
        if late:
            day = comments.today().replace(year=comments.today().year - 1)
            session.execute(update(CommentReview).values(due_on=day))
            enrolments.catch_up(session, today=comments.today())


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD])
def test_who_oversees_reads_numbers_and_no_words(browser: Any, account: Any, office: Any, role: Role) -> None:
    waits(office, late=1)
    account("ada@oakfield.example.org", role)
    browser.sign_in("ada@oakfield.example.org")
    page = browser.get("/staff/comments/overview").text
    assert "Comments that wait to be read: 1. Late: 1." in page and "Quieter" not in page
    assert "English" in page


def test_an_administrator_hears_of_what_is_late_without_a_word_of_it(
    browser: Any, account: Any, office: Any
) -> None:
    account("ada@oakfield.example.org")
    waits(office, RISKY, late=1)
    browser.sign_in("ada@oakfield.example.org")
    page = browser.get("/staff/").text
    assert "1 comment needs you." in page and "/staff/comments/overview" in page
    for told in ("end my life", "suicide", "Ward 7", "My care"):
        assert told not in page
    assert browser.get("/staff/comments/").status_code == 404


def test_opening_the_home_page_brings_the_queue_up_to_date(browser: Any, account: Any, office: Any) -> None:
    account("sal@oakfield.example.org", Role.SAFEGUARDING_LEAD)
    browser.sign_in("sal@oakfield.example.org")
    browser.get("/staff/")
    office.answer(1, said(RISKY))
    browser.get("/staff/")
    with office.database.reading(office.organisation_id) as session:
        assert not enrolments.needed(session, today=comments.today())


def test_a_member_whom_nothing_concerns_reads_nothing_of_it(browser: Any, account: Any, office: Any) -> None:
    waits(office, RISKY, late=1)
    account("kit@oakfield.example.org", Role.STAFF)
    browser.sign_in("kit@oakfield.example.org")
    page = browser.get("/staff/").text
    assert "need" not in page.partition("Hello")[2].partition("Your pages")[0]
