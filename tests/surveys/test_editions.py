"""Promise of a later edition: ours stays ours, what we left alone is renewed, and the outcome can always be asked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.definition import Definition
from surveys.editions import Merged, merge
from surveys.reading import read, shipped_surveys
from tests.surveys.surveys_for_tests import options, survey

KEYS = "abcdef"


def asked(key: str, text: str = "A question?", *when: tuple[str, str], **more: Any) -> dict[str, Any]:
    clauses = [{"item": item, "is": [answer]} for item, answer in when]
    return {
        "key": key,
        "kind": "one",
        "text": text,
        "options": options("yes", "no"),
        "show-when": clauses,
        **more,
    }


def keys_of(merged: Merged) -> list[str]:
    return [item.key for item in read(merged.definition_data).items()]


def text_of(merged: Merged, key: str) -> str:
    item = read(merged.definition_data).item(key)
    assert item is not None
    return item.text


def test_a_question_we_left_alone_is_renewed_and_one_we_changed_stays_and_is_named() -> None:
    base = survey(asked("a"), asked("b"), asked("c"), asked("d"))
    ours = survey(asked("a"), asked("b", "Ours?"), asked("c", "Ours?"), asked("d"))
    theirs = survey(asked("a", "Theirs?"), asked("b", "Theirs?"), asked("c"), asked("d"))
    merged = merge(base, ours, theirs)
    assert [text_of(merged, key) for key in "abcd"] == ["Theirs?", "Ours?", "Ours?", "A question?"]
    assert (merged.taken, merged.kept, merged.added, merged.removed) == (["a"], ["b", "c"], [], [])


def test_the_same_change_on_both_sides_is_neither_taken_nor_kept() -> None:
    base, both = survey(asked("a")), survey(asked("a", "Both?"))
    merged = merge(base, both, both)
    assert (merged.taken, merged.kept, text_of(merged, "a")) == ([], [], "Both?")


def test_our_own_questions_and_our_order_stay() -> None:
    base = survey(asked("a"), asked("b"))
    ours = survey(asked("own"), asked("b"), asked("a"))
    merged = merge(base, ours, survey(asked("a", "Theirs?"), asked("b")))
    assert keys_of(merged) == ["own", "b", "a"] and merged.taken == ["a"] and merged.kept == []


def test_a_new_question_comes_in_after_the_one_it_follows() -> None:
    base = survey(asked("a"), asked("b"))
    ours = survey(asked("a"), asked("own"), asked("b"))
    theirs = survey(asked("x"), asked("a"), asked("y"), asked("z"), asked("b"))
    merged = merge(base, ours, theirs)
    assert keys_of(merged) == ["x", "a", "y", "z", "own", "b"] and merged.added == ["x", "y", "z"]


def test_a_new_section_comes_in_where_the_edition_has_it() -> None:
    base = survey(asked("a"))
    data = survey(asked("a")).as_data()
    data["sections"].append({"key": "new", "title": "New", "items": [asked("x")]})
    mine = survey(asked("a")).as_data()
    mine["sections"].append({"key": "own", "title": "Own", "items": [asked("own")]})
    merged = merge(base, read(mine), read(data))
    assert [section["key"] for section in merged.definition_data["sections"]] == ["only", "new", "own"]


def test_a_question_we_left_out_does_not_come_back() -> None:
    base = survey(asked("a"), asked("b"))
    merged = merge(base, survey(asked("a")), survey(asked("a"), asked("b", "Theirs?")))
    assert keys_of(merged) == ["a"] and merged.added == merged.taken == merged.kept == []


def test_a_key_that_both_sides_gave_a_new_question_stays_ours() -> None:
    base = survey(asked("a"))
    merged = merge(base, survey(asked("a"), asked("x", "Ours?")), survey(asked("a"), asked("x", "Theirs?")))
    assert text_of(merged, "x") == "Ours?" and merged.kept == ["x"] and merged.added == []


def test_what_left_the_edition_goes_only_untouched_and_when_asked_for() -> None:
    base = survey(asked("a"), asked("b"), asked("c"))
    ours, theirs = survey(asked("a"), asked("b"), asked("c", "Ours?")), survey(asked("a"))
    unasked = merge(base, ours, theirs)
    assert keys_of(unasked) == ["a", "b", "c"] and (unasked.removed, unasked.left, unasked.kept) == (
        [],
        ["b"],
        ["c"],
    )
    wished = merge(base, ours, theirs, remove=["a", "b", "c"])
    assert keys_of(wished) == ["a", "c"] and (wished.removed, wished.left, wished.kept) == (["b"], [], ["c"])


def test_a_survey_is_never_emptied() -> None:
    base, ours, theirs = survey(asked("a"), asked("b")), survey(asked("a")), survey(asked("b"))
    merged = merge(base, ours, theirs, remove=["a"])
    assert keys_of(merged) == ["a"] and (merged.removed, merged.left) == ([], ["a"])
    renewed = merge(base, ours, survey(asked("b"), asked("c")), remove=["a"])
    assert keys_of(renewed) == ["c"] and (renewed.removed, renewed.added) == (["a"], ["c"])


def test_a_question_that_ours_hangs_on_is_not_removed() -> None:
    base = survey(asked("a"), asked("b"))
    ours = survey(asked("a"), asked("b"), asked("own", "Own?", ("b", "yes")))
    merged = merge(base, ours, survey(asked("a", "Theirs?")), remove=["b"])
    assert keys_of(merged) == ["a", "b", "own"]
    assert (merged.removed, merged.left, merged.taken) == ([], ["b"], ["a"])


def test_an_answer_that_ours_hangs_on_does_not_go() -> None:
    base = survey(asked("a"), asked("b"))
    ours = survey(asked("a"), asked("b"), asked("own", "Own?", ("a", "no")))
    theirs = survey(asked("a", "Theirs?", options=options("yes", "perhaps")), asked("b", "Theirs?"))
    merged = merge(base, ours, theirs)
    assert text_of(merged, "a") == "A question?" and (merged.kept, merged.taken) == (["a"], ["b"])


def test_a_new_question_that_hangs_on_one_we_do_not_have_stays_away_and_is_named() -> None:
    base = survey(asked("a"), asked("b"))
    theirs = survey(
        asked("a", "Theirs?"), asked("b"), asked("x", "X?", ("b", "yes"), ("a", "yes")), asked("y", "Y?", ("x", "yes")),
        asked("z"),
    )  # fmt: skip
    merged = merge(base, survey(asked("a")), theirs)
    assert keys_of(merged) == ["a", "z"]
    assert (merged.added, merged.not_added, merged.taken) == (["z"], ["x", "y"], ["a"])


def test_words_of_the_survey_and_its_sections_are_renewed_where_we_left_them() -> None:
    base = survey(asked("a"), title="Old", introduction="Old words")
    ours = survey(asked("a"), title="Ours", introduction="Old words")
    data = survey(asked("a"), title="New", introduction="New words", edition="2027.1").as_data()
    data["sections"][0]["title"] = "New section"
    merged = merge(base, ours, read(data)).definition_data
    assert (merged["title"], merged["introduction"], merged["edition"]) == ("Ours", "New words", "2027.1")
    assert merged["sections"][0]["title"] == "New section"


def test_words_that_the_edition_dropped_go_where_we_left_them() -> None:
    base = survey(asked("a"), introduction="Old words")
    assert "introduction" not in merge(base, base, survey(asked("a"))).definition_data


def test_our_own_name_of_the_survey_stays() -> None:
    base = survey(asked("a"))
    assert merge(base, survey(asked("a"), key="ours"), base).definition_data["key"] == "ours"


@pytest.mark.parametrize("definition", shipped_surveys(), ids=lambda definition: definition.key)
def test_an_edition_without_changes_changes_nothing(definition: Definition) -> None:
    merged = merge(definition, definition, definition)
    assert merged == Merged(definition.as_data())


@st.composite
def surveys(draw: st.DrawFn) -> Definition:
    """A survey of some of six questions in some order, each with words, answers and routing of its own."""
    items: list[dict[str, Any]] = []
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True)):
        answers = draw(st.sampled_from([("yes", "no"), ("yes", "perhaps")]))
        when = [
            (earlier["key"], draw(st.sampled_from([option["key"] for option in earlier["options"]])))
            for earlier in items
            if draw(st.integers(0, 3)) == 0
        ]
        text = draw(st.sampled_from(["One?", "Two?"]))
        items.append(asked(key, text, *when, options=options(*answers)))
    data = survey(*items).as_data()
    cut = draw(st.integers(0, len(items) - 1))
    if cut:
        [only] = data["sections"]
        data["sections"] = [
            {**only, "items": only["items"][:cut]},
            {**only, "key": "second", "items": only["items"][cut:]},
        ]
    return read(data)


@given(surveys(), surveys(), surveys(), st.sets(st.sampled_from(KEYS)))
@settings(deadline=None, max_examples=300)
def test_whatever_meets_the_outcome_can_be_asked_and_every_question_is_accounted_for(
    base: Definition, ours: Definition, theirs: Definition, remove: set[str]
) -> None:
    merged = merge(base, ours, theirs, remove=remove)
    outcome = read(merged.definition_data)
    mine, now = {item.key for item in ours.items()}, {item.key for item in outcome.items()}
    assert now == (mine | set(merged.added)) - set(merged.removed)
    for key in now:
        item = outcome.item(key)
        if key in merged.taken or key in merged.added:
            assert item == theirs.item(key)
        else:
            assert item == ours.item(key)
    for key in merged.taken:
        assert ours.item(key) == base.item(key) != theirs.item(key)
    for key in merged.removed:
        assert key in remove and theirs.item(key) is None and ours.item(key) == base.item(key)
    kept_order = [key for key in (item.key for item in ours.items()) if key in now]
    assert [item.key for item in outcome.items() if item.key in mine] == kept_order
