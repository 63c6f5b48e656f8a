"""Promises of flask comments readers and catch-up: named from a terminal, and a queue that a timer keeps."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import delete

from feedback.db import Database
from feedback.models.comment_reader import CommentReader
from feedback.models.organisation import Organisation
from feedback.vocabulary import Role
from tests.feedback.open_survey import Open, open_survey
from tests.feedback.written_comments import colleague, write


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    """A survey that nobody reads yet; Mo and Dee may."""
    found = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        session.execute(delete(CommentReader).where(CommentReader.survey_id == found.survey_id))
        for name, role in (("mo", Role.MODERATOR), ("dee", Role.SAFEGUARDING_LEAD), ("ana", Role.ANALYST)):
            colleague(session, name, role)
    return found


def run(runner: FlaskCliRunner, *arguments: str) -> Any:
    result = runner.invoke(args=["comments", *arguments, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_readers_are_named_listed_and_taken_away(runner: FlaskCliRunner, opened: Open) -> None:
    assert run(runner, "readers", "my-care") == []
    mo, dee = "mo@oakfield.example.org", "dee@oakfield.example.org"
    told = run(
        runner, "readers", "my-care", "--lang", "en", "--lang", "ur", "--reader", mo, "--deputy", dee, "--days", "2"
    )  # fmt: skip
    assert told == [
        {
            "language": tag,
            "reader": mo,
            "deputy": dee,
            "days": 2,
            "cover": "nobody",
            "phone": "",
            "open": True,
        }
        for tag in ("en", "ur")
    ]
    assert run(runner, "readers", "oakfield/my-care", "--lang", "ur") == told[:1]
    plain = runner.invoke(args=["comments", "readers", "my-care"])
    assert plain.stdout == f"English  open  {mo}, {dee} stands in  working days: 2\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--lang", "xx", "--reader", "mo@oakfield.example.org"], "no language 'xx'"),
        (["--lang", "en", "--reader", "no@oakfield.example.org"], "no account"),
        (["--lang", "en", "--reader", "ana@oakfield.example.org"], "who may read comments"),
        (["--lang", "en", "--reader", "mo@oakfield.example.org", "--days", "30"], "1 to 10 working days"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    runner: FlaskCliRunner, opened: Open, arguments: list[str], says: str
) -> None:
    result = runner.invoke(args=["comments", "readers", "my-care", *arguments, "--json"])
    assert result.exit_code == 1 and says in json.loads(result.stderr)["error"]
    assert run(runner, "readers", "my-care") == []


def test_a_timer_keeps_the_queue(runner: FlaskCliRunner, database: Database, opened: Open) -> None:
    with database.transaction(opened.organisation_id) as session:
        for number in range(3):
            write(session, opened, f"page {number}")
    assert run(runner, "catch-up") == {"oakfield": 3}
    assert run(runner, "catch-up", "--organisation", "oakfield") == {"oakfield": 0}
    missing = runner.invoke(args=["comments", "catch-up", "--organisation", "nowhere", "--json"])
    assert missing.exit_code == 1 and "nowhere" in missing.stderr


def test_publishing_says_in_which_languages_nobody_reads(runner: FlaskCliRunner, opened: Open) -> None:
    result = runner.invoke(args=["survey", "publish", "my-care"])
    assert "Nobody reads what people would write in: English, Easy Read." in result.stdout
