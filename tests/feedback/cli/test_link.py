"""Promise of `flask link`: a link is made for a place and printed with its address, and stopped for good."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskCliRunner

from feedback.app import create_app
from feedback.config import Config
from feedback.db import Database
from feedback.models.organisation import Organisation
from tests.feedback.open_survey import Open, open_survey, rows


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    """An open survey with one place."""
    return open_survey(database, organisation.id)


@pytest.mark.parametrize("channel", ["web", "qr", "sms", "kiosk", "paper"])
def test_a_link_is_made_for_every_channel_of_the_contract(
    runner: FlaskCliRunner, opened: Open, database: Database, channel: str
) -> None:
    arguments = [
        "link",
        "add",
        "oakfield/my-care",
        "--place",
        "ward-7",
        "--channel",
        channel,
        "--label",
        "Lift",
        "--json",
    ]
    made = json.loads(runner.invoke(args=arguments).stdout)
    assert set(made) == {"code", "address"} and made["address"].endswith(f"/s/{made['code']}")
    link = next(row for row in rows(database, "collector_link") if row["code"] == made["code"])
    assert (link["channel"], link["label"], link["survey_id"]) == (channel, "Lift", opened.survey_id)


def test_the_address_is_whole_where_the_installation_knows_its_own(config: Config, opened: Open) -> None:
    app = create_app(replace(config, base_url="https://feedback.example.org"))
    runner = app.test_cli_runner()
    arguments = ["link", "add", "my-care", "--place", "ward-7", "--channel", "qr"]
    made = json.loads(runner.invoke(args=[*arguments, "--json"]).stdout)
    assert made["address"] == f"https://feedback.example.org/s/{made['code']}"
    assert "FEEDBACK_BASE_URL" not in runner.invoke(args=arguments).stdout
    app.extensions["database"].engine.dispose()


def test_without_an_address_of_its_own_a_person_is_told_what_to_set(
    runner: FlaskCliRunner, opened: Open
) -> None:
    result = runner.invoke(args=["link", "add", "my-care", "--place", "ward-7", "--channel", "qr"])
    assert "FEEDBACK_BASE_URL" in result.stdout


@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_a_revoked_link_stops_at_once(runner: FlaskCliRunner, opened: Open, case: object) -> None:
    assert callable(case)
    client = runner.app.test_client()
    assert client.get(opened.path()).status_code == 200
    result = runner.invoke(args=["link", "revoke", case(opened.code), "--json"])
    assert json.loads(result.stdout) == {"code": opened.code, "state": "revoked"}
    assert client.get(opened.path()).status_code == 410


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["add", "my-care", "--place", "nowhere", "--channel", "qr"], 1), (["revoke", "NOWHERE99"], 1),
     (["add", "nowhere", "--place", "ward-7", "--channel", "qr"], 1), (["add", "my-care"], 2),
     (["add", "my-care", "--place", "ward-7", "--channel", "pigeon"], 2)],
)  # fmt: skip
def test_what_is_not_there_is_an_error_and_makes_nothing(
    runner: FlaskCliRunner, opened: Open, database: Database, arguments: list[str], code: int
) -> None:
    result = runner.invoke(args=["link", *arguments, "--json"])
    assert result.exit_code == code and result.stdout == ""
    assert len(rows(database, "collector_link")) == 1
