"""Promises of the FHIR export: each line is a valid R4 QuestionnaireResponse that fits the Questionnaire we export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from feedback.reports.exports.formats import Format
from surveys.formats.fhir import writing
from tests.feedback.reports.exports.conftest import FEW, FULL, WORDS, Asked, second_revision
from tests.surveys.surveys_for_tests import every_kind, options, survey


def resources(content: bytes) -> list[Any]:
    """Every line, read by the field's own library."""
    return [QuestionnaireResponse.model_validate_json(line) for line in content.splitlines()]


def answered(items: Any) -> Iterator[tuple[str, list[Any]]]:
    """Each question that has an answer, with its values."""
    for item in items or ():
        if item.answer:
            values = [
                value.valueCoding.code if value.valueCoding else
                value.valueInteger if value.valueInteger is not None else value.valueString
                for value in item.answer
            ]  # fmt: skip
            yield item.linkId, values
        yield from answered(item.item)


def links(items: Any) -> Iterator[tuple[str, ...]]:
    """The road to each item of a resource as plain data."""
    for item in items:
        yield (item["linkId"],)
        for road in links(item.get("item", ())):
            yield (item["linkId"], *road)


def test_every_answer_comes_back(asked: Asked) -> None:
    asked.answer("a", FULL, language="ar")
    [read] = resources(asked.export(Format.FHIR, words=True)[0])
    wanted = {
        key: value if isinstance(value, list) else [value["text"] if isinstance(value, dict) else value]
        for key, value in FULL.items()
    }
    assert dict(answered(read.item)) == wanted
    assert (read.status, read.language, str(read.authored)) == ("completed", "ar", "2026-11-20")
    assert json.loads(read.extension[0].valueString) == {"revision": 1, "channel": "qr", "place": "ward-7"}


def test_the_links_are_those_of_the_questionnaire(asked: Asked) -> None:
    routed = survey(
        {"key": "first", "kind": "one", "options": options("a", "b", "c")},
        {"key": "other", "kind": "one", "options": options("a", "b")},
        {"key": "deep", "kind": "one", "options": options("x", "y"),
         "show-when": [{"item": "first", "is": ["a", "b"]}, {"item": "other", "is": ["a"]}]},
    )  # fmt: skip
    asked.publish(routed)
    asked.answer("a", {"first": "a", "other": "a", "deep": "y"})
    [line] = asked.export(Format.FHIR)[0].splitlines()
    ours, theirs = json.loads(line), json.loads(writing.write(routed, {}))
    assert set(links(ours["item"])) <= set(links(theirs["item"]))
    assert ("only", "deep/when-1", "deep") in set(links(ours["item"]))
    assert ours["questionnaire"].partition("|")[0] == theirs["url"]


def test_what_was_not_asked_is_not_there_and_what_was_skipped_says_so(asked: Asked) -> None:
    asked.answer("a", FEW)
    asked.publish(second_revision())
    asked.answer("b", {"heard": "yes"})
    for line in asked.export(Format.FHIR)[0].splitlines():
        items = {item["linkId"]: item for item in json.loads(line)["item"][0]["item"]}
        assert items["overall"]["extension"][0]["valueCode"] == "asked-declined"
        assert len(set(items) & {"plan", "again"}) == 1
    found = [dict(answered(read.item)) for read in resources(asked.export(Format.FHIR)[0])]
    [few] = [answers for answers in found if len(answers) > 1]
    assert (few["age"], few["affects"]) == (["prefer-not-to-say"], ["prefer-not-to-say"])


@pytest.mark.parametrize("words", WORDS)
def test_words_come_back_as_they_were_typed(asked: Asked, words: str) -> None:
    asked.answer("a", {"words": {"text": words, "share": False}})
    [read] = resources(asked.export(Format.FHIR, words=True)[0])
    assert dict(answered(read.item)) == {"words": [words]}


def test_it_names_nobody(asked: Asked) -> None:
    asked.answer("a", FULL)
    [line] = asked.export(Format.FHIR, words=True)[0].splitlines()
    assert not {"id", "subject", "author", "source", "identifier", "encounter"} & set(json.loads(line))
    assert "job" not in str(json.loads(asked.export(Format.FHIR)[0])["item"])


def test_a_number_beyond_the_integers_of_fhir_is_still_carried(asked: Asked) -> None:
    asked.publish(survey({"key": "big", "kind": "number"}, *every_kind().as_data()["sections"][0]["items"]))
    asked.answer("a", {"big": 10_000_000_000})
    [read] = resources(asked.export(Format.FHIR)[0])
    [found] = [item for item in read.item[0].item if item.linkId == "big"]
    assert int(found.answer[0].valueDecimal) == 10_000_000_000
