"""Promise of reading: definitions come from files and data, are joined with blocks, and refuse with every reason."""

from __future__ import annotations

import pytest

from surveys.definition import DECLINE, Position
from surveys.reading import (
    BadDefinition,
    answer_sets,
    compose,
    decline_option,
    default_choice,
    read,
    read_toml,
    shipped,
    shipped_surveys,
)
from tests.surveys.surveys_for_tests import data, options, survey

STATEMENT = {"key": "heard", "kind": "statement", "answers": "yes-sometimes-no"}
TOML = """
key = "invented"
title = "Invented"
[[sections]]
key = "only"
title = "Only"
[[sections.items]]
key = "heard"
kind = "statement"
text = "People listened to me."
easy = "People listened to me."
answers = "yes-sometimes-no"
"""


def test_a_file_is_read() -> None:
    definition = read_toml(TOML)
    assert (definition.key, [item.key for item in definition.items()]) == ("invented", ["heard"])


def test_a_file_that_is_no_toml_is_told_as_a_problem_of_the_file() -> None:
    with pytest.raises(BadDefinition) as caught:
        read_toml("key = ")
    assert [problem.path for problem in caught.value.problems] == ["file"]


def test_a_named_answer_set_puts_in_its_options_and_where_their_words_are_kept() -> None:
    heard = survey(STATEMENT).item("heard")
    assert heard is not None
    assert [option.key for option in heard.options] == ["yes", "sometimes", "no", "dont-know"]
    assert [option.shared for option in heard.options][0] == "answers/yes-sometimes-no/yes"


def test_an_item_that_names_a_set_and_brings_options_keeps_its_own() -> None:
    heard = survey({**STATEMENT, "options": options("a", "b", polarity="positive")}).item("heard")
    assert heard is not None and [option.key for option in heard.options] == ["a", "b"]


def test_an_unknown_answer_set_is_told_with_those_there_are() -> None:
    with pytest.raises(BadDefinition) as caught:
        survey({**STATEMENT, "answers": "agree-disagree"})
    told = {problem.path: problem.message for problem in caught.value.problems}
    assert "yes-sometimes-no" in told["sections.0.items.0.answers"]


def test_every_problem_of_shape_is_told_at_once_with_its_path() -> None:
    broken = data({"key": "A", "kind": "riddle"}, {**STATEMENT, "text": "", "minimum-age": 200}, principle=9)
    with pytest.raises(BadDefinition) as caught:
        read(broken)
    assert {problem.path for problem in caught.value.problems} == {
        "principle", "sections.0.items.0.key", "sections.0.items.0.kind", "sections.0.items.1.text",
        "sections.0.items.1.minimum-age",
    }  # fmt: skip
    assert all(str(problem) in str(caught.value) for problem in caught.value.problems)


@pytest.mark.parametrize("slug", ["answers", "nowhere", "../library/my-care", "", "my-care.toml"])
def test_only_what_is_shipped_is_found(slug: str) -> None:
    with pytest.raises(KeyError):
        shipped(slug)


def test_the_library_lists_its_surveys_by_principle_and_no_block() -> None:
    assert [found.key for found in shipped_surveys()] == [
        "my-care",
        "being-heard",
        "lived-experience",
        "carers",
        "community-organisations",
        "neighbourhood",
        "volunteers",
        "friends-and-family",
        "friends-and-family-maternity",
        "staff",
        "under-16",
    ]


ASKED = {"text": "?", "easy": "?", "group": True, "options": options("a", "b")}
BLOCK = read({
    "key": "block", "kind": "block", "title": "Block",
    "sections": [
        {"key": "end", "title": "End", "position": "last", "items": [
            {"key": "age", "kind": "one", **ASKED, "default": True},
            {"key": "wide", "kind": "one", **ASKED},
            {"key": "fine", "kind": "one", **ASKED, "parent-item": "wide",
             "options": options("x", "y", parent="a")},
        ]},
        {"key": "start", "title": "Start", "position": "first", "items": [
            {"key": "who", "kind": "one", **ASKED, "default": True},
            {"key": "helper", "kind": "one", **ASKED,
             "show-when": [{"item": "who", "is": ["a"]}]},
        ]},
    ],
})  # fmt: skip


def order(*chosen: str) -> list[str]:
    return [item.key for item in compose(survey(STATEMENT), BLOCK, chosen).items()]


def test_a_block_goes_where_its_sections_say() -> None:
    assert order("age", "who", "wide") == ["who", "heard", "age", "wide"]


def test_only_chosen_items_are_asked_and_an_empty_section_is_left_out() -> None:
    composed = compose(survey(STATEMENT), BLOCK, {"who"})
    assert [section.key for section in composed.sections] == ["start", "only"]


def test_an_item_whose_routing_or_parent_was_not_chosen_is_left_out_with_it() -> None:
    assert order("helper", "fine", "age") == ["heard", "age"]
    assert order("helper", "who", "fine", "wide") == ["who", "helper", "heard", "wide", "fine"]


def test_a_joined_survey_knows_which_catalogue_each_section_comes_from() -> None:
    composed = compose(survey(STATEMENT), BLOCK, {"who", "age"})
    assert [section.source for section in composed.sections] == ["block", "invented", "block"]


def test_a_block_that_clashes_with_the_survey_is_refused() -> None:
    with pytest.raises(BadDefinition):
        compose(survey({**STATEMENT, "key": "who"}), BLOCK, {"who"})


def test_the_short_block_is_what_is_marked_default() -> None:
    assert set(default_choice(BLOCK)) == {"age", "who"}


def test_declining_has_the_same_words_everywhere() -> None:
    option = decline_option()
    assert (option.key, option.shared) == (DECLINE, "answers/decline")
    assert set(answer_sets()) == {"yes-sometimes-no", "yes-no"}


def test_sections_stand_in_the_middle_unless_they_say_otherwise() -> None:
    assert survey(STATEMENT).sections[0].position is Position.MIDDLE
