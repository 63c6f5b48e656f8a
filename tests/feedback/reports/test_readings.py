"""Promises of the readings: each kind of question says what it can say, and nothing that was hidden."""

from __future__ import annotations

import pytest

from feedback.reports import readings
from feedback.reports.rules import RULES
from feedback.reports.shapes import Profile, ShownBreakdown, ShownItem
from feedback.reports.showing import hidden_row, shown_row
from surveys import reading
from surveys.definition import Definition

STAFF = RULES[Profile.STAFF]
TEST = "overall-experience"
OPTIONS = ("very-good", "good", "neither", "poor", "very-poor", "dont-know")


def made(kind: str, options: list[dict[str, str]], **more: object) -> Definition:
    item = {"key": "asked", "kind": kind, "text": "Asked?", "options": options, **more}
    data = {"key": "made", "title": "Made", "sections": [{"key": "one", "title": "One", "items": [item]}]}
    return Definition.model_validate(data)


def rated(*polarities: str) -> Definition:
    return made("rating", [{"key": f"o{at}", "text": "x", "polarity": p} for at, p in enumerate(polarities)])


def read(definition: Definition, keys: tuple[str, ...], counts: tuple[int, ...]) -> readings.Reading:
    [key] = [item.key for item in definition.items() if item.key in ("asked", TEST)]
    return readings.read(ShownItem(key, False, shown_row(keys, counts, (), STAFF), ()), definition)


def test_the_test_has_both_scores_and_no_mean() -> None:
    found = read(reading.shipped("friends-and-family"), OPTIONS, (45, 27, 16, 12, 11, 5))
    assert found.official and (found.official.positive, found.official.negative, found.official.total) == (
        62,
        20,
        116,
    )
    assert found.of_opinion and (found.of_opinion.positive, found.of_opinion.total) == (65, 111)
    assert found.mean is None


def test_another_question_has_no_score_of_the_test() -> None:
    found = read(rated("positive", "neither", "negative"), ("o0", "o1", "o2"), (10, 5, 5))
    assert (
        found.official is None
        and found.of_opinion is None
        and found.positive
        and found.positive.percent == 50
    )


def test_a_rating_has_a_mean_from_its_worst_to_its_best_answer() -> None:
    found = read(rated("positive", "neither", "negative"), ("o0", "o1", "o2"), (10, 5, 5))
    assert found.mean and (found.mean.mean, found.mean.base) == ((3 * 10 + 2 * 5 + 1 * 5) / 20, 20)
    assert found.mean.distribution == ((3.0, 10), (2.0, 5), (1.0, 5))


def test_who_does_not_know_is_in_no_mean() -> None:
    found = read(
        rated("positive", "neither", "negative", "neither"), ("o0", "o1", "o2", "o3"), (10, 5, 5, 80)
    )
    assert found.mean and found.mean.base == 20


@pytest.mark.parametrize("polarities", [("negative", "neither", "positive"), ("positive", "negative", "positive"),
                                        ("positive", "negative")])  # fmt: skip
def test_answers_in_no_order_have_no_mean(polarities: tuple[str, ...]) -> None:
    keys = tuple(f"o{at}" for at in range(len(polarities)))
    assert read(rated(*polarities), keys, (5,) * len(keys)).mean is None


def test_a_scale_has_the_mean_of_its_numbers() -> None:
    definition = made("scale", [], minimum=0, maximum=2)
    found = read(definition, ("0", "1", "2"), (1, 1, 2))
    assert found.mean and found.mean.mean == 1.25


def test_a_statement_and_a_choice_have_no_mean() -> None:
    found = read(made("one", [{"key": "a", "text": "A"}, {"key": "b", "text": "B"}]), ("a", "b"), (5, 5))
    assert found == readings.Reading()


def test_a_mean_goes_nowhere_without_its_distribution() -> None:
    shown = shown_row(("o0", "o1", "o2"), (10, 3, 20), {1}, RULES[Profile.PUBLIC])
    found = readings.read(ShownItem("asked", False, shown, ()), rated("positive", "neither", "negative"))
    assert found.mean is None


def test_a_hidden_row_has_no_share() -> None:
    keys = ("yes", "no")
    table = ShownBreakdown(
        "sex", False, (("female", shown_row(keys, (5, 5), (), STAFF)), ("male", hidden_row(keys)))
    )
    definition = made("statement", [{"key": "yes", "text": "Yes", "polarity": "positive"},
                                    {"key": "no", "text": "No", "polarity": "negative"}])  # fmt: skip
    shown = ShownItem("asked", False, shown_row(keys, (9, 9), (), STAFF), (table,))
    found = readings.by_group(shown, definition, "sex")
    assert found["female"] and found["female"].percent == 50 and found["male"] is None
    assert readings.by_group(shown, definition, "age-band") == {}
