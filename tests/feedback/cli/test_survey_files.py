"""Promises of `flask survey import`, `export` and the life of a survey at the command line."""

from __future__ import annotations

import json
from pathlib import Path

from flask.testing import FlaskCliRunner

from feedback.db import Database
from feedback.models.organisation import Organisation
from tests.feedback.open_survey import open_survey


def questionnaire(path: Path) -> Path:
    items = [
        {"linkId": "taste", "type": "text", "text": "How was it?"},
        {"linkId": "scan", "type": "attachment"},
    ]
    path.write_text(json.dumps({"resourceType": "Questionnaire", "title": "Food", "item": items}))
    return path


def test_an_import_accounts_for_every_item(
    runner: FlaskCliRunner, organisation: Organisation, tmp_path: Path
) -> None:
    file = questionnaire(tmp_path / "food.json")
    done = runner.invoke(args=["survey", "import", str(file), "--organisation", "oakfield", "--json"])
    told = json.loads(done.stdout)
    assert done.exit_code == 0 and (told["slug"], told["state"]) == ("food", "draft")
    assert [e["item"] for e in told["carried"] + told["changed"]] == ["taste"]
    assert [e["item"] for e in told["dropped"]] == ["scan"] and told["dropped"][0]["why"]
    plain = runner.invoke(args=["survey", "import", str(file), "--organisation", "oakfield"])
    assert (
        plain.exit_code == 0
        and "oakfield/food-2 is a draft." in plain.stdout
        and "Dropped: 1" in plain.stdout
    )


def test_a_broken_file_ends_with_one_sentence(
    runner: FlaskCliRunner, organisation: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "broken.xlsx"
    file.write_bytes(b"nothing")
    done = runner.invoke(args=["survey", "import", str(file), "--organisation", "oakfield", "--json"])
    assert done.exit_code == 1 and "spreadsheet" in json.loads(done.stderr)["error"]
    assert runner.invoke(args=["survey", "import", str(file), "--organisation", "nowhere"]).exit_code == 1
    assert (
        runner.invoke(args=["survey", "import", "absent.xlsx", "--organisation", "oakfield"]).exit_code == 2
    )


def test_a_file_in_which_nothing_can_be_asked_is_refused_item_by_item(
    runner: FlaskCliRunner, organisation: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "scans.json"
    items = [{"linkId": "scan", "type": "attachment", "text": "Send it."}]
    file.write_text(json.dumps({"resourceType": "Questionnaire", "title": "Scans", "item": items}))
    done = runner.invoke(args=["survey", "import", str(file), "--organisation", "oakfield", "--json"])
    told = json.loads(done.stderr)
    assert done.exit_code == 1 and "Nothing in this file" in told["error"]
    assert [entry["item"] for entry in told["dropped"]] == ["scan"] and told["dropped"][0]["why"]
    assert told["carried"] == told["changed"] == []
    plain = runner.invoke(args=["survey", "import", str(file), "--organisation", "oakfield"])
    assert plain.exit_code == 1 and plain.stderr.startswith("Error: Nothing in this file")


def test_an_export_is_written_and_comes_in_again(
    runner: FlaskCliRunner, database: Database, organisation: Organisation, tmp_path: Path
) -> None:
    open_survey(database, organisation.id)
    for format, suffix in (("xlsform", "xlsx"), ("fhir", "json"), ("json", "json")):
        file = tmp_path / f"{format}.{suffix}"
        done = runner.invoke(
            args=["survey", "export", "my-care", "--format", format, "-o", str(file), "--json"]
        )
        assert done.exit_code == 0 and json.loads(done.stdout)["bytes"] == file.stat().st_size
        again = runner.invoke(args=["survey", "import", str(file), "--organisation", "oakfield", "--json"])
        assert again.exit_code == 0 and json.loads(again.stdout)["dropped"] == []
    codebook = runner.invoke(args=["survey", "export", "my-care", "--format", "codebook"])
    assert codebook.exit_code == 0 and b"help-to-decide" in codebook.stdout_bytes
    missing = runner.invoke(args=["survey", "export", "nowhere", "--format", "json", "--json"])
    assert missing.exit_code == 1 and "error" in json.loads(missing.stderr)


def test_a_survey_begins_closes_and_is_archived(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    begun = runner.invoke(args=["survey", "new", "Food on the ward", "--organisation", "oakfield", "--json"])
    assert json.loads(begun.stdout)["slug"] == "food-on-the-ward"
    open_survey(database, organisation.id)
    assert json.loads(runner.invoke(args=["survey", "edition", "my-care", "--json"]).stdout)["newer"] is None
    assert runner.invoke(args=["survey", "archive", "my-care"]).exit_code == 1
    assert (
        json.loads(runner.invoke(args=["survey", "close", "my-care", "--json"]).stdout)["state"] == "closed"
    )
    assert runner.invoke(args=["survey", "archive", "my-care"]).exit_code == 0
    assert runner.invoke(args=["survey", "archive", "my-care", "--back"]).exit_code == 0
    assert runner.invoke(args=["survey", "close", "my-care", "--leads-to", "nowhere"]).exit_code == 1
