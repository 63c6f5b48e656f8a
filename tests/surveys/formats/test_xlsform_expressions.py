"""Promise of conditions from elsewhere: what fits our routing is translated to the letter, the rest is handed back."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.definition import Condition, Kind
from surveys.formats.found import FoundCondition, FoundItem, FoundOption
from surveys.formats.xlsform.constraints import Limits, limits, parameters, whole
from surveys.formats.xlsform.expressions import COMPARES, conditions
from surveys.routing import holds


def item(name: str, kind: Kind, *codes: str) -> FoundItem:
    return FoundItem(name, "row 2", kind, options=[FoundOption(code, {"en": code}) for code in codes])


KNOWN = {
    "q": item("q", Kind.ONE, "a", "b", "c"),
    "n": item("n", Kind.ONE, "1", "2", "3", "99"),
    "m": item("m", Kind.MANY, "a", "b"),
    "age": item("age", Kind.NUMBER),
}
A, NOT_A = FoundCondition("q", ["a"]), FoundCondition("q", ["a"], negated=True)


@pytest.mark.parametrize(("said", "means"), [
    ("${q} = 'a'", [A]),
    ("${q}='a'", [A]),
    ('"a" = ${q}', [A]),
    ("${q} = ‘a’", [A]),
    ("selected(${q}, 'a')", [A]),
    ("((selected( ${q} ,'a')))", [A]),
    ("${q} != 'a'", [NOT_A]),
    ("not(${q} = 'a')", [NOT_A]),
    ("not (selected(${q}, 'a'))", [NOT_A]),
    ("not(not(${q} = 'a'))", [A]),
    ("${q} = 'a' or ${q} = 'b'", [FoundCondition("q", ["a", "b"])]),
    ("selected(${m}, 'a') or selected(${m}, 'b')", [FoundCondition("m", ["a", "b"])]),
    ("not(${q} = 'a' or ${q} = 'b')", [FoundCondition("q", ["a", "b"], negated=True)]),
    ("not(${q} != 'a' and ${q} != 'b')", [FoundCondition("q", ["a", "b"])]),
    ("${q} = 'a' and ${n} = 1", [A, FoundCondition("n", ["1"])]),
    ("${q} = 'a' AND (${n} = '1' or ${n} = 2)", [A, FoundCondition("n", ["1", "2"])]),
    ("${n} >= 2", [FoundCondition("n", ["2", "3", "99"])]),
    ("2 > ${n}", [FoundCondition("n", ["1"])]),
    ("not(${n} > 2)", [FoundCondition("n", ["3", "99"], negated=True)]),
    ("${n} = 1.0", [FoundCondition("n", ["1"])]),
    ("${q} != ''", [FoundCondition("q", ["a", "b", "c"])]),
    ("${m} = ''", [FoundCondition("m", ["a", "b"], negated=True)]),
    ("true()", []),
    ("1 = 1", []),
])  # fmt: skip
def test_what_fits_is_translated(said: str, means: list[FoundCondition]) -> None:
    assert conditions(said, KNOWN) == (means, [])


@pytest.mark.parametrize("said", [
    "${age} > 18", "${unknown} = 'a'", "${q} = 'a' or ${n} = 1", "${q} = ${n}", "${m} = 'a'", "false()", "not", "()",
    "${q} != 'a' or ${q} != 'b'", "${n} > 99", "${q} + 1 = 2", "💥", "${} = 'a'", "${n} > 99999999999999999",
    "not(${q} = 'a' and ${n} = 1)", "count-selected(${m}) > 1", "regex(${q}, 'a.*')", "${q} = 'a", "(${q} = 'a'",
    "${q} = 'a')", "and", "or or", "not()", "${q}", "${q} 'a'", "'a' = 'b'", "../q = 'a'", "/data/q = 'a'",
    "selected(${q}, ${n})", "${q} = 'a' and",
])  # fmt: skip
def test_what_does_not_fit_is_handed_back_whole(said: str) -> None:
    assert conditions(said, KNOWN) == ([], [said])


def test_of_several_conditions_those_that_fit_are_kept_and_the_others_told() -> None:
    said = "${age} > 18 and ${q} = 'a' and (${n} = 1 or ${q} = 'b')"
    assert conditions(said, KNOWN) == ([A], ["${age} > 18", "(${n} = 1 or ${q} = 'b')"])


@pytest.mark.parametrize(
    "said", ["(" * 9_000, "not(" * 300 + "${q} = 'a'" + ")" * 300, "${q} = 'a' and " * 9_000, "'" * 30_001]
)
def test_an_expression_that_is_meant_to_hurt_is_over_at_once(said: str) -> None:
    begun = time.perf_counter()
    found, unfit = conditions(said, KNOWN)
    assert (found, bool(unfit)) == ([], True) and time.perf_counter() - begun < 2


@pytest.mark.parametrize(("said", "means"), [
    (". >= 0 and . <= 120", Limits(minimum=0, maximum=120)),
    (".>0 and .<10", Limits(minimum=1, maximum=9)),
    ("(. > 0.5) and (10.5 >= .)", Limits(minimum=1, maximum=10)),
    (". >= -5", Limits(minimum=-5)),
    (". >= 1 and . >= 3", Limits(minimum=3)),
    ("string-length(.) <= 40", Limits(longest=40)),
    ("string-length(.) < 40", Limits(longest=39)),
    ("not(selected(., 'none') and count-selected(.) > 1)", Limits(alone=["none"])),
    (". >= 1 and regex(., '[0-9]+')", Limits(minimum=1, rest=["regex(., '[0-9]+')"])),
    (". >= ${other}", Limits(rest=[". >= ${other}"])),
    (". = 1 or . = 2", Limits(rest=[". = 1 or . = 2"])),
    ("not(selected(., 'none') and count-selected(.) > 2)",
     Limits(rest=["not(selected(., 'none') and count-selected(.) > 2)"])),
])  # fmt: skip
def test_limits_are_read_and_the_rest_is_told(said: str, means: Limits) -> None:
    assert limits(said) == means


def test_parameters_are_read_however_they_are_parted() -> None:
    assert parameters("Start=0 end = 10;step=1,a=b") == {"start": "0", "end": "10", "step": "1", "a": "b"}


@pytest.mark.parametrize(
    ("said", "means"), [("10", 10), ("-2", -2), ("3.0", 3), ("0.5", None), ("", None), ("x", None)]
)
def test_a_whole_number_is_one_however_it_is_written(said: str, means: int | None) -> None:
    assert whole(said) == means


#: An expression, and whether it holds for answers, as XPath has it.
Meant = tuple[str, Callable[[dict[str, Any]], bool]]


def _selected(name: str, code: str) -> Meant:
    return f"selected(${{{name}}}, '{code}')", lambda given: code in (given[name] or ())


def _equals(name: str, sign: str, code: str) -> Meant:
    return f"${{{name}}} {sign} '{code}'", lambda given: ((given[name] or "") == code) == (sign == "=")


def _compared(sign: str, number: int) -> Meant:
    return (
        f"${{n}} {sign} {number}",
        lambda given: given["n"] is not None and COMPARES[sign](int(given["n"]), number),
    )


def _joined(word: str, parts: list[Meant]) -> Meant:
    every = all if word == "and" else any
    return f" {word} ".join(f"({said})" for said, _ in parts), lambda given: every(
        of(given) for _, of in parts
    )


ATOMS = st.one_of(
    st.builds(_selected, st.sampled_from("qm"), st.sampled_from("ab")),
    st.builds(_equals, st.just("q"), st.sampled_from(["=", "!="]), st.sampled_from(["a", "b", "c", ""])),
    st.builds(_compared, st.sampled_from(list(COMPARES)), st.integers(0, 4)),
)
MEANT = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(_joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
        inner.map(lambda one: (f"not({one[0]})", lambda given: not one[1](given))),
    ),
    max_leaves=6,
)
ANSWERS = [
    {"q": q, "n": n, "m": m}
    for q, n, m in product(
        [None, "a", "b", "c"], [None, "1", "2", "3", "99"], [None, ["a"], ["b"], ["a", "b"]]
    )
]


@settings(max_examples=400, deadline=None)
@given(MEANT)
def test_what_is_translated_asks_exactly_the_people_whom_the_file_asked(meant: Meant) -> None:
    found, unfit = conditions(meant[0], KNOWN)
    clauses = [
        Condition.model_validate({"item": c.item, "is-not" if c.negated else "is": c.codes}) for c in found
    ]
    for given_ in ANSWERS if not unfit else ():
        assert all(holds(clause, given_) for clause in clauses) == meant[1](given_), meant[0]
