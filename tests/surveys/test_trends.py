"""Promise of trends: a new revision says of each question whether answers can be compared, and never reuses a key."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.definition import Definition
from surveys.reading import compose, default_choice, read, shipped, shipped_surveys
from surveys.rewording import PARTS, Part
from surveys.trends import REMARKS, TITLES, Change, Remark, Trend, compare, problems
from tests.surveys.surveys_for_tests import every_kind, options, survey

SCALE = {
    "key": "asked",
    "kind": "scale",
    "minimum": 0,
    "maximum": 5,
    "minimum-label": "Bad",
    "maximum-label": "Good",
}


def asked(**more: Any) -> dict[str, Any]:
    return {"key": "asked", "kind": "one", "options": options("a", "b"), **more}


def one(before: dict[str, Any], after: dict[str, Any]) -> Change:
    """The change of the only question."""
    [change] = compare(survey(before), survey(after))
    return change


@pytest.mark.parametrize(
    "definition", [every_kind(), *shipped_surveys()], ids=lambda definition: definition.key
)
def test_an_unchanged_survey_is_the_same_question_throughout(definition: Definition) -> None:
    again = read(definition.as_data())
    changes = compare(definition, again)
    assert [change.item for change in changes] == [item.key for item in definition.items()]
    assert {(c.trend, c.parts, c.remarks, c.with_care) for c in changes} == {(Trend.SAME, (), (), False)}
    assert problems(definition, again) == []


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        (asked(), asked(text="Another?"), Part.TEXT),
        (asked(), asked(easy="Another?"), Part.EASY),
        (asked(), asked(help="Think of today."), Part.HELP),
        (asked(**{"help-easy": "Today."}), asked(**{"help-easy": "Now."}), Part.HELP),
        (asked(), asked(options=[{"key": "a", "text": "Ay"}, *options("b")]), Part.ANSWER_WORDS),
        (asked(), asked(options=[*options("a", easy="Ay"), *options("b")]), Part.ANSWER_WORDS),
        (asked(), asked(options=options("b", "a")), Part.ANSWER_ORDER),
        (asked(), asked(options=options("a", "c", "b")), Part.NEW_ANSWER),
        (asked(), asked(group=True), Part.NEW_ANSWER),
        (asked(group=True), asked(), Part.ANSWER_LEFT_OUT),
        (asked(options=options("a", "b", "c")), asked(), Part.ANSWER_LEFT_OUT),
        (asked(), asked(options=options("a", "b", polarity="neither")), Part.ANSWER_COUNTS),
        (SCALE, {**SCALE, "maximum": 10}, Part.SCALE_ENDS),
        (SCALE, {**SCALE, "minimum-label": "Poor"}, Part.SCALE_ENDS),
    ],
)
def test_what_a_reader_meets_in_another_way_is_named(
    before: dict[str, Any], after: dict[str, Any], part: Part
) -> None:
    change = one(before, after)
    assert (change.trend, change.parts, change.with_care) == (Trend.REWORDED, (part,), True)
    assert change.sentences == [PARTS[part]]


@pytest.mark.parametrize(
    "after",
    [
        asked(text="A  question?"),
        asked(registry=["1.M1"]),
        asked(default=True),
    ],
)
def test_what_no_reader_sees_changes_nothing(after: dict[str, Any]) -> None:
    assert one(asked(), after) == Change("asked", after.get("text", "A question?"), Trend.SAME)


def test_the_kind_of_quotation_mark_is_no_rewording() -> None:
    assert one(asked(text="Say 'yes' - or no"), asked(text="Say ‘yes’ – or no")).trend is Trend.SAME


def test_easy_read_written_for_the_first_time_is_no_rewording() -> None:
    assert one(asked(easy=None), asked(easy="Short?")).trend is Trend.SAME


def test_a_new_picture_is_a_remark_alone() -> None:
    change = one(asked(), asked(picture="plan"))
    assert (change.trend, change.remarks) == (Trend.SAME, (Remark.PICTURE,))


def test_a_new_question_and_one_that_is_gone_are_told_gone_ones_last() -> None:
    before = survey(asked(), asked(key="old"))
    after = survey(asked(key="new", text="New?"), asked())
    assert [(c.item, c.trend) for c in compare(before, after)] == [
        ("new", Trend.NEW), ("asked", Trend.SAME), ("old", Trend.GONE),
    ]  # fmt: skip


def test_a_question_that_moved_is_the_same_with_a_remark_and_the_others_have_none() -> None:
    before = survey(*(asked(key=key) for key in "abcd"))
    after = survey(*(asked(key=key) for key in "dabxc"))
    changes = {c.item: c for c in compare(before, after)}
    assert changes["d"].remarks == (Remark.MOVED,) and changes["d"].trend is Trend.SAME
    assert [changes[key].remarks for key in "abc"] == [(), (), ()]


@given(st.permutations("abcdefg"))
def test_as_few_questions_moved_as_explain_the_new_order(order: list[str]) -> None:
    before, after = (survey(*(asked(key=key) for key in keys)) for keys in ("abcdefg", order))
    moved = {c.item for c in compare(before, after) if Remark.MOVED in c.remarks}
    stayed = [key for key in order if key not in moved]
    assert stayed == sorted(stayed)
    longest = max((run for run in _subsets(order) if list(run) == sorted(run)), key=len)
    assert len(stayed) == len(longest)


def _subsets(order: list[str]) -> list[list[str]]:
    return [[key for n, key in enumerate(order) if bits >> n & 1] for bits in range(1 << len(order))]


def test_another_section_is_a_remark() -> None:
    before = survey(asked(), asked(key="other"))
    data = before.as_data()
    data["sections"].append(
        {"key": "second", "title": "Second", "items": [data["sections"][0]["items"].pop()]}
    )
    [first, second] = compare(before, read(data))
    assert (first.remarks, second.remarks, second.trend) == ((), (Remark.OTHER_SECTION,), Trend.SAME)


@pytest.mark.parametrize(
    "more",
    [
        {"show-when": [{"item": "gate", "is": ["b"]}]},
        {"show-when": [{"item": "gate", "is-not": ["a"]}]},
        {"show-when": []},
        {"show-when": [{"item": "gate", "is": ["a"]}], "easy-read": False},
    ],
)
def test_a_question_asked_of_other_people_is_compared_with_care(more: dict[str, Any]) -> None:
    gate, before = asked(key="gate"), asked(**{"show-when": [{"item": "gate", "is": ["a"]}]})
    change = compare(survey(gate, before), survey(gate, asked(**more)))[1]
    assert (change.trend, change.parts, change.with_care) == (Trend.OTHER_PEOPLE, (Part.ROUTING,), True)


def test_the_order_of_clauses_and_answers_in_them_changes_nobody() -> None:
    gates = [asked(key="gate"), asked(key="gate-2")]
    clauses = [{"item": "gate", "is": ["a", "b"]}, {"item": "gate-2", "is": ["b"]}]
    turned = [{"item": "gate-2", "is": ["b"]}, {"item": "gate", "is": ["b", "a"]}]
    before, after = (survey(*gates, asked(**{"show-when": when})) for when in (clauses, turned))
    assert {c.trend for c in compare(before, after)} == {Trend.SAME}


def test_a_question_that_hangs_on_one_that_is_asked_of_others_is_asked_of_others_too() -> None:
    def made(*keys: str) -> Definition:
        return survey(
            asked(key="gate"),
            asked(key="between", **{"show-when": [{"item": "gate", "is": list(keys)}]}),
            asked(key="last", **{"show-when": [{"item": "between", "is": ["a"]}]}),
        )

    trends = {c.item: c.trend for c in compare(made("a"), made("a", "b"))}
    assert trends == {"gate": Trend.SAME, "between": Trend.OTHER_PEOPLE, "last": Trend.OTHER_PEOPLE}


def test_a_rule_for_proxies_or_an_age_is_routing_too() -> None:
    who = {"key": "answered-by", "kind": "one", "options": options("myself", "someone-else")}
    before, after = survey(who, asked()), survey(who, asked(proxy=False))
    assert compare(before, after)[1].trend is Trend.OTHER_PEOPLE


def test_a_question_reworded_and_asked_of_others_says_both() -> None:
    gate = asked(key="gate")
    after = asked(text="Another?", **{"show-when": [{"item": "gate", "is": ["a"]}]})
    change = compare(survey(gate, asked()), survey(gate, after))[1]
    assert (change.trend, change.parts) == (Trend.REWORDED, (Part.TEXT, Part.ROUTING))


def test_joining_the_about_you_block_adds_questions_and_changes_none() -> None:
    block = shipped("about-you")
    alone = shipped("friends-and-family")
    changes = compare(alone, compose(alone, block, default_choice(block)))
    assert {c.trend for c in changes if alone.item(c.item)} == {Trend.SAME}
    assert {c.trend for c in changes if not alone.item(c.item)} == {Trend.NEW}


def test_everything_is_said_in_plain_english() -> None:
    assert set(TITLES) == set(Trend) and set(PARTS) == set(Part) and set(REMARKS) == set(Remark)
    assert TITLES[Trend.REWORDED] == "Reworded: compare with care"
    assert all(said.endswith(".") and said[0].isupper() for said in [*PARTS.values(), *REMARKS.values()])


# What a published question never does.


def paths(before: Definition, after: Definition, *earlier: Definition) -> list[str]:
    return [problem.path for problem in problems(before, after, earlier)]


def test_a_published_question_never_changes_its_kind() -> None:
    before, after = survey(asked()), survey(asked(kind="many"))
    [problem] = problems(before, after)
    assert problem.path == "sections.0.items.0.kind" and "new question" in problem.message
    assert compare(before, after)[0].parts == (Part.KIND,)


def test_a_kind_that_a_question_had_before_it_was_left_out_counts_too() -> None:
    first, between, after = survey(asked()), survey(asked(key="other")), survey(asked(kind="many"))
    assert paths(between, after) == []
    assert paths(between, after, first) == ["sections.0.items.0.kind"]


def test_an_answer_never_takes_over_the_words_of_another() -> None:
    turned = asked(options=[{"key": "a", "text": "B"}, {"key": "b", "text": "A"}])
    assert paths(survey(asked()), survey(turned)) == [
        "sections.0.items.0.options.0.key", "sections.0.items.0.options.1.key",
    ]  # fmt: skip
    renamed = asked(options=[{"key": "a", "text": "A"}, {"key": "c", "text": "B"}])
    assert paths(survey(asked()), survey(renamed)) == ["sections.0.items.0.options.1.key"]


def test_an_answer_never_turns_from_good_to_bad() -> None:
    good, bad = (
        {"key": "asked", "kind": "statement", "options": options("a", "b", polarity=way)}
        for way in ("positive", "negative")
    )
    assert paths(survey(good), survey(bad)) == [
        "sections.0.items.0.options.0.polarity", "sections.0.items.0.options.1.polarity",
    ]  # fmt: skip
    neither = {**good, "options": options("a", "b", polarity="neither")}
    assert paths(survey(good), survey(neither)) == []


def test_an_answer_that_was_left_out_comes_back_only_as_itself() -> None:
    first, between = survey(asked(options=options("a", "b", "c"))), survey(asked())
    as_it_was = survey(asked(options=options("a", "b", "c")))
    other = survey(asked(options=[*options("a", "b"), {"key": "c", "text": "Quite another"}]))
    assert paths(between, as_it_was, first) == []
    assert paths(between, other, first) == ["sections.0.items.0.options.2.key"]


def test_a_question_never_takes_over_the_words_of_another() -> None:
    before = survey(asked(text="First?"), asked(key="other", text="Second?"))
    after = survey(asked(text="Second?"), asked(key="other", text="Third?"))
    assert paths(before, after) == ["sections.0.items.0.key"]


def test_new_words_new_answers_and_new_questions_are_no_problem() -> None:
    before = survey(asked())
    after = survey(asked(text="Another?", options=options("b", "c", "a")), asked(key="new", kind="many"))
    assert paths(before, after) == []
