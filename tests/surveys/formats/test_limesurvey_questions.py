"""Promise of bringing in LimeSurvey: each kind becomes one of ours, and what changed is said, in any layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from surveys.formats.accounting import BadFile, Brought
from surveys.formats.limesurvey.grids import GRIDS
from surveys.formats.limesurvey.kinds import NOT_ASKED, SINGLE
from tests.surveys.formats.limesurvey_for_tests import (
    LAYOUTS,
    G,
    Q,
    S,
    entries,
    entry,
    items,
    lss,
    new,
    one,
    options,
)

GOOD = [("A1", "Good"), ("A2", "Bad")]
ROWS = [("S1", "Food"), ("S2", "Beds")]
GRID = [*ROWS, ("C1", "Morning", "1"), ("C2", "Evening", "1")]
Bring = Callable[[S], Brought]


@pytest.fixture(params=sorted(LAYOUTS))
def bring(request: pytest.FixtureRequest) -> Bring:
    return LAYOUTS[request.param]


def why(brought: Brought, name: str) -> str:
    return " ".join(entry(brought, name).why)


@pytest.mark.parametrize(
    ("question", "kind", "answers", "said"),
    [
        (Q("Q1", "L", answers=GOOD), "one", "a1 a2", ""),
        (Q("Q1", "!", answers=GOOD), "one", "a1 a2", ""),
        (Q("Q1", "O", answers=GOOD), "one", "a1 a2", "box to write in beside its answers is left out"),
        (Q("Q1", "L", answers=GOOD, other="Y"), "one", "a1 a2 other", "beside its last answer is left out"),
        (Q("Q1", "M", rows=ROWS), "many", "s1 s2", ""),
        (Q("Q1", "P", rows=ROWS), "many", "s1 s2", "boxes to write in"),
        (Q("Q1", "M", rows=ROWS, other="Y"), "many", "s1 s2 other", "beside its last answer"),
        (Q("Q1", "M", rows=ROWS[:1]), "one", "y n", "asked as yes or no"),
        (Q("Q1", "R", answers=GOOD), "many", "a1 a2", "not put in order"),
        (Q("Q1", "Y"), "one", "y n", ""),
        (Q("Q1", "G"), "one", "f m", ""),
        (Q("Q1", "5"), "scale", "", ""),
        (Q("Q1", "N"), "number", "", "Only whole numbers"),
        (Q("Q1", "N", attributes={"num_value_int_only": "1"}), "number", "", ""),
        (Q("Q1", "S"), "short-text", "", ""),
        (Q("Q1", "S", attributes={"numbers_only": "1"}), "number", "", "Only whole numbers"),
        (Q("Q1", "T"), "comment", "", ""),
        (Q("Q1", "U"), "comment", "", ""),
        (Q("Q1", "D"), "short-text", "", "A date is typed here as words."),
    ],
    ids=lambda value: f"{value.type}{value.other}{len(value.rows)}" if isinstance(value, Q) else None,
)
def test_each_kind_becomes_one_of_ours(bring: Bring, question: Q, kind: str, answers: str, said: str) -> None:
    brought = bring(one(question))
    item = items(brought)["q1"]
    assert item["kind"] == kind
    assert list(options(item)) == answers.split()
    found = entry(brought, "Q1")
    assert found.key == "q1"
    assert said in why(brought, "Q1") and bool(found.why) == bool(said)


@pytest.mark.parametrize(
    ("question", "keys", "kind", "answers"),
    [
        (Q("Q1", "A", rows=ROWS), "q1-s1 q1-s2", "scale", ""),
        (Q("Q1", "B", rows=ROWS), "q1-s1 q1-s2", "scale", ""),
        (Q("Q1", "C", rows=ROWS), "q1-s1 q1-s2", "one", "y u n"),
        (Q("Q1", "E", rows=ROWS), "q1-s1 q1-s2", "one", "i s d"),
        (Q("Q1", "F", rows=ROWS, answers=GOOD), "q1-s1 q1-s2", "one", "a1 a2"),
        (Q("Q1", "H", rows=ROWS, answers=GOOD), "q1-s1 q1-s2", "one", "a1 a2"),
        (Q("Q1", "K", rows=ROWS), "q1-s1 q1-s2", "number", ""),
        (Q("Q1", "Q", rows=ROWS), "q1-s1 q1-s2", "short-text", ""),
        (Q("Q1", ";", rows=GRID), "q1-s1-c1 q1-s1-c2 q1-s2-c1 q1-s2-c2", "short-text", ""),
        (Q("Q1", ":", rows=GRID), "q1-s1-c1 q1-s1-c2 q1-s2-c1 q1-s2-c2", "number", ""),
        (Q("Q1", ":", rows=GRID, attributes={"multiflexible_checkbox": "1"}), "q1-s1 q1-s2", "many", "c1 c2"),
        (Q("Q1", "1", rows=ROWS, answers=[("A", "x"), ("B", "y"), ("A", "x", "1"), ("B", "y", "1")]),
         "q1-s1-0 q1-s1-1 q1-s2-0 q1-s2-1", "one", "a b"),
    ],
    ids=lambda value: value.type if isinstance(value, Q) else None,
)  # fmt: skip
def test_a_grid_is_asked_row_by_row_and_accounted_for_as_a_whole_and_by_row(
    bring: Bring, question: Q, keys: str, kind: str, answers: str
) -> None:
    brought = bring(one(question))
    found = items(brought)
    assert list(found) == keys.split()
    assert {item["kind"] for item in found.values()} == {kind}
    assert all(list(options(item)) == answers.split() for item in found.values())
    first = found[keys.split()[0]]
    assert first["text"].startswith("A question?\nFood")
    assert entry(brought, "Q1").key == keys.split()[0] and "row by row" in why(brought, "Q1")
    rows = Counter(each.item for each in entries(brought) if each.item.startswith("Q1_"))
    assert set(rows.values()) == {1}
    assert {row.lower().replace("_", "-") for row in rows} >= set(keys.split())
    assert {f"Q1_{row[0]}" for row in question.rows} <= set(rows), "every row of the file is named"


@pytest.mark.parametrize("kind", ["M", "P", "|", "*", "R"])
@pytest.mark.parametrize("relevance", ["1", "0"])
def test_every_box_of_a_question_is_named_beside_it(bring: Bring, kind: str, relevance: str) -> None:
    brought = bring(one(Q("Q1", kind, rows=ROWS, relevance=relevance), Q("Q2", "T")))
    whole = entry(brought, "Q1")
    for row in ROWS:
        box = entry(brought, f"Q1_{row[0]}")
        assert box.key == whole.key
        assert bool(box.why) == (not whole.key)


@pytest.mark.parametrize("kind", ["F", ":", "1"])
def test_the_rows_of_a_grid_that_nobody_is_asked_are_named_as_dropped(bring: Bring, kind: str) -> None:
    brought = bring(one(Q("Q1", kind, rows=GRID, answers=GOOD, relevance="0"), Q("Q2", "T")))
    assert {f"Q1_{row[0]}" for row in GRID} <= {each.item for each in brought.account.dropped}


def test_scales_have_the_ends_of_their_kind(bring: Bring) -> None:
    found = items(bring(one(Q("Q1", "5"), Q("Q2", "A", rows=ROWS), Q("Q3", "B", rows=ROWS))))
    assert [(found[key]["minimum"], found[key]["maximum"]) for key in ("q1", "q2-s1", "q3-s2")] == [
        (1, 5), (1, 5), (1, 10),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [*NOT_ASKED, "?", ""])
def test_what_cannot_be_asked_is_dropped_with_a_reason(bring: Bring, kind: str) -> None:
    brought = bring(one(Q("Q1", kind), Q("Q2", "T")))
    assert (entry(brought, "Q1").key, entry(brought, "Q2").key) == ("", "q2")
    assert why(brought, "Q1")


def test_every_kind_there_is_has_a_reader() -> None:
    assert set(SINGLE) | set(GRIDS) | set(NOT_ASKED) | {"X"} >= set("1!5ABCDEFGHIKLMNOPQRSTUXY*:;|")


def test_every_question_and_group_is_accounted_for_once(bring: Bring) -> None:
    questions = [
        Q(f"Q{n}", kind, rows=GRID, answers=GOOD) for n, kind in enumerate("1!5ABCDEFGHIKLMNOPQRSTUXY*:;|?")
    ]
    brought = bring(S([G("First", questions[:10]), G("Second", questions[10:]), G("Empty", [])]))
    named = [each.item for each in entries(brought)]
    assert len(named) == len(set(named))
    assert {question.code for question in questions} | {"First", "Second", "Empty"} <= set(named)
    known = set(items(brought)) | {section["key"] for section in brought.definition["sections"]}
    assert {each.key for each in entries(brought)} - {""} <= known


def test_what_was_demanded_and_is_not_here_is_told(bring: Bring) -> None:
    demands: dict[str, Any] = {
        "min_answers": "2", "max_answers": "3", "random_order": "1", "array_filter": "Q0", "time_limit": "30",
        "em_validation_q": "Q1 > 3", "random_group": "g",
    }  # fmt: skip
    told = why(
        bring(one(Q("Q1", "M", rows=ROWS, mandatory="Y", preg="/^a$/", default="x", attributes=demands))),
        "Q1",
    )
    for said in ("had to be answered", "/^a$/", "beforehand", "At least 2", "At most 3", "random", "answered in Q0",
                 "30 seconds", "Q1 > 3"):  # fmt: skip
        assert said in told


def test_what_is_off_or_only_looks_is_not_told(bring: Bring) -> None:
    looks = {
        "hidden": "0",
        "cssclass": "wide",
        "page_break": "1",
        "random_order": "0",
        "max_answers": "",
        "hide_tip": "1",
    }
    brought = bring(one(Q("Q1", "M", rows=ROWS, mandatory="S", attributes=looks)))
    assert entry(brought, "Q1") in brought.account.carried


def test_what_can_be_kept_of_the_demands_is_kept(bring: Bring) -> None:
    found = items(
        bring(
            one(
                Q("Q1", "M", rows=ROWS, attributes={"exclude_all_others": "S2"}),
                Q("Q2", "N", attributes={"min_num_value_n": "1", "max_num_value_n": "9"}),
                Q("Q3", "S", attributes={"maximum_chars": "20"}),
                Q(
                    "Q4",
                    "K",
                    rows=ROWS,
                    attributes={"slider_layout": "1", "slider_min": "0", "slider_max": "50"},
                ),
                Q("Q5", "N", attributes={"prefix": "£", "suffix": "a week"}),
            )
        )
    )
    assert [option.get("exclusive", False) for option in found["q1"]["options"]] == [False, True]
    assert (found["q2"]["minimum"], found["q2"]["maximum"]) == (1, 9)
    assert found["q3"]["maximum-length"] == 20
    assert (found["q4-s1"]["minimum"], found["q4-s1"]["maximum"]) == (0, 50)
    assert found["q5"]["help"] == "£ … … a week"


def test_limits_that_are_expressions_or_nonsense_are_left_out_and_told(bring: Bring) -> None:
    brought = bring(
        one(
            Q("Q1", "N", attributes={"min_num_value_n": "{Q0}", "max_num_value_n": "9.5"}),
            Q("Q2", "N", attributes={"min_num_value_n": "9", "max_num_value_n": "1"}),
            Q("Q3", "S", attributes={"maximum_chars": "many"}),
        )
    )
    assert (
        "minimum" not in items(brought)["q1"] and "{Q0}" in why(brought, "Q1") and "9.5" in why(brought, "Q1")
    )
    assert "contradict" in why(brought, "Q2") and "many" in why(brought, "Q3")


def test_a_hidden_question_is_dropped(bring: Bring) -> None:
    brought = bring(one(Q("Q1", "T", attributes={"hidden": "1"}), Q("Q2", "T")))
    assert list(items(brought)) == ["q2"] and "hidden" in why(brought, "Q1")


def test_tags_are_taken_out_without_a_word_and_pictures_are_named(bring: Bring) -> None:
    text = '<style>p {color: red}</style><p>How <b>are</b> you?</p><img alt="" src="/upload/1/images/face%20one.png" />'
    brought = bring(one(Q("Q1", "T", text), Q("Q2", "T", "<p>Plain &amp; simple</p>")))
    found = items(brought)
    assert (found["q1"]["text"], found["q2"]["text"]) == ("How are you?", "Plain & simple")
    assert "'face%20one.png'" in why(brought, "Q1") and not entry(brought, "Q2").why


def test_a_question_whose_words_hold_a_script_is_dropped_alone(bring: Bring) -> None:
    script = "<script>alert(1)</script>"
    brought = bring(
        one(
            Q("Q1", "T", f"How? {script}"),
            Q("Q2", "T", '<img src="x" onerror="alert(1)">Why?'),
            Q("Q3", "F", f"Grid {script}", rows=ROWS, answers=GOOD),
            Q("Q4", "F", rows=[("S1", f"Food{script}"), ("S2", "Beds")], answers=GOOD),
            Q("Q5", "X", f"Text {script}"),
            Q("Q6", "L", answers=[("A1", f"Good{script}"), ("A2", "Bad")]),
            Q("Q7", "T", help=script),
        )
    )
    assert list(items(brought)) == ["q4-s2"]
    for name in ("Q1", "Q2", "Q3", "Q4_S1", "Q5", "Q6", "Q7"):
        assert why(brought, name).endswith("Its words hold a script.") and not entry(brought, name).key
    assert entry(brought, "Q4").key == "q4-s2"


def test_words_that_limesurvey_fills_in_leave_a_gap_and_are_told(bring: Bring) -> None:
    brought = bring(
        one(
            Q("Q1", "T", "Dear {TOKEN:FIRSTNAME}, you said {if(Q0 == 'A', '{Q0.shown}', '')}. Why?"),
            Q("Q2", "T", "{Q1.shown}"),
            Q("Q3", "T", "Not { this }"),
        )
    )
    found = items(brought)
    assert found["q1"]["text"] == "Dear …, you said …. Why?"
    assert "{TOKEN:FIRSTNAME}" in why(brought, "Q1")
    assert not entry(brought, "Q2").key and "{Q1.shown}" in why(brought, "Q2")
    assert found["q3"]["text"] == "Not { this }"


def test_a_long_question_is_cut_before_its_row_is(bring: Bring) -> None:
    brought = bring(
        one(Q("Q1", "F", "word " * 200, rows=[("S1", "Food"), ("S2", "The last row")], answers=GOOD))
    )
    texts = [item["text"] for item in items(brought).values()]
    assert texts[1].endswith("…\nThe last row") and all(len(text) <= 600 for text in texts)
    assert "are cut" in why(brought, "Q1_S2")


def test_rows_without_words_are_told_apart_by_their_code(bring: Bring) -> None:
    brought = bring(
        one(Q("Q1", "K", "How much?", rows=[("a", ""), ("b", "")]), Q("Q2", "K", "Cost?", rows=[("a", "")]))
    )
    assert [item["text"] for item in items(brought).values()] == ["How much?\na", "How much?\nb", "Cost?"]


def test_a_row_of_two_ends_names_both(bring: Bring) -> None:
    found = items(bring(one(Q("Q1", "A", rows=[("S1", "cold|warm")]))))
    assert found["q1-s1"]["text"] == "A question?\ncold – warm"


def test_a_grid_of_too_many_boxes_is_dropped(bring: Bring) -> None:
    rows = [(f"R{n}", f"Row {n}") for n in range(10)] + [(f"C{n}", f"Column {n}", "1") for n in range(10)]
    brought = bring(one(Q("Q1", ";", rows=rows), Q("Q2", "T")))
    assert list(items(brought)) == ["q2"] and "100 boxes" in why(brought, "Q1")


def test_a_text_opens_its_section_or_helps_with_what_follows(bring: Bring) -> None:
    brought = bring(
        S(
            [
                G("First", [Q("X1", "X", "Welcome"), Q("X2", "X", "Take your time"), Q("Q1", "T")]),
                G(
                    "Second",
                    [
                        Q("Q2", "T"),
                        Q("X3", "X", "About food"),
                        Q("Q3", "T", help="Tell us"),
                    ],
                ),
                G(
                    "Third",
                    [Q("X5", "X", "More of it"), Q("Q4", "*"), Q("Q5", "T"), Q("X4", "X", "Bye")],
                    description="What comes last",
                ),
            ]
        )
    )
    sections = brought.definition["sections"]
    assert sections[0]["introduction"] == "Welcome\nTake your time"
    assert items(brought)["q3"]["help"] == "About food\nTell us"
    assert sections[2]["introduction"] == "What comes last\nMore of it"
    assert [entry(brought, f"X{n}").key for n in range(1, 6)] == ["first", "first", "q3", "", "third"]
    assert "No question comes after it" in why(brought, "X4")


def test_a_text_at_the_end_of_a_group_opens_the_next_one_that_everybody_is_asked(bring: Bring) -> None:
    brought = bring(
        S(
            [
                G("First", [Q("Q1", "Y"), Q("X1", "X", "Now to food")]),
                G("Second", [Q("Q2", "T"), Q("X2", "X", "Only for some")], relevance='Q1 == "Y"'),
                G("Third", [Q("Q3", "T"), Q("X3", "X", "Goodbye")]),
            ]
        )
    )
    assert [section.get("introduction") for section in brought.definition["sections"]] == [
        None,
        None,
        "Now to food",
    ]
    assert [entry(brought, f"X{n}").key for n in (1, 2, 3)] == ["third", "", ""]


def test_a_text_under_a_condition_goes_only_where_the_same_holds(bring: Bring) -> None:
    only = 'Q1.NAOK == "Y"'
    brought = bring(
        one(
            Q("Q1", "Y"),
            Q("X1", "X", "You said yes", relevance=only),
            Q("Q2", "T", relevance=only),
            Q("X2", "X", "You said yes again", relevance=only),
            Q("X3", "X", "You said a lot", relevance="Q2 > 3"),
            Q("Q3", "T"),
        )
    )
    assert items(brought)["q2"]["help"] == "You said yes"
    assert "help" not in items(brought)["q3"]
    assert all("condition of its own" in why(brought, name) for name in ("X2", "X3"))


def test_two_questions_of_one_code_get_two_keys_and_the_second_says_so(bring: Bring) -> None:
    brought = bring(
        S(
            [
                G("One", [Q("Q1", "Y", "First?")]),
                G("Two", [Q("Q1", "Y", "Second?"), Q("Q2", "T", relevance='Q1 == "Y"')]),
            ]
        )
    )
    found = items(brought)
    assert [(key, item["text"]) for key, item in found.items()][:2] == [("q1", "First?"), ("q1-2", "Second?")]
    told = [each for each in entries(brought) if each.item == "Q1"]
    assert [bool(each.why) for each in told] == [False, True]
    assert "show-when" not in found["q2"] and "condition is left out" in why(brought, "Q2")


def test_the_words_of_the_survey_and_its_groups_are_carried(bring: Bring) -> None:
    survey = S([G("<b>Food</b>", [Q("Q1", "T")], description="About <i>food</i>", random="g")],
               title="Our <i>survey</i>", welcome="<p>Welcome</p>", end="Thank you")  # fmt: skip
    brought = bring(survey)
    assert (brought.definition["title"], brought.definition["introduction"]) == ("Our survey", "Welcome")
    section = brought.definition["sections"][0]
    assert (section["title"], section["introduction"]) == ("Food", "About food")
    assert "random" in why(brought, "Food")
    assert any("closing words" in remark for remark in brought.account.remarks)


LANGUAGES_OF_ONE = {"en": "How are you?", "pl": "Jak się masz?", "de": "Wie geht es?"}


def test_languages_of_ours_are_carried_and_others_counted(bring: Bring) -> None:
    survey = one(
        Q("Q1", "L", LANGUAGES_OF_ONE, answers=[("A1", {"en": "Well", "pl": "Dobrze", "de": "Gut"}), ("A2", "Bad")]),
        Q("Q2", "F", LANGUAGES_OF_ONE, rows=[("S1", {"en": "Today", "pl": "Dzisiaj"}), ("S2", {"en": "Now"})],
          answers=GOOD),
        languages=["en", "pl", "de"], title={"en": "Title", "pl": "Tytuł"},
    )  # fmt: skip
    brought = bring(survey)
    assert brought.texts["pl"]["item/q1/text"] == "Jak się masz?"
    assert brought.texts["pl"]["option/q1/a1"] == "Dobrze"
    assert brought.texts["pl"]["item/q2-s1/text"] == "Jak się masz?\nDzisiaj"
    assert "item/q2-s2/text" not in brought.texts["pl"]
    assert brought.texts["pl"]["title"] == "Tytuł" and set(brought.texts) == {"pl"}
    remarks = " ".join(brought.account.remarks)
    assert "'de' is none of the languages here" in remarks and "left out" in remarks


def test_the_english_is_the_source_even_where_another_language_came_first(bring: Bring) -> None:
    brought = bring(
        one(
            Q("Q1", "T", LANGUAGES_OF_ONE), languages=["de", "en", "pl"], title={"de": "Titel", "en": "Title"}
        )
    )
    assert items(brought)["q1"]["text"] == "How are you?" and brought.definition["title"] == "Title"
    assert any("English is taken" in remark for remark in brought.account.remarks)


@pytest.mark.parametrize(("language", "text"), [("de", "Wie geht es?"), ("pl", "Jak się masz?")])
def test_without_english_the_first_language_stands_in_its_place_and_that_is_said(
    bring: Bring, language: str, text: str
) -> None:
    brought = bring(one(Q("Q1", "Y", LANGUAGES_OF_ONE), languages=[language], title={language: "T"}))
    assert items(brought)["q1"]["text"] == text
    assert f"There is no English in the file. Its words in {language!r}" in " ".join(brought.account.remarks)
    assert ("item/q1/text" in brought.texts.get("pl", {})) == (language == "pl")


def test_two_forms_of_one_language_are_one_and_that_is_said(bring: Bring) -> None:
    text = {"en": "Hi", "pt": "Olá", "pt-BR": "Oi"}
    brought = bring(one(Q("Q1", "T", text), languages=["en", "pt", "pt-BR"]))
    assert brought.texts["pt"]["item/q1/text"] == "Olá"
    assert any("'pt-BR' is another form of 'pt'" in remark for remark in brought.account.remarks)


def test_a_code_that_the_form_keeps_for_itself_gets_another_key(bring: Bring) -> None:
    brought = bring(one(Q("submission", "T"), Q("prefer-not-to-say", "T"), Q("Q 1!", "T"), Q("", "T")))
    assert list(items(brought)) == ["submission-2", "prefer-not-to-say", "q-1", list(items(brought))[3]]


def test_a_file_of_which_nothing_can_be_asked_is_refused_with_the_reasons(bring: Bring) -> None:
    with pytest.raises(BadFile) as caught:
        bring(one(Q("Q1", "|"), Q("Q2", "X", "Text")))
    assert "Q1" in str(caught.value) and "Files cannot be sent" in str(caught.value)


def test_quotas_and_scores_are_said_to_be_left_out() -> None:
    row = b"<rows><row><id>1</id></row></rows>"
    more = b"<quota>" + row + b"</quota><assessments>" + row + b"</assessments>"
    brought = lss(new(one(Q("Q1", "T"))).replace(b"</document>", more + b"</document>"))
    assert {
        "Its quotas (1) are left out: everybody may answer.",
        "Its scores (assessments) are left out.",
    } <= set(brought.account.remarks)
