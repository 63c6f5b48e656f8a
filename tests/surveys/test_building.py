"""Promise of building: each change does what it says, leaves what it was given alone, and keeps keys safe."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from surveys import building, reading
from surveys.definition import Definition


def question(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "comment", "text": f"What about {key}?", **more}


@pytest.fixture
def data() -> dict[str, Any]:
    """Two parts of one's own between the questions about the person."""
    own = building.blank("A survey", "a-survey")
    for title in ("First", "Second"):
        own = building.add_section(own, title)
    own = building.add_item(own, question("one"), section="first")
    own = building.add_item(own, question("two"), section="first")
    own = building.add_item(own, question("three"), section="second")
    return building.choose_about_you(own, {"role", "answered-by", "age-band"})


def order(data: dict[str, Any]) -> list[str]:
    return [item["key"] for item in building.items(data)]


def own(data: dict[str, Any]) -> list[str]:
    return [key for key in order(data) if key in ("one", "two", "three", "four", "two-2")]


def test_an_empty_survey_has_a_shape_and_says_that_nothing_is_asked() -> None:
    blank = building.blank("A survey", "a-survey")
    assert Definition.model_validate(blank).title == "A survey"
    assert [p.message for p in building.problems(blank)] == ["a survey needs at least one question"]
    with pytest.raises(reading.BadDefinition):
        reading.read(blank)


def test_a_first_question_gets_a_part_called_as_the_survey(data: dict[str, Any]) -> None:
    made = building.add_item(building.blank("Food", "food"), question("one"))
    assert [(part["title"], len(part["items"])) for part in made["sections"]] == [("Food", 1)]
    assert reading.read(made).item("one")


def test_no_change_touches_what_it_was_given(data: dict[str, Any]) -> None:
    before = copy.deepcopy(data)
    building.add_item(data, question("four"))
    building.change_item(data, "one", {"text": "Other?"})
    building.remove_item(data, "one")
    building.copy_item(data, "one", set())
    building.move_item(data, "one", 1)
    building.place_item(data, "three", before="one")
    building.add_section(data, "Third")
    building.move_section(data, "first", 1)
    building.remove_section(data, "first")
    building.choose_about_you(data, set())
    assert data == before


def test_a_question_goes_behind_another_or_to_the_end_of_the_own_ones(data: dict[str, Any]) -> None:
    assert own(building.add_item(data, question("four"), after="one")) == ["one", "four", "two", "three"]
    assert own(building.add_item(data, question("four"))) == ["one", "two", "three", "four"]
    assert order(building.add_item(data, question("four")))[-1] == "age-band"


def test_a_question_moves_within_its_part_and_into_the_next_and_never_among_those_about_the_person(
    data: dict[str, Any],
) -> None:
    assert own(building.move_item(data, "two", -1)) == ["two", "one", "three"]
    moved = building.move_item(data, "two", 1)
    assert [item["key"] for item in building.section(moved, "second")["items"]] == ["two", "three"]
    assert building.move_item(data, "one", -1) == data and building.move_item(data, "three", 1) == data
    with pytest.raises(ValueError, match="about the person"):
        building.place_item(data, "one", before="age-band")
    with pytest.raises(ValueError, match="about the person"):
        building.add_item(data, question("four"), after="age-band")


def test_a_copy_has_a_key_that_was_never_used(data: dict[str, Any]) -> None:
    made, key = building.copy_item(data, "two", {"two-2"})
    assert key == "two-3" and building.item(made, key)["text"] == "What about two?"
    assert order(made).index(key) == order(made).index("two") + 1


def test_a_new_question_in_place_of_an_old_one_keeps_what_hangs_on_it(data: dict[str, Any]) -> None:
    asked = building.add_item(
        data,
        question("food", kind="yes-no", answers="yes-no", options=reading.answer_sets()["yes-no"]),
        section="first",
    )
    hanging = building.change_item(asked, "three", {"show-when": [{"item": "food", "is": ["yes"]}]})
    made, key = building.replace_item(hanging, "food", set())
    assert "food" not in order(made) and building.item(made, "three")["show-when"] == [
        {"item": key, "is": ["yes"]}
    ]
    assert building.problems(made) == []


def test_what_was_asked_only_after_a_removed_question_is_told_and_not_dropped(data: dict[str, Any]) -> None:
    asked = building.add_item(data, question("food", kind="one", options=[
        {"key": "a", "text": "A"}, {"key": "b", "text": "B"}]), section="first")  # fmt: skip
    hanging = building.change_item(asked, "three", {"show-when": [{"item": "food", "is": ["a"]}]})
    gone = building.remove_item(hanging, "food")
    assert [p.message for p in building.problems(gone)] == ["'food' is not an earlier item of this survey"]


def test_a_part_stands_between_the_questions_about_the_person(data: dict[str, Any]) -> None:
    titles = [part["key"] for part in building.add_section(data, "Third")["sections"]]
    assert titles.index("third") == titles.index("second") + 1 < len(titles) - 1
    assert building.move_section(data, "first", -1) == data
    assert [p["key"] for p in building.move_section(data, "first", 1)["sections"] if not building.locked(p)] == [
        "second", "first",
    ]  # fmt: skip


def test_the_questions_about_the_person_are_chosen_again_without_touching_the_own_ones(
    data: dict[str, Any],
) -> None:
    chosen = building.choose_about_you(data, {"sex"})
    assert building.chosen_about_you(chosen) == ["sex"] and own(chosen) == own(data)
    assert building.chosen_about_you(building.choose_about_you(chosen, set())) == []


def test_an_absent_part_is_named(data: dict[str, Any]) -> None:
    for change in (
        lambda: building.item(data, "nowhere"), lambda: building.section(data, "nowhere"),
        lambda: building.remove_item(data, "nowhere"), lambda: building.change_section(data, "nowhere", {}),
    ):  # fmt: skip
        with pytest.raises(KeyError, match="nowhere"):
            change()
    with pytest.raises(ValueError, match="asked already"):
        building.add_item(data, question("one"))
