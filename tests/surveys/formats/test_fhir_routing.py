"""Promise of FHIR's routing: a clause that both can say keeps its meaning, and any other is told in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from surveys.formats.accounting import Brought
from surveys.formats.fhir import reading as fhir_reading
from surveys.reading import read
from tests.surveys.formats.random_surveys import LANGUAGES
from tests.surveys.formats.strange_questionnaires import coded, group, question, questionnaire, when


def brought(*items: dict[str, Any]) -> Brought:
    return fhir_reading.read(json.dumps(questionnaire(*items)).encode(), "form.json", LANGUAGES)


def why(found: Brought, link: str) -> str:
    account = found.account
    return " ".join(r for e in [*account.carried, *account.changed] if e.item == link for r in e.why)


def routing(
    *clauses: dict[str, Any], before: dict[str, Any] | None = None, **more: Any
) -> tuple[list[Any], str]:
    asked = before or question("b", "choice", answerOption=[coded(each, each.upper()) for each in "xyz"])
    found = brought(question("yn", "boolean"), asked, question("q", "text", enableWhen=list(clauses), **more))
    item = read(found.definition).item("q")
    assert item is not None
    return [(c.item, c.is_, c.is_not) for c in item.show_when], why(found, "q")


def is_(code: str) -> dict[str, Any]:
    return when("b", answerCoding={"code": code})


def test_routing_that_both_can_say_is_translated() -> None:
    assert routing(is_("x")) == ([("b", ["x"], [])], "")
    assert routing(when("yn", answerBoolean=False)) == ([("yn", ["no"], [])], "")
    assert routing(when("b", "!=", answerCoding={"code": "x"})) == ([("b", [], ["x"])], "")
    assert routing(when("b", "exists", answerBoolean=True)) == ([("b", ["x", "y", "z"], [])], "")
    assert routing(when("b", "exists", answerBoolean=False)) == ([("b", [], ["x", "y", "z"])], "")
    assert routing(is_("x"), is_("z"), enableBehavior="any") == ([("b", ["x", "z"], [])], "")
    both = [("b", ["x"], []), ("yn", ["yes"], [])]
    assert routing(is_("x"), when("yn", answerBoolean=True), enableBehavior="all") == (both, "")


def test_routing_of_an_older_edition_means_any() -> None:
    older = [{"question": "b", "answerCoding": {"code": each}} for each in "xy"]
    assert routing(*older) == ([("b", ["x", "y"], [])], "")
    assert routing({"question": "yn", "hasAnswer": True}) == ([("yn", ["yes", "no"], [])], "")


@pytest.mark.parametrize(
    ("clauses", "told"),
    [
        ([when("b", ">", answerInteger=3)], "'b' > '3'"),
        ([is_("x"), when("yn", answerBoolean=True)], "'b' = 'x' or 'yn' = 'True'"),
        ([is_("x"), when("b", "!=", answerCoding={"code": "y"})], "'b' != 'y'"),
        ([when("nowhere", answerBoolean=True)], "'nowhere', which is not asked before it"),
        ([is_("x"), "nonsense"], "cannot be read"),
    ],
)
def test_routing_that_cannot_be_said_is_told_in_words(clauses: list[Any], told: str) -> None:
    found, reason = routing(*clauses, enableBehavior="any")
    assert told in reason
    assert all(clause[0] != "yn" for clause in found)


def test_what_holds_for_a_group_holds_for_everything_in_it() -> None:
    inner = group("in", question("q", enableWhen=[is_("y")]), enableWhen=[when("yn", answerBoolean=True)])
    before = [question("yn", "boolean"), question("b", answerOption=[coded("x", "X"), coded("y", "Y")])]
    asked = read(brought(*before, group("out", inner, enableWhen=[is_("x")])).definition).item("q")
    assert asked is not None
    assert [(c.item, c.is_) for c in asked.show_when] == [("b", ["x"]), ("yn", ["yes"]), ("b", ["y"])]
