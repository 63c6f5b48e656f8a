"""Promise of `flask responses` and `flask translations`: files in, old answers out, and who answers for a language."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import text

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import publications, staff_members, surveys
from feedback.vocabulary import Role
from tests.feedback.open_survey import BY, NOW, TODAY, answer, open_survey, rows


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


def exported(runner: FlaskCliRunner, file: Path, *more: str) -> Any:
    return runner.invoke(args=["responses", "export", "my-care", "-o", str(file), "--json", *more])


def test_answers_are_exported_with_their_codebook_and_the_audit_says_what_for(
    runner: FlaskCliRunner, database: Database, organisation: Organisation, tmp_path: Path
) -> None:
    opened = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        answer(session, opened, "a", what_matters="yes", one_thing_better={"text": "شكراً", "share": False})
    file = tmp_path / "answers.csv"
    result = exported(runner, file, "--format", "csv", "--purpose", "The yearly report")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["rows"] == 1
    [row] = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))
    assert row["what-matters"] == "yes" and "one-thing-better" not in row
    assert "what-matters" in (tmp_path / "answers-codebook.csv").read_text("utf-8-sig")
    assert file.stat().st_mode & 0o077 == 0
    event = rows(database, "audit_event")[-1]
    assert (event["action"], event["detail"]) == ("answers-exported", "csv, 1 rows: The yearly report")
    assert event["by"].startswith("command line")


def test_what_people_wrote_leaves_only_for_a_colleague_who_may_read_comments(
    runner: FlaskCliRunner, database: Database, organisation: Organisation, tmp_path: Path
) -> None:
    opened = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        answer(session, opened, "a", one_thing_better={"text": "شكراً", "share": False})
        for role in (Role.ANALYST, Role.MODERATOR):
            staff_members.add(session, f"{role}@example.org", role=role, by=BY, now=NOW)
    file = tmp_path / "answers.csv"
    assert exported(runner, file, "--format", "csv", "--comments").exit_code == 2
    refused = exported(runner, file, "--format", "csv", "--comments", "--by", "analyst@example.org")
    assert refused.exit_code == 1 and "may" not in refused.stdout and not file.exists()
    allowed = exported(runner, file, "--format", "csv", "--comments", "--by", "moderator@example.org")
    assert allowed.exit_code == 0 and "شكراً" in file.read_text("utf-8")
    event = rows(database, "audit_event")[-1]
    assert "with what people wrote" in event["detail"] and event["by"].startswith("moderator@example.org")


def test_a_survey_that_was_never_published_and_a_folder_that_is_not_there_are_told_in_a_sentence(
    runner: FlaskCliRunner, database: Database, organisation: Organisation, tmp_path: Path
) -> None:
    with database.transaction(organisation.id) as session:
        surveys.adopt(session, "my-care", by=BY, today=TODAY)
    result = exported(runner, tmp_path / "a.csv", "--format", "csv")
    assert result.exit_code == 1 and "never published" in json.loads(result.stderr)["error"]
    with database.transaction(organisation.id) as session:
        survey = surveys.find(session, "my-care")
        assert survey is not None
        publications.publish(session, survey, by=BY, today=TODAY, contacts_later=True)
    result = exported(runner, tmp_path / "nowhere" / "a.csv", "--format", "csv")
    assert result.exit_code == 1 and "cannot be written" in json.loads(result.stderr)["error"]
    assert list(tmp_path.glob("*.csv")) == []


@pytest.mark.parametrize("command", ["load", "expire", "export"])
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
