"""Promise of the doubts: what paper can hold and a phone cannot is told with its reason, and nothing is guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import doubts
from surveys.answers import read_form
from surveys.doubts import CANNOT_BE_READ, TWO_OR_MORE, Doubt, Look
from surveys.reading import compose, shipped
from tests.surveys.surveys_for_tests import every_kind, forms, look_up, options, survey

BLOCK = shipped("about-you")
WHOLE = compose(shipped("my-care"), BLOCK, {item.key for item in BLOCK.items()})
TODAY = date(2026, 11, 20)
YES = {"answers": "yes-sometimes-no", "kind": "statement"}
#: What a sheet holds that nobody would doubt.
CALM = [("what-matters", "yes"), ("help-to-decide", "no"), ("help-i-need", "sometimes")]


def look(*form: tuple[str, str], day: date = TODAY) -> Look:
    return doubts.look(WHOLE, form, look_up, answered_on=day, today=TODAY)


def test_a_sheet_like_a_phones_has_no_doubts_and_the_answers_of_a_phone() -> None:
    found = look(*CALM, ("age-band", "25-34"), ("deprivation-quintile", "QX3 1AA"))
    assert not found.doubts and not found.problems
    assert found.answers == {
        "what-matters": "yes", "help-to-decide": "no", "help-i-need": "sometimes", "age-band": "25-34",
        "deprivation-quintile": "2",
    }  # fmt: skip


@given(forms(every_kind()))
def test_what_is_not_in_doubt_is_read_exactly_as_from_a_phone(form: list[tuple[str, str]]) -> None:
    found = doubts.look(every_kind(), form, look_up, answered_on=TODAY, today=TODAY)
    assert found.answers == read_form(every_kind(), form, look_up).answers
    assert {doubt.code for doubt in found.doubts} <= {"almost-empty"}


@pytest.mark.parametrize(("mark", "code"), [(TWO_OR_MORE, "two-or-more"), (CANNOT_BE_READ, "cannot-be-read")])
def test_a_marked_cell_is_a_doubt_and_no_answer(mark: str, code: str) -> None:
    found = look(*CALM, ("control-of-daily-life", mark))
    assert found.doubts == [Doubt(code, ("control-of-daily-life",))]
    assert "control-of-daily-life" not in found.answers and not found.problems


def test_a_mark_wins_over_whatever_else_the_cell_holds() -> None:
    found = look(*CALM, ("one-thing-better", "Some w..."), ("one-thing-better", CANNOT_BE_READ))
    assert [doubt.code for doubt in found.doubts] == ["cannot-be-read"]
    assert "one-thing-better" not in found.answers


def test_two_ticks_that_are_sent_as_they_are_are_a_doubt_too() -> None:
    found = look(*CALM, ("age-band", "25-34"), ("age-band", "35-44"))
    assert found.doubts == [Doubt("two-or-more", ("age-band",))] and "age-band" not in found.answers


def test_an_answer_that_routing_leads_past_is_a_doubt_and_does_not_count() -> None:
    found = look(*CALM, ("has-care-plan", "no"), ("helped-make-plan", "yes"))
    assert found.doubts == [Doubt("not-asked", ("helped-make-plan",))]
    assert "helped-make-plan" not in found.answers
    assert not look(*CALM, ("has-care-plan", "yes"), ("helped-make-plan", "yes")).doubts


def test_an_empty_cell_or_a_bare_permission_is_no_answer_to_wonder_about() -> None:
    asked = survey(
        {"key": "a", "kind": "one", "options": options("yes", "no")},
        {"key": "b", "kind": "one", "options": options("yes", "no")},
        {"key": "c", "kind": "comment", "show-when": [{"item": "a", "is": ["yes"]}]},
    )
    form = [("a", "no"), ("b", "no"), ("c", "  "), ("c", "may-share")]
    assert not doubts.look(asked, form, answered_on=TODAY, today=TODAY).doubts


def test_answers_that_contradict_each_other_name_both_questions() -> None:
    found = look(*CALM, ("ethnic-group", "white"), ("ethnic-group-detail", "indian"))
    assert found.doubts == [Doubt("does-not-match", ("ethnic-group-detail", "ethnic-group"))]
    assert found.answers["ethnic-group"] == "white" and "ethnic-group-detail" not in found.answers
    assert not found.problems


@pytest.mark.parametrize("alone", ["none-of-these", "prefer-not-to-say"])
def test_none_beside_another_answer_is_a_contradiction(alone: str) -> None:
    found = look(*CALM, ("inclusion", "no-settled-home"), ("inclusion", alone))
    assert found.doubts == [Doubt("stands-alone", ("inclusion",))] and "inclusion" not in found.answers


def statements(number: int, answer: str = "yes") -> list[tuple[str, str]]:
    return [(f"s{n}", answer) for n in range(number)]


@pytest.mark.parametrize(("number", "doubted"), [(4, False), (5, True), (7, True)])
def test_one_answer_down_a_block_of_five_statements_is_a_doubt(number: int, doubted: bool) -> None:
    asked = survey(*({"key": f"s{n}", **YES} for n in range(7)))
    found = doubts.look(asked, statements(number), answered_on=TODAY, today=TODAY)
    assert [doubt.code for doubt in found.doubts] == (["all-the-same"] if doubted else [])
    # It may well be what the person means: the answers are there to be kept.
    assert len(found.answers) == number
    if doubted:
        assert found.doubts[0].items == tuple(f"s{n}" for n in range(number))


def test_a_block_with_one_other_answer_or_another_question_between_is_no_line_down_the_page() -> None:
    asked = survey(*({"key": f"s{n}", **YES} for n in range(6)))
    form = [*statements(5), ("s5", "no")]
    assert not doubts.look(asked, form, answered_on=TODAY, today=TODAY).doubts
    parted = survey(
        *({"key": f"s{n}", **YES} for n in range(3)),
        {"key": "between", "kind": "one", "options": options("a", "b")},
        *({"key": f"s{n}", **YES} for n in range(3, 6)),
    )
    assert not doubts.look(parted, statements(6), answered_on=TODAY, today=TODAY).doubts


def test_fewer_than_two_answers_are_almost_none() -> None:
    assert look(("what-matters", "yes")).doubts == [Doubt("almost-empty")]
    assert not look(*CALM[:2]).doubts
    only = survey({"key": "a", "kind": "one", "options": options("yes", "no")})
    assert not doubts.look(only, [("a", "yes")], answered_on=TODAY, today=TODAY).doubts


def test_a_sheet_on_which_nothing_can_be_read_is_in_doubt_but_nothing_at_all_is_a_slip() -> None:
    found = look(("what-matters", CANNOT_BE_READ))
    assert [doubt.code for doubt in found.doubts] == ["cannot-be-read", "almost-empty"]
    assert not found.problems and not found.answers
    for day in (TODAY, date(2020, 1, 1)):
        assert [problem.code for problem in look(day=day).problems] == ["nothing-answered"]


@pytest.mark.parametrize(
    ("days", "code"), [(1, "day-to-come"), (0, None), (-90, None), (-91, "long-ago"), (-4000, "long-ago")]
)
def test_a_day_that_is_to_come_or_long_gone_is_a_doubt(days: int, code: str | None) -> None:
    found = look(*CALM, day=TODAY + timedelta(days=days))
    assert [doubt.code for doubt in found.doubts] == ([code] if code else [])


def test_a_slip_of_whoever_types_is_a_problem_and_no_doubt() -> None:
    found = look(*CALM, ("deprivation-quintile", "nowhere"), ("age-band", "unheard-of"))
    assert {problem.code for problem in found.problems} == {"postcode", "unknown-option"} and not found.doubts


def test_doubts_stand_in_the_order_of_the_sheet_and_those_about_all_of_it_last() -> None:
    found = look(
        ("age-band", TWO_OR_MORE), ("what-matters", CANNOT_BE_READ), ("help-to-decide", "yes"),
        day=date(2026, 1, 1),
    )  # fmt: skip
    assert [doubt.code for doubt in found.doubts] == [
        "cannot-be-read", "two-or-more", "long-ago", "almost-empty",
    ]  # fmt: skip


def test_what_waits_holds_no_postcode_and_no_field_that_is_not_a_question() -> None:
    form = [
        ("csrf_token", "x"), ("submission", "y"), ("what-matters", ""), ("help-to-decide", TWO_OR_MORE),
        ("deprivation-quintile", "QX3 1AA"), ("one-thing-better", "words"), ("one-thing-better", "may-share"),
    ]  # fmt: skip
    kept = doubts.storable(WHOLE, form, look_up)
    assert kept == [
        ("help-to-decide", TWO_OR_MORE), ("deprivation-quintile", "2"), ("one-thing-better", "words"),
        ("one-thing-better", "may-share"),
    ]  # fmt: skip
    assert look(*kept).answers["deprivation-quintile"] == "2"


@given(st.text(max_size=20))
def test_no_text_that_is_typed_as_a_postcode_waits_as_it_was_typed(typed: str) -> None:
    kept = doubts.storable(WHOLE, [("deprivation-quintile", typed)], look_up)
    known = {"1", "2", "3", "4", "5", "not-found", "no-fixed-address", "prefer-not-to-say", *doubts.MARKS}
    assert all(value in known for _, value in kept)
