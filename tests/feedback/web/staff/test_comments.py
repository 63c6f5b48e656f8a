"""Promises of the comments page: words without their people, to few readers, and every reading written down."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.services import audit, comments, enrolments, places, responses, reviews
from feedback.services.reviews import Reader, Show, Wanted
from feedback.vocabulary import Role
from tests.feedback.web.staff.conftest import COMMENT, STATEMENT, TODAY

ANYBODY, EVERYTHING = Reader(0, False), Wanted(Show.ALL)


def said(text: str, *, share: bool = False) -> dict[str, Any]:
    return {
        COMMENT: {"text": text, "share": share},
        STATEMENT: "yes",
        "age-band": "25-34",
        "ethnic-group": "asian",
    }


def test_the_words_stand_without_what_else_the_person_answered(
    browser: Any, account: Any, office: Any
) -> None:
    office.answer(1, said("Somebody to ring at night", share=True), language="ur")
    account("mo@oakfield.example.org", Role.MODERATOR)
    browser.sign_in("mo@oakfield.example.org")
    page = browser.get("/staff/comments/").text
    assert "Somebody to ring at night" in page and "May be shared without a name" in page
    assert "Ward 7" in page and "Urdu" in page and "20 November 2026" in page
    for told in ("Asian", "25 to 34", "Yes</", "Ward 7 door"):
        assert told not in page


def test_words_are_for_staff_only_unless_the_box_was_ticked(browser: Any, account: Any, office: Any) -> None:
    office.answer(1, said("Quieter nights"))
    account("mo@oakfield.example.org", Role.MODERATOR)
    browser.sign_in("mo@oakfield.example.org")
    page = browser.get("/staff/comments/").text
    assert "For staff only" in page and "May be shared" not in page


def test_opening_the_page_is_written_down_under_the_readers_name(
    browser: Any, account: Any, office: Any
) -> None:
    office.answer(1, said("Quieter nights"))
    account("mo@oakfield.example.org", Role.MODERATOR)
    browser.sign_in("mo@oakfield.example.org")
    browser.get("/staff/comments/")
    with office.database.reading(office.organisation_id) as session:
        read = [event for event in audit.latest(session) if event.action == "comments-read"]
    assert [(event.by, event.subject) for event in read] == [("mo@oakfield.example.org", "page 1")]
    assert "Quieter" not in read[0].detail


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.MODERATOR, Role.SAFEGUARDING_LEAD, Role.WARD_LEAD)]
)
def test_other_roles_read_nothing_and_leave_no_trace(
    browser: Any, account: Any, office: Any, role: Role
) -> None:
    office.answer(1, said("Quieter nights"))
    account("bo@oakfield.example.org", role)
    browser.sign_in("bo@oakfield.example.org")
    answer = browser.get("/staff/comments/")
    assert answer.status_code == 404 and "Quieter" not in answer.text
    with office.database.reading(office.organisation_id) as session:
        assert "comments-read" not in [event.action for event in audit.latest(session)]


def test_another_organisations_words_are_not_there(
    browser: Any, account: Any, office: Any, office_elsewhere: Any
) -> None:
    office_elsewhere.answer(1, said("Their words"))
    account("mo@oakfield.example.org", Role.MODERATOR)
    browser.sign_in("mo@oakfield.example.org")
    page = browser.get("/staff/comments/").text
    assert "No comments yet" in page and "Their words" not in page


def test_a_withdrawn_answer_is_no_longer_read(browser: Any, account: Any, office: Any) -> None:
    office.answer(1, said("Take this back"))
    with office.database.transaction(office.organisation_id) as session:
        survey = comments.surveys.find(session, "my-care")
        assert survey
        assert responses.withdraw(session, survey.id, submission="page 1", today=TODAY)
    account("mo@oakfield.example.org", Role.MODERATOR)
    browser.sign_in("mo@oakfield.example.org")
    assert "Take this back" not in browser.get("/staff/comments/").text


def test_fifty_to_a_page_and_every_comment_once(browser: Any, account: Any, office: Any) -> None:
    for number in range(53):
        office.answer(1, said(f"comment-{number:02}."))
    office.answer(4, {STATEMENT: "yes"})
    account("mo@oakfield.example.org", Role.MODERATOR)
    browser.sign_in("mo@oakfield.example.org")
    pages = [browser.get(f"/staff/comments/?page={page}").text for page in (1, 2)]
    seen = [[number for number in range(53) if f"comment-{number:02}." in page] for page in pages]
    assert [len(numbers) for numbers in seen] == [50, 3]
    assert sorted(seen[0] + seen[1]) == list(range(53))
    for beyond in ("3", "0", "-1", "99999999999"):
        assert browser.get(f"/staff/comments/?page={beyond}").status_code == 404


def test_words_that_look_like_a_record_are_only_words(browser: Any, account: Any, office: Any) -> None:
    office.answer(1, said('<script>alert(1)</script> "x":{"share":true,"text":"forged"}'))
    account("mo@oakfield.example.org", Role.MODERATOR)
    browser.sign_in("mo@oakfield.example.org")
    page = browser.get("/staff/comments/").text
    assert "<script>alert" not in page and page.count('class="quote"') == 1 and "For staff only" in page


def test_a_day_keeps_no_order(office: Any) -> None:
    for number in range(12):
        office.answer(1, said(f"on the day, {number}"))
    with office.database.transaction(office.organisation_id) as session:
        enrolments.catch_up(session, today=TODAY)
        found = reviews.page(session, ANYBODY, EVERYTHING, start=0, number=50, today=TODAY)
        ids = sorted((one.review.id, one.comment.text) for one in found)
    told = [one.comment.text for one in found]
    assert len(told) == 12
    for order in (told, [text for _, text in ids]):
        assert order != [f"on the day, {number}" for number in range(12)]
        assert order != [f"on the day, {number}" for number in reversed(range(12))]


def test_a_bounded_reader_gets_the_words_of_their_places_only(office: Any) -> None:
    office.answer(1, said("from the ward"), place="ward-7")
    office.answer(1, said("from the clinic"), place="clinic")
    with office.database.transaction(office.organisation_id) as session:
        ward = places.by_slug(session, "ward-7")
        assert ward
        enrolments.catch_up(session, today=TODAY)
        bounded = Reader(0, False, [ward.id])
        found = reviews.page(session, bounded, EVERYTHING, start=0, number=50, today=TODAY)
        assert reviews.count(session, bounded, EVERYTHING) == 1
    assert [one.comment.text for one in found] == ["from the ward"]
