"""Promise of bringing in LimeSurvey's XML: old and new layout, every question accounted for, only BadFile refuses."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from surveys.formats.accounting import BadFile
from surveys.formats.limesurvey import lss as limesurvey_lss
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
    tsv,
)

YES = [("A1", "Good"), ("A2", "Bad")]
ROWS = [("S1", "Food"), ("S2", "Beds")]


def archive(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            made.writestr(name, content)
    return out.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        limesurvey_lss.read(content, "invented.lss", LANGUAGES)
    return str(caught.value)


def test_a_group_or_question_by_itself_is_read_too() -> None:
    content = new(one(Q("Q1", "L", answers=YES)))
    for kind in (b"Group", b"Question"):
        assert list(items(lss(content.replace(b"DocType>Survey", b"DocType>" + kind)))) == ["q1"]


def test_a_question_without_a_number_of_its_own_is_read_by_its_code() -> None:
    content = (
        b"<document><LimeSurveyDocType>Question</LimeSurveyDocType><languages><language>en</language></languages>"
        b"<questions><rows><row><parent_qid>0</parent_qid><type>L</type><title>Q1</title><question>How?</question>"
        b"</row></rows></questions><answers><rows><row><code>a</code><answer>Good</answer></row>"
        b"<row><code>b</code><answer>Bad</answer></row></rows></answers></document>"
    )
    assert [option["text"] for option in items(lss(content))["q1"]["options"]] == ["Good", "Bad"]


def test_what_is_around_a_questions_words_in_the_file_is_the_order_of_the_numbers_not_of_the_rows() -> None:
    content = new(one(Q("Q1", "T"), Q("Q2", "T"), Q("Q3", "T")))
    root = etree.fromstring(content)
    rows = root.find("questions/rows")
    assert rows is not None
    rows[:] = list(reversed(rows))
    assert list(items(lss(etree.tostring(root)))) == ["q1", "q2", "q3"]


def test_an_archive_of_a_survey_gives_its_structure_and_no_answers() -> None:
    content = archive(("survey_1_responses.lsr", b"<secret/>"), ("survey_1.lss", new(one(Q("Q1", "T")))))
    assert list(items(lss(content, "survey_1.lsa"))) == ["q1"]


def test_an_archive_without_a_structure_is_refused() -> None:
    assert ".lss" in refused(archive(("survey_1_responses.lsr", b"<a/>")))
    assert "opened" in refused(b"PK\x03\x04 and then nothing")


def test_an_archive_that_would_burst_is_refused_unopened() -> None:
    assert "unpacks to more" in refused(archive(("bomb.lss", b" " * 120_000_000)))
    assert "larger than 20 MB" in refused(archive(("bomb.lss", b" " * 30_000_000)))


def test_an_archive_that_lies_or_is_broken_inside_is_refused() -> None:
    content = bytearray(archive(("survey_1.lss", new(one(Q("Q1", "T"))))))
    content[60:90] = b"x" * 30
    assert "cannot be unpacked" in refused(bytes(content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"   ", "not XML"),
        (b"nothing of the kind", "not XML"),
        (b"<document><questions>", "not XML"),
        (b"<html><body>Log in</body></html>", "not of LimeSurvey"),
        (b"<document><LimeSurveyDocType>Label set</LimeSurveyDocType></document>", "'Label set'"),
        (b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>", "Nothing in this file"),
    ],
)
def test_what_is_no_survey_is_refused_with_what_it_is(content: bytes, said: str) -> None:
    assert said in refused(content)


@pytest.mark.parametrize(
    "prologue",
    [
        b'<!DOCTYPE document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE document [<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE document SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_a_file_that_declares_entities_is_refused_and_fetches_nothing(prologue: bytes) -> None:
    content = new(one(Q("Q1", "T", "ENTITY"))).replace(b"<document>", prologue + b"<document>")
    assert "declares a document type" in refused(content.replace(b"<![CDATA[ENTITY]]>", b"&x;"))


def test_stray_bytes_that_xml_does_not_know_are_taken_out_as_limesurvey_does() -> None:
    content = b"\xef\xbb\xbf\n " + new(one(Q("Q1", "T", "Tell us"))).replace(b"Tell us", b"Tell\x0b \x1fus")
    assert items(lss(content))["q1"]["text"] == "Tell us"


def test_a_file_in_another_coding_than_it_says_is_refused() -> None:
    assert "not XML" in refused(new(one(Q("Q1", "T", "Caf\xe9"))).decode().encode("latin-1"))
    told = new(one(Q("Q1", "T", "Caf\xe9"))).decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert items(lss(told))["q1"]["text"] == "Caf\xe9"


def test_ten_thousand_questions_are_refused_in_time() -> None:
    started = time.process_time()
    assert "Split it into parts" in refused(old(one(*(Q(f"Q{n}", "T") for n in range(10_000)))))
    assert time.process_time() - started < 20


def test_thousands_of_rows_that_are_fewer_than_the_most_are_accounted_for_one_by_one() -> None:
    survey = one(*(Q(f"Q{n}", "F", rows=ROWS, answers=YES) for n in range(1_000)))
    brought = lss(new(survey))
    assert len(list(items(brought))) == 500
    assert {f"Q{n}" for n in range(1_000)} <= {each.item for each in entries(brought)}


@pytest.mark.parametrize("character", ["<", "[", "{", "&", "<img ", "<!--", "(", "\\", "<br", "|"])
def test_a_text_made_to_be_slow_is_read_in_time(character: str) -> None:
    started = time.process_time()
    text = character * 100_000
    questions = [Q("Q1", "T", text), Q("Q2", "X", text), Q("Q3", "T", relevance=text), Q("Q4", "T")]
    items(lss(old(S([G("Only", questions, description=text)], welcome=text))))
    assert time.process_time() - started < 10


def test_two_answers_of_one_code_are_refused_by_name() -> None:
    told = refused(old(one(Q("Q1", "L", answers=[("A1", "Good"), ("A1", "Bad")]))))
    assert "Q1" in told and "'A1'" in told


def test_a_row_of_a_question_that_is_not_in_the_file_is_accounted_for() -> None:
    content = new(one(Q("Q1", "F", rows=ROWS, answers=YES), Q("Q2", "T")))
    root = etree.fromstring(content)
    rows = root.find("questions/rows")
    assert rows is not None
    rows.remove(rows[0])
    brought = lss(etree.tostring(root))
    assert [entry(brought, code).key for code in ("S1", "S2")] == ["", ""]


def test_a_question_of_a_group_that_is_not_in_the_file_is_asked_all_the_same() -> None:
    content = old(one(Q("Q1", "T"))).replace(b"<groups>", b"<gone>").replace(b"</groups>", b"</gone>")
    brought = lss(content)
    assert list(items(brought)) == ["q1"] and [each.item for each in entries(brought)] == ["Q1"]


def test_the_old_table_of_conditions_goes_before_an_expression_and_in_its_stead() -> None:
    one_before = [("1", "Q1", "", "==", "A1"), ("1", "Q1", "", "==", "A2"), ("1", "Q2", "+S1", "==", "Y")]
    survey = one(
        Q("Q1", "L", answers=[*YES, ("A3", "So so")]),
        Q("Q2", "M", rows=ROWS),
        Q("Q3", "F", rows=ROWS, answers=YES),
        Q("Q4", "T", conditions=one_before),
        Q("Q5", "T", conditions=[("1", "Q1", "", "!=", "A1")]),
        Q("Q6", "T", conditions=[("1", "Q3", "S2", "==", "A2"), ("2", "Q3", "S2", "==", "A1")]),
        Q("Q7", "T", conditions=[("1", "Q2", "", "==", "S1"), ("1", "Q2", "", "==", "S2")]),
        Q("Q8", "T", conditions=[("1", "Q1", "", "RX", "/A/")], relevance='Q1.NAOK == "A1"'),
        Q("Q9", "T", conditions=[("1", "Q1", "", "==", "@1X1X2@")]),
        Q("Q10", "T", conditions=[("1", "Q1", "", "==", " ")]),
    )
    for layout in (old, new):
        brought = lss(layout(survey))
        found = items(brought)
        assert [found[f"q{n}"].get("show-when") for n in range(4, 11)] == [
            [{"item": "q1", "is": ["a1", "a2"]}, {"item": "q2", "is": ["s1"]}],
            [{"item": "q1", "is-not": ["a1"]}],
            [{"item": "q3-s2", "is": ["a1", "a2"]}],
            [{"item": "q2", "is": ["s1", "s2"]}],
            [{"item": "q1", "is": ["a1"]}],
            None,
            [{"item": "q1", "is-not": ["a1", "a2", "a3"]}],
        ]
        assert "@1X1X2@" in " ".join(entry(brought, "Q9").why)


def test_names_by_number_mean_the_question_with_that_number() -> None:
    survey = one(
        Q("Q1", "L", answers=YES),
        Q("Q2", "M", rows=[*ROWS, ("1", "One")]),
        Q(
            "Q3",
            "T",
            relevance='((1X1X101.NAOK == "A1")) and (1X1X122S2.NAOK == "Y" or 1X1X1221.NAOK == "Y")',
        ),
        Q("Q4", "T", relevance='Q101.NAOK == "A2"'),
    )
    found = items(lss(new(survey)))
    assert found["q3"]["show-when"] == [{"item": "q1", "is": ["a1"]}, {"item": "q2", "is": ["s2", "1"]}]
    assert found["q4"]["show-when"] == [{"item": "q1", "is": ["a2"]}]


def test_a_script_of_its_own_beside_the_words_is_told() -> None:
    content = new(one(Q("Q1", "T"))).replace(b"<script/>", b"<script><![CDATA[alert(1)]]></script>")
    assert "Its script is left out." in entry(lss(content), "Q1").why


def test_the_name_of_the_file_becomes_the_key_without_its_ending() -> None:
    content = new(one(Q("Q1", "T")))
    assert lss(content, "limesurvey_survey_12.lss").definition["key"] == "limesurvey-survey-12"
    assert lss(content, "").definition["key"] == "survey"


SEED = one(
    Q("L1", "L", answers=YES, other="Y", mandatory="Y"),
    Q("M1", "M", rows=ROWS, attributes={"exclude_all_others": "S1"}),
    Q("F1", "F", rows=ROWS, answers=YES, relevance='L1.NAOK == "A1" or L1 == "A2"'),
    Q("D1", "1", rows=ROWS, answers=[*YES, ("1", "Now", "1"), ("2", "Then", "1")]),
    Q("C1", ":", rows=[*ROWS, ("C1", "Column", "1")], attributes={"multiflexible_checkbox": "1"}),
    Q("X1", "X", {"en": "A text {L1.shown}", "pl": "Tekst"}),
    Q("N1", "N", attributes={"min_num_value_n": "1", "max_num_value_n": "9"}, conditions=[("1", "L1", "", "==", "A1")]),
    Q("T1", "T", help="Some <b>help</b>"),
    languages=["en", "pl"],
)  # fmt: skip
STRANGE = st.one_of(
    st.sampled_from(
        ["", "0", "1", "-1", "Y", "N", "X", "S1", "A1", "en", "pl", "xx", "((", '"', "1e999", "9" * 30, "{a}", "<b>",
         "<script>", "1X1X101", "is_empty(", "!!!L1", "L1.NAOK > 0", "prefer-not-to-say", "submission", "\u202e"]
    ),
    st.text(max_size=20),
)  # fmt: skip


def _cells(root: etree._Element) -> list[etree._Element]:
    return [each for each in root.iter() if isinstance(each.tag, str) and each is not root]


@pytest.mark.parametrize("layout", [old, new])
@given(data=st.data())
@settings(max_examples=250, deadline=None)
def test_whatever_is_taken_from_a_file_or_put_into_it_only_a_clear_refusal_comes_out(
    layout: object, data: st.DataObject
) -> None:
    root = etree.fromstring(layout(SEED))  # type: ignore[operator]  # one of the two functions above
    for _ in range(data.draw(st.integers(1, 12))):
        cells = _cells(root)
        if not cells:
            break
        cell = cells[data.draw(st.integers(0, len(cells) - 1))]
        what = data.draw(st.sampled_from(["delete", "replace", "double", "rename"]))
        parent = cell.getparent()
        if what == "delete" and parent is not None:
            parent.remove(cell)
        elif what == "double" and parent is not None:
            parent.append(etree.fromstring(etree.tostring(cell)))
        elif what == "rename":
            cell.tag = data.draw(st.sampled_from(["row", "qid", "title", "language", "questions", "code"]))
        else:
            try:
                cell.text = data.draw(STRANGE)
            except ValueError:
                pass
    try:
        brought = lss(etree.tostring(root))
    except BadFile:
        return
    read(brought.definition)
    assert len(entries(brought)) >= len(list(items(brought)))


@given(st.integers(0, 5_000), st.integers(0, 400), st.binary(max_size=8))
@settings(max_examples=200, deadline=None)
def test_a_file_cut_or_overwritten_anywhere_is_read_or_refused(
    start: int, length: int, instead: bytes
) -> None:
    content = old(SEED)
    try:
        lss(content[:start] + instead + content[start + length :])
    except BadFile:
        pass


def test_a_tab_separated_file_under_the_wrong_name_is_refused() -> None:
    assert "not XML" in refused(tsv(replace(SEED, languages=["en"])))
