"""Promises of the question bank: everything is found, added as it is, and told where it is asked already."""

from __future__ import annotations

import re
from typing import Any

from surveys import bank, building

BANK = "/staff/surveys/clinic-visit/build/bank"


def offered(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="add" value="([^"]+)"', page)))


def test_every_shelf_opens_and_together_they_hold_the_whole_bank(ada: Any) -> None:
    found = set()
    for shelf in bank.shelves():
        page = ada.get(f"{BANK}?shelf={shelf.key}")
        assert page.status_code == 200 and shelf.title in page.text.replace("&#39;", "'")
        found |= set(offered(page.text))
    assert found == {one.name for one in bank.entries() if not one.about_you}


def test_a_search_finds_by_words_and_says_when_there_is_nothing(ada: Any) -> None:
    names = offered(ada.get(f"{BANK}?find=help decide").text)
    assert "my-care/help-to-decide" in names and len(names) < 10
    assert "Nothing was found." in ada.get(f"{BANK}?find=zeppelin").text


def test_several_are_added_at_once_with_their_own_keys_and_are_then_marked(ada: Any, data: Any) -> None:
    ada.get(BANK)
    ada.post(BANK, add=["my-care/what-matters", "my-care/help-to-decide"])
    ada.post(BANK, add="my-care/help-i-need")
    found = [item["key"] for item in building.items(data())]
    assert found == ["what-matters", "help-to-decide", "help-i-need"]
    assert building.item(data(), "help-to-decide")["text"] == bank.entry("my-care/help-to-decide").item.text
    page = ada.get(f"{BANK}?find=help decide").text
    assert "Asked already" in page and "my-care/help-to-decide" not in offered(page)


def test_a_question_brings_those_it_follows(ada: Any, data: Any) -> None:
    following = next(one for one in bank.entries() if one.needs and not one.about_you)
    ada.get(BANK)
    ada.post(BANK, add=following.name)
    found = [item["key"] for item in building.items(data())]
    assert found[-1] == following.item.key and set(following.needs) <= set(found)
    assert building.problems(data()) == []


def test_it_is_added_where_the_reader_was(ada: Any, data: Any) -> None:
    ada.get(BANK)
    ada.post(BANK, add=["my-care/what-matters", "my-care/help-to-decide"])
    ada.post(BANK, add="my-care/help-i-need", after="what-matters")
    assert [item["key"] for item in building.items(data())] == [
        "what-matters",
        "help-i-need",
        "help-to-decide",
    ]


def test_what_was_found_stands_right_below_the_search_and_the_other_parts_fold_away(ada: Any) -> None:
    parts = '<details class="other-shelves"'
    assert f"{parts} open" in ada.get(BANK).text
    for chosen in ("find=help", "shelf=about-you"):
        page = ada.get(f"{BANK}?{chosen}").text
        assert parts in page and f"{parts} open" not in page


def test_nothing_ticked_is_said_and_adds_nothing(ada: Any, data: Any) -> None:
    ada.get(BANK)
    refused = ada.post(BANK)
    assert refused.status_code == 400 and "Tick at least one question." in refused.text
    assert ada.post(BANK, add=["about-you/role", "no/such"]).status_code == 400
    assert data()["sections"] == []


def test_questions_about_the_person_lead_to_where_they_are_chosen(ada: Any) -> None:
    page = ada.get(f"{BANK}?shelf=about-you").text
    assert "/staff/surveys/clinic-visit/build/about-you" in page and offered(page) == []
