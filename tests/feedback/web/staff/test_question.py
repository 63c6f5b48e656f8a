"""Promises of the page of one question: nothing typed is lost, nobody is written over, and what was published stays."""

from __future__ import annotations

import re
from typing import Any

import pytest

from surveys import building

BUILD = "/staff/surveys/clinic-visit/build"
WHERE = {
    "text": "Where were you seen?", "easy": "Where did you see us?", "kind": "one", "answers": "own",
    "option-0-text": "At home", "option-0-picture": "home", "option-0-place": "2",
    "option-1-text": "In a clinic", "option-1-easy": "In a clinic", "option-1-place": "1",
    "easy-read": "yes", "proxy": "yes", "picture": "home", "registry": ["1.M3"],
}  # fmt: skip


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def question(data: Any, key: str) -> Any:
    return building.item(data(), key)


@pytest.fixture
def asked(ada: Any) -> Any:
    """The survey with one question of its own."""
    ada.get(f"{BUILD}/new")
    assert ada.post(f"{BUILD}/new", do="save", **WHERE).status_code == 303
    return ada


def test_a_question_of_ones_own_is_made_of_what_was_typed_in_the_order_that_was_asked_for(
    asked: Any, data: Any
) -> None:
    assert question(data, "where-were-you-seen") == {
        "key": "where-were-you-seen", "kind": "one", "text": "Where were you seen?", "easy": "Where did you see us?",
        "picture": "home", "registry": ["1.M3"],
        "options": [
            {"key": "in-a-clinic", "text": "In a clinic", "easy": "In a clinic"},
            {"key": "at-home", "text": "At home", "picture": "home"},
        ],
    }  # fmt: skip
    assert [part["title"] for part in data()["sections"]] == ["Clinic visit"]


def test_an_answer_keeps_its_key_when_its_words_change_and_a_new_one_gets_its_own(
    asked: Any, data: Any
) -> None:
    page = asked.get(f"{BUILD}/where-were-you-seen").text
    assert 'name="option-0-key" value="in-a-clinic"' in page
    changed = WHERE | {
        "option-0-key": "in-a-clinic", "option-0-text": "At the health centre", "option-0-place": "1",
        "option-1-key": "at-home", "option-1-text": "At home", "option-1-place": "2",
        "option-2-key": "", "option-2-text": "At the health centre", "option-2-place": "3",
    }  # fmt: skip
    assert (
        asked.post(f"{BUILD}/where-were-you-seen", do="save", seen=seen(page), **changed).status_code == 303
    )
    options = question(data, "where-were-you-seen")["options"]
    assert [one["key"] for one in options] == ["in-a-clinic", "at-home", "at-the-health-centre"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "a" * 601}, "text"),
        ({"easy": "a" * 601}, "easy"),
        ({"kind": "telepathy"}, "kind"),
        ({"kind": "scale", "minimum": "", "maximum": "10"}, "minimum"),
        ({"kind": "scale", "minimum": "0", "maximum": "900000"}, "maximum"),
        ({"kind": "number", "minimum": "ten"}, "minimum"),
        ({"kind": "comment", "maximum-length": "0"}, "maximum-length"),
        ({"option-1-text": "a" * 601}, "option-1-text"),
        ({"clause-0-item": "anything"}, "clause-0-item"),
    ],
)
def test_what_is_wrong_names_its_field_and_everything_typed_comes_back(
    ada: Any, data: Any, wrong: dict[str, str], field: str
) -> None:
    ada.get(f"{BUILD}/new")
    refused = ada.post(f"{BUILD}/new", do="save", **(WHERE | {"help": "Kept words"} | wrong))
    assert refused.status_code == 400
    assert f'href="#f-{field}"' in refused.text and f'id="f-{field}"' in refused.text
    assert 'value="Kept words"' in refused.text
    assert data()["sections"] == []


def test_more_rows_and_other_answers_come_without_a_script_and_keep_what_was_typed(asked: Any) -> None:
    page = asked.post(f"{BUILD}/new", do="rows", **WHERE).text
    rows = re.findall(r'name="option-(\d+)-text"', page)
    assert len(rows) == 6 and 'value="In a clinic"' in page
    choosing = {"clause-0-item": "where-were-you-seen"}
    page = asked.post(f"{BUILD}/new", do="again", **(WHERE | choosing)).text
    assert re.findall(r'name="clause-0-answer" value="([^"]+)"', page) == ["in-a-clinic", "at-home"]


def test_pictures_are_found_by_their_words_and_the_chosen_one_stays(ada: Any) -> None:
    page = ada.post(f"{BUILD}/new", do="again", **(WHERE | {"find-picture": "doctor"})).text
    assert re.findall(r'name="picture" value="([^"]*)"', page) == ["", "home", "doctor", "gp"]


