"""Promise of `flask survey`: listed in the contract's shape, adopted and opened, or refused in a sentence."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskCliRunner

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import organisations, surveys
from tests.feedback.invented_place import Demonstration
from tests.feedback.open_survey import answer, open_survey, revoke, rows


def introduce(database: Database, organisation: Organisation) -> None:
    with database.transaction(organisation.id) as session:
        row = organisations.current(session)
        row.help_number, row.privacy_contact = "01632 960 001", "privacy@oakfield.example.org"


def test_a_survey_is_listed_in_the_shape_people_script_against(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    opened = open_survey(database, organisation.id, signed=("ur",))
    with database.transaction(organisation.id) as session:
        answer(session, opened, "a", help_to_decide="yes")
    link = {"code": opened.code, "channel": "qr", "place": "ward-7", "label": "By the door", "state": "open"}
    expected = {
        "slug": "my-care", "title": "Your care", "organisation": "oakfield", "state": "published", "revision": 1,
        "responses": 1, "languages": ["en", "en-simple", "ur"], "links": [link],
    }  # fmt: skip
    result = runner.invoke(args=["survey", "list", "--json"])
    assert json.loads(result.stdout) == [expected]
    assert list(json.loads(result.stdout)[0]) == list(expected)
    revoke(database, opened)
    assert (
        json.loads(runner.invoke(args=["survey", "list", "--json"]).stdout)[0]["links"][0]["state"]
        == "revoked"
    )


def test_an_installation_without_surveys_lists_none(runner: FlaskCliRunner, database: Database) -> None:
    assert json.loads(runner.invoke(args=["survey", "list", "--json"]).stdout) == []


def test_the_demonstration_is_listed_with_every_language(demonstration: Demonstration) -> None:
    listed = demonstration.json("survey", "list")
    assert sorted(survey["slug"] for survey in listed) == [
        "being-heard",
        "carers",
        "friends-and-family",
        "my-care",
        "under-16",
    ]
    assert sum(survey["responses"] for survey in listed) == demonstration.loaded.responses
    # The link of the invented campaign is not among them: it opens nothing without an invitation.
    assert all(len(survey["languages"]) == 22 and len(survey["links"]) == 3 for survey in listed)


def test_from_a_shipped_survey_to_an_open_one(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    introduce(database, organisation)
    added = runner.invoke(args=["survey", "add", "carers", "--organisation", "oakfield", "--json"])
    assert json.loads(added.stdout) == {"slug": "carers", "organisation": "oakfield", "state": "draft"}
    published = runner.invoke(args=["survey", "publish", "oakfield/carers", "--json"])
    assert json.loads(published.stdout) == {
        "slug": "carers",
        "state": "published",
        "revision": 1,
        "without_reader": ["en", "en-simple"],
    }
    assert {row["by"].split(" (")[0] for row in rows(database, "audit_event")} == {"command line"}


def test_a_further_question_is_chosen_with_its_use(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    arguments = ["survey", "add", "carers", "--organisation", "oakfield"]
    silent = runner.invoke(args=[*arguments, "--about-you", "religion", "--json"])
    assert silent.exit_code == 1 and "religion" in json.loads(silent.stderr)["error"]
    assert runner.invoke(args=[*arguments, "--about-you", "religion=to plan the chapel"]).exit_code == 0
    with database.reading(organisation.id) as session:
        survey = surveys.find(session, "carers")
        assert survey is not None and survey.stated_uses == {"religion": "to plan the chapel"}


@pytest.mark.parametrize(
    "arguments",
    [["add", "nowhere", "--organisation", "oakfield"], ["add", "about-you", "--organisation", "oakfield"],
     ["add", "carers", "--organisation", "nowhere"], ["publish", "carers"], ["publish", "nowhere/carers"]],
)  # fmt: skip
def test_what_is_not_there_is_an_error_in_a_sentence_and_exits_with_one(
    runner: FlaskCliRunner, organisation: Organisation, arguments: list[str]
) -> None:
    result = runner.invoke(args=["survey", *arguments, "--json"])
    assert result.exit_code == 1 and result.stdout == "" and list(json.loads(result.stderr)) == ["error"]
    plain = runner.invoke(args=["survey", *arguments])
    assert plain.exit_code == 1 and plain.stderr.startswith("Error: ") and "Traceback" not in plain.stderr


def test_opening_at_the_command_line_warns_until_people_can_be_told_whom_to_ask(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    runner.invoke(args=["survey", "add", "carers", "--organisation", "oakfield"])
    result = runner.invoke(args=["survey", "publish", "carers", "--json"])
    assert result.exit_code == 0 and "help number" in json.loads(result.stdout)["warning"]
    assert [row["state"] for row in rows(database, "survey")] == ["published"]
