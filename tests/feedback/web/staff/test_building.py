"""Promises of the page on which a survey is built: everything can be done there without scripts, and undone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import publications, revisions, surveys
from feedback.vocabulary import Role
from surveys import building

OWN = "/staff/surveys/clinic-visit"
BUILD = f"{OWN}/build"


def add(browser: Any, *names: str) -> None:
    browser.get(f"{BUILD}/bank")
    assert browser.post(f"{BUILD}/bank", add=list(names)).status_code == 303


def keys(found: Any) -> list[str]:
    return [item["key"] for item in building.items(found)]


THREE = ("my-care/what-matters", "my-care/help-to-decide", "my-care/help-i-need")
KEYS = [name.partition("/")[2] for name in THREE]


def test_a_title_makes_a_draft_and_a_missing_one_is_asked_for(browser: Any, account: Any, data: Any) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    page = browser.get("/staff/surveys/")
    assert page.text.count("Make a new survey") == 1
    browser.get("/staff/surveys/new")
    refused = browser.post("/staff/surveys/new", title=" ")
    assert refused.status_code == 400 and 'href="#f-title"' in refused.text
    # A survey cannot be called as a page is: it could never be opened.
    assert browser.post("/staff/surveys/new", title="New").location == "/staff/surveys/new-2/build"
    assert (
        data("new-2")["title"] == "New"
        and "It asks nothing yet" in browser.get("/staff/surveys/new-2/build").text
    )


def test_a_question_moves_is_copied_and_is_removed_by_plain_buttons(ada: Any, data: Any) -> None:
    add(ada, *THREE)
    assert keys(data()) == KEYS
    moved = ada.post(BUILD, do="down", key=KEYS[0])
    assert keys(data()) == [KEYS[1], KEYS[0], KEYS[2]]
    assert moved.location.endswith(f"#q-{KEYS[0]}")
    ada.post(BUILD, do="copy", key=KEYS[0])
    assert keys(data()) == [KEYS[1], KEYS[0], "what-matters-2", KEYS[2]]
    ada.post(BUILD, do="place", key=KEYS[2], before=KEYS[1])
    assert keys(data())[0] == KEYS[2]
    ada.post(BUILD, do="remove", key=KEYS[2])
    assert KEYS[2] not in keys(data())


def test_a_removal_is_undone_from_the_notice_with_everything_it_took(ada: Any, data: Any) -> None:
    add(ada, *THREE)
    before = data()
    gone = ada.post(BUILD, do="remove", key=KEYS[1])
    page = ada.get(gone.location).text
    assert "The question “I help to decide about my care.” is removed." in page
    stamp = re.search(r'name="stamp" value="(\d+)"', page)
    assert stamp
    ada.post(BUILD, do="undo", stamp=stamp[1])
    assert data() == before


def test_what_somebody_did_since_is_not_undone_with_it(ada: Any, data: Any) -> None:
    add(ada, *THREE)
    page = ada.get(ada.post(BUILD, do="remove", key=KEYS[1]).location).text
    stamp = re.search(r'name="stamp" value="(\d+)"', page)
    assert stamp
    ada.post(BUILD, do="down", key=KEYS[0])
    after = data()
    refused = ada.post(BUILD, do="undo", stamp=stamp[1])
    assert refused.status_code == 400 and "somebody has changed the survey since" in refused.text
    assert data() == after


def test_parts_are_added_named_moved_and_removed(ada: Any, data: Any) -> None:
    add(ada, *THREE)
    assert ada.post(BUILD, do="part-add", **{"part-title": " "}).status_code == 400
    ada.post(BUILD, do="part-add", **{"part-title": "The day itself"})
    page = ada.get(BUILD).text
    assert "It has no question yet" in page
    ada.get(f"{BUILD}/words?part=the-day-itself")
    seen = re.search(r'name="seen" value="([^"]+)"', ada.get(f"{BUILD}/words?part=the-day-itself").text)
    assert seen
    named = ada.post(
        f"{BUILD}/words", part="the-day-itself", seen=seen[1], title="On the day", title_easy="The day"
    )
    assert named.status_code == 303
    ada.post(BUILD, do="part-up", key="the-day-itself")
    assert [(part["title"], part.get("title-easy")) for part in data()["sections"]][0] == (
        "On the day",
        "The day",
    )
    ada.post(BUILD, do="part-remove", key="the-day-itself")
    assert len(data()["sections"]) == 1


def test_the_page_says_when_a_question_is_asked_and_what_has_to_be_mended(ada: Any) -> None:
    add(ada, "my-care/help-to-decide")
    ada.get(f"{BUILD}/new")
    routed = {"text": "Who helped you?", "kind": "one", "answers": "own", "option-0-text": "My nurse",
              "clause-0-item": "help-to-decide", "clause-0-how": "is",
              "clause-0-answer": ["yes", "sometimes"]}  # fmt: skip
    assert ada.post(f"{BUILD}/new", do="save", **routed).status_code == 303
    page = ada.get(BUILD).text
    assert "Asked only if “I help to decide about my care.” is answered “Yes” or “Sometimes”." in page
    assert "To mend before publishing" in page and "Give it at least two answers." in page
    assert f'href="{BUILD}/who-helped-you"' in page
    ada.post(BUILD, do="remove", key="help-to-decide")
    assert "a question or an answer that is not before it any more" in ada.get(BUILD).text


def test_a_published_survey_goes_on_unchanged_while_its_next_version_is_written(
    browser: Any, account: Any, office: Any, data: Any, database: Database, organisation: Organisation
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    assert "makes a new version" in browser.get("/staff/surveys/my-care/build").text
    browser.post("/staff/surveys/my-care/build", do="remove", key="help-to-decide")
    assert "You are writing the next version" in browser.get("/staff/surveys/my-care/build").text
    assert "help-to-decide" not in keys(data("my-care"))
    with database.reading(organisation.id) as session:
        found = surveys.find(session, "my-care")
        assert found
        served = surveys.served(session, found.id)
        assert served and served.definition.item("help-to-decide") is not None


def test_what_is_kept_for_undoing_goes_when_the_survey_is_published(
    browser: Any, account: Any, office: Any, database: Database, organisation: Organisation
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    browser.get("/staff/surveys/my-care/build")
    browser.post("/staff/surveys/my-care/build", do="remove", key="help-to-decide")
    with database.transaction(organisation.id) as session:
        found = surveys.find(session, "my-care")
        assert found
        draft = revisions.draft(session, found)
        assert draft and draft.before is not None
        publications.publish(session, found, by="a test", today=draft.changed_at.date())  # type: ignore[union-attr]  # it was changed above
        assert draft.before is None


def test_what_is_asked_about_the_person_is_chosen_with_its_use(ada: Any, data: Any) -> None:
    add(ada, *THREE)
    page = ada.get(f"{BUILD}/about-you").text
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    silent = ada.post(f"{BUILD}/about-you", chosen=["role", "religion"], seen=seen[1])
    assert silent.status_code == 400 and 'href="#f-use-religion"' in silent.text
    told = {"chosen": ["role", "religion"], "use-religion": "To plan prayer rooms", "seen": seen[1]}
    assert ada.post(f"{BUILD}/about-you", **told).status_code == 303
    assert building.chosen_about_you(data()) == ["role", "religion"]
    page = ada.get(BUILD).text
    assert (
        "You use it for: To plan prayer rooms" in page
        and "Only" not in page.partition("To plan prayer rooms")[0][-40:]
    )
    late = ada.post(f"{BUILD}/about-you", chosen=["role"], seen=seen[1])
    assert late.status_code == 400 and "has chosen meanwhile" in late.text
    assert building.chosen_about_you(data()) == ["role", "religion"]


def test_two_people_who_change_the_title_do_not_write_over_each_other(
    ada: Any, another_browser: Any, account: Any, data: Any
) -> None:
    account("ben@oakfield.example.org")
    another_browser.sign_in("ben@oakfield.example.org")
    pages = [one.get(f"{BUILD}/words").text for one in (ada, another_browser)]
    seen = re.search(r'name="seen" value="([^"]+)"', pages[0])
    assert seen
    assert another_browser.post(f"{BUILD}/words", seen=seen[1], title="Ben’s title").status_code == 303
    late = ada.post(f"{BUILD}/words", seen=seen[1], title="Ada’s title")
    assert late.status_code == 400 and "Ben’s title" in late.text and "Ada’s title" in late.text
    again = re.search(r'name="seen" value="([^"]+)"', late.text)
    assert again and ada.post(f"{BUILD}/words", seen=again[1], title="Ada’s title").status_code == 303
    assert data()["title"] == "Ada’s title"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_builds_who_may_not_adopt(browser: Any, account: Any, office: Any, role: Role) -> None:
    account("cy@oakfield.example.org", role, place="Ward 7" if role is Role.WARD_LEAD else "")
    browser.sign_in("cy@oakfield.example.org")
    assert browser.get("/staff/surveys/my-care/build").status_code == 404
    assert "Make a new survey" not in browser.get("/staff/surveys/").text
