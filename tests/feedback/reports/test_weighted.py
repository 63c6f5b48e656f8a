"""Results with weights stand beside the raw ones, and are held back where few answered; the FFT has none."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.reports.friends_and_family import OPTIONS, QUESTION
from feedback.reports.weighted import NeverWeighted, Weighted, WeightedOption, never_weighted, of_frame
from surveys.definition import Definition, Item, Kind, Option, Section
from tests.feedback.reports.small_frames import asking, frame

SEXES = asking({"sex": ("female", "male")})
HALVES = {"sex": {"female": 500, "male": 500}}


def answered(*people: tuple[int, str, str], definition: Definition = SEXES) -> Any:
    return frame(
        definition, [(n, {"sex": sex, "heard": said} if sex else {"heard": said}) for n, sex, said in people]
    )


def options(found: Weighted, at: int = 0) -> dict[str, tuple[int | None, int | None]]:
    return {one.key: (one.percent, one.weighted) for one in found.items[at].options}


def test_weights_move_the_percentages_as_arithmetic_says_and_the_raw_ones_stay() -> None:
    found = of_frame(
        answered((240, "female", "yes"), (60, "female", "no"), (30, "male", "yes"), (70, "male", "no"),
                 (4, "", "no")),
        SEXES, HALVES,
    )  # fmt: skip
    # Raw 270 of 404. A woman weighs 2/3, a man 2, who did not say 1: yes is 160 + 60 of 404, no 40 + 140 + 4.
    assert options(found) == {"yes": (67, 54), "sometimes": (0, 0), "no": (33, 46)}
    assert found.weights.usable and found.responses == 404


def test_an_answer_of_fewer_than_ten_people_has_no_weighted_percentage_nor_one_that_would_tell_it() -> None:
    found = of_frame(
        answered((200, "female", "yes"), (100, "female", "no"), (9, "male", "sometimes"), (91, "male", "no"),
                 (4, "", "yes")),
        SEXES, HALVES,
    )  # fmt: skip
    shown = options(found)
    assert shown["sometimes"] == (2, None)
    assert [key for key, (_, weighted) in shown.items() if weighted is None] == ["sometimes", "no"]


def test_under_a_hundred_answers_there_is_nothing_but_the_raw_numbers() -> None:
    few = of_frame(answered((60, "female", "yes"), (39, "male", "no")), SEXES, HALVES)
    assert not few.weights.usable
    assert options(few) == {"yes": (61, None), "sometimes": (0, None), "no": (39, None)}
    two = asking({"sex": ("female", "male")}, ("heard", "late"))
    part = of_frame(
        frame(two, [(120, {"sex": "female", "heard": "yes"}), (60, {"sex": "male", "heard": "no", "late": "yes"}),
                    (4, {"heard": "yes"})]),
        two, HALVES,
    )  # fmt: skip
    assert part.items[0].options[0].weighted == 51
    assert {one.weighted for one in part.items[1].options} == {None}


def test_weights_that_cost_too_much_are_not_shown() -> None:
    found = of_frame(
        answered((900, "female", "yes"), (100, "male", "no"), (4, "", "yes")),
        SEXES,
        {"sex": {"female": 200, "male": 800}},
    )
    assert found.weights.design_effect > 2
    assert {one.weighted for one in found.items[0].options} == {None}


def test_a_category_that_the_door_hides_is_no_category_of_the_weights() -> None:
    ages = asking({"age-band": ("young", "middle", "old", "oldest")})
    people = frame(
        ages,
        [(150, {"age-band": "young", "heard": "yes"}), (100, {"age-band": "middle", "heard": "no"}),
         (25, {"age-band": "old", "heard": "no"}), (1, {"age-band": "oldest", "heard": "no"})],
    )  # fmt: skip
    found = of_frame(people, ages, {"age-band": {"young": 25, "middle": 25, "old": 25, "oldest": 25}})
    # Twenty-five would be enough; but they keep the one company, so no weight may tell of them.
    assert found.weights.collapsed == {"age-band": (("young",), ("middle",))}
    assert found.weights.weights[-26:] == pytest.approx([1.0] * 26)


def test_an_item_that_hides_a_category_by_group_has_no_weights_that_would_tell_of_it() -> None:
    two = asking({"sex": ("female", "male")}, ("heard", "late"))
    people = frame(
        two,
        [
            (200, {"sex": "female", "heard": "yes", "late": "no"}), (140, {"sex": "female", "heard": "yes"}),
            (6, {"sex": "male", "heard": "no", "late": "yes"}), (240, {"sex": "male", "heard": "no"}),
            (20, {"heard": "no", "late": "yes"}),
        ],
    )  # fmt: skip
    found = of_frame(people, two, {"sex": {"female": 300, "male": 700}})
    assert found.weights.usable
    assert options(found)["yes"][1] is not None
    # Six men answered the second: what weights do to it would tell what they said.
    assert found.items[1].base == 226
    assert {weighted for _, weighted in options(found, 1).values()} == {None}


def rated(*more: Item) -> Definition:
    question = Item(
        key=QUESTION, kind=Kind.RATING, text="Overall", options=[Option(key=key, text=key) for key in OPTIONS]
    )
    return Definition(
        key="invented",
        title="Invented",
        sections=[Section(key="q", title="Q", items=[question, *more]), SEXES.sections[1]],
    )


def test_the_friends_and_family_test_is_never_weighted() -> None:
    test = rated()
    assert never_weighted(test) and not never_weighted(SEXES)
    people = frame(test, [(200, {QUESTION: "good", "sex": "female"})])
    with pytest.raises(NeverWeighted):
        of_frame(people, test, HALVES)


def test_beside_other_questions_the_test_is_left_out_and_said_so() -> None:
    both = rated(SEXES.sections[0].items[0])
    people = frame(
        both,
        [
            (100, {QUESTION: "good", "heard": "yes", "sex": "female"}),
            (60, {QUESTION: "good", "heard": "no", "sex": "male"}),
            (4, {QUESTION: "poor", "heard": "no"}),
        ],
    )
    found = of_frame(people, both, HALVES)
    assert found.left_out == (QUESTION,)
    assert [item.key for item in found.items] == ["heard"]
    assert found.items[0].options[0] == WeightedOption("yes", 61, 49)


def test_what_is_no_group_of_the_survey_is_refused() -> None:
    people = answered((60, "female", "yes"), (60, "male", "no"))
    with pytest.raises(KeyError):
        of_frame(people, SEXES, {"shoe-size": {"small": 1, "large": 1}})
    with pytest.raises(KeyError):
        of_frame(people, SEXES, {"heard": {"yes": 1, "no": 1}})
    with pytest.raises(ValueError, match="margins"):
        of_frame(people, SEXES, {})
