"""Promise of the XLSForm that goes out: other tools take it, and it comes back as the same survey."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from pyxform.xls2xform import convert

from feedback import i18n
from feedback.vocabulary import ENGLISH_NAMES, LANGUAGES
from surveys import texts
from surveys.definition import Definition
from surveys.formats import keys
from surveys.formats.accounting import Brought
from surveys.formats.xlsform import names as xlsform_names
from surveys.formats.xlsform import reading as xlsform_reading
from surveys.formats.xlsform import writing as xlsform_writing
from surveys.reading import compose, read, shipped, shipped_surveys
from tests.surveys.formats.definitions_for_tests import AWKWARD, KNOWN, translated
from tests.surveys.surveys_for_tests import every_kind, options, survey

SHIPPED = {
    f"{found.key}{with_}": joined
    for found in shipped_surveys()
    for with_, joined in (
        ("", found),
        (
            " with about-you",
            compose(found, shipped("about-you"), {i.key for i in shipped("about-you").items()}),
        ),
    )
}
every_shipped = pytest.mark.parametrize("definition", SHIPPED.values(), ids=SHIPPED)
Words = dict[str, dict[str, str]]


def shipped_words(definition: Definition) -> Words:
    """The words that ship, in every language."""
    wanted = [(each.key, each.english, each.catalogue) for each in texts.sources(definition)]
    translated = [tag for tag in LANGUAGES if tag not in ("en", "en-simple", "bfi")]
    return {tag: i18n.survey_texts(tag, wanted) for tag in translated}


def written(definition: Definition, words: Mapping[str, Mapping[str, str]] | None = None) -> bytes:
    return xlsform_writing.write(definition, words or {}, ENGLISH_NAMES)


def brought(content: bytes) -> Brought:
    return xlsform_reading.read(content, "form.xlsx", KNOWN)


def cells(content: bytes, sheet: str) -> list[dict[str, str]]:
    """The rows of a sheet, by the heads of its columns."""
    rows = [
        list(row) for row in openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)
    ]
    return [{str(h): str(v) for h, v in zip(rows[0], row, strict=True) if v is not None} for row in rows[1:]]


def row_of(content: bytes, name: str) -> dict[str, str]:
    return next(row for row in cells(content, "survey") if row.get("name") == name)


def same(definition: Definition, words: Mapping[str, Mapping[str, str]]) -> None:
    found = brought(written(definition, words))
    assert read(found.definition).as_data() == definition.as_data()
    assert {tag: dict(told) for tag, told in found.texts.items()} == words
    assert not found.account.changed and not found.account.dropped and not found.account.remarks


@every_shipped
def test_a_shipped_survey_comes_back_the_same_in_every_language(definition: Definition) -> None:
    words = shipped_words(definition)
    assert len(words) == 20
    same(definition, words)


@every_shipped
def test_pyxform_takes_every_shipped_survey_in_every_language(definition: Definition) -> None:
    form = convert(written(definition, shipped_words(definition)), validate=False).xform
    assert len(re.findall("<translation ", form)) == 22
    for item in definition.items():
        assert f"/{xlsform_names.name_of(item.key)}" in form


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(translated())
def test_any_survey_comes_back_the_same(case: tuple[Definition, Words]) -> None:
    same(*case)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(translated())
def test_pyxform_takes_any_survey(case: tuple[Definition, Words]) -> None:
    assert "<h:html" in convert(written(*case), validate=False).xform


def test_every_kind_comes_back_the_same() -> None:
    same(every_kind(), {})


@pytest.mark.parametrize("text", AWKWARD)
def test_words_that_look_like_something_else_stay_words(text: str) -> None:
    definition = survey(
        {"key": "a", "kind": "one", "text": text, "help": text, "easy": text,
         "options": [{"key": "x", "text": text}, {"key": "y", "text": "Y"}]},
        title=text, introduction=text,
    )  # fmt: skip
    same(definition, {"pl": {"item/a/text": text, "option/a/x": text, "title": text, "introduction": text}})
    assert convert(written(definition), validate=False).xform


@pytest.mark.parametrize("poison", ["a\x0bb", "a\x00b", "a\ud800b", "a\ufffeb", "a\u202eb"])
def test_characters_that_no_spreadsheet_takes_are_left_out(poison: str) -> None:
    content = written(survey({"key": "a", "kind": "comment"}), {"pl": {"item/a/text": poison}})
    assert brought(content).texts == {"pl": {"item/a/text": "ab"}}
    assert convert(content, validate=False).xform


def test_no_cell_is_a_formula_a_link_or_a_number() -> None:
    content = written(survey({"key": "a", "kind": "number", "text": "=1+1", "help": "https://example.org"}))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if "worksheets/sheet" in name]
    for sheet in sheets:
        assert "<f>" not in sheet and "<hyperlink" not in sheet
        assert set(re.findall(r'<c r="[A-Z]+\d+"(?: s="\d")? ?([^>]*)>', sheet)) == {'t="s"'}


def test_each_language_has_its_column_with_name_and_code() -> None:
    content = written(survey({"key": "a", "kind": "comment"}), {"pl": {"item/a/text": "Pytanie?"}})
    assert row_of(content, "a") == {
        "type": "text", "name": "a", "label::English (en)": "A question?", "appearance": "multiline",
        "label::Easy Read (en-simple)": "A question?", "label::Polish (pl)": "Pytanie?",
    }  # fmt: skip
    assert cells(content, "settings")[0]["default_language"] == "English (en)"


def test_a_question_about_the_person_has_the_answer_to_decline_for_other_tools() -> None:
    item = {"key": "age", "kind": "many", "group": True, "options": options("young", "old")}
    content = written(survey(item), {"pl": {"answers/decline": "Wolę nie mówić"}})
    assert [row["name"] for row in cells(content, "choices")] == ["young", "old", "prefer-not-to-say"]
    assert cells(content, "choices")[2]["label::Polish (pl)"] == "Wolę nie mówić"
    assert row_of(content, "age")["constraint"] == (
        "not(selected(., 'prefer-not-to-say') and count-selected(.) > 1)"
    )


def test_a_shared_set_of_answers_is_written_once() -> None:
    items = [{"key": key, "kind": "statement", "answers": "yes-sometimes-no"} for key in ("a", "b")]
    content = written(survey(*items))
    assert [row["list_name"] for row in cells(content, "choices")] == ["yes_sometimes_no"] * 4
    assert row_of(content, "b")["type"] == "select_one yes_sometimes_no"


def test_routing_is_an_expression_that_other_tools_understand() -> None:
    content = written(
        survey(
            {"key": "0-age", "kind": "one", "options": options("a", "b", "c")},
            {"key": "x", "kind": "comment", "show-when": [{"item": "0-age", "is": ["a", "b"]}]},
            {"key": "y", "kind": "comment", "show-when": [
                {"item": "0-age", "is-not": ["a", "b"]}, {"item": "0-age", "is": ["c"]}]},
        )
    )  # fmt: skip
    assert row_of(content, "x")["relevant"] == "(selected(${_0_age}, 'a') or selected(${_0_age}, 'b'))"
    assert row_of(content, "y")["relevant"] == (
        "not(selected(${_0_age}, 'a') or selected(${_0_age}, 'b')) and selected(${_0_age}, 'c')"
    )


def test_the_rules_of_the_house_go_out_as_conditions_and_do_not_come_back_as_ones() -> None:
    definition = survey(
        {"key": "answered-by", "kind": "one", "options": options("myself", "someone-else")},
        {"key": "age", "kind": "one", "options": [
            {"key": "young", "text": "Young", "age-from": 0}, {"key": "old", "text": "Old", "age-from": 18}]},
        {"key": "felt", "kind": "comment", "proxy": False, "minimum-age": 18},
    )  # fmt: skip
    content = written(definition)
    assert row_of(content, "felt")["relevant"] == (
        "not(selected(${answered_by}, 'someone-else')) and not(selected(${age}, 'young'))"
    )
    assert not read(brought(content).definition).as_data()["sections"][0]["items"][2].get("show-when")


def test_a_condition_that_somebody_changed_in_the_file_is_kept_as_they_left_it() -> None:
    definition = survey(
        {"key": "answered-by", "kind": "one", "options": options("myself", "someone-else")},
        {"key": "felt", "kind": "comment", "proxy": False},
    )
    found = brought(edited(written(definition), "survey", "relevant", "selected(${answered_by}, 'myself')"))
    assert found.definition["sections"][0]["items"][1]["show-when"] == [
        {"item": "answered-by", "is": ["myself"]}
    ]


def edited(content: bytes, sheet: str, head: str, value: str, row: int | None = None) -> bytes:
    """The file with one column changed: in one row, or wherever it is filled."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    column = next(cell.column for cell in book[sheet][1] if cell.value == head)
    for at in [row] if row else range(2, book[sheet].max_row + 1):
        if row or book[sheet].cell(at, column).value is not None:
            book[sheet].cell(at, column).value = value
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_an_answer_with_new_words_no_longer_shares_the_old_ones() -> None:
    content = written(survey({"key": "a", "kind": "statement", "answers": "yes-no"}))
    found = brought(edited(content, "choices", "label::English (en)", "Always", row=2))
    first, second, _ = found.definition["sections"][0]["items"][0]["options"]
    assert (first["text"], first.get("shared"), second["shared"]) == ("Always", None, "answers/yes-no/no")
    assert "were changed" in found.account.changed[0].why[0]


def test_a_new_answer_without_a_direction_makes_a_statement_a_plain_choice() -> None:
    content = written(
        survey({"key": "a", "kind": "statement", "options": options("x", "y", polarity="positive")})
    )
    found = brought(edited(content, "choices", "name", "z", row=3))
    assert found.definition["sections"][0]["items"][0]["kind"] == "one"
    assert found.account.changed[0].key == "a"


@pytest.mark.parametrize("key", ["a", "a-b", "0-15", "16-plus", "meta", "data", "a-1-b"])
def test_a_name_comes_back_as_its_key_and_is_one_that_xml_takes(key: str) -> None:
    name = xlsform_names.name_of(key)
    assert keys.slug(name) == key and re.fullmatch("[a-z_][a-z0-9_]*", name)


def test_a_section_called_like_a_question_gets_a_name_of_its_own() -> None:
    definition = survey({"key": "only", "kind": "comment"}, {"key": "only-introduction", "kind": "comment"})
    section = definition.sections[0].model_copy(update={"introduction": "Words."})
    same(definition.model_copy(update={"sections": [section]}), {})
