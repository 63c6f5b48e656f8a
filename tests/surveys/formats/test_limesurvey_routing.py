"""Promise of LimeSurvey's conditions: what we can say is said in our clauses, the rest is told word for word."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.formats.limesurvey.expressions import Unfit, parse
from surveys.formats.limesurvey.names import Names, Target
from surveys.formats.limesurvey.routing import routed
from surveys.reading import read
from surveys.routing import asked
from tests.surveys.formats.limesurvey_for_tests import LAYOUTS, G, Q, S, entry, items, lss, new, one

BEFORE = [
    Q("Q1", "L", answers=[("1", "Low"), ("2", "Middle"), ("3", "High")], other="Y"),
    Q("Q2", "M", rows=[("S1", "Food"), ("S2", "Beds")], other="Y"),
    Q("Q3", "F", rows=[("R1", "Row"), ("R2", "Row too")], answers=[("A1", "Good"), ("A2", "Bad")]),
    Q("Q4", "Y"),
    Q("Q5", "N"),
    Q("Q6", "5"),
    Q("Q7", "M", rows=[("OK", "I agree")]),
    Q("Q8", "1", rows=[("R1", "Row")], answers=[("a", "x"), ("b", "y"), ("c", "x", "1"), ("d", "y", "1")]),
    Q("Q9", ":", rows=[("R1", "Row"), ("C1", "One", "1"), ("C2", "Two", "1")],
      attributes={"multiflexible_checkbox": "1"}),
]  # fmt: skip


def clauses(expression: str) -> tuple[Any, str]:
    brought = lss(new(one(*BEFORE, Q("Z", "T", relevance=expression))))
    return items(brought)["z"].get("show-when"), " ".join(entry(brought, "Z").why)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", None), ("1", None), ("true", None), ("(1)", None),
        ('Q1 == "1"', [{"item": "q1", "is": ["1"]}]),
        ("((Q1.NAOK == '1'))", [{"item": "q1", "is": ["1"]}]),
        ("Q1.NAOK == 1", [{"item": "q1", "is": ["1"]}]),
        ('"2" == Q1.NAOK', [{"item": "q1", "is": ["2"]}]),
        ('Q1.NAOK eq "1"', [{"item": "q1", "is": ["1"]}]),
        ('Q1.NAOK != "1"', [{"item": "q1", "is-not": ["1"]}]),
        ('!(Q1.NAOK == "1")', [{"item": "q1", "is-not": ["1"]}]),
        ('Q1.NAOK == "-oth-"', [{"item": "q1", "is": ["other"]}]),
        ("Q1.NAOK >= 2", [{"item": "q1", "is": ["2", "3"]}]),
        ("2 > Q1.NAOK", [{"item": "q1", "is": ["1"]}]),
        ('Q1 == "1" or Q1 == "3"', [{"item": "q1", "is": ["1", "3"]}]),
        ('Q1 == "1" || Q1 == "3" OR Q1 == "2"', [{"item": "q1", "is": ["1", "2", "3"]}]),
        ('Q1 != "1" and Q1 != "3"', [{"item": "q1", "is-not": ["1"]}, {"item": "q1", "is-not": ["3"]}]),
        ('Q1 != "1" or Q1 != "3"', None),
        ('!(Q1 == "1" or Q1 == "3")', [{"item": "q1", "is-not": ["1"]}, {"item": "q1", "is-not": ["3"]}]),
        ('Q1 == "1" and Q4 == "Y"', [{"item": "q1", "is": ["1"]}, {"item": "q4", "is": ["y"]}]),
        ('Q1 == "1" && (Q4 == "Y" || Q4 == "N")', [{"item": "q1", "is": ["1"]}, {"item": "q4", "is": ["y", "n"]}]),
        ('(Q1 == "1" && Q4 == "Y") || (Q1 == "1" && Q4 == "N")',
         [{"item": "q1", "is": ["1"]}, {"item": "q4", "is": ["y", "n"]}]),
        ("is_empty(Q4.NAOK)", [{"item": "q4", "is-not": ["y", "n"]}]),
        ("!is_empty(Q4)", [{"item": "q4", "is": ["y", "n"]}]),
        ('Q4.NAOK == ""', [{"item": "q4", "is-not": ["y", "n"]}]),
        ('is_empty(Q4) or Q4 != "Y"', [{"item": "q4", "is-not": ["y"]}]),
        ('Q2_S1.NAOK == "Y"', [{"item": "q2", "is": ["s1"]}]),
        ('Q2_S1 != "Y"', [{"item": "q2", "is-not": ["s1"]}]),
        ("Q2_S1", [{"item": "q2", "is": ["s1"]}]),
        ("is_empty(Q2_S1)", [{"item": "q2", "is-not": ["s1"]}]),
        ('Q2_S1 == "Y" or Q2_S2 == "Y"', [{"item": "q2", "is": ["s1", "s2"]}]),
        ('Q2_S1 == "Y" and Q2_S2 == "Y"', [{"item": "q2", "is": ["s1"]}, {"item": "q2", "is": ["s2"]}]),
        ("!is_empty(Q2_other)", [{"item": "q2", "is": ["other"]}]),
        ("count(Q2_S1.NAOK, Q2_S2.NAOK) > 0", [{"item": "q2", "is": ["s1", "s2"]}]),
        ("count(that.Q2.NAOK) == 0", [{"item": "q2", "is-not": ["s1", "s2", "other"]}]),
        ('Q3_R2.NAOK == "A1"', [{"item": "q3-r2", "is": ["a1"]}]),
        ('Q7_OK.NAOK == "Y"', [{"item": "q7", "is": ["y"]}]),
        ('Q7_OK != "Y"', [{"item": "q7", "is-not": ["y"]}]),
        ('Q8_R1_1 == "d"', [{"item": "q8-r1-1", "is": ["d"]}]),
        ('Q9_R1_C2 == "1"', [{"item": "q9-r1", "is": ["c2"]}]),
        ('Q1 == "1" &amp;&amp; Q4 == "Y"', [{"item": "q1", "is": ["1"]}, {"item": "q4", "is": ["y"]}]),
    ],
)  # fmt: skip
def test_a_condition_that_we_can_say_is_said(expression: str, expected: Any) -> None:
    found, told = clauses(expression)
    assert found == expected and told == ""


@pytest.mark.parametrize(
    "expression",
    [
        'Q1 == "1" or Q4 == "Y"', '(Q1 == "1" and Q4 == "Y") or (Q1 == "2" and Q4 == "N")',
        "Q5 > 3", "Q6 == 2", 'Q1 == "nine"', 'Nowhere == "1"', 'TOKEN:SEX == "m"',
        "count(Q2_S1, Q2_S2) > 1", 'Q2_S1 == "N"', 'Q2_S1 == "Y" or Q2_S2 != "Y"', "Q1 + Q5 == 3", "Q1 == Q4",
        'regexMatch("/a/", Q1)', 'Q1.shown == "Low"', "((", 'Q1 == "1', "Q1 ==", "!(Q1 > 2)", "€", "rand(1, 2) == 1",
        "Q1 == 'a' b", "(" * 100 + "Q1" + ")" * 100, "!" * 3000 + "Q4", "Q3_R1_0", "-Q1 == 3", "count() > 0",
        "is_empty(Q2_S1) or is_empty(Q2_S2)",
    ],
)  # fmt: skip
def test_a_condition_that_we_cannot_say_is_told_word_for_word(expression: str) -> None:
    found, told = clauses(expression)
    assert found is None
    assert "asked of everybody" in told and " ".join(expression.split())[:60] in told


def test_a_part_that_we_cannot_say_loses_no_other_part() -> None:
    found, told = clauses('Q1 == "1" and Q5 > 3 and Q4 == "Y"')
    assert found == [{"item": "q1", "is": ["1"]}, {"item": "q4", "is": ["y"]}]
    assert told == "One part of its condition is left out: Q5 > 3"


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_the_condition_of_a_group_and_of_a_row_goes_to_their_items(layout: str) -> None:
    rows = [("R1", "Row"), ("R2", "Row too", "0", 'Q2_S1 == "Y"')]
    survey = S(
        [
            G("One", BEFORE),
            G("Two", [Q("Y1", "T"), Q("Y2", "A", rows=rows, relevance='Q1 == "2"')], relevance='Q4 == "Y"'),
            G("Three", [Q("Y3", "T")], relevance="Q5 > 1"),
            G("Four", [Q("Y4", "T")], relevance="0"),
        ]
    )
    brought = LAYOUTS[layout](survey)
    found = items(brought)
    yes, two, food = {"item": "q4", "is": ["y"]}, {"item": "q1", "is": ["2"]}, {"item": "q2", "is": ["s1"]}
    assert found["y1"]["show-when"] == [yes]
    assert found["y2-r1"]["show-when"] == [yes, two]
    assert found["y2-r2"]["show-when"] == [yes, two, food]
    assert "Q5 > 1" in " ".join(entry(brought, "Three").why) and "show-when" not in found["y3"]
    assert not entry(brought, "Y4").key and not entry(brought, "Four").key


def test_a_question_that_is_never_asked_is_dropped() -> None:
    brought = lss(
        new(
            one(Q("Q1", "T", relevance="0"), Q("Q2", "A", rows=[("a", "A")], relevance="false"), Q("Q3", "T"))
        )
    )
    assert list(items(brought)) == ["q3"]
    assert "never met" in " ".join(entry(brought, "Q1").why) and not entry(brought, "Q2").key


def test_a_row_that_is_never_asked_is_dropped_alone() -> None:
    brought = lss(new(one(Q("Q1", "A", rows=[("a", "A", "0", "0"), ("b", "B")]))))
    assert list(items(brought)) == ["q1-b"]
    assert "never met" in " ".join(entry(brought, "Q1_a").why) and entry(brought, "Q1").key == "q1-b"


def test_a_name_that_means_two_things_is_told_and_not_guessed() -> None:
    brought = lss(
        new(
            one(
                Q("Q1", "Y", "The first"),
                Q("Q1", "Y", "The second"),
                Q("Q2", "M", rows=[("a", "A"), ("other", "Something")], other="Y"),
                Q("Q3", "T", relevance='1X1X101.NAOK == "Y"'),
                Q("Q4", "T", relevance='Q2_other == "Y"'),
            )
        )
    )
    for name in ("Q3", "Q4"):
        assert "show-when" not in items(brought)[name.lower()]
        assert "asked of everybody" in " ".join(entry(brought, name).why)


def test_a_condition_on_what_comes_later_or_was_dropped_is_told() -> None:
    brought = lss(
        new(
            one(
                Q("Q1", "T", relevance='Q2 == "Y"'),
                Q("Q2", "Y"),
                Q("Q3", "L", answers=[("A1", "Only")]),
                Q("Q4", "T", relevance='Q3 == "A1"'),
            )
        )
    )
    for name, other in (("Q1", "Q2"), ("Q4", "Q3")):
        assert f"'{other}', which is not asked before it" in " ".join(entry(brought, name).why)


NAMES = Names()
NAMES.put("A", Target("A", ("x", "y", "z")))
NAMES.put("B", Target("B", ("x", "y")))
for box in ("p", "q"):
    NAMES.put(f"M_{box}", Target("M", ("p", "q"), one=False, tick=box))
LEAF = st.one_of(
    st.builds(
        "{} {} '{}'".format, st.sampled_from("AB"), st.sampled_from(["==", "!="]), st.sampled_from("xy")
    ),
    st.builds("is_empty({})".format, st.sampled_from(["A", "B", "M_p", "M_q"])),
    st.builds("M_{} {} 'Y'".format, st.sampled_from("pq"), st.sampled_from(["==", "!="])),
)
EXPRESSION = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("!({})".format, inner),
    ),
    max_leaves=6,
)


def meant(expression: str, answers: dict[str, Any]) -> bool:
    """The expression worked out by itself, as LimeSurvey does."""
    values = {"A": answers["A"] or "", "B": answers["B"] or ""}
    values |= {f"M_{box}": "Y" if box in answers["M"] else "" for box in "pq"}
    python = expression.replace("!(", "not (")
    return bool(eval(python, {"is_empty": lambda value: value == ""}, values))  # an expression made above


@given(
    EXPRESSION,
    st.sampled_from([None, "x", "y", "z"]),
    st.sampled_from([None, "x", "y"]),
    st.sets(st.sampled_from("pq")),
)
@settings(max_examples=600, deadline=None)
def test_what_is_said_in_our_clauses_asks_the_same_people(
    expression: str, a: str | None, b: str | None, boxes: set[str]
) -> None:
    routing = routed(expression, [], NAMES)
    if routing.lost:
        return
    choices = {"a": ("one", "xyz"), "b": ("one", "xy"), "m": ("many", "pq")}
    before = [
        {"key": key, "kind": kind, "text": "?", "options": [{"key": code, "text": code} for code in codes]}
        for key, (kind, codes) in choices.items()
    ]
    shown = [{"item": c.item.lower(), "is-not" if c.negated else "is": c.codes} for c in routing.clauses]
    last = {"key": "last", "kind": "comment", "text": "?", "show-when": shown}
    section = {"key": "only", "title": "Only", "items": [*before, last]}
    definition = read({"key": "made", "title": "Made", "sections": [section]})
    told = {"a": a, "b": b, "m": sorted(boxes) or None}
    is_asked = "last" in [item.key for item in asked(definition, told)]
    assert is_asked == meant(expression, {"A": a, "B": b, "M": boxes})


@given(st.text(alphabet="Q1_S.\"'()!&|=<>andor0 ,+-X:€{}", max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_expression_is_taken_apart_or_unfit(expression: str) -> None:
    try:
        parse(expression)
    except Unfit:
        pass
    routed(expression, [], NAMES)
