"""Promise of `flask reference`: a population is loaded from a census table, and what is wrong is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask.testing import FlaskCliRunner

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import places
from tests.feedback.open_survey import BY
from tests.feedback.services.test_census_files import BULK

LOAD = ("--group", "sex", "--source", "Census 2021, TS008")


def told(runner: FlaskCliRunner, *arguments: str) -> tuple[int, Any]:
    result = runner.invoke(args=["reference", *arguments, "--organisation", "oakfield", "--json"])
    return result.exit_code, json.loads(result.stdout or result.stderr)


def test_a_census_table_is_loaded_for_an_area_and_a_place_and_listed(
    runner: FlaskCliRunner, database: Database, organisation: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "ts008.csv"
    file.write_text(BULK, encoding="utf-8")
    with database.transaction(organisation.id) as session:
        places.add(session, "Clinic", by=BY)
    code, data = told(
        runner, "load", str(file), *LOAD, "--area", "E06000999", "--place", "clinic", "--edition", "2021"
    )
    assert code == 0
    assert data == {
        "group": "sex", "name": "Oakfield", "counts": {"female": 55000, "male": 52800}, "remarks": [],
    }  # fmt: skip
    code, data = told(runner, "list")
    assert (code, data) == (0, [
        {"group": "sex", "place": "clinic", "name": "Oakfield", "source": "Census 2021, TS008", "edition": "2021",
         "people": 107800}
    ])  # fmt: skip
    spoken = runner.invoke(args=["reference", "list", "--organisation", "oakfield"])
    assert "107,800  Oakfield (Census 2021, TS008)" in spoken.output


def test_what_cannot_be_loaded_is_told_and_nothing_is_kept(
    runner: FlaskCliRunner, organisation: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "ts008.csv"
    file.write_text(BULK, encoding="utf-8")
    for more, words in (
        ((*LOAD,), "2 areas"),
        ((*LOAD, "--area", "Nowhere"), "no area 'Nowhere'"),
        ((*LOAD, "--area", "Oakfield", "--place", "nowhere"), "no place 'nowhere'"),
        (("--group", "religion", "--source", "x", "--area", "Oakfield"), "none of its categories"),
        (("--group", "shoe-size", "--source", "x"), "not a question with a population"),
    ):
        code, data = told(runner, "load", str(file), *more)
        assert code == 1 and words in data["error"]
    assert told(runner, "list") == (0, [])
