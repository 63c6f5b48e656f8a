"""Promises of `flask texting`: a conversation to read and to try, from which nothing is sent."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskCliRunner

from feedback.db import Database
from tests.feedback.open_survey import Open, rows
from tests.feedback.texting import FRIENDS_OPEN
from tests.fresh_databases import Beginning


@pytest.fixture
def beginning() -> Beginning:
    return FRIENDS_OPEN


@pytest.fixture
def opened(begun: Open) -> Open:
    return begun


def test_a_preview_prints_every_text_and_what_is_left_out(runner: FlaskCliRunner, opened: Open) -> None:
    done = runner.invoke(args=["texting", "preview", "friends-and-family", "--lang", "ur"])
    assert done.exit_code == 0 and "مجموعی" in done.output and "left out: sex (sensitive)" in done.output
    told = json.loads(runner.invoke(args=["texting", "preview", "friends-and-family", "--json"]).output)
    assert told["works"] and told["texts"] == 8 and told["parts"] > 8
    assert {"item": "disability", "reason": "sensitive"} in told["left_out"]


def test_a_preview_in_a_language_without_words_says_so(runner: FlaskCliRunner, opened: Open) -> None:
    done = runner.invoke(args=["texting", "preview", "friends-and-family", "--lang", "xx"])
    assert done.exit_code == 1 and "no complete words" in done.output


def test_somebody_can_try_it_and_nothing_is_sent_or_stored(
    runner: FlaskCliRunner, opened: Open, database: Database
) -> None:
    done = runner.invoke(
        args=["texting", "try", "friends-and-family"], input="1\n1\n1\nvery good\nLovely\n1\n3\n"
    )
    assert done.exit_code == 0 and "Question 5 of 5" in done.output and "Nothing was stored" in done.output
    assert not any(rows(database, table) for table in ("response", "outbox_message", "conversation"))


def test_what_was_tried_is_stored_where_that_is_wanted(
    runner: FlaskCliRunner, opened: Open, database: Database
) -> None:
    done = runner.invoke(args=["texting", "try", "friends-and-family", "--store"], input="1\n1\n1\n2\n0\n0\n")
    assert "The response was stored." in done.output, done.output
    [row] = rows(database, "response")
    assert json.loads(row["answers"])["overall-experience"] == "good" and row["channel"] == "sms"


@pytest.mark.parametrize("stop", ["stop", "Stop, please", "koniec", ""])
def test_a_trial_can_be_stopped(runner: FlaskCliRunner, opened: Open, stop: str) -> None:
    done = runner.invoke(args=["texting", "try", "friends-and-family"], input=f"1\n{stop}\n")
    assert done.exit_code == 0 and "Nothing was kept" in done.output
