"""Promises of the choice: one page leads to a call or to a pile of paper, within one's own places."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.services import audit, publications, surveys
from feedback.vocabulary import PERMISSIONS, Permission, Role

WHOLE = {"way": "interview", "survey": "my-care", "place": "ward-7", "language": "en"}


@pytest.fixture
def sam(browser: Any, account: Any, office: Any) -> Any:
    """A member of staff, signed in."""
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    return browser


def choose(browser: Any, **other: str) -> Any:
    return browser.get("/staff/answers/", query_string={**WHOLE, **other})


def test_a_whole_choice_leads_to_the_form(sam: Any) -> None:
    answer = choose(sam)
    assert (answer.status_code, answer.location) == (303, "/staff/answers/interview/my-care/ward-7/en")
    answer = choose(sam, way="paper", place="clinic", language="ur")
    assert answer.location == "/staff/answers/paper/my-care/clinic/ur"
    assert sam.get(answer.location).status_code == 200


def test_nothing_is_asked_that_there_is_no_choice_about(sam: Any) -> None:
    page = sam.get("/staff/answers/")
    assert page.status_code == 200 and '<option value="my-care" selected>' in page.text
    assert "There is a problem" not in page.text and 'class="error-summary"' not in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("way", ""), ("way", "pigeon"), ("survey", ""), ("survey", "nothing"), ("place", ""), ("place", "nowhere"),
     ("language", ""), ("language", "tlh"), ("language", "ur")],
)  # fmt: skip
def test_a_choice_that_leads_nowhere_is_told_beside_its_field_and_the_rest_is_kept(
    sam: Any, field: str, value: str
) -> None:
    answer = choose(sam, **{field: value})
    assert answer.status_code == 400 and f'href="#f-{field}"' in answer.text
    if field != "place":
        assert '<option value="ward-7" selected>' in answer.text
    if field != "way":
        assert 'value="interview" checked' in answer.text


def test_a_call_is_in_a_language_on_offer_and_a_sheet_in_any(sam: Any, office: Any) -> None:
    refused = choose(sam, language="ur")
    assert "not on offer in Urdu" in refused.text and "English, Easy Read" in refused.text
    assert choose(sam, language="ur", way="paper").status_code == 303
    office.sign("ur")
    assert choose(sam, language="ur").status_code == 303


def test_a_closed_survey_takes_its_paper_and_no_calls(sam: Any, office: Any) -> None:
    with office.database.transaction(office.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert survey
        publications.close(session, survey, by="a test", now=audit.now())
    assert "(closed)" in sam.get("/staff/answers/").text
    assert "is closed" in choose(sam).text
    assert choose(sam, way="paper").status_code == 303
    for way, code in (("interview", 404), ("paper", 200)):
        assert sam.get(f"/staff/answers/{way}/my-care/ward-7/en").status_code == code


def test_without_an_open_survey_the_page_leads_to_one(browser: Any, account: Any) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    page = browser.get("/staff/answers/")
    assert page.status_code == 200 and 'href="/staff/surveys/"' in page.text and "Begin" not in page.text


@pytest.mark.parametrize("role", [role for role in Role if Permission.ENTER_ANSWERS not in PERMISSIONS[role]])
def test_a_role_that_types_in_nothing_has_no_such_pages(
    browser: Any, account: Any, office: Any, role: Role
) -> None:
    account("bo@oakfield.example.org", role)
    browser.sign_in("bo@oakfield.example.org")
    for path in ("", "interview/my-care/ward-7/en", "paper/my-care/ward-7/en", "doubtful/", "doubtful/1"):
        assert browser.get(f"/staff/answers/{path}").status_code == 404


def test_a_ward_lead_types_in_for_their_own_places_only(browser: Any, account: Any, office: Any) -> None:
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    browser.sign_in("wes@oakfield.example.org")
    page = browser.get("/staff/answers/").text
    assert 'value="ward-7"' in page and 'value="clinic"' not in page
    assert choose(browser).status_code == 303 and choose(browser, place="clinic").status_code == 400
    for way in ("interview", "paper"):
        assert browser.get(f"/staff/answers/{way}/my-care/ward-7/en").status_code == 200
        beyond, absent = (browser.get(f"/staff/answers/{way}/my-care/{p}/en") for p in ("clinic", "nowhere"))
        assert beyond.status_code == absent.status_code == 404 and beyond.data == absent.data
        assert browser.post(f"/staff/answers/{way}/my-care/clinic/en").status_code == 404
    assert browser.post("/staff/answers/interview/my-care/clinic/en/refused").status_code == 404
