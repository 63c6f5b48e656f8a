"""Promise of bringing in LimeSurvey's tab-separated rows: as its XML, with cells of several lines."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.formats.accounting import BadFile
from surveys.formats.limesurvey import tsv as limesurvey_tsv
from surveys.reading import read
from tests.surveys.formats.limesurvey_for_tests import (
    LANGUAGES,
    G,
    Q,
    S,
    entries,
    entry,
    items,
    lss,
    new,
    old,
    one,
    tabs,
    tsv,
)

GOOD = [("A1", "Good"), ("A2", "Bad")]
ROWS = [("S1", {"en": "Food", "pl": "Jedzenie"}), ("S2", {"en": "Beds", "pl": "Łóżka"})]
EVERYTHING = S(
    [
        G({"en": "First", "pl": "Pierwsza"}, [
            Q("X1", "X", {"en": "Welcome", "pl": "Witamy"}),
            Q("L1", "L", {"en": "List?", "pl": "Lista?"}, answers=GOOD, other="Y", mandatory="Y"),
            Q("M1", "M", rows=ROWS, attributes={"exclude_all_others": "S1"}),
        ]),
        G({"en": "Second", "pl": "Druga"}, [
            Q("F1", "F", rows=ROWS, answers=GOOD, relevance='L1.NAOK == "A1"'),
            Q("D1", "1", rows=ROWS, answers=[*GOOD, ("1", "Now", "1"), ("2", "Then", "1")],
              attributes={"dualscale_headerA": {"en": "Here"}, "dualscale_headerB": {"en": "There"}}),
            Q("C1", ":", rows=[*ROWS, ("C1", "Column", "1")]),
            Q("T1", "T", help="Some <b>help</b>"),
        ], relevance='!is_empty(L1)'),
    ],
    languages=["en", "pl"], title={"en": "Title", "pl": "Tytuł"}, welcome="Hello\nyou",
)  # fmt: skip


def sheet(*rows: str) -> bytes:
    """Rows with columns set apart by "~", for the eye."""
    return "\n".join(row.replace("~", "\t") for row in rows).encode()


def refused(content: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        limesurvey_tsv.read(content, "invented.txt", LANGUAGES)
    return str(caught.value)


def test_the_same_survey_comes_to_the_same_whichever_way_it_is_written() -> None:
    brought = [lss(old(EVERYTHING)), lss(new(EVERYTHING)), tabs(tsv(EVERYTHING))]
    assert brought[0].definition == brought[1].definition == brought[2].definition
    assert brought[0].texts == brought[1].texts == brought[2].texts
    told = [[(each.item, each.key, each.why) for each in entries(one_of)] for one_of in brought]
    assert told[0] == told[1] == told[2]
    assert brought[0].account.remarks == brought[2].account.remarks


def test_a_cell_with_line_breaks_and_quotes_is_one_cell() -> None:
    content = sheet(
        "class~type/scale~name~text~language", 'Q~T~Q1~"Line one\nand ""two"""~en', "Q~T~Q2~Plain~en"
    )
    found = items(tabs(content))
    assert found["q1"]["text"] == 'Line one\nand "two"' and found["q2"]["text"] == "Plain"


def test_rows_bound_by_their_names_alone_are_read_in_any_order_of_languages() -> None:
    content = sheet(
        "class~type/scale~name~text~language~relevance",
        "S~~language~en~~", "S~~additional_languages~pl~~",
        "G~~Food~About food~en~1", "G~~Jedzenie~O jedzeniu~pl~1",
        "Q~L~Q1~How?~en~1", "Q~L~Q1~Jak?~pl~1", "A~0~a~Well~en~", "A~0~a~Dobrze~pl~", "A~0~b~Bad~en~", "A~0~b~Źle~pl~",
        "Q~M~Q2~Which?~en~1", "SQ~~s~One~en~", "SQ~~t~Two~en~", "Q~M~Q2~Które?~pl~1",
        "SQ~~s~Jeden~pl~", "SQ~~t~Dwa~pl~",
    )  # fmt: skip
    brought = tabs(content)
    assert list(items(brought)) == ["q1", "q2"]
    assert brought.texts["pl"] | {"section/food/title": ""} == {
        "section/food/title": "", "section/food/introduction": "O jedzeniu", "item/q1/text": "Jak?",
        "option/q1/a": "Dobrze", "option/q1/b": "Źle", "item/q2/text": "Które?", "option/q2/s": "Jeden",
        "option/q2/t": "Dwa",
    }  # fmt: skip


def test_two_questions_of_one_code_keep_their_own_translations() -> None:
    content = sheet(
        "class~type/scale~name~text~language", "S~~language~en~", "Q~T~Q1~First~en", "Q~T~Q1~Second~en",
        "Q~T~Q1~Pierwsze~pl", "Q~T~Q1~Drugie~pl",
    )  # fmt: skip
    brought = tabs(content)
    assert [item["text"] for item in items(brought).values()] == ["First", "Second"]
    assert brought.texts["pl"] == {"item/q1/text": "Pierwsze", "item/q1-2/text": "Drugie"}


def test_a_formula_masked_by_limesurvey_is_its_text_and_nothing_is_worked_out() -> None:
    content = sheet("class~type/scale~name~text~language", "Q~T~Q1~'=1+1~en", "Q~T~Q2~=HYPERLINK(1)~en")
    assert [item["text"] for item in items(tabs(content)).values()] == ["=1+1", "=HYPERLINK(1)"]


