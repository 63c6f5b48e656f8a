"""Promises that real files of strangers taught: what stood in them is carried, told, or refused item by item."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest

from surveys.formats import doors, opening, wording
from surveys.formats.accounting import BadFile, Brought
from tests.surveys.formats.definitions_for_tests import KNOWN
from tests.surveys.formats.forms_for_tests import form, items, packed, repacked, told
from tests.surveys.formats.limesurvey_for_tests import Q, entry, new, one
from tests.surveys.formats.strange_questionnaires import coded, extended, group, question, questionnaire

SHEET = "xl/worksheets/sheet1.xml"
PICTURE = f'<img src="data:image/png;base64,{base64.b64encode(bytes(90_000)).decode()}" alt="">'
NO_ANSWERS: dict[str, Any] = {"answerOption": [], "answerValueSet": "http://example.org/elsewhere"}


def fhir(*asked: dict[str, Any]) -> Brought:
    return doors.read(json.dumps(questionnaire(*asked)).encode(), "q.json", KNOWN)


def refusal(content: bytes, name: str) -> BadFile:
    with pytest.raises(BadFile) as caught:
        doors.read(content, name, KNOWN)
    return caught.value


def dropped(refused: BadFile) -> list[str]:
    assert refused.account is not None and not refused.account.carried and not refused.account.changed
    assert all(each.why for each in refused.account.dropped)
    return [each.item for each in refused.account.dropped]


def test_a_version_that_is_worked_out_is_no_reason_to_refuse_a_form() -> None:
    brought = form(
        "type | name | label \n text | q | Q?",
        settings="form_title | version | form_id \n My form | =NOW() | =A2",
    )
    assert brought.definition["title"] == "My form" and [item["key"] for item in items(brought)] == ["q"]
    for name in ("version", "form_id"):
        assert f"The setting '{name}' is a formula; it is left out." in brought.account.remarks


def test_a_picture_written_into_the_words_of_a_questionnaire_is_told_and_the_words_stay() -> None:
    found = fhir(question("q", text=f"<p>How was it?</p>{PICTURE}"), question("only", text=PICTURE))
    account = told(found.account)
    assert items(found)[0]["text"] == "How was it?"
    assert account["q"][0] == "changed" and "picture" in account["q"][1]
    assert account["only"][0] == "dropped"


@pytest.mark.parametrize(
    "words", ['See <a class="x" href="https://a.example/b">here</a>.', "See [here](https://a.example/b)."]
)
def test_where_a_link_led_is_told_in_every_format(words: str) -> None:
    lime = doors.read(new(one(Q("q", "T", text=words))), "s.lss", KNOWN)
    for found in (
        fhir(question("q", text=words)),
        form([["type", "name", "label"], ["text", "q", words]]),
        lime,
    ):
        how, why = told(found.account)["q"]
        assert items(found)[0]["text"] == "See here." and how == "changed" and "https://a.example/b" in why


def test_a_picture_of_a_limesurvey_question_is_told_once() -> None:
    lime = doors.read(new(one(Q("q", "T", text='Look: <img src="/up/a.png">'))), "s.lss", KNOWN)
    assert " ".join(entry(lime, "q").why).count("left out") == 1


def test_lists_of_answers_that_fhir_itself_defines_need_not_stand_in_the_file() -> None:
    address = "http://hl7.org/fhir/ValueSet/yesnodontknow"
    for named in (address, f"{address}|4.0.1"):
        found = fhir(question("q", "choice", answerOption=[], answerValueSet=named))
        assert [option["text"] for option in items(found)[0]["options"]] == ["Yes", "No", "Don't know"]
        assert "not in the file" in told(found.account)["q"][1]


def test_a_group_that_asks_nothing_says_that_and_not_what_would_have_changed() -> None:
    hidden = group("h", question("a"), extension=[extended("questionnaire-hidden", valueBoolean=True)])
    account = told(
        fhir(
            question("first"), group("g", question("x", "choice", **NO_ANSWERS), repeats=True), hidden
        ).account
    )
    assert account["g"] == ("dropped", "Nothing in it can be asked here.")
    assert account["h"][0] == "dropped" and "hidden" in account["h"][1]


def test_one_code_with_two_meanings_is_refused_and_one_that_only_stands_twice_is_not() -> None:
    twice = question("q", "choice", answerOption=[coded("y", "Yes"), coded("y", "No"), coded("n", "No")])
    assert "two answers of the code 'y'" in str(refusal(json.dumps(questionnaire(twice)).encode(), "q.json"))
    same = question("q", "choice", answerOption=[coded("y", "Yes"), coded("y", "Yes"), coded("n", "No")])
    assert len(items(fhir(same))[0]["options"]) == 2


def test_a_refused_questionnaire_names_every_item() -> None:
    twice = questionnaire(group("g", question("q"), question("q")), question("z"))
    assert dropped(refusal(json.dumps(twice).encode(), "q.json")) == ["g", "q", "q", "z"]
    nothing = questionnaire(question("q", "choice", **NO_ANSWERS))
    assert dropped(refusal(json.dumps(nothing).encode(), "q.json")) == ["q"]


def test_a_refused_form_names_every_row() -> None:
    head = "type | name | label \n begin group | g | G \n"
    twice = packed(survey=f"{head} text | q | Q? \n text | q | Q? \n note | | N \n end group | |")
    assert dropped(refusal(twice, "f.xlsx")) == ["g", "q", "q", "row 5"]
    nothing = packed(survey="type | name | label \n geopoint | where | Where? \n note | n | N")
    assert sorted(dropped(refusal(nothing, "f.xlsx"))) == ["n", "where"]


def test_a_refused_limesurvey_names_every_question_and_group() -> None:
    content = new(one(Q("Q1", "L", answers=[("A", "x"), ("A", "y")]), Q("Q2", "T")))
    assert dropped(refusal(content, "s.lss")) == ["Only group", "Q1", "Q2"]


def test_a_file_of_very_many_items_is_refused_without_a_list_of_them() -> None:
    many = questionnaire(*[question(f"q{number}") for number in range(opening.MOST_ROWS + 1)])
    assert refusal(json.dumps(many).encode(), "q.json").account is None


def test_fhir_as_xml_is_told_to_come_as_json() -> None:
    content = b'<Questionnaire xmlns="http://hl7.org/fhir"><title value="T"/></Questionnaire>'
    assert "Save the Questionnaire as JSON" in str(refusal(content, "q.xml"))


@pytest.mark.parametrize(
    "inside",
    [
        b"<row>" + b'<c t="n"><v>1</v></c>' * 20_000 + b"</row>", b"<x/>" * (opening.MOST_TAGS + 1),
        b"<x:c/>" * 20_000,
    ],
    ids=["one row", "no cells", "another name"],
)  # fmt: skip
def test_a_sheet_that_takes_too_much_to_read_is_not_opened(inside: bytes) -> None:
    content = repacked(
        packed(survey="type | name \n text | q"), SHEET, b"</sheetData>", inside + b"</sheetData>"
    )
    began = time.process_time()
    assert "larger than any form has" in str(refusal(content, "f.xlsx"))
    assert time.process_time() - began < 5


def test_styles_that_take_too_much_to_read_are_not_opened() -> None:
    styles = b"<xf/>" * (opening.MOST_PART // 5 + 1)
    content = repacked(
        packed(survey="type | name \n text | q"), "xl/styles.xml", b"</cellXfs>", styles + b"</cellXfs>"
    )
    assert "styles.xml" in str(refusal(content, "f.xlsx"))


def test_a_sheet_without_types_is_refused_before_its_rows_are_read() -> None:
    content = packed(survey=[["a", "b"], *[["x", "y"]] * 9_000])
    began = time.process_time()
    assert 'no column "type"' in str(refusal(content, "f.xlsx"))
    assert time.process_time() - began < 2


def test_a_text_file_is_read_up_to_what_can_be_looked_at_soon() -> None:
    assert "larger than 10 MB" in str(refusal(b'{"resourceType": "' + b"x" * opening.MOST_TEXT, "q.json"))


def test_a_long_text_is_not_kept_for_a_next_time() -> None:
    kept = wording._plain_again.cache_info().currsize
    wording.plain("long " * 1_000)
    assert wording._plain_again.cache_info().currsize == kept


def test_a_row_of_a_form_without_a_type_is_named() -> None:
    account = told(form([["type", "name", "label"], ["text", "q", "Q?"], ["", "lost", "L"]]).account)
    assert account["lost"][0] == "dropped" and "no type" in account["lost"][1]
