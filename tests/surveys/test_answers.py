"""Promise of answering: what a valid form says is kept exactly; the rest is refused by name or was never asked."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.answers import answer_of, pack, read_form
from surveys.definition import DECLINE, Definition, Item, Kind
from surveys.kinds import DECLINED, NOT_ASKED, SKIPPED, TICKED, Place, option_keys
from surveys.publishing import codebook, codebook_as_data, codebook_from_data
from surveys.reading import compose, shipped, shipped_surveys
from surveys.routing import asked
from tests.surveys.surveys_for_tests import FIFTHS, every_kind, forms, look_up, options, survey

SURVEY = every_kind()
BOOK = codebook(SURVEY)


def decoded(item: Item, place: Place, packed: bytes) -> Any:
    """What the packed bytes say of one item, in the words of the codebook: a key, keys, a state, or `given`."""
    row = packed[place.offset : place.offset + place.width]
    states = {NOT_ASKED: "not-asked", SKIPPED: None, DECLINED: DECLINE}
    if row[0] in states:
        assert set(row) == {row[0]}
        return [DECLINE] if item.kind is Kind.MANY and row[0] == DECLINED else states[row[0]]
    if item.kind is Kind.MANY:
        return [key for key, code in place.codes.items() if row[code - 1] == TICKED]
    if not item.closed:
        return "given"
    key = next(key for key, code in place.codes.items() if code == row[0])
    return int(key) if item.kind is Kind.SCALE else key


def problems(definition: Definition, *form: tuple[str, str]) -> list[tuple[str | None, str]]:
    return [(problem.item, problem.code) for problem in read_form(definition, form, look_up).problems]


@given(forms(SURVEY))
@settings(deadline=None, max_examples=150)
def test_a_valid_form_is_kept_exactly_and_its_packed_bytes_say_the_same(form: list[tuple[str, str]]) -> None:
    reading = read_form(SURVEY, form, look_up)
    assert reading.problems == []
    sent: dict[str, list[str]] = {}
    for name, value in form:
        sent.setdefault(name, []).append(value)
    assert set(reading.answers) == set(sent)
    packed = pack(SURVEY, codebook_from_data(codebook_as_data(BOOK)), reading.answers)
    for item in SURVEY.items():
        answer = reading.answers.get(item.key)
        said = decoded(item, BOOK[item.key], packed)
        if item.kind is Kind.POSTCODE and item.key in sent:
            typed = sent[item.key][0]
            assert answer == FIFTHS.get(
                typed, typed if typed in (DECLINE, "no-fixed-address") else "not-found"
            )
        elif answer is not None:
            assert set(answer_of(item, reading.answers)) == set(sent[item.key])
        assert said == ("given" if answer is not None and not item.closed else answer)


@given(forms(SURVEY))
@settings(deadline=None, max_examples=50)
def test_an_answer_shown_again_and_sent_again_is_the_same_answer(form: list[tuple[str, str]]) -> None:
    answers = read_form(SURVEY, form, look_up).answers
    again = [(item.key, value) for item in SURVEY.items() for value in answer_of(item, answers)]
    assert read_form(SURVEY, again, look_up).answers == answers


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_whatever_is_sent_to_the_shipped_surveys_only_what_is_asked_is_kept(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(shipped_surveys()))
    block = shipped("about-you")
    definition = compose(source, block, {item.key for item in block.items()})
    reading = read_form(definition, data.draw(forms(definition)), look_up)
    keys = {item.key for item in asked(definition, reading.answers)}
    assert set(reading.answers) <= keys
    if not reading.problems:
        packed = pack(definition, codebook(definition), reading.answers)
        for item in definition.items():
            said = decoded(item, codebook(definition)[item.key], packed)
            assert (said == "not-asked") == (item.key not in keys)


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=20))
@settings(deadline=None)
def test_rubbish_is_refused_and_never_breaks_anything(form: list[tuple[str, str]]) -> None:
    known = [(key, value) for key, (_, value) in zip(BOOK, form, strict=False)]
    reading = read_form(SURVEY, [*form, *known], look_up)
    assert reading.problems or reading.answers


def test_unknown_fields_are_refused_by_name_and_known_answers_stay() -> None:
    reading = read_form(SURVEY, [("heard", "yes"), ("shoe-size", "9")])
    assert reading.answers == {"heard": "yes"}
    assert [(p.item, p.code, p.figures) for p in reading.problems] == [
        (None, "unknown-field", {"names": "shoe-size", "number": 1})
    ]


def test_of_ten_thousand_unknown_fields_five_are_named_and_all_are_counted() -> None:
    reading = read_form(SURVEY, [(f"field-{n}" + "x" * 100, "1") for n in range(10_000)])
    figures = reading.problems[0].figures
    assert figures["number"] == 10_000
    assert figures["names"].count("field-") == 5 and len(figures["names"]) < 400


def test_the_fields_of_the_form_itself_are_no_unknown_fields() -> None:
    reserved = ("submission", "revision", "texts", "switch-to", "invitation", "replaces")
    assert problems(SURVEY, ("heard", "yes"), *((name, "x") for name in reserved)) == []


def test_every_problem_is_told_at_once() -> None:
    found = problems(
        SURVEY,
        ("heard", "maybe"),
        ("visits", "lots"),
        ("area", "nowhere"),
        ("affects", "nothing"),
        ("affects", "seeing"),
    )
    assert found == [
        ("heard", "unknown-option"), ("affects", "stands-alone"), ("visits", "whole-number"), ("area", "postcode"),
    ]  # fmt: skip


def test_a_form_with_no_answer_at_all_says_so() -> None:
    assert problems(SURVEY) == [(None, "nothing-answered")]
    assert problems(SURVEY, ("heard", ""), ("words", "may-share")) == [(None, "nothing-answered")]


CHAIN = survey(
    {"key": "first", "kind": "one", "options": options("yes", "no")},
    {"key": "second", "kind": "one", "options": options("yes", "no"), "show-when": [{"item": "first", "is": ["yes"]}]},
    {"key": "third", "kind": "comment", "show-when": [{"item": "second", "is": ["yes"]}]},
    {"key": "last", "kind": "number"},
)  # fmt: skip


def test_answers_to_hidden_questions_are_dropped_and_what_they_led_to_with_them() -> None:
    reading = read_form(CHAIN, [("first", "no"), ("second", "yes"), ("third", "A secret"), ("last", "3")])
    assert reading.answers == {"first": "no", "last": 3} and reading.problems == []
    kept = read_form(CHAIN, [("first", "yes"), ("second", "yes"), ("third", "A secret")])
    assert set(kept.answers) == {"first", "second", "third"}


def test_a_bad_answer_to_a_hidden_question_troubles_nobody() -> None:
    assert problems(CHAIN, ("first", "no"), ("second", "unheard-of")) == []


def test_a_hidden_question_is_stored_as_not_asked_and_a_skipped_one_as_skipped() -> None:
    book = codebook(CHAIN)
    assert list(pack(CHAIN, book, {"first": "no"})) == [2, NOT_ASKED, NOT_ASKED, SKIPPED]
    assert list(pack(CHAIN, book, {"first": "yes", "second": "no"})) == [1, 2, NOT_ASKED, SKIPPED]


def test_an_answer_left_over_at_a_hidden_question_is_not_packed() -> None:
    left_over = {"first": "no", "second": "yes", "third": {"text": "A secret", "share": True}}
    assert list(pack(CHAIN, codebook(CHAIN), left_over)) == [2, NOT_ASKED, NOT_ASKED, SKIPPED]


NESTED = survey(
    {"key": "wide", "kind": "one", "group": True, "options": options("here", "there")},
    {"key": "fine", "kind": "one", "group": True, "parent-item": "wide", "options": [
        {"key": "kitchen", "text": "Kitchen", "parent": "here"}, {"key": "moon", "text": "Moon", "parent": "there"}]},
)  # fmt: skip


def test_a_finer_answer_fills_the_wider_one_that_was_skipped() -> None:
    assert read_form(NESTED, [("fine", "moon")]).answers == {"wide": "there", "fine": "moon"}


def test_two_answers_that_contradict_each_other_are_refused() -> None:
    reading = read_form(NESTED, [("wide", "here"), ("fine", "moon")])
    assert [(p.item, p.code, p.figures) for p in reading.problems] == [
        ("fine", "does-not-match", {"other": "wide"})
    ]
    assert problems(NESTED, ("wide", "here"), ("fine", "kitchen")) == []


def test_nobody_who_declined_the_wider_group_is_put_into_one() -> None:
    assert problems(NESTED, ("wide", DECLINE), ("fine", "moon")) == [("fine", "does-not-match")]
    whole = compose(shipped("my-care"), shipped("about-you"), {"ethnic-group", "ethnic-group-detail"})
    reading = read_form(whole, [("ethnic-group", DECLINE), ("ethnic-group-detail", "roma")])
    assert reading.answers == {"ethnic-group": DECLINE} and reading.problems == []


def test_the_postcode_itself_is_nowhere_in_what_is_kept() -> None:
    reading = read_form(SURVEY, [("area", "QX7 1AA"), ("heard", "yes")], look_up)
    assert reading.answers == {"heard": "yes", "area": "4"}
    assert "QX7" not in repr(reading) and b"QX7" not in pack(SURVEY, BOOK, reading.answers)
    again = read_form(SURVEY, [("area", "QX7 1"), ("heard", "yes")], look_up)
    assert "QX7" not in repr(again.problems)


def test_the_packed_bytes_are_as_long_as_the_codebook_says() -> None:
    assert len(pack(SURVEY, BOOK, {})) == sum(place.width for place in BOOK.values())
    widths = {item.key: len(option_keys(item)) if item.kind is Kind.MANY else 1 for item in SURVEY.items()}
    assert {key: place.width for key, place in BOOK.items()} == widths
