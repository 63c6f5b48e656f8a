"""Promises of the SPSS file: pyreadstat reads back codes, labels, words and what counts as missing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

from feedback.reports.exports import as_spss, formats
from feedback.reports.exports.formats import Format
from feedback.reports.exports.spss_names import names
from tests.feedback.open_survey import TODAY
from tests.feedback.reports.exports.conftest import FEW, FULL, WORDS, Asked, second_revision


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Reads a file back: the table as it is in the file, and what is said of it."""

    def reading(content: bytes) -> Any:
        path = tmp_path / "answers.sav"
        path.write_bytes(content)
        return pyreadstat.read_sav(str(path), user_missing=True)

    return reading


def test_codes_labels_and_words_come_back(asked: Asked, read: Any) -> None:
    asked.answer("a", FULL, language="ur", place=asked.clinic)
    table, said = read(asked.export(Format.SAV, words=True)[0])
    [row] = table.to_dict("records")
    labels = said.variable_value_labels
    assert (row["language"], row["place"], row["revision"], row["answered_on"]) == ("ur", "clinic", 1, TODAY)
    assert (row["visits"], row["job"], row["words"]) == (-5, "لحام", "شكراً جزيلاً")
    assert labels["heard"][row["heard"]] == "Yes" and labels["scale"][row["scale"]] == "10"
    assert (
        labels["below"][row["below"]] == "-2" and labels["affects.seeing"][row["affects.seeing"]] == "Ticked"
    )
    assert labels["affects.hearing"][row["affects.hearing"]] == "Not ticked"
    assert said.column_names_to_labels["likes.tea"] == "A question? [Tea]"
    assert said.file_label == "Ask & <tell>"


def test_the_missing_codes_are_declared_and_told_apart(asked: Asked, read: Any) -> None:
    asked.answer("a", FEW)
    asked.answer("b", {"heard": "yes"})
    asked.publish(second_revision())
    asked.answer("c", {"likes": ["coffee"], "visits": 3})
    table, said = read(asked.export(Format.SAV)[0])
    rows = {(row["revision"], row["heard"]): row for row in table.to_dict("records")}
    few, other, new = rows[1, 3], rows[1, 1], rows[2, 253]
    assert (few["age"], few["overall"], few["again"], few["visits"]) == (254, 253, 0, 500)
    assert (few["affects.seeing"], other["visits"]) == (254, as_spss.NO_NUMBER[253])
    assert (new["plan"], new["likes.coffee"], few["likes.coffee"], new["visits"]) == (0, 1, 253, 3)
    assert said.missing_ranges["age"] == [{"lo": 253.0, "hi": 255.0}, {"lo": 0.0, "hi": 0.0}]
    assert said.variable_value_labels["age"][254] == "Prefer not to say"
    assert said.variable_value_labels["visits"][as_spss.NO_NUMBER[253]].startswith("Skipped")


def test_an_analyst_who_does_not_ask_for_missing_codes_meets_none(asked: Asked, tmp_path: Path) -> None:
    asked.answer("a", FEW)
    path = tmp_path / "answers.sav"
    path.write_bytes(asked.export(Format.SAV)[0])
    table, _ = pyreadstat.read_sav(str(path))
    assert table[["age", "overall", "affects.seeing", "scale"]].isna().all().all()
    assert not table[["heard", "visits"]].isna().any().any()


def test_words_in_every_script_come_back_as_they_were_typed(asked: Asked, read: Any) -> None:
    for number, words in enumerate(WORDS):
        asked.answer(f"page {number}", {"words": {"text": words, "share": False}})
    table, _ = read(asked.export(Format.SAV, words=True)[0])
    assert sorted(table["words"]) == sorted(WORDS)


def test_an_option_that_came_later_was_not_asked_before(asked: Asked, read: Any) -> None:
    asked.answer("a", {"likes": ["milk"]})
    asked.publish(second_revision())
    table, _ = read(asked.export(Format.SAV)[0])
    assert list(table["likes.coffee"]) == [0] and list(table["likes.milk"]) == [1]


def test_a_file_without_answers_can_be_read(asked: Asked, read: Any) -> None:
    table, said = read(asked.export(Format.SAV)[0])
    assert len(table) == 0 and "heard" in said.column_names


def test_names_are_such_as_spss_takes() -> None:
    long = "a" * 60
    found = names(["what-matters", "5-a-day", "with", f"{long}/{long}", f"{long}/{long}b", "a/b"])
    assert found["what-matters"] == "what_matters" and found["a/b"] == "a.b"
    assert found["5-a-day"] == "q_5_a_day" and found["with"] == "with_2"
    assert len(set(found.values())) == len(found) and max(map(len, found.values())) == 64


def test_without_its_library_the_format_says_what_to_install(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(formats.NotInstalled, match=r"pip install 'said-and-done\[spss\]'"):
        asked.export(Format.SAV)
