"""Promise of `flask responses` and `flask translations`: files in, old answers out, and who answers for a language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import text

from feedback.db import Database
from feedback.models.organisation import Organisation
from tests.feedback.open_survey import answer, open_survey, rows


def test_a_file_with_a_bad_row_keeps_the_good_ones_and_exits_1(
    runner: FlaskCliRunner, database: Database, organisation: Organisation, tmp_path: Path
) -> None:
    open_survey(database, organisation.id)
    file = tmp_path / "paper.csv"
    file.write_text("what-matters,age-band\nyes,25-34\nmaybe,25-34\n", "utf-8")
    result = runner.invoke(args=["responses", "load", "my-care", str(file), "--json"])
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (told["stored"], told["refused"]) == (1, 1) and told["problems"][0].startswith(
        "line 3: what-matters"
    )
    assert len(rows(database)) == 1


def test_a_file_of_another_encoding_is_refused_in_a_sentence(
    runner: FlaskCliRunner, database: Database, organisation: Organisation, tmp_path: Path
) -> None:
    open_survey(database, organisation.id)
    file = tmp_path / "paper.csv"
    file.write_bytes(b"what-matters\nyes\xff\n")
    result = runner.invoke(args=["responses", "load", "my-care", str(file), "--json"])
    assert result.exit_code == 1 and "UTF-8" in json.loads(result.stderr)["error"]
    assert rows(database) == []


def test_expiring_says_what_went(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    result = runner.invoke(args=["responses", "expire"])
    assert result.exit_code == 0 and "Nothing is older" in result.stdout


def test_a_language_is_on_offer_once_signed_at_the_command_line(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    opened = open_survey(database, organisation.id)
    before = json.loads(runner.invoke(args=["survey", "list", "--json"]).stdout)[0]["languages"]
    arguments = ["--lang", "ur", "--by", "t@example.org", "--role", "Translator", "--json"]
    result = runner.invoke(args=["translations", "sign-off", opened.slug, *arguments])
    assert result.exit_code == 0, result.output
    after = json.loads(runner.invoke(args=["survey", "list", "--json"]).stdout)[0]["languages"]
    assert "ur" not in before and "ur" in after


def test_checking_translations_says_that_all_are_there(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["translations", "check"])
    assert result.exit_code == 0 and "complete" in result.stdout


@pytest.mark.parametrize("command", ["load", "expire"])
def test_every_command_explains_itself(runner: FlaskCliRunner, command: str) -> None:
    assert runner.invoke(args=["responses", command, "--help"]).exit_code == 0


def test_what_reports_kept_of_answers_goes_with_them(
    runner: FlaskCliRunner, database: Database, organisation: Organisation, tmp_path: Path
) -> None:
    opened = open_survey(database, organisation.id)
    frames = runner.app.extensions["config"].frames
    with database.transaction(organisation.id) as session:
        answer(session, opened, "long ago", what_matters="yes")
        session.execute(text("DROP TRIGGER response_is_append_only" + (
            "" if database.dialect == "sqlite" else " ON response")))  # fmt: skip
        session.execute(text("UPDATE response SET answered_on = '2001-01-01'"))
    assert runner.invoke(args=["results", "my-care", "--json"]).exit_code == 0
    assert list(frames.rglob("marks.json"))
    assert runner.invoke(args=["responses", "expire"]).exit_code == 0
    assert not frames.exists()