def test_the_easy_read_check_says_what_it_found_why_and_what_could_be_written(ada: Any, data: Any) -> None:
    ada.get(f"{BUILD}/new")
    hard = WHERE | {"easy": "Did you utilise it?"}
    for answer in (
        ada.post(f"{BUILD}/new", do="again", **hard),
        ada.post("/staff/surveys/clinic-visit/words", **hard),
    ):
        assert answer.status_code == 200
        found = answer.text.partition('id="found-easy"')[2]
        assert "<q>utilise</q>" in found and "<q>use</q>" in found and "The rule:" in found
    assert data()["sections"] == []


def test_a_plainer_word_is_taken_into_the_easy_read_with_one_press_and_nothing_is_kept_yet(
    ada: Any, data: Any
) -> None:
    ada.get(f"{BUILD}/new")
    hard = WHERE | {
        "easy": "Utilise it? Did they utilise it?",
        "option-0-text": "Commence",
        "option-0-easy": "",
    }
    page = ada.post(f"{BUILD}/new", do="again", **hard).text
    [*offers] = re.findall(r'name="do" value="(take\|[^"]+)"', page)
    assert "take|easy|utilise|use" in offers and "take|option-0|Commence|start" in offers
    assert (
        "\nUtilise it? Did they use it?<" in ada.post(f"{BUILD}/new", do="take|easy|utilise|use", **hard).text
    )
    assert (
        "\nUse it? Did they utilise it?<" in ada.post(f"{BUILD}/new", do="take|easy|Utilise|use", **hard).text
    )
    page = ada.post(f"{BUILD}/new", do="take|option-0|Commence|start", **hard).text
    own, easy = (re.search(rf'<input[^>]*name="option-0-{part}"[^>]*>', page) for part in ("text", "easy"))
    assert own and 'value="Commence"' in own[0] and easy and 'value="Start"' in easy[0]
    for strange in ("take|easy||use", "take|nothing|utilise|use", "take|option-99|a|b", "take|easy|tilis|x"):
        assert "\nUtilise it? Did they utilise it?<" in ada.post(f"{BUILD}/new", do=strange, **hard).text
    assert data()["sections"] == []


def test_one_question_after_another_is_written_without_going_back(ada: Any, data: Any) -> None:
    ada.get(f"{BUILD}/new")
    saved = ada.post(f"{BUILD}/new", do="next", **WHERE)
    assert saved.headers["Location"] == f"{BUILD}/new?after=where-were-you-seen"
    page = ada.get(saved.headers["Location"]).text
    assert "“Where were you seen?” is added." in page and 'name="after" value="where-were-you-seen"' in page
    assert ada.post(f"{BUILD}/new", do="next", **(WHERE | {"text": ""})).status_code == 400
    assert [item["key"] for item in building.items(data())] == ["where-were-you-seen"]


def test_a_question_of_yes_or_no_never_has_sometimes_among_its_answers(ada: Any, data: Any) -> None:
    ada.get(f"{BUILD}/new")
    ada.post(f"{BUILD}/new", do="save", text="Was it near?", kind="yes-no", answers="yes-sometimes-no")
    assert question(data, "was-it-near")["answers"] == "yes-no"


def test_somebody_elses_change_stands_beside_ones_own_until_one_is_chosen(
    asked: Any, another_browser: Any, account: Any, data: Any
) -> None:
    account("ben@oakfield.example.org")
    another_browser.sign_in("ben@oakfield.example.org")
    address = f"{BUILD}/where-were-you-seen"
    pages = [one.get(address).text for one in (asked, another_browser)]
    assert seen(pages[0]) == seen(pages[1])
    ben = WHERE | {"text": "Where did we see you?"}
    assert another_browser.post(address, do="save", seen=seen(pages[1]), **ben).status_code == 303
    ada = WHERE | {"text": "In which place were you seen?", "help": "Only the last time"}
    late = asked.post(address, do="save", seen=seen(pages[0]), **ada)
    assert late.status_code == 409
    for words in (
        "ben@oakfield.example.org",
        "Where did we see you?",
        "In which place were you seen?",
        "Keep mine",
    ):
        assert words in late.text
    assert 'value="Only the last time"' in late.text
    assert question(data, "where-were-you-seen")["text"] == "Where did we see you?"
    assert asked.post(address, do="save", seen=seen(late.text), **ada).status_code == 303
    assert question(data, "where-were-you-seen")["text"] == "In which place were you seen?"


def test_two_people_who_write_different_questions_both_keep_theirs(
    asked: Any, another_browser: Any, account: Any, data: Any
) -> None:
    account("ben@oakfield.example.org")
    another_browser.sign_in("ben@oakfield.example.org")
    page = asked.get(f"{BUILD}/where-were-you-seen").text
    another_browser.get(f"{BUILD}/new")
    another_browser.post(f"{BUILD}/new", do="save", **(WHERE | {"text": "Who saw you?"}))
    mine = WHERE | {"text": "Where was it?"}
    assert asked.post(f"{BUILD}/where-were-you-seen", do="save", seen=seen(page), **mine).status_code == 303
    assert [item["text"] for item in building.items(data())] == ["Where was it?", "Who saw you?"]


