"""Promises of `flask paper`: a form in a language on offer, and a reason where there can be none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from feedback.app import create_app
from feedback.config import Config
from feedback.db import Database
from feedback.models.organisation import Organisation
from tests.feedback.channels.invented_form import pages_of
from tests.feedback.open_survey import NOW, Open, close, open_survey, revoke


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    """An open survey with one place, in English, Easy Read and Urdu."""
    return open_survey(database, organisation.id, signed=("ur",))


@pytest.fixture
def at_home(config: Config, opened: Open) -> Iterator[FlaskCliRunner]:
    """Somebody at the command line of an installation that knows its address."""
    app = create_app(replace(config, base_url="https://feedback.example.org"))
    yield app.test_cli_runner()
    app.extensions["database"].engine.dispose()


@pytest.mark.parametrize("language", ["en", "en-simple", "ur"])
def test_a_form_is_printed_in_each_language_on_offer(
    at_home: FlaskCliRunner, opened: Open, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "form.pdf"
    done = at_home.invoke(args=["paper", opened.code.lower(), "--lang", language, "-o", str(file), "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said == {
        "code": opened.code,
        "language": language,
        "file": str(file),
        "bytes": file.stat().st_size,
    }
    assert f"FEEDBACK.EXAMPLE.ORG/S/{opened.code}" in pages_of(file.read_bytes())[0]


def test_a_person_is_told_that_it_is_ready(at_home: FlaskCliRunner, opened: Open, tmp_path: Path) -> None:
    done = at_home.invoke(args=["paper", opened.code, "-o", str(tmp_path / "form.pdf")])
    assert done.stdout == f"{tmp_path / 'form.pdf'} is ready to print.\n"


@pytest.mark.parametrize(
    ("code", "language", "reason"),
    [("NOWHERE99", "en", "no link"), ("", "pl", "not on offer in 'pl'; it is in: en, en-simple, ur"),
     ("", "xx", "not on offer")],
)  # fmt: skip
def test_what_is_not_there_is_an_error_and_makes_no_file(
    at_home: FlaskCliRunner, opened: Open, tmp_path: Path, code: str, language: str, reason: str
) -> None:
    file = tmp_path / "form.pdf"
    done = at_home.invoke(args=["paper", code or opened.code, "--lang", language, "-o", str(file), "--json"])
    assert done.exit_code == 1 and reason in json.loads(done.stderr)["error"] and not file.exists()


def test_a_link_or_survey_that_takes_no_answers_is_not_printed(
    at_home: FlaskCliRunner, opened: Open, database: Database, tmp_path: Path
) -> None:
    arguments = ["paper", opened.code, "-o", str(tmp_path / "form.pdf")]
    close(database, opened, NOW)
    assert "not open" in at_home.invoke(args=arguments).stderr
    revoke(database, opened)
    assert "revoked" in at_home.invoke(args=arguments).stderr


def test_a_file_that_cannot_be_written_is_one_sentence(
    at_home: FlaskCliRunner, opened: Open, tmp_path: Path
) -> None:
    done = at_home.invoke(args=["paper", opened.code, "-o", str(tmp_path / "nowhere" / "form.pdf")])
    assert done.exit_code == 1 and "cannot be written" in done.stderr


def test_without_an_address_only_the_demonstration_is_printed(
    runner: FlaskCliRunner, opened: Open, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "form.pdf"
    arguments = ["paper", opened.code, "-o", str(file)]
    refused = runner.invoke(args=arguments)
    assert refused.exit_code == 1 and "FEEDBACK_BASE_URL is not set" in refused.stderr and not file.exists()
    with database.transaction(opened.organisation_id) as session:
        session.get_one(Organisation, opened.organisation_id).demonstration = True
    assert runner.invoke(args=arguments).exit_code == 0
    assert f"127.0.0.1:8000/S/{opened.code}" in pages_of(file.read_bytes())[0]
