"""Promises of `flask fft return`: the file, what is to mend, and the line in the audit."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import places
from tests.feedback.open_survey import answer, open_survey, rows


@pytest.fixture
def answered(database: Database, organisation: Organisation) -> None:
    """Two people at a ward that nobody has described."""
    opened = open_survey(database, organisation.id, "friends-and-family")
    with database.transaction(organisation.id) as session:
        for name in ("a", "b"):
            answer(session, opened, name, overall_experience="very-poor")


def taken(runner: FlaskCliRunner, file: Path, *more: str, month: str = "2026-11") -> Any:
    arguments = ["fft", "return", "--organisation", "oakfield", "--month", month, "-o", str(file)]
    return runner.invoke(args=[*arguments, *more])


def test_the_return_is_written_and_says_what_is_to_mend(
    runner: FlaskCliRunner, database: Database, answered: None, tmp_path: Path
) -> None:
    file = tmp_path / "return.csv"
    told = json.loads(taken(runner, file, "--json").stdout)
    assert (told["answers"], told["lines"], told["month"]) == (2, 1, "2026-11")
    assert told["incomplete"] == [{"place": "ward-7", "answers": 2, "lacks": ["ods-code", "setting"]}]
    [row] = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))
    assert (row["Very Poor"], row["Total Responses"], row["Mode Online"]) == ("2", "2", "2")
    event = rows(database, "audit_event")[-1]
    assert (event["action"], event["subject"]) == ("fft-return-taken", "2026-11")
    assert event["detail"] == "csv, 1 lines, 2 answers"
    assert "To mend: Ward 7 (ward-7): no ODS code" in taken(runner, tmp_path / "again.xlsx").stdout


@pytest.mark.parametrize("month", ["2026", "2026-13", "October", "2026-10-05"])
def test_what_is_no_month_is_refused_in_a_sentence(
    runner: FlaskCliRunner, answered: None, tmp_path: Path, month: str
) -> None:
    refused = taken(runner, tmp_path / "return.csv", "--json", month=month)
    assert refused.exit_code == 1 and "2026-10" in json.loads(refused.stderr)["error"]
    assert list(tmp_path.glob("*.csv")) == []


def test_another_kind_of_file_is_a_mistake_of_usage(
    runner: FlaskCliRunner, answered: None, tmp_path: Path
) -> None:
    assert taken(runner, tmp_path / "return.pdf").exit_code == 2


def test_a_place_is_added_with_what_it_is_in_the_return(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    arguments = ["place", "add", "emergency", "Emergency", "--organisation", "oakfield", "--json"]
    added = runner.invoke(args=[*arguments, "--ods", "rx1ra", "--fft-setting", "accident-and-emergency"])
    assert added.exit_code == 0, (added.output, added.exception)
    assert json.loads(added.stdout)["fft_setting"] == "accident-and-emergency"
    with database.reading(organisation.id) as session:
        found = places.by_slug(session, "emergency")
        assert found is not None and found.fft_setting == "accident-and-emergency"