def test_a_question_that_somebody_removed_can_be_added_again_as_it_was_typed(
    asked: Any, another_browser: Any, account: Any, data: Any
) -> None:
    account("ben@oakfield.example.org")
    another_browser.sign_in("ben@oakfield.example.org")
    address = f"{BUILD}/where-were-you-seen"
    page = asked.get(address).text
    another_browser.get(BUILD)
    another_browser.post(BUILD, do="remove", key="where-were-you-seen")
    mine = WHERE | {"text": "Where was it?", "option-0-key": "at-home"}
    late = asked.post(address, do="save", seen=seen(page), **mine)
    assert late.status_code == 409 and "Add mine again" in late.text and "Where was it?" in late.text
    assert asked.post(address, do="add-again", seen=seen(late.text), **mine).status_code == 303
    found = question(data, "where-were-you-seen")
    assert found["text"] == "Where was it?" and {one["key"] for one in found["options"]} == {
        "at-home",
        "in-a-clinic",
    }


def test_the_kind_of_a_published_question_stays_and_a_new_question_takes_its_place(
    browser: Any, account: Any, office: Any, data: Any
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    address = "/staff/surveys/my-care/build/help-to-decide"
    page = browser.get(address).text
    assert "Make it a new question" in page
    other = WHERE | {"text": "How much do you help to decide?"}
    kept = browser.post(address, do="save", seen=seen(page), **other)
    assert kept.status_code == 303
    assert building.item(data("my-care"), "help-to-decide")["kind"] == "statement"
    page = browser.get(address).text
    made = browser.post(address, do="anew", seen=seen(page), **other)
    assert made.location == "/staff/surveys/my-care/build/help-to-decide-2"
    found = data("my-care")
    assert building.item(found, "help-to-decide-2")["kind"] == "one"
    assert "help-to-decide" not in [item["key"] for item in building.items(found)]


def test_official_and_shared_questions_are_shown_with_the_reason_and_cannot_be_changed(
    ada: Any, data: Any
) -> None:
    ada.get(f"{BUILD}/bank?shelf=friends-and-family")
    rating = next(
        name
        for name in re.findall(
            r'name="add" value="([^"]+)"', ada.get(f"{BUILD}/bank?shelf=friends-and-family").text
        )
    )
    ada.post(f"{BUILD}/bank", add=[rating])
    page = ada.get(f"{BUILD}/about-you").text
    ada.post(f"{BUILD}/about-you", chosen=["role"], seen=seen(page))
    before = data()
    for key in (rating.partition("/")[2], "role"):
        page = ada.get(f"{BUILD}/{key}").text
        assert "so that" in page and 'name="text"' not in page
        assert ada.post(f"{BUILD}/{key}", do="save", **WHERE).status_code == 404
    assert data() == before


def test_a_question_called_as_a_page_is_can_still_be_opened(ada: Any, data: Any) -> None:
    ada.get(f"{BUILD}/new")
    ada.post(f"{BUILD}/new", do="save", **(WHERE | {"text": "Bank"}))
    assert f'href="{BUILD}/question/bank"' in ada.get(BUILD).text
    page = ada.get(f"{BUILD}/question/bank").text
    changed = ada.post(
        f"{BUILD}/question/bank", do="save", seen=seen(page), **(WHERE | {"text": "Which bank?"})
    )
    assert changed.status_code == 303 and question(data, "bank")["text"] == "Which bank?"


def test_a_condition_whose_question_is_gone_stays_until_somebody_decides(asked: Any, data: Any) -> None:
    routed = {"text": "Was it warm?", "clause-0-item": "where-were-you-seen", "clause-0-answer": "at-home"}
    asked.post(f"{BUILD}/new", do="save", **(WHERE | routed))
    asked.post(BUILD, do="remove", key="where-were-you-seen")
    page = asked.get(f"{BUILD}/was-it-warm").text
    assert (
        "(no longer an answer: at-home)" in page and 'name="clause-0-was" value="where-were-you-seen"' in page
    )
    again = WHERE | routed | {"clause-0-was": "where-were-you-seen"}
    assert asked.post(f"{BUILD}/was-it-warm", do="save", seen=seen(page), **again).status_code == 303
    assert question(data, "was-it-warm")["show-when"] == [{"item": "where-were-you-seen", "is": ["at-home"]}]


def test_the_answers_of_another_question_are_not_taken_for_those_of_the_chosen_one(asked: Any) -> None:
    moved = {"clause-0-item": "where-were-you-seen", "clause-0-was": "another", "clause-0-answer": "yes"}
    assert asked.post(f"{BUILD}/new", do="save", **(WHERE | moved)).status_code == 400
