"""Promise of spelling: a slip is forgiven where it can mean one word alone."""

from __future__ import annotations

import pytest

from surveys import spelling


@pytest.mark.parametrize(
    ("said", "names", "place"),
    [
        ("alwyas", ["always", "never"], 0),
        ("somtimes", ["always", "sometimes"], 1),
        ("neverr", ["always", "never"], 1),
        ("nevar", ["always", "never"], 1),
        ("завжды", ["завжди", "ніколи"], 0),
        ("yessss", ["yes", "no"], 0),
        ("noooo", ["yes", "no"], 1),
    ],
)
def test_one_slip_or_a_letter_drawn_out_is_forgiven(said: str, names: list[str], place: int) -> None:
    assert spelling.nearest(said, names) == place


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("worsd", ["worse", "worst"]),
        ("ofter", ["often", "other"]),
        ("goooood", ["good", "god"]),
        ("lways", ["always", "never"]),
        ("alwas 2", ["always", "never"]),
        ("نمیدانم", ["میدانم", "شاید"]),
        ("不满意他们", ["很满意他们", "还可以"]),
        ("yas", ["yes", "no"]),
        ("", ["yes", "no"]),
        ("alxxys", ["always"]),
        ("x" * 1600, ["always"]),
    ],
)
def test_what_may_mean_another_word_or_its_opposite_is_not(said: str, names: list[str]) -> None:
    assert spelling.nearest(said, names) is None


@pytest.mark.parametrize(
    ("first", "second", "slips"),
    [("care", "care", 0), ("care", "acre", 1), ("care", "cares", 1), ("care", "cure", 1), ("care", "core s", 3)]
    + [("abc", "cab", 2)],
)  # fmt: skip
def test_slips_are_counted_in_either_direction(first: str, second: str, slips: int) -> None:
    assert spelling._slips(first, second) == spelling._slips(second, first) == slips
