"""Promises of `flask poster`: a print in languages on offer, its code read back, or one sentence that says why not."""

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
from tests.feedback.channels.invented_print import codes_read
from tests.feedback.open_survey import Open, open_survey, revoke


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


def test_a_poster_is_printed_in_the_languages_asked_for(
    at_home: FlaskCliRunner, opened: Open, tmp_path: Path
) -> None:
    file = tmp_path / "poster.pdf"
    asked = ["poster", opened.code.lower(), "--lang", "en", "--lang", "UR", "--paper", "a5", "-o", str(file)]
    done = at_home.invoke(args=[*asked, "--json"])
    assert done.exit_code == 0, done.output
    address = f"HTTPS://FEEDBACK.EXAMPLE.ORG/S/{opened.code}"
    assert json.loads(done.stdout) == {
        "code": opened.code, "address": address, "format": "poster", "paper": "a5", "languages": ["en", "ur"],
        "file": str(file), "bytes": file.stat().st_size,
    }  # fmt: skip
    assert codes_read(file.read_bytes(), 72) == [address]


@pytest.mark.parametrize(
    ("wanted", "codes"), [("table-tent", 2), ("leaflet", 3), ("stickers", 8), ("card", 10)]
)
def test_every_other_format_is_printed_too(
    at_home: FlaskCliRunner, opened: Open, tmp_path: Path, wanted: str, codes: int
) -> None:
    file = tmp_path / "print.pdf"
    done = at_home.invoke(args=["poster", opened.code, "--format", wanted, "-o", str(file)])
    address = f"HTTPS://FEEDBACK.EXAMPLE.ORG/S/{opened.code}"
    assert done.stdout == f"{file} is ready to print. Its code says {address}\n"
    assert codes_read(file.read_bytes(), 150) == [address] * codes


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--lang", "pl"], "not on offer in pl; it is in: en, en-simple, ur"),
        (["--lang", "xx"], "not on offer in xx"),
        (["--lang", "bfi"], "British Sign Language is not written"),
        (["--lang", "en", "--lang", "en"], "each language stands on a print once"),
        (["--format", "card", "--paper", "a5"], "a sheet of contact cards is printed on A4"),
    ],
)
def test_what_cannot_be_printed_is_one_sentence_and_makes_no_file(
    at_home: FlaskCliRunner, opened: Open, tmp_path: Path, options: list[str], reason: str
) -> None:
    file = tmp_path / "poster.pdf"
    done = at_home.invoke(args=["poster", opened.code, *options, "-o", str(file), "--json"])
    assert done.exit_code == 1 and reason in json.loads(done.stderr)["error"] and not file.exists()


def test_a_link_that_is_not_there_or_revoked_has_no_poster(
    at_home: FlaskCliRunner, opened: Open, database: Database, tmp_path: Path
) -> None:
    arguments = ["-o", str(tmp_path / "poster.pdf")]
    assert "no link 'NOWHERE99'" in at_home.invoke(args=["poster", "NOWHERE99", *arguments]).stderr
    revoke(database, opened)
    assert "revoked" in at_home.invoke(args=["poster", opened.code, *arguments]).stderr


def test_a_file_that_cannot_be_written_is_one_sentence(
    at_home: FlaskCliRunner, opened: Open, tmp_path: Path
) -> None:
    done = at_home.invoke(args=["poster", opened.code, "-o", str(tmp_path / "nowhere" / "poster.pdf")])
    assert done.exit_code == 1 and "cannot be written" in done.stderr


def test_without_an_address_only_the_demonstration_has_posters(
    runner: FlaskCliRunner, opened: Open, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "poster.pdf"
    arguments = ["poster", opened.code, "-o", str(file)]
    refused = runner.invoke(args=arguments)
    assert refused.exit_code == 1 and "FEEDBACK_BASE_URL is not set" in refused.stderr and not file.exists()
    with database.transaction(opened.organisation_id) as session:
        session.get_one(Organisation, opened.organisation_id).demonstration = True
    assert runner.invoke(args=arguments).exit_code == 0
    [text] = pages_of(file.read_bytes())
    assert f"127.0.0.1:8000/S/{opened.code}" in text and "Invented." in text
