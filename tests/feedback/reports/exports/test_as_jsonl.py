"""Promises of the JSON lines: the answers come back nested, just as they were recorded."""

from __future__ import annotations

import io
import json
from typing import Any

import pandas
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.reports.exports.answers import Answers
from feedback.reports.exports.cells import Cells
from feedback.reports.exports.formats import Format
from feedback.reports.exports.rows import Answered
from feedback.reports.exports.source import Frozen, Source
from feedback.services.responses import canonical
from surveys.answers import pack, read_form
from surveys.publishing import codebook
from surveys.routing import asked as asked_of
from tests.feedback.open_survey import TODAY
from tests.feedback.reports.exports.conftest import FEW, FULL, WORDS, Asked, second_revision
from tests.surveys.surveys_for_tests import every_kind, forms, look_up


def read(content: bytes) -> list[Any]:
    """Every line."""
    return [json.loads(line) for line in content.decode().splitlines()]


def test_every_answer_comes_back_as_it_was_recorded(asked: Asked) -> None:
    asked.answer("a", FULL, language="zh-Hant")
    [line] = read(asked.export(Format.JSONL, words=True)[0])
    assert line == {
        "survey": "invented", "revision": 1, "language": "zh-Hant", "channel": "qr", "answered_on": "2026-11-20",
        "place": "ward-7", "answers": FULL, "missing": {},
    }  # fmt: skip


def test_why_there_is_no_answer_can_be_told_apart(asked: Asked) -> None:
    asked.answer("a", FEW)
    asked.publish(second_revision())
    asked.answer("b", FEW)
    for line in read(asked.export(Format.JSONL)[0]):
        assert line["answers"] == FEW and line["missing"]["overall"] == "skipped"
        assert ("plan" in line["missing"]) is (line["revision"] == 1)


def test_words_come_back_and_pandas_reads_the_lines(asked: Asked) -> None:
    for number, words in enumerate(WORDS):
        asked.answer(f"page {number}", {"words": {"text": words, "share": True}})
    table = pandas.read_json(io.BytesIO(asked.export(Format.JSONL, words=True)[0]), lines=True)
    assert sorted(answers["words"]["text"] for answers in table["answers"]) == sorted(WORDS)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_codes_and_the_record_tell_the_same(data: st.DataObject) -> None:
    definition = every_kind()
    form = data.draw(forms(definition))
    given_answers = read_form(definition, form, look_up).answers
    book = codebook(definition)
    row = Answered(1, 1, "web", "en", TODAY, pack(definition, book, given_answers), canonical(given_answers))
    source = Source(
        1, "s", "S", "O", False, {1: Frozen(1, definition, book)}, {1: "p"}, {"p": "P"}, None, True
    )
    told = Answers(source, str).of(row)
    assert told.answers == given_answers
    assert set(told.missing) == {item.key for item in asked_of(definition, given_answers)} - set(
        given_answers
    )
    cells = Cells(source, str)
    [line] = cells.of(iter([row]))
    named = dict(zip(cells.names, line, strict=True))
    for key, answer in given_answers.items():
        if isinstance(answer, list):
            ticked = [name for name in named if name.startswith(f"{key}/") and named[name] == "yes"]
            assert ticked == [f"{key}/{each}" for each in answer if each != "prefer-not-to-say"]
        else:
            assert named[key] == str(answer["text"] if isinstance(answer, dict) else answer)
