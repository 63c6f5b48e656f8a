"""Promises of the CSV of answers: pandas reads back what people answered, and nothing in it runs or leads back."""

from __future__ import annotations

import io
from typing import Any

import pandas
import pytest

from feedback.reports.exports.formats import Format, write_codebook
from surveys.formats import harmless
from tests.feedback.reports.exports.conftest import FEW, FULL, LIVE, WORDS, Asked, second_revision


def read(content: bytes) -> Any:
    """As an analyst reads it: every cell as it stands."""
    assert content.startswith(b"\xef\xbb\xbf")
    return pandas.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def test_every_answer_comes_back_under_its_key(asked: Asked) -> None:
    asked.answer("a", FULL, language="ar", channel="sms", place=asked.clinic)
    content, written = asked.export(Format.CSV, words=True)
    [row] = read(content).to_dict("records")
    assert written.rows == 1 and written.name == "invented-answers.csv"
    assert row == {
        "language": "ar", "channel": "sms", "answered_on": "2026-11-20", "place": "clinic", "revision": "1",
        "heard": "yes", "overall": "good", "plan": "no", "age": "old", "affects/seeing": "yes", "affects/hearing": "no",
        "affects/moving": "yes", "affects/nothing": "no", "likes/tea": "yes", "likes/milk": "no", "likes/juice": "no",
        "scale": "10", "below": "-2", "visits": "-5", "job": "لحام", "words": "شكراً جزيلاً", "area": "not-found",
    }  # fmt: skip


def test_words_in_every_script_come_back_as_they_were_typed(asked: Asked) -> None:
    for number, words in enumerate(WORDS):
        asked.answer(f"page {number}", {"words": {"text": words, "share": False}})
    content, _ = asked.export(Format.CSV, words=True)
    assert sorted(read(content)["words"]) == sorted(WORDS)


def test_why_there_is_no_answer_can_be_told_apart(asked: Asked) -> None:
    asked.answer("a", FEW)
    asked.publish(second_revision())
    asked.answer("b", FEW)
    content, _ = asked.export(Format.CSV)
    rows = {row["revision"]: row for row in read(content).to_dict("records")}
    assert (rows["1"]["age"], rows["1"]["overall"], rows["1"]["again"]) == (
        "prefer-not-to-say", "(skipped)", "(not asked)",
    )  # fmt: skip
    assert (rows["1"]["affects/seeing"], rows["1"]["likes/tea"]) == ("prefer-not-to-say", "(skipped)")
    assert (rows["2"]["plan"], rows["2"]["again"]) == ("(not asked)", "(skipped)")
    assert rows["1"]["visits"] == "500" and "withheld" not in content.decode()


def test_an_option_that_came_later_was_not_asked_before(asked: Asked) -> None:
    asked.answer("a", {"likes": ["milk"]})
    asked.publish(second_revision())
    asked.answer("b", {"likes": ["coffee"]})
    rows = {row["revision"]: row for row in read(asked.export(Format.CSV)[0]).to_dict("records")}
    assert (rows["1"]["likes/coffee"], rows["1"]["likes/milk"]) == ("(not asked)", "yes")
    assert (rows["2"]["likes/coffee"], rows["2"]["likes/milk"]) == ("yes", "no")


@pytest.mark.parametrize("words", LIVE)
def test_no_cell_is_a_formula(asked: Asked, words: str) -> None:
    asked.answer("a", {"job": words, "words": {"text": f"{words} more", "share": False}})
    [row] = read(asked.export(Format.CSV, words=True)[0]).to_dict("records")
    assert (row["job"], row["words"]) == (f"'{words}", f"'{words} more")
    assert not any(harmless.runs(cell) for cell in row.values())


def test_without_the_right_no_words_of_anybody_leave(asked: Asked) -> None:
    asked.answer("a", FULL)
    content, _ = asked.export(Format.CSV)
    assert not {"job", "words"} & set(read(content).columns)
    assert "لحام" not in content.decode() and "شكراً" not in content.decode()


def test_the_codebook_explains_every_column_and_every_cell(asked: Asked) -> None:
    asked.answer("a", FULL, place=asked.clinic)
    asked.answer("b", FEW)
    asked.publish(second_revision())
    asked.answer("c", {"again": "yes", "area": "3"})
    answers, out = read(asked.export(Format.CSV)[0]), io.BytesIO()
    write_codebook(asked.session, asked.survey.id, out)
    book = read(out.getvalue())
    assert set(answers.columns) == set(book["column"])
    for name in answers.columns[5:]:
        said = set(book[book["column"] == name]["value"])
        assert name == "visits" or set(answers[name]) <= said, name
    assert set(answers["place"]) <= set(book[book["column"] == "place"]["value"])
