"""Promise of timing: an estimate follows the routing, errs for tired people, and gives way to what was measured."""

from __future__ import annotations

import itertools
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.definition import Definition
from surveys.reading import compose, default_choice, shipped, shipped_surveys
from surveys.routing import asked
from surveys.timing import EASY, LEAST_MEASURED, STANDARD, Estimate, _seconds, estimate, median_minutes
from tests.surveys.surveys_for_tests import every_kind, options, survey


def words(number: int) -> str:
    return " ".join(["word"] * number)


def choosing(key: str, *keys: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "one", "options": options(*(keys or ("a", "b"))), **more}


def seconds(definition: Definition, *, easy: bool = False) -> tuple[float, float]:
    return _seconds(definition, easy, longest=False), _seconds(definition, easy, longest=True)


def test_each_word_costs_what_reading_it_takes_and_easy_read_is_read_more_slowly() -> None:
    short, long = (survey(choosing("one", text=words(n), easy=words(n))) for n in (5, 105))
    for easy, speed in ((False, STANDARD), (True, EASY)):
        more = seconds(long, easy=easy)[0] - seconds(short, easy=easy)[0]
        assert more == pytest.approx(100 * 60 / speed)
    assert EASY < STANDARD < 238


def test_easy_read_is_timed_by_its_own_words_and_its_own_questions() -> None:
    definition = survey(
        choosing("one", text=words(100), easy="Short?"),
        choosing("two", text=words(100), **{"easy-read": False}),
    )
    assert seconds(definition, easy=True)[1] < seconds(definition)[1]


def test_hints_headings_ends_and_answers_are_read_too() -> None:
    bare = survey({"key": "one", "kind": "scale", "minimum": 0, "maximum": 2})
    told = survey(
        {"key": "one", "kind": "scale", "minimum": 0, "maximum": 2, "help": words(10), "minimum-label": words(10),
         "maximum-label": words(10)},
        introduction=words(10),
    )  # fmt: skip
    assert seconds(told)[0] - seconds(bare)[0] == pytest.approx(40 * 60 / STANDARD)
    few, more = (survey(choosing("one", *(f"k{n}" for n in range(count)))) for count in (4, 14))
    assert seconds(more)[0] - seconds(few)[0] == pytest.approx(10 * 60 / STANDARD)


def test_a_long_list_is_looked_through_and_not_read() -> None:
    many, more = (survey(choosing("one", *(f"k{n}" for n in range(count)))) for count in (100, 200))
    assert seconds(many) == seconds(more)


def test_writing_takes_longest_and_the_shortest_way_leaves_it_out() -> None:
    shortest, longest = seconds(survey({"key": "words", "kind": "comment"}))
    assert longest - shortest > 50
    assert len(set(seconds(survey(choosing("one"))))) == 1


def test_the_shortest_way_and_the_longest_follow_the_routing() -> None:
    definition = survey(
        choosing("first"),
        choosing("second", **{"show-when": [{"item": "first", "is": ["a"]}]}),
        choosing("third", **{"show-when": [{"item": "second", "is": ["b"]}]}),
        choosing("other", text=words(1), **{"show-when": [{"item": "first", "is-not": ["a"]}]}),
    )
    first = seconds(survey(choosing("first")))[0]
    each = 5 + (2 + 2) * 60 / STANDARD
    shortest, longest = seconds(definition)
    assert shortest == pytest.approx(first + 5 + (1 + 2) * 60 / STANDARD)
    assert longest == pytest.approx(first + 2 * each)


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_both_ways_are_those_that_trying_every_answer_finds(data: st.DataObject) -> None:
    items: list[dict[str, Any]] = []
    for number in range(data.draw(st.integers(1, 5))):
        clauses = [
            {
                "item": earlier["key"],
                data.draw(st.sampled_from(["is", "is-not"])): [data.draw(st.sampled_from("abc"))],
            }
            for earlier in items
            if data.draw(st.booleans())
        ]
        length = data.draw(st.integers(1, 30))
        items.append(choosing(f"q{number}", "a", "b", "c", text=words(length), **{"show-when": clauses}))
    definition = survey(*items)
    cost = {item.key: 5 + (len(item.text.split()) + 3) * 60 / STANDARD for item in definition.items()}
    found = []
    for chosen in itertools.product("abc", repeat=len(items)):
        answers = {item["key"]: answer for item, answer in zip(items, chosen, strict=True)}
        found.append(sum(cost[item.key] for item in asked(definition, answers)))
    around = 20 + 2 * 60 / STANDARD
    assert seconds(definition) == (pytest.approx(min(found) + around), pytest.approx(max(found) + around))


def test_a_question_with_many_answers_is_followed_with_each_and_with_all() -> None:
    gated = [choosing(f"more-{key}", **{"show-when": [{"item": "many", "is": [key]}]}) for key in ("a", "b")]
    many = {**choosing("many", "a", "b", "c"), "kind": "many"}
    shortest, longest = seconds(survey(many, *gated))
    assert shortest == pytest.approx(seconds(survey(many))[0])
    assert longest - shortest == pytest.approx(2 * (5 + 4 * 60 / STANDARD))


def test_forty_questions_that_each_open_another_are_timed_at_once_and_not_short() -> None:
    first = [choosing(f"g{n}") for n in range(40)]
    then = [choosing(f"f{n}", **{"show-when": [{"item": f"g{n}", "is": ["a"]}]}) for n in range(40)]
    shortest, longest = seconds(survey(*first, *then))
    assert shortest == pytest.approx(seconds(survey(*first))[0])
    assert longest == pytest.approx(seconds(survey(*first, *(choosing(f"f{n}") for n in range(40))))[0])


def test_an_estimate_is_whole_minutes_of_which_there_is_at_least_one() -> None:
    assert estimate(survey(choosing("one"))) == Estimate(1, 1, 1)
    for definition in (every_kind(), *shipped_surveys()):
        for easy in (False, True):
            found = estimate(definition, easy=easy)
            assert 1 <= found.shortest <= found.minutes <= found.longest


def test_our_own_surveys_take_a_few_minutes_with_the_short_block() -> None:
    block = shipped("about-you")
    for definition in shipped_surveys():
        together = compose(definition, block, default_choice(block))
        assert 1 <= estimate(together).longest <= 10 and estimate(together, easy=True).longest <= 12
        assert estimate(together, easy=True).longest >= estimate(together).longest


@pytest.mark.parametrize(
    ("counts", "middle"),
    [
        ({3: 30}, 3.0),
        ({2: 15, 4: 15}, 3.0),
        ({2: 16, 4: 15}, 2.0),
        ({60: 14, 1: 14, 5: 3}, 5.0),
        ({0: 40, 1: 1}, 0.0),
        ({3: 29}, None),
        ({}, None),
    ],
)
def test_the_median_is_the_middle_of_thirty_or_more(counts: dict[int, int], middle: float | None) -> None:
    assert median_minutes(counts) == middle


@given(st.lists(st.integers(0, 60), min_size=LEAST_MEASURED, max_size=200))
def test_the_median_of_counts_is_the_median_of_the_answerings(took: list[int]) -> None:
    assert median_minutes({minutes: took.count(minutes) for minutes in set(took)}) == median(took)
