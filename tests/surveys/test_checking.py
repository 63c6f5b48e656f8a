"""Promise of checking: a definition that makes no sense is refused, each mistake told with its path, all at once."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.definition import DECLINE, RESERVED_KEYS
from surveys.reading import BadDefinition, read
from tests.surveys.surveys_for_tests import data, every_kind, options

ONE = {"key": "choice", "kind": "one", "options": options("a", "b")}
FIRST = "sections.0.items.0"


def problems(*items: dict[str, Any], **more: Any) -> dict[str, str]:
    with pytest.raises(BadDefinition) as caught:
        read(data(*items, **more))
    return {problem.path: problem.message for problem in caught.value.problems}


def test_a_definition_with_every_kind_is_taken() -> None:
    assert len(list(every_kind().items())) == 12


BROKEN: list[tuple[str, dict[str, Any], str, str]] = [
    ("one option alone", {**ONE, "options": options("a")}, "options", "at least two"),
    ("no options", {"key": "heard", "kind": "statement"}, "options", "at least two"),
    ("an option twice", {**ONE, "options": options("a", "b", "a")}, "options.2.key", "'a' is used twice"),
    ("declining listed", {**ONE, "options": options("a", DECLINE)}, "options.1.key", "leave it out"),
    ("no polarity", {"key": "r", "kind": "rating", "options": options("a", "b")}, "options.0.polarity", "positive"),
    ("exclusive", {**ONE, "options": [*options("a"), *options("b", exclusive=True)]}, "options.1.exclusive", "man"),
    ("a fifth as option", {"key": "p", "kind": "postcode", "options": options("3")}, "options.0.key", "look-up"),
    ("options of a number", {"key": "n", "kind": "number", "options": options("a", "b")}, "options", "no options"),
    ("a scale without ends", {"key": "s", "kind": "scale", "minimum": 1}, "minimum", "a minimum and a maximum"),
    ("ends the wrong way", {"key": "s", "kind": "scale", "minimum": 5, "maximum": 5}, "maximum", "greater"),
    ("a number's ends too", {"key": "n", "kind": "number", "minimum": 5, "maximum": 1}, "maximum", "greater"),
    ("too many steps", {"key": "s", "kind": "scale", "minimum": 0, "maximum": 101}, "maximum", "101 steps"),
    ("a comment as group", {"key": "c", "kind": "comment", "group": True}, "group", "cannot be a group"),
    ("a number as group", {"key": "h", "kind": "number", "group": True}, "group", "cannot"),
    ("an unknown parent", {**ONE, "parent-item": "wide"}, "parent-item", "'wide' is not an earlier item"),
    ("an option's parent", {**ONE, "options": options("a", "b", parent="x")}, "options.0.parent", "not an option"),
    ("routing nowhere", {**ONE, "show-when": [{"item": "x", "is": ["a"]}]}, "show-when.0.item", "earlier"),
    ("routing to itself", {**ONE, "show-when": [{"item": "choice", "is": ["a"]}]}, "show-when.0.item", "earlier"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "path", "words"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_a_mistake_is_told_with_its_path(item: dict[str, Any], path: str, words: str) -> None:
    found = problems(item)
    assert words in found[f"{FIRST}.{path}"]


@pytest.mark.parametrize("key", sorted(RESERVED_KEYS))
def test_no_question_takes_a_name_that_the_form_keeps_for_itself(key: str) -> None:
    assert "kept for the form" in problems({**ONE, "key": key})[f"{FIRST}.key"]


def test_two_questions_or_sections_of_one_key_are_told_apart() -> None:
    assert "used twice" in problems(ONE, ONE)["sections.0.items.1.key"]
    sections = data(ONE)["sections"] + data({**ONE, "key": "other"})["sections"]
    assert "used twice" in problems(sections=sections)["sections.1.key"]


def test_routing_asks_only_for_options_that_are_there() -> None:
    later = {"key": "later", "kind": "number", "show-when": [{"item": "choice", "is": ["a", "z"]}]}
    assert "no option 'z'" in problems(ONE, later)["sections.0.items.1.show-when.0"]
    declined = {"key": "later", "kind": "number", "show-when": [{"item": "choice", "is-not": [DECLINE]}]}
    assert "no option" in problems(ONE, declined)["sections.0.items.1.show-when.0"]
    assert read(data({**ONE, "group": True}, declined))


def test_routing_goes_by_options_and_not_by_the_steps_of_a_scale() -> None:
    scale = {"key": "pain", "kind": "scale", "minimum": 0, "maximum": 10}
    found = problems(scale, {"key": "later", "kind": "number", "show-when": [{"item": "pain", "is": ["1"]}]})
    assert "no option '1'" in found["sections.0.items.1.show-when.0"]


def test_everything_wrong_is_told_at_once() -> None:
    found = problems(
        {"key": "submission", "kind": "one", "options": options("a")},
        {"key": "later", "kind": "scale", "show-when": [{"item": "nowhere", "is": ["a"]}]},
        {"key": "later", "kind": "number", "options": options("a", "b"), "minimum": 3, "maximum": 1},
    )
    assert set(found) == {
        f"{FIRST}.key", f"{FIRST}.options", "sections.0.items.1.minimum", "sections.0.items.1.show-when.0.item",
        "sections.0.items.2.key", "sections.0.items.2.options", "sections.0.items.2.maximum",
    }  # fmt: skip
