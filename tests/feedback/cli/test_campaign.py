"""Promises of `flask campaign`: it lists without telling small counts, and starts, pauses, resumes and cancels."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from flask import Flask
from flask.testing import FlaskCliRunner

from feedback.db import Database
from feedback.models.organisation import Organisation
from tests.feedback.invented_campaign import drafted
from tests.feedback.open_survey import open_survey


def made(database: Database, organisation: Organisation) -> int:
    opened = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        return drafted(session, opened, ["en", "en"]).id


def test_a_campaign_is_listed_started_paused_and_cancelled(
    app: Flask, runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    number = str(made(database, organisation))
    config: Any = app.extensions["config"]
    app.extensions["config"] = dataclasses.replace(config, base_url="https://feedback.example.nhs.uk")
    states = []
    for step in ("start", "pause", "resume", "cancel"):
        told = runner.invoke(args=["campaign", step, number, "--json"])
        assert told.exit_code == 0, told.output
        states.append(json.loads(told.stdout)["state"])
    assert states[0::2] == ["scheduled", "running"] and states[1::2] == ["paused", "cancelled"]
    [listed] = json.loads(runner.invoke(args=["campaign", "list", "--json"]).stdout)
    assert (listed["id"], listed["state"], listed["answered"]) == (int(number), "cancelled", None)
    again = runner.invoke(args=["campaign", "cancel", number, "--json"])
    assert again.exit_code == 1 and "over" in json.loads(again.stderr)["error"]


def test_without_an_address_or_a_campaign_it_says_so(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    number = str(made(database, organisation))
    assert "FEEDBACK_BASE_URL" in runner.invoke(args=["campaign", "start", number]).stderr
    missing = runner.invoke(args=["campaign", "pause", "999999"])
    assert missing.exit_code == 1 and "there is no campaign 999999" in missing.stderr
