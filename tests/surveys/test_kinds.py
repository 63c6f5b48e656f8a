"""Promise of the kinds: every question parses, stores and counts its answers, and says what it cannot take."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.definition import DECLINE, QUINTILES, Definition, Item, Kind
from surveys.kinds import (
    DECLINED,
    KINDS,
    SHARE,
    SKIPPED,
    TICKED,
    UNTICKED,
    Place,
    Refusal,
    kind_of,
    option_keys,
)
from surveys.publishing import codebook
from tests.surveys.surveys_for_tests import every_kind, look_up, options, survey


@pytest.fixture(scope="module")
def asked() -> Definition:
    return every_kind()


def the(definition: Definition, key: str) -> Item:
    item = definition.item(key)
    assert item is not None
    return item


def parsed(item: Item, *values: str) -> Any:
    return kind_of(item).parse(item, values, look_up)


def refused(item: Item, *values: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        kind_of(item).parse(item, values, look_up)
    return caught.value


def test_every_kind_has_its_class() -> None:
    assert set(KINDS) == set(Kind)


@pytest.mark.parametrize("values", [[], [""], ["", ""], ["  "]])
def test_nothing_sent_is_a_skipped_question_for_every_kind(asked: Definition, values: list[str]) -> None:
    for item in asked.items():
        if values == ["  "] and item.kind not in (Kind.NUMBER, Kind.SHORT_TEXT, Kind.COMMENT, Kind.POSTCODE):
            continue
        assert parsed(item, *values) is None, item.kind


@pytest.mark.parametrize("key", ["heard", "overall", "plan", "age", "affects", "scale"])
def test_an_unknown_option_is_refused_by_name(asked: Definition, key: str) -> None:
    refusal = refused(the(asked, key), "invented-option")
    assert (refusal.code, refusal.figures) == ("unknown-option", {"option": "invented-option"})


def test_a_name_of_a_million_letters_is_cut_before_it_is_told(asked: Definition) -> None:
    assert len(refused(the(asked, "heard"), "x" * 1_000_000).figures["option"]) == 60


@pytest.mark.parametrize("key", ["heard", "overall", "plan", "age", "scale", "area", "job", "words"])
def test_two_answers_to_a_question_that_takes_one_are_refused(asked: Definition, key: str) -> None:
    two = {"scale": ("1", "2"), "area": ("QX1 1AA", "QX2 1AA"), "job": ("a", "b"), "words": ("a", "b")}
    first = [*option_keys(the(asked, key))][:2]
    assert refused(the(asked, key), *two.get(key, tuple(first))).code == "choose-one"


def test_the_same_answer_twice_is_one_answer(asked: Definition) -> None:
    assert parsed(the(asked, "heard"), "yes", "yes") == "yes"


def test_prefer_not_to_say_belongs_to_groups_alone(asked: Definition) -> None:
    assert parsed(the(asked, "age"), DECLINE) == DECLINE
    assert parsed(the(asked, "affects"), DECLINE) == [DECLINE]
    assert parsed(the(asked, "area"), DECLINE) == DECLINE
    for key in ("heard", "likes", "plan", "overall", "scale"):
        assert refused(the(asked, key), DECLINE).code == "unknown-option"


def test_a_postcode_that_is_no_group_cannot_be_declined() -> None:
    item = the(survey({"key": "area", "kind": "postcode"}), "area")
    assert refused(item, DECLINE).code == "postcode"


def test_many_answers_come_back_in_published_order(asked: Definition) -> None:
    assert parsed(the(asked, "affects"), "moving", "seeing", "moving") == ["seeing", "moving"]


@pytest.mark.parametrize("alone", ["nothing", DECLINE])
def test_none_of_these_and_declining_stand_alone(asked: Definition, alone: str) -> None:
    assert parsed(the(asked, "affects"), alone) == [alone]
    assert refused(the(asked, "affects"), "seeing", alone).code == "stands-alone"


def test_a_scale_is_a_whole_number_between_its_ends(asked: Definition) -> None:
    assert [parsed(the(asked, "below"), str(step)) for step in range(-2, 3)] == [-2, -1, 0, 1, 2]
    for outside in ("-3", "3", "1.5", "٣"):
        assert refused(the(asked, "below"), outside).code == "unknown-option"


@pytest.mark.parametrize(
    ("typed", "number"), [("7", 7), (" 7 ", 7), ("-5", -5), ("500", 500), ("۱۲", 12), ("১২", 12)]
)
def test_a_number_is_read_in_the_digits_of_any_script(asked: Definition, typed: str, number: int) -> None:
    assert parsed(the(asked, "visits"), typed) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [("-6", "at-least"), ("501", "at-most"), ("many", "whole-number"), ("1.5", "whole-number"),
     ("1_0", "whole-number"), ("²", "whole-number"), ("9" * 5000, "whole-number"), ("\x00", "whole-number"),
     ("\ud800", "whole-number")],
)  # fmt: skip
def test_what_is_no_number_or_out_of_bounds_is_refused(asked: Definition, typed: str, code: str) -> None:
    assert refused(the(asked, "visits"), typed).code == code


def test_a_text_is_as_long_as_its_item_allows(asked: Definition) -> None:
    assert parsed(the(asked, "job"), "n" * 40) == "n" * 40
    refusal = refused(the(asked, "job"), "n" * 41)
    assert (refusal.code, refusal.figures) == ("too-long", {"limit": 40})


@pytest.mark.parametrize(("kind", "limit"), [("short-text", 200), ("comment", 2000)])
def test_a_text_with_no_length_of_its_own_has_the_length_of_its_kind(kind: str, limit: int) -> None:
    item = the(survey({"key": "words", "kind": kind}), "words")
    assert parsed(item, "n" * limit)
    assert refused(item, "n" * (limit + 1)).figures == {"limit": limit}


@pytest.mark.parametrize("poison", ["\x00", "\ud800", "\udfff", "\ufffd"])
@pytest.mark.parametrize("key", ["job", "words"])
def test_what_is_no_text_is_refused(asked: Definition, key: str, poison: str) -> None:
    assert refused(the(asked, key), f"good{poison}care").code == "unreadable"


def test_line_ends_become_equal_and_invisible_controls_go(asked: Definition) -> None:
    assert parsed(the(asked, "words"), " one\r\ntwo\rthree\x07\t! ") == {
        "text": "one\ntwo\nthree\t!",
        "share": False,
    }


def test_words_are_shared_only_where_the_box_was_ticked(asked: Definition) -> None:
    assert parsed(the(asked, "words"), "Thank you") == {"text": "Thank you", "share": False}
    assert parsed(the(asked, "words"), "Thank you", SHARE) == {"text": "Thank you", "share": True}
    assert parsed(the(asked, "words"), SHARE, "Thank you") == {"text": "Thank you", "share": True}
    assert parsed(the(asked, "words"), SHARE) is None


@pytest.mark.parametrize("decile", range(1, 11))
@pytest.mark.parametrize("written", ["QX{} 1AA", "qx{}1aa", " q x{}-1a a "])
def test_a_postcode_becomes_a_fifth_however_it_is_written(
    asked: Definition, decile: int, written: str
) -> None:
    assert parsed(the(asked, "area"), written.format(decile)) == QUINTILES[(decile - 1) // 2]


@pytest.mark.parametrize(
    "typed", ["QX1", "12345", "HELLO", "QX1 1A1", "QX1 1AA; DROP", "Ω1 1AA", "x" * 100_000]
)
def test_what_is_no_postcode_is_refused_and_not_repeated(asked: Definition, typed: str) -> None:
    refusal = refused(the(asked, "area"), typed)
    assert (refusal.code, dict(refusal.figures)) == ("postcode", {})


def test_a_postcode_nobody_knows_is_said_to_be_unknown(asked: Definition) -> None:
    assert parsed(the(asked, "area"), "ZZ1 1ZZ") == "not-found"
    item = the(asked, "area")
    assert kind_of(item).parse(item, ["QX1 1AA"], None) == "not-found"


def test_having_no_address_is_an_answer(asked: Definition) -> None:
    assert parsed(the(asked, "area"), "no-fixed-address") == "no-fixed-address"


def coded(definition: Definition, key: str, answer: Any) -> list[int]:
    return list(kind_of(the(definition, key)).code(codebook(definition)[key], answer))


def test_codes_are_those_the_house_agreed_on(asked: Definition) -> None:
    assert (SKIPPED, DECLINED, TICKED, UNTICKED) == (253, 254, 1, 2)
    assert coded(asked, "heard", "sometimes") == [2]
    assert coded(asked, "heard", None) == [SKIPPED]
    assert coded(asked, "age", DECLINE) == [DECLINED]
    assert coded(asked, "affects", ["seeing", "moving"]) == [1, 2, 1, 2]
    assert coded(asked, "affects", [DECLINE]) == [DECLINED] * 4
    assert coded(asked, "affects", None) == [SKIPPED] * 4
    assert coded(asked, "scale", 0) == [1] and coded(asked, "scale", 10) == [11]
    assert coded(asked, "visits", 77) == [1] and coded(asked, "visits", None) == [SKIPPED]
    assert coded(asked, "words", {"text": "x", "share": True}) == [1]
    assert coded(asked, "area", "5") == [5] and coded(asked, "area", "no-fixed-address") == [7]


def test_a_place_holds_an_option_of_an_earlier_revision_that_is_gone() -> None:
    now = survey({"key": "likes", "kind": "many", "options": options("milk", "juice")})
    place = Place(0, 3, {"tea": 1, "milk": 2, "juice": 3})
    assert list(kind_of(the(now, "likes")).code(place, ["juice"])) == [UNTICKED, UNTICKED, TICKED]


SUMMARIES: list[tuple[str, list[Any], dict[str, int]]] = [
    ("heard", ["yes", "yes", "no", None], {"yes": 2, "sometimes": 0, "no": 1, "dont-know": 0}),
    ("overall", ["good", "good", None], {"good": 2, "neither": 0, "poor": 0}),
    ("plan", ["no"], {"yes": 0, "no": 1, "dont-know": 0}),
    ("age", ["old", DECLINE], {"young": 0, "old": 1, "older": 0, DECLINE: 1}),
    ("affects", [["seeing", "moving"], ["nothing"], None, [DECLINE]],
     {"seeing": 1, "hearing": 0, "moving": 1, "nothing": 1, DECLINE: 1}),
    ("below", [-2, 2, 2, None], {"-2": 1, "-1": 0, "0": 0, "1": 0, "2": 2}),
    ("visits", [3, 4, None], {"answered": 2}),
    ("job", ["nurse", None], {"answered": 1}),
    ("words", [{"text": "x", "share": False}, None, None], {"answered": 1}),
    ("area", ["1", "not-found", "no-fixed-address", DECLINE],
     {"1": 1, "2": 0, "3": 0, "4": 0, "5": 0, "not-found": 1, "no-fixed-address": 1, DECLINE: 1}),
]  # fmt: skip


@pytest.mark.parametrize(("key", "answers", "counted"), SUMMARIES, ids=[row[0] for row in SUMMARIES])
def test_answers_are_counted_by_option_in_published_order(
    asked: Definition, key: str, answers: list[Any], counted: dict[str, int]
) -> None:
    found = kind_of(the(asked, key)).summarise(the(asked, key), answers)
    assert list(found.items()) == list(counted.items())
