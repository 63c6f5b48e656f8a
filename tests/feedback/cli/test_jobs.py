"""Promises of `flask jobs`: what waits and what is stuck, told without a number, and decided on by name."""

from __future__ import annotations

import json

from flask.testing import FlaskCliRunner

from feedback.channels.delivery import OutcomeUnknown, Rejected
from feedback.db import Database
from feedback.models.organisation import Organisation
from tests.feedback.web.staff.test_jobs import NUMBER, rows, stuck


def test_list_tells_what_is_stuck_and_no_number(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    stuck(database, organisation.id, [OutcomeUnknown("timeout"), Rejected("30003")])
    told = runner.invoke(args=["jobs", "list", "--json"])
    data = json.loads(told.output)
    assert [(one["state"], one["problem"], one["to"]) for one in data["stuck"]] == [
        ("held", "timeout", "… 123"), ("failed", "30003", "… 123"),
    ]  # fmt: skip
    assert data["waiting"] == 0 and data["workers"] == 0 and NUMBER not in told.output
    plain = runner.invoke(args=["jobs", "list", "--organisation", "oakfield"]).output
    assert "jobs: 0 waiting, 1 held, 1 failed, no worker" in plain and NUMBER not in plain


def test_release_and_discard_do_what_they_say_once(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    stuck(database, organisation.id, [OutcomeUnknown("timeout"), Rejected("30003")])
    first, second = (str(row.id) for row in rows(database))
    assert runner.invoke(args=["jobs", "release", "oakfield", first, "--json"]).exit_code == 0
    assert runner.invoke(args=["jobs", "discard", "oakfield", second]).exit_code == 0
    assert [(row.state, bool(row.content)) for row in rows(database)] == [
        ("waiting", True),
        ("cancelled", False),
    ]
    again = runner.invoke(args=["jobs", "release", "oakfield", first])
    assert again.exit_code == 1 and "Somebody else has dealt with this" in again.stderr
