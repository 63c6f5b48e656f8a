"""Promise of `flask comments`: the lists and who reviewed them, for people and for scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import risk_lists, risk_reviews, staff_members
from feedback.vocabulary import Role
from tests.feedback.open_survey import BY, NOW, TODAY


@pytest.fixture
def words(runner: FlaskCliRunner) -> Any:
    """Runs the command; its JSON."""

    def invoke(*arguments: str) -> Any:
        found = runner.invoke(args=["comments", "words", *arguments, "--json"])
        assert found.exit_code == 0, found.output
        return json.loads(found.stdout)

    return invoke


def test_every_language_says_where_its_list_stands(words: Any) -> None:
    lists = words()["lists"]
    assert [one["language"] for one in lists] == risk_lists.languages()
    assert {(one["status"], tuple(one["reviewed_by"]), one["reviewed_here"]) for one in lists} == {
        ("draft", (), None)
    }


def test_one_language_is_shown_with_every_phrase(words: Any, runner: FlaskCliRunner) -> None:
    urdu = words("--lang", "ur")
    assert urdu["phrases"] == {key.value: list(its) for key, its in risk_lists.of("ur").phrases.items()}
    plain = runner.invoke(args=["comments", "words", "--lang", "ur"]).output
    assert "suicide-or-self-harm:" in plain and "reviewed by nobody here" in plain


def test_an_organisation_says_who_signed_and_what_it_added(
    words: Any, database: Database, organisation: Organisation
) -> None:
    with database.transaction(organisation.id) as session:
        lead = staff_members.add(session, "lead@example.org", role=Role.SAFEGUARDING_LEAD, by=BY, now=NOW).id
        risk_reviews.sign(session, "ur", name="A. Reader", role="Nurse", staff_id=lead, by=BY, today=TODAY)
        risk_reviews.add_phrase(session, "child-at-risk", "blue door", staff_id=lead, by=BY, today=TODAY)
    told = words("--lang", "ur", "--organisation", "oakfield")
    assert told["lists"][0]["reviewed_here"] == {"name": "A. Reader", "role": "Nurse", "on": "2026-11-20"}
    assert told["own"] == [{"category": "child-at-risk", "phrase": "blue door"}]
