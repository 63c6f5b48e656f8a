"""Promise of FHIR export: valid R4 that any system reads, and that comes back as the survey that it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from hypothesis import given, settings

from surveys.definition import Definition
from surveys.formats.fhir import reading as fhir_reading
from surveys.formats.fhir import writing as fhir_writing
from surveys.reading import compose, read, shipped, shipped_surveys
from surveys.texts import sources
from tests.surveys.formats.random_surveys import LANGUAGES, TRANSLATED, translated
from tests.surveys.surveys_for_tests import every_kind, options, survey

Texts = Mapping[str, Mapping[str, str]]
BLOCK = shipped("about-you")
EVERY = [item.key for item in BLOCK.items()]
SHIPPED = [
    *shipped_surveys(),
    *(compose(each, BLOCK, EVERY) for each in shipped_surveys() if each.about_you is None),
]


def written(definition: Definition, texts: Texts | None = None, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fhir_writing.write(definition, texts or {}, **more))
    return found


def items(node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for each in node.get("item", ()):
        yield each
        yield from items(each)


def item(node: Mapping[str, Any], link: str) -> dict[str, Any]:
    return next(each for each in items(node) if each["linkId"] == link)


def assert_comes_back(definition: Definition, texts: Texts) -> None:
    exported = fhir_writing.write(definition, texts)
    Questionnaire.model_validate_json(exported)
    brought = fhir_reading.read(exported, "survey.json", LANGUAGES)
    assert read(brought.definition) == definition
    assert brought.texts == texts
    account = brought.account
    assert not (account.changed or account.dropped or account.remarks), account.as_data()
    links = [each["linkId"] for each in items(json.loads(exported))]
    assert sorted(entry.item for entry in account.carried) == sorted(links)


@pytest.mark.parametrize("definition", [*SHIPPED, BLOCK, every_kind()], ids=lambda found: found.key)
def test_a_shipped_survey_comes_back_with_keys_words_options_and_routing(definition: Definition) -> None:
    texts = {tag: {each.key: f"{tag} {each.english}" for each in sources(definition)} for tag in TRANSLATED}
    assert_comes_back(definition, texts)


@settings(max_examples=100, deadline=None)
@given(translated())
def test_any_survey_comes_back_the_same_and_is_valid_fhir(drawn: tuple[Definition, Texts]) -> None:
    assert_comes_back(*drawn)


A = {"key": "a", "kind": "one", "options": options("x", "y", "z")}
B = {"key": "b", "kind": "many", "options": options("x", "y", "z")}


def routed(*clauses: Mapping[str, Any]) -> dict[str, Any]:
    return written(survey(A, B, {"key": "c", "kind": "comment", "show-when": list(clauses)}))


def test_one_clause_of_several_answers_is_any_of_them() -> None:
    asked = item(routed({"item": "a", "is": ["x", "y"]}), "c")
    assert asked["enableBehavior"] == "any"
    assert [(each["operator"], each["answerCoding"]["code"]) for each in asked["enableWhen"]] == [
        ("=", "x"),
        ("=", "y"),
    ]


def test_clauses_that_one_list_cannot_say_stand_in_groups_around_the_question() -> None:
    found = routed({"item": "a", "is": ["x", "y"]}, {"item": "b", "is-not": ["x", "z"]})
    outer, inner = item(found, "c/when-1"), item(found, "c")
    assert outer["enableBehavior"] == "any" and "text" not in outer
    assert [each["linkId"] for each in outer["item"]] == ["c"]
    assert inner["enableBehavior"] == "all"
    assert {each["operator"] for each in inner["enableWhen"]} == {"!="}


def test_what_follows_for_proxies_and_by_age_is_said_too_and_does_not_come_back_as_routing() -> None:
    definition = survey(
        {"key": "answered-by", "kind": "one", "options": options("myself", "someone-else")},
        {"key": "age", "kind": "one", "options": [
            {"key": "young", "text": "Young", "age-from": 0}, {"key": "old", "text": "Old", "age-from": 16}]},
        {"key": "feeling", "kind": "comment", "proxy": False, "minimum-age": 16},
    )  # fmt: skip
    when = item(written(definition), "feeling")["enableWhen"]
    assert [(each["question"], each["answerCoding"]["code"]) for each in when] == [
        ("answered-by", "someone-else"),
        ("age", "young"),
    ]
    assert_comes_back(definition, {})


def test_somebody_can_decline_a_question_about_them_in_every_language() -> None:
    definition = survey({**A, "group": True})
    texts = {"pl": {"answers/decline": "Wolę nie mówić"}}
    offered = item(written(definition, texts), "a")["answerOption"]
    assert [each["valueCoding"]["code"] for each in offered] == ["x", "y", "z", "prefer-not-to-say"]
    assert_comes_back(definition, texts)


def test_easy_read_is_a_translation_into_plain_english() -> None:
    asked = item(written(survey({**A, "text": "Hard words?", "easy": "Easy?"})), "a")
    parts = asked["_text"]["extension"][0]["extension"]
    assert [part.get("valueCode") or part.get("valueString") for part in parts] == ["en-x-simple", "Easy?"]


def test_a_scale_is_a_slider_with_words_at_its_ends() -> None:
    scale = {"key": "pain", "kind": "scale", "minimum": 0, "maximum": 10, "minimum-label": "None"}
    asked = item(written(survey(scale)), "pain")
    assert asked["type"] == "integer" and asked["item"][0]["text"] == "None"
    assert {"minValue", "maxValue"} <= {each["url"].rsplit("/", 1)[-1] for each in asked["extension"]}


def test_a_number_beyond_what_fhir_holds_comes_back_all_the_same() -> None:
    assert_comes_back(survey({"key": "big", "kind": "number", "maximum": 2**40}), {})


def test_status_and_address_are_as_asked() -> None:
    found = written(survey(A), status="active", url="https://example.org/survey")
    assert (found["status"], found["url"]) == ("active", "https://example.org/survey")
    assert written(survey(A))["url"] == "urn:said-and-done:survey:invented"


def test_what_other_software_changed_in_an_export_wins_over_what_we_had_written() -> None:
    found = written(survey({"key": "heard", "kind": "statement", "answers": "yes-sometimes-no"}))
    asked = item(found, "heard")
    asked["text"], asked["type"] = "Edited?", "text"
    del asked["answerOption"]
    brought = fhir_reading.read(json.dumps(found).encode(), "edited.json", LANGUAGES)
    back = read(brought.definition).item("heard")
    assert back is not None and (back.text, back.kind) == ("Edited?", "comment")


def test_answers_that_lost_their_polarity_are_asked_without_measuring() -> None:
    found = written(survey({"key": "heard", "kind": "statement", "answers": "yes-sometimes-no"}))
    for option in item(found, "heard")["answerOption"]:
        del option["extension"]
    brought = fhir_reading.read(json.dumps(found).encode(), "edited.json", LANGUAGES)
    back = read(brought.definition).item("heard")
    assert back is not None and back.kind == "one"
    assert "measuring" in " ".join(brought.account.changed[0].why)
