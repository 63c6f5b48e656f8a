"""Promise of the codebook: every answer with the code it is stored under, in a table that runs nothing."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings

from surveys.answers import pack
from surveys.definition import Definition
from surveys.formats.codebook import COLUMNS, write_csv
from surveys.publishing import codebook
from surveys.reading import compose, shipped
from tests.surveys.formats.random_surveys import surveys
from tests.surveys.surveys_for_tests import every_kind, options, survey

BLOCK = shipped("about-you")
Rows = list[dict[str, str]]


def rows(definition: Definition, content: bytes | None = None) -> Rows:
    content = content or write_csv(definition, codebook(definition))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def of(definition: Definition, key: str) -> Rows:
    return [row for row in rows(definition) if row["item"] == key]


def test_there_is_a_row_for_every_answer_of_every_question() -> None:
    definition = compose(shipped("my-care"), BLOCK, [item.key for item in BLOCK.items()])
    found = rows(definition)
    assert tuple(found[0]) == COLUMNS
    for item in definition.items():
        named = {row["option"]: row for row in found if row["item"] == item.key}
        assert {option.key: option.text for option in item.options}.items() <= {
            key: row["label"] for key, row in named.items()
        }.items()
        assert all(row["text"] == item.text and row["kind"] == item.kind for row in named.values())


def test_the_code_in_the_table_is_the_code_that_is_stored() -> None:
    definition = every_kind()
    book = codebook(definition)
    for answers in ({"age": "old"}, {"overall": "poor"}, {"below": -1}, {"area": "not-found"}, {"visits": 7}):
        (key, answer), *_ = answers.items()
        wanted = "" if key == "visits" else str(answer)
        row = next(row for row in of(definition, key) if row["option"] == wanted)
        assert str(pack(definition, book, answers)[book[key].offset]) == row["stored code"]


def test_declining_and_the_other_special_codes_are_there() -> None:
    declined = next(row for row in of(every_kind(), "age") if row["option"] == "prefer-not-to-say")
    assert declined["stored code"] == "254"
    assert {row["stored code"] for row in rows(every_kind()) if row["item"] == "(every item)"} == {
        "0", "253", "254", "255",
    }  # fmt: skip


def test_an_answer_of_an_earlier_revision_keeps_its_row() -> None:
    before = codebook(survey({"key": "q", "kind": "one", "options": options("gone", "a", "b")}))
    now = survey({"key": "q", "kind": "one", "options": options("a", "b")})
    found = rows(now, write_csv(now, codebook(now, before)))
    assert [(row["option"], row["label"], row["stored code"]) for row in found if row["item"] == "q"] == [
        ("a", "A", "2"), ("b", "B", "3"), ("gone", "(no longer offered)", "1"),
    ]  # fmt: skip


def test_when_it_is_asked_is_said_in_words() -> None:
    definition = survey(
        {"key": "a", "kind": "one", "options": options("x", "y", "z")},
        {"key": "b", "kind": "comment", "show-when": [
            {"item": "a", "is": ["x", "y"]}, {"item": "a", "is-not": ["z"]}]},
    )  # fmt: skip
    assert of(definition, "b")[0]["asked only when"] == "a is “X” or “Y”; and a is not “Z”"
    assert of(definition, "a")[0]["asked only when"] == ""


def test_a_step_of_a_scale_has_its_number_and_the_words_of_its_end() -> None:
    scale = {"key": "s", "kind": "scale", "minimum": -1, "maximum": 1, "minimum-label": "Worst"}
    found = of(survey(scale), "s")
    assert [(row["option"], row["label"]) for row in found] == [("-1", "Worst (-1)"), ("0", "0"), ("1", "1")]


def test_no_words_become_a_formula() -> None:
    for words in ("=1+1", "+44", "@SUM(A1)", "-2+3", "\uff1d1"):
        asked = {"key": "q", "kind": "one", "text": words, "easy": words, "options": [
            {"key": "a", "text": words}, {"key": "b", "text": "B"}]}  # fmt: skip
        row = of(survey(asked), "q")[0]
        assert row["text"] == row["label"] == row["easy read"] == f"'{words}"


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_any_survey_has_a_codebook_without_a_live_cell(definition: Definition) -> None:
    for row in rows(definition):
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "@")) and (cell[:1] != "-" or cell[1:].isdigit())
