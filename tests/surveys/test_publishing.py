"""Promise of publishing: an option keeps its code for ever, and a name says exactly what was frozen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.definition import Definition
from surveys.publishing import codebook, codebook_as_data, codebook_from_data, fingerprint
from tests.surveys.surveys_for_tests import every_kind, options, survey

KEYS = [f"key-{n}" for n in range(8)]


def choosing(*keys: str, kind: str = "one", **more: Any) -> Definition:
    return survey({"key": "choice", "kind": kind, "options": options(*keys)}, **more)


def test_codes_count_from_one_in_published_order_and_places_follow_each_other() -> None:
    book = codebook(every_kind())
    assert dict(book["heard"].codes) == {"yes": 1, "sometimes": 2, "no": 3, "dont-know": 4}
    assert dict(book["below"].codes) == {"-2": 1, "-1": 2, "0": 3, "1": 4, "2": 5}
    assert dict(book["area"].codes)["not-found"] == 6 and dict(book["area"].codes)["no-fixed-address"] == 7
    end = 0
    for place in book.values():
        assert place.offset == end
        end += place.width


@given(
    st.lists(st.lists(st.sampled_from(KEYS), min_size=2, unique=True), min_size=2, max_size=6),
    st.sampled_from(["one", "many"]),
)
@settings(deadline=None)
def test_over_all_revisions_an_option_keeps_its_code_and_no_code_is_given_twice(
    revisions: list[list[str]], kind: str
) -> None:
    first: dict[str, int] = {}
    book = None
    for keys in revisions:
        book = codebook(choosing(*keys, kind=kind), book)
        codes = book["choice"].codes
        for key in keys:
            assert codes[key] == first.setdefault(key, codes[key])
        assert len(set(codes.values())) == len(codes) and first.items() <= codes.items()
        assert book["choice"].width == (max(codes.values()) if kind == "many" else 1)


def test_the_codes_of_a_question_that_moved_stay_its_own() -> None:
    before = codebook(survey(
        {"key": "choice", "kind": "one", "options": options("a", "b")},
        {"key": "other", "kind": "one", "options": options("b", "a")},
    ))  # fmt: skip
    after = codebook(survey(
        {"key": "new", "kind": "many", "options": options("x", "y")},
        {"key": "other", "kind": "one", "options": options("a", "c", "b")},
        {"key": "choice", "kind": "one", "options": options("b", "c")},
    ), before)  # fmt: skip
    assert dict(after["other"].codes) == {"b": 1, "a": 2, "c": 3}
    assert dict(after["choice"].codes) == {"a": 1, "b": 2, "c": 3}
    assert (after["other"].offset, after["choice"].offset) == (2, 3)


def test_more_options_than_a_byte_can_tell_apart_are_refused_over_all_revisions() -> None:
    first = codebook(choosing(*(f"a{n}" for n in range(200))))
    codebook(choosing(*(f"a{n}" for n in range(199)), *(f"b{n}" for n in range(50))), first)
    with pytest.raises(ValueError, match="choice"):
        codebook(choosing(*(f"b{n}" for n in range(51))), first)


def test_a_codebook_survives_being_written_down() -> None:
    book = codebook(every_kind())
    assert codebook_from_data(codebook_as_data(book)) == book


def test_the_same_definition_has_the_same_name_and_any_change_another() -> None:
    one = fingerprint(choosing("a", "b"))
    assert one == fingerprint(choosing("a", "b")) and len(one) == 32
    others = [
        choosing("b", "a"),
        choosing("a", "b", title="Other"),
        choosing("a", "b", kind="many"),
        choosing("a", "c"),
    ]
    assert len({one, *(fingerprint(other) for other in others)}) == 5


def test_a_definition_read_back_from_its_data_is_the_same() -> None:
    definition = every_kind()
    again = Definition.model_validate(definition.as_data())
    assert again == definition and fingerprint(again) == fingerprint(definition)
