"""Promise of `flask translations`: out to a translator, back with an account of every line, signed by one or by two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask.testing import FlaskCliRunner

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import organisations, surveys, translation_lines, translations
from tests.feedback import a_draft
from tests.feedback.open_survey import BY, TODAY, Open, open_survey

KEY = a_draft.QUESTION


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    return open_survey(database, organisation.id)


@pytest.fixture
def run(runner: FlaskCliRunner) -> Any:
    """Runs a command of the group."""

    def invoke(*arguments: str | Path) -> Result:
        return runner.invoke(args=["translations", *map(str, arguments)])

    return invoke


def words(database: Database, opened: Open, language: str = "pl") -> dict[str, str]:
    with database.reading(opened.organisation_id) as session:
        survey = surveys.find(session, opened.slug)
        assert survey
        revision = translations.workplace(session, survey)
        return {one.key: one.text for one in translation_lines.of_revision(session, revision, language)}


def languages(runner: FlaskCliRunner) -> list[str]:
    found: list[str] = json.loads(runner.invoke(args=["survey", "list", "--json"]).stdout)[0]["languages"]
    return found


def edited(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


@pytest.mark.parametrize(
    ("name", "begins"), [("a.xlsx", b"PK"), ("a.po", b'msgid ""'), ("a.xlf", b"<?xml"), ("a.xliff", b"<?xml")]
)
def test_the_name_of_the_file_says_what_kind_it_is(
    run: Any, opened: Open, tmp_path: Path, name: str, begins: bytes
) -> None:
    result = run("export", opened.slug, "--lang", "pl", "-o", tmp_path / name)
    assert result.exit_code == 0, result.output
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_file_without_a_kind_is_a_question_of_usage(run: Any, opened: Open, tmp_path: Path) -> None:
    assert run("export", opened.slug, "--lang", "pl", "-o", tmp_path / "a.doc").exit_code == 2
    result = run("export", opened.slug, "--lang", "pl", "-o", tmp_path / "a", "--format", "po")
    assert result.exit_code == 0 and (tmp_path / "a").is_file()


def test_a_folder_that_is_not_there_is_one_clear_sentence(run: Any, opened: Open, tmp_path: Path) -> None:
    result = run("export", opened.slug, "--lang", "pl", "-o", tmp_path / "no" / "a.po")
    assert result.exit_code == 1 and "cannot be written" in result.stderr


@pytest.mark.parametrize(
    "given", [[], ["--survey", "my-care"], ["--lang", "pl"], ["--survey", "my-care", "--lang", "pl"]]
)
def test_what_came_back_is_taken_and_told_whether_or_not_the_survey_is_named(
    run: Any, database: Database, opened: Open, tmp_path: Path, given: list[str]
) -> None:
    path = tmp_path / "a.po"
    before = words(database, opened)[KEY]
    run("export", opened.slug, "--lang", "pl", "-o", path)
    edited(path, before, "Pomagam decydować.")
    result = run("import", path, *given, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["survey"], told["language"], told["rejected"], told["missing"]) == ("my-care", "pl", [], [])
    assert [(one["key"], one["text"], one["before"]) for one in told["accepted"]] == [
        (KEY, "Pomagam decydować.", before)
    ]
    assert words(database, opened)[KEY] == "Pomagam decydować."


def test_a_line_that_was_not_taken_is_told_with_its_place_and_why_and_the_command_fails(
    run: Any, database: Database, opened: Open, tmp_path: Path
) -> None:
    path = tmp_path / "a.po"
    run("export", opened.slug, "--lang", "pl", "-o", path)
    edited(path, words(database, opened)[KEY], "<b>Pomagam</b>")
    result = run("import", path, "--survey", opened.slug, "--lang", "pl", "--json")
    [rejected] = json.loads(result.stdout)["rejected"]
    assert (
        result.exit_code == 1 and rejected["key"] == KEY and rejected["where"] and "code" in rejected["why"]
    )
    assert "1 not taken" in run("import", path, "--survey", opened.slug, "--lang", "pl").stdout


def test_a_file_that_is_of_two_organisations_needs_a_name(
    run: Any, database: Database, opened: Open, tmp_path: Path
) -> None:
    path = tmp_path / "a.po"
    run("export", opened.slug, "--lang", "pl", "-o", path)
    with database.transaction() as session:
        organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
        surveys.adopt(session, "my-care", by=BY, today=TODAY)
    result = run("import", path)
    assert result.exit_code == 2 and "elsewhere/my-care --lang pl" in result.stderr
    assert run("import", path, "--survey", "elsewhere/my-care").exit_code == 0


def test_a_file_of_nothing_here_is_refused(run: Any, opened: Open, tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text('msgid ""\nmsgstr ""\n\nmsgctxt "x"\nmsgid "A cat"\nmsgstr "Kot"\n', "utf-8")
    result = run("import", path, "--json")
    assert result.exit_code == 1 and "of no survey here" in json.loads(result.stderr)["error"]


def test_two_people_sign_in_one_go(run: Any, runner: FlaskCliRunner, opened: Open) -> None:
    result = run("sign-off", opened.slug, "--lang", "pl", "--by", "T. Example", "--role", "Translator",
                 "--second", "S. Example", "--second-role", "Interpreter", "--json")  # fmt: skip
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["second"] == "S. Example" and told["on_offer"] and not told["draft"]
    assert "pl" in languages(runner)


@pytest.mark.parametrize("second", [["--second", "S. Example"], ["--second-role", "Interpreter"]])
def test_a_second_reader_has_a_name_and_a_role(run: Any, opened: Open, second: list[str]) -> None:
    arguments = ["sign-off", opened.slug, "--lang", "pl", "--by", "T. Example", "--role", "Translator"]
    assert run(*arguments, *second).exit_code == 2


def test_one_signature_is_told_to_wait_where_the_organisation_wants_two(
    run: Any, runner: FlaskCliRunner, database: Database, opened: Open
) -> None:
    with database.transaction(opened.organisation_id) as session:
        organisations.current(session).second_reviewer = True
    result = run("sign-off", opened.slug, "--lang", "pl", "--by", "T. Example", "--role", "Translator")
    assert result.exit_code == 0 and "waits for a second reader" in result.stdout
    assert "pl" not in languages(runner)


def test_the_same_person_twice_signs_nothing(run: Any, runner: FlaskCliRunner, opened: Open) -> None:
    result = run("sign-off", opened.slug, "--lang", "pl", "--by", "T. Example", "--role", "Translator",
                 "--second", "T. Example", "--second-role", "Interpreter")  # fmt: skip
    assert result.exit_code == 1 and "Somebody else" in result.stderr and "pl" not in languages(runner)


def test_a_draft_is_what_is_signed_and_the_command_says_so(
    run: Any, runner: FlaskCliRunner, database: Database, opened: Open
) -> None:
    with database.transaction(opened.organisation_id) as session:
        survey = surveys.find(session, opened.slug)
        assert survey
        a_draft.begin(session, survey)
    result = run("sign-off", opened.slug, "--lang", "pl", "--by", "T. Example", "--role", "Translator")
    assert "on offer once the draft is published" in result.stdout and "pl" not in languages(runner)
