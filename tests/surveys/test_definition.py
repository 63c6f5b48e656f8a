"""Promise of the definition: strict about its shape, frozen once read, and the same when written and read back."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from surveys import texts
from surveys.definition import DECLINE, Condition, Definition, Kind
from surveys.reading import BadDefinition, read
from tests.surveys.surveys_for_tests import data, every_kind, options, survey

ONE = {"key": "choice", "kind": "one", "options": options("a", "b")}


@pytest.mark.parametrize(
    "key", ["Choice", "my choice", "my_choice", "-a", "a--b", "ключ", "", "a" * 61, "a\n"]
)
def test_a_key_is_lower_case_words_joined_by_hyphens(key: str) -> None:
    with pytest.raises(BadDefinition):
        survey({**ONE, "key": key})


def test_a_misspelt_word_is_an_error_and_not_a_silence() -> None:
    with pytest.raises(BadDefinition) as caught:
        survey({**ONE, "show-wen": []})
    assert [problem.path for problem in caught.value.problems] == ["sections.0.items.0.show-wen"]


@pytest.mark.parametrize(
    ("missing", "value"), [("text", ""), ("text", "   "), ("text", None), ("easy", ""), ("easy", "   ")]
)
def test_a_text_that_is_given_says_something(missing: str, value: str | None) -> None:
    with pytest.raises(BadDefinition) as caught:
        survey({**ONE, missing: value})
    assert caught.value.problems[0].path == f"sections.0.items.0.{missing}"


def test_a_question_without_easy_read_leaves_the_survey_without_it() -> None:
    without = survey({**ONE, "easy": None})
    assert texts.missing(without, texts.english_texts(without)) == []
    assert texts.missing(without, texts.easy_texts(without)) == [f"item/{ONE['key']}/text"]


@pytest.mark.parametrize("number", ["7.M1", "1.X1", "M1", "1.M4f", "1.M"])
def test_evidence_is_named_by_an_id_of_the_registry(number: str) -> None:
    with pytest.raises(BadDefinition):
        survey({**ONE, "registry": [number]})
    assert survey({**ONE, "registry": ["1.M4a"]})


@pytest.mark.parametrize("clause", [{}, {"is": []}, {"is": ["a"], "is-not": ["b"]}])
def test_a_condition_says_one_thing(clause: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate({"item": "choice", **clause})


def test_a_definition_cannot_be_changed() -> None:
    definition = survey(ONE)
    with pytest.raises(ValidationError):
        definition.title = "Other"
    with pytest.raises(ValidationError):
        next(definition.items()).options[0].text = "Other"


def test_the_data_of_a_definition_reads_back_as_the_same_definition() -> None:
    definition = every_kind()
    assert read(definition.as_data()) == definition
    assert Definition.model_validate_json(definition.model_dump_json(by_alias=True)) == definition


def test_data_is_written_with_hyphens_and_without_what_was_not_said() -> None:
    written = survey({**ONE, "minimum-age": 16}).as_data()["sections"][0]["items"][0]
    assert written["minimum-age"] == 16 and "maximum-length" not in written and "group" not in written


def test_items_are_found_by_key_and_groups_are_those_marked() -> None:
    definition = every_kind()
    assert definition.item("scale") is not None and definition.item("nowhere") is None
    assert [item.key for item in definition.groups()] == ["age", "affects", "area"]
    age = definition.item("age")
    assert age is not None and age.option("old") is not None and age.option(DECLINE) is None


def test_only_numbers_and_words_are_open_questions() -> None:
    assert {item.kind for item in every_kind().items() if not item.closed} == {
        Kind.NUMBER,
        Kind.SHORT_TEXT,
        Kind.COMMENT,
    }


def test_a_survey_without_questions_is_none() -> None:
    for broken in (data(), {**data(ONE), "sections": []}, {}, [], "text", None):
        with pytest.raises(BadDefinition):
            read(broken)
