"""Promise of `flask placement list`: the register for scripts, those that need a walk first."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskCliRunner

from feedback.cli import speaking
from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import audit, collector_links, placements
from feedback.services.placements import What
from tests.feedback.open_survey import BY, TODAY, Open, open_survey


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    """An open survey with one place."""
    return open_survey(database, organisation.id)


def test_each_placement_is_listed_with_its_state(
    runner: FlaskCliRunner, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = audit.now().replace(year=TODAY.year, month=TODAY.month, day=TODAY.day)
    monkeypatch.setattr(speaking, "now", lambda: moment + timedelta(days=9))
    [one] = json.loads(runner.invoke(args=["placement", "list", "--json"]).stdout)
    assert one == {
        "code": opened.code, "organisation": "oakfield", "survey": "my-care", "place": "ward-7",
        "label": one["label"], "channel": "qr", "kind": None, "state": "never-scanned", "needs_a_walk": True,
        "hung_on": "2026-11-20", "last_scan": None, "silent_days": 9, "last_seen": None, "seen_by": None,
        "replaced_by": None,
    }  # fmt: skip
    told = runner.invoke(args=["placement", "list", "--organisation", "oakfield"]).stdout
    assert told.startswith(f"{opened.code}  never-scanned, 9 days without a scan  oakfield/ward-7")


def test_what_was_noted_and_replaced_is_told(
    runner: FlaskCliRunner, database: Database, organisation: Organisation, opened: Open
) -> None:
    with database.transaction(organisation.id) as session:
        link = collector_links.find(session, opened.code)
        assert link
        placements.say(session, link, What.SEEN, staff_id=None, by=BY, today=TODAY)
        made = placements.replace(session, link, staff_id=None, by=BY, now=audit.now()).code
    found = {
        one["code"]: one for one in json.loads(runner.invoke(args=["placement", "list", "--json"]).stdout)
    }
    assert (found[opened.code]["state"], found[opened.code]["replaced_by"]) == ("take-down", made)
    assert found[opened.code]["last_seen"] == TODAY.isoformat() and not found[opened.code]["seen_by"]


def test_an_organisation_that_is_not_there_is_an_error(runner: FlaskCliRunner, opened: Open) -> None:
    result = runner.invoke(args=["placement", "list", "--organisation", "nowhere", "--json"])
    assert result.exit_code == 1 and "error" in json.loads(result.stderr)


def test_where_nothing_hangs_it_says_so(runner: FlaskCliRunner, organisation: Organisation) -> None:
    assert runner.invoke(args=["placement", "list"]).stdout == "Nothing hangs yet.\n"