def test_the_condition_whose_value_the_export_forgot_leaves_it_to_the_expression() -> None:
    content = sheet(
        "id~related_id~class~type/scale~name~relevance~text~language",
        "1~~Q~Y~Q1~1~Yes?~en", '2~~Q~T~Q2~Q1.NAOK == "Y"~Why?~en', "9~1~C~1~1X1X1~==~~",
        "3~~Q~T~Q3~1~How?~en", "9~1~C~1~1X1X1~==~N~", "4~~Q~T~Q4~1~When?~en", "9~1~C~1~1X1X1~==~~",
    )  # fmt: skip
    brought = tabs(content)
    found = items(brought)
    assert found["q2"]["show-when"] == [{"item": "q1", "is": ["y"]}]
    assert found["q3"]["show-when"] == [{"item": "q1", "is": ["n"]}]
    assert "show-when" not in found["q4"] and "asked of everybody" in " ".join(entry(brought, "Q4").why)


def test_rows_under_no_question_and_of_unknown_classes_are_told() -> None:
    content = sheet(
        "class~type/scale~name~text~language", "SQ~~S1~Lost~en", "G~~Food~~en", "A~~A1~Lost too~en", "Q~T~Q1~How?~en",
        "ZZ~~x~y~en", "QTA~~quota~~", "QTAM~~m~~",
    )  # fmt: skip
    brought = tabs(content)
    assert [entry(brought, name).key for name in ("S1", "A1")] == ["", ""]
    assert any("'ZZ'" in remark for remark in brought.account.remarks)
    assert any("quotas (1)" in remark for remark in brought.account.remarks)


def test_two_answers_of_one_code_are_refused_and_the_same_row_twice_is_not() -> None:
    head = ("class~type/scale~name~text~language", "Q~L~Q1~How?~en", "A~0~a~Good~en", "A~0~b~Bad~en")
    assert "'a'" in refused(sheet(*head, "A~0~a~Other~en"))
    assert len(items(tabs(sheet(*head, "A~0~a~Good~en")))["q1"]["options"]) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "not LimeSurvey's tab-separated survey"),
        (b"type,name,label\ntext,q1,How?", "not LimeSurvey's tab-separated survey"),
        (b"class\tname\n", "Nothing in this file"),
        (b"class\tname\n\xff\xff", "not UTF-8"),
        (b"PK\x03\x04\x00\x00", "not LimeSurvey"),
    ],
)
def test_what_is_no_survey_is_refused_with_what_it_is(content: bytes, said: str) -> None:
    assert said in refused(content)


def test_a_file_in_utf_16_is_read() -> None:
    content = sheet("class~type/scale~name~text~language", "Q~T~Q1~Caf\xe9?~en").decode().encode("utf-16")
    assert items(tabs(content))["q1"]["text"] == "Caf\xe9?"


def test_ten_thousand_rows_are_refused_in_time() -> None:
    started = time.process_time()
    rows = (f"Q~T~Q{n}~How?~en" for n in range(10_000))
    assert "Split it into parts" in refused(sheet("class~type/scale~name~text~language", *rows))
    assert "200000 rows" in refused(sheet("class~name", *("S~x" for _ in range(200_001))))
    assert time.process_time() - started < 30


@pytest.mark.parametrize("filling", ['"', '""', '"a', '\t"', "\r", '"\t"x'])
def test_cells_made_to_be_slow_are_read_in_time(filling: str) -> None:
    started = time.process_time()
    content = b"class\tname\n" + (filling * 50_000).encode()
    refused(content)
    assert time.process_time() - started < 10


LINES = tsv(EVERYTHING).decode("utf-8-sig").split("\n")


@given(data=st.data())
@settings(max_examples=250, deadline=None)
def test_whatever_is_taken_from_a_file_or_put_into_it_only_a_clear_refusal_comes_out(
    data: st.DataObject,
) -> None:
    lines = [line.split("\t") for line in LINES]
    for _ in range(data.draw(st.integers(1, 12))):
        row = lines[data.draw(st.integers(0, len(lines) - 1))]
        cell = data.draw(st.integers(0, len(row) - 1))
        what = data.draw(st.sampled_from(["replace", "delete", "double", "drop"]))
        if what == "replace":
            row[cell] = data.draw(
                st.one_of(
                    st.sampled_from(
                        ["", '"', "Q", "SQ", "A", "G", "SL", "C", "1", "en", "xx", "L1", "<script>", "'="]
                    ),
                    st.text(max_size=20),
                )
            )
        elif what == "delete":
            row[cell:] = row[cell + 1 :] or [""]
        elif what == "double":
            lines.append(list(row))
        elif len(lines) > 1:
            lines.remove(row)
    content = "\n".join("\t".join(row) for row in lines).encode("utf-8", "surrogatepass")
    try:
        brought = tabs(content)
    except BadFile:
        return
    read(brought.definition)
    assert len(entries(brought)) >= len(list(items(brought)))


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for each in (content, b"class\tname\ttext\ttype/scale\n" + content):
        try:
            tabs(each)
        except BadFile:
            pass


def test_the_name_of_the_file_becomes_the_key_without_its_ending() -> None:
    assert tabs(tsv(one(Q("Q1", "T"))), "our survey.txt").definition["key"] == "our-survey"
