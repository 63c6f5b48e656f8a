"""Promise of `flask demo`: in and out without a trace, repeatable, and its password shown once."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskCliRunner

from feedback.db import Database
from tests.feedback.open_survey import rows


def loaded(runner: FlaskCliRunner, *arguments: str) -> dict[str, object]:
    result = runner.invoke(args=["demo", "load", "--responses", "40", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_loading_says_how_to_look_around(runner: FlaskCliRunner, database: Database) -> None:
    data = loaded(runner)
    assert set(data) == {"surveys", "public", "sign_in", "email", "password", "responses"}
    assert len(rows(database)) == data["responses"]
    client = runner.app.test_client()
    for address in [*data["surveys"].values(), data["public"], data["sign_in"]]:  # type: ignore[attr-defined]
        assert client.get(str(address).partition(":8000")[2]).status_code == 200


def test_a_second_loading_is_refused_and_changes_nothing(runner: FlaskCliRunner, database: Database) -> None:
    loaded(runner)
    before = len(rows(database))
    again = runner.invoke(args=["demo", "load", "--json"])
    assert again.exit_code == 1 and "demo remove" in json.loads(again.stderr)["error"]
    assert len(rows(database)) == before


def test_the_same_seed_gives_the_same_answers_and_another_seed_others(
    runner: FlaskCliRunner, database: Database
) -> None:
    seen = []
    for seed in ("7", "7", "8"):
        loaded(runner, "--seed", seed)
        seen.append(sorted(row["answers"] for row in rows(database)))
        assert json.loads(runner.invoke(args=["demo", "remove", "--json"]).stdout) == {"removed": True}
    assert seen[0] == seen[1] != seen[2]


def test_after_removing_nothing_of_it_is_left(runner: FlaskCliRunner, database: Database) -> None:
    loaded(runner)
    runner.invoke(args=["demo", "remove"])
    from feedback.db import Base

    left = {name: found for name in Base.metadata.tables if (found := rows(database, name))}
    assert left == {}
    assert json.loads(runner.invoke(args=["demo", "remove", "--json"]).stdout) == {"removed": False}


@pytest.mark.parametrize("number", ["-1", "many", "5000001"])
def test_a_number_of_responses_that_is_none_is_a_usage_error(runner: FlaskCliRunner, number: str) -> None:
    assert runner.invoke(args=["demo", "load", "--responses", number]).exit_code == 2


def test_a_demonstration_without_a_single_response_can_be_looked_at(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["demo", "load", "--responses", "0", "--json"])
    assert result.exit_code == 0 and json.loads(result.stdout)["responses"] == 0
    assert runner.app.test_client().get("/you-said-we-did/invented-place/").status_code == 200
