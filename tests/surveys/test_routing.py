"""Promise of routing: people are asked what fits their answers so far, and nobody is asked for another's feelings."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.definition import DECLINE, Condition, Definition
from surveys.reading import compose, shipped, shipped_surveys
from surveys.routing import asked, holds
from tests.surveys.surveys_for_tests import options, survey

BLOCK = shipped("about-you")
EVERYTHING = {item.key for item in BLOCK.items()}
#: What nobody can answer for another person: feelings and identity.
PERSONAL = {
    "sex", "gender-identity", "ethnic-group", "disability", "religion", "sexual-orientation", "pregnancy", "carer",
    "health-literacy", "inclusion", "impairment", "ethnic-group-detail",
}  # fmt: skip


def condition(**clause: Any) -> Condition:
    return Condition.model_validate(
        {"item": "choice", **{key.replace("_", "-"): value for key, value in clause.items()}}
    )


def keys(definition: Definition, **answers: Any) -> list[str]:
    return [
        item.key
        for item in asked(definition, {key.replace("_", "-"): value for key, value in answers.items()})
    ]


@pytest.mark.parametrize(
    ("answer", "held"),
    [("a", True), ("b", True), ("c", False), (None, False), (["c", "b"], True), (["c"], False), ([], False)],
)
def test_is_holds_where_any_named_answer_was_chosen_and_never_for_an_unanswered_one(
    answer: Any, held: bool
) -> None:
    assert holds(condition(**{"is": ["a", "b"]}), {"choice": answer}) is held


@pytest.mark.parametrize(
    ("answer", "held"), [("a", False), ("c", True), (None, True), (["c", "a"], False), (["c"], True)]
)
def test_is_not_holds_until_a_named_answer_was_chosen(answer: Any, held: bool) -> None:
    assert holds(condition(is_not=["a", "b"]), {"choice": answer}) is held


BRANCHING = survey(
    {"key": "one", "kind": "one", "options": options("a", "b")},
    {"key": "two", "kind": "one", "options": options("a", "b"), "show-when": [{"item": "one", "is": ["a"]}]},
    {"key": "three", "kind": "number", "show-when": [{"item": "two", "is-not": ["b"]}, {"item": "one", "is": ["a"]}]},
    {"key": "four", "kind": "number", "show-when": [{"item": "two", "is": ["a"]}]},
)  # fmt: skip


def test_all_clauses_must_hold() -> None:
    assert keys(BRANCHING, one="a") == ["one", "two", "three"]
    assert keys(BRANCHING, one="a", two="b") == ["one", "two"]
    assert keys(BRANCHING) == ["one"]


def test_the_answer_to_a_question_that_is_hidden_leads_nowhere() -> None:
    assert keys(BRANCHING, one="b", two="a") == ["one"]


@pytest.mark.parametrize("source", shipped_surveys(), ids=lambda source: source.key)
def test_a_proxy_is_asked_what_they_saw_and_never_feelings_or_identity(source: Definition) -> None:
    whole = compose(source, BLOCK, EVERYTHING)
    as_proxy = keys(whole, answered_by="someone-else", ethnic_group="asian", disability="limited-a-lot")
    as_self = keys(whole, answered_by="myself", ethnic_group="asian", disability="limited-a-lot")
    personal = {item.key for item in whole.items() if not item.proxy}
    allowed = PERSONAL if source.about_you is None else PERSONAL & set(source.about_you)
    assert personal >= allowed and (allowed or source.about_you == [])
    assert not personal & set(as_proxy)
    assert personal & set(as_self) >= allowed
    assert {item.key for section in source.sections for item in section.items} & set(as_proxy), (
        "a proxy is asked something"
    )


@pytest.mark.parametrize("by", ["helped", "myself", DECLINE, None])
def test_everybody_but_a_proxy_is_asked_everything_personal(by: str | None) -> None:
    whole = compose(shipped("my-care"), BLOCK, EVERYTHING)
    assert {"sex", "control-of-daily-life"} <= set(keys(whole, answered_by=by))


def test_a_survey_without_the_question_who_answers_asks_everybody_everything() -> None:
    assert keys(survey({"key": "feeling", "kind": "number", "proxy": False})) == ["feeling"]


@pytest.mark.parametrize(
    ("band", "grown_up"), [("0-15", False), ("16-24", True), ("85-plus", True), (DECLINE, True), (None, True)]
)
def test_a_child_is_not_asked_what_is_for_grown_ups(band: str | None, grown_up: bool) -> None:
    whole = compose(shipped("my-care"), BLOCK, EVERYTHING)
    found = set(keys(whole, age_band=band))
    for key in ("gender-identity", "sexual-orientation", "inclusion"):
        assert (key in found) is grown_up
    assert {"sex", "disability"} <= found


def test_the_helper_is_asked_for_where_somebody_helps() -> None:
    whole = compose(shipped("my-care"), BLOCK, EVERYTHING)
    assert "helper" in keys(whole, answered_by="helped") and "helper" in keys(
        whole, answered_by="someone-else"
    )
    assert "helper" not in keys(whole, answered_by="myself") and "helper" not in keys(whole)


def test_the_clauses_of_an_item_are_its_own_and_those_of_its_nature() -> None:
    whole = compose(shipped("my-care"), BLOCK, EVERYTHING)
    item = whole.item("gender-identity")
    assert item is not None
    assert [(c.item, c.is_, c.is_not) for c in whole.conditions[item.key]] == [
        ("answered-by", [], ["someone-else"]), ("age-band", [], ["0-15"]),
    ]  # fmt: skip
