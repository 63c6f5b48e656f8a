"""Promise of the documents: they name every verb, command and setting, and a decision names its test."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from flask.cli import FlaskGroup, ScriptInfo

from tests.house.strings import ROOT

README = (ROOT / "README.md").read_text("utf-8") if (ROOT / "README.md").is_file() else ""
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SETTINGS = sorted(set(re.findall(r"FEEDBACK_[A-Z_]+", (ROOT / "feedback" / "config.py").read_text("utf-8"))))
VERBS = re.findall(r"^([a-z]+):[^#\n]*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
MAP = (ROOT / "docs" / "map.md").read_text("utf-8")
#: Folders whose modules are named for the one thing each is: a row, a command, a migration, a part of a format.
NAMED_FOR_ONE_THING = {"models", "cli", "migrations", "demonstration", "fhir", "limesurvey", "xlsform"}
MODULES = [
    path
    for folder in ("surveys", "feedback")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path.stem != "__init__" and not NAMED_FOR_ONE_THING & set(path.relative_to(ROOT).parts)
]
#: Folders that are ours to read.
WRITTEN = ("surveys", "feedback", "templates", "static", "tests", "docs", "translations", ".ci")
#: Paths of whatever machine somebody worked on.
STRAY = re.compile(r"/(?:work|root)/|/home/[a-z]|\b[A-Z]:\\\\Users", re.IGNORECASE)


def commands() -> list[str]:
    """Every `flask` command of ours, as typed."""
    from feedback.app import create_app

    app = create_app()
    theirs = set(FlaskGroup().commands)
    context = click.Context(FlaskGroup(), obj=ScriptInfo(create_app=lambda: app))
    found: list[str] = []

    def walk(command: click.Command, name: str) -> None:
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                found.append(name)
            for part in command.list_commands(context):
                walk(command.commands[part], f"{name} {part}")
        else:
            found.append(name)

    for name, command in app.cli.commands.items():
        if name not in theirs | {"roles", "users"}:
            walk(command, f"flask {name}")
    return sorted(found)


@pytest.mark.parametrize("verb", VERBS)
def test_the_readme_names_every_verb_of_the_makefile(verb: str) -> None:
    assert f"make {verb}" in README


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_readme_names_every_setting(setting: str) -> None:
    assert setting in README


def test_the_documents_name_every_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path))
    text = " ".join(path.read_text("utf-8") for path in DOCUMENTS)
    assert not [command for command in commands() if command not in text]


def test_every_module_has_its_place_on_the_map() -> None:
    lost = [path for path in MODULES if path.name not in MAP and f"`{path.stem}`" not in MAP]
    assert not lost, ", ".join(str(path.relative_to(ROOT)) for path in lost)


def test_the_map_names_nothing_that_is_not_there() -> None:
    there = {path.name for folder in WRITTEN[:5] for path in (ROOT / folder).rglob("*")}
    there |= {path.name for path in ROOT.iterdir()}
    assert not set(re.findall(r"[\w.-]+\.(?:py|js|toml|typ|html)\b", MAP)) - there


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_names_the_test_that_keeps_it(path: Path) -> None:
    named = re.findall(r"`(tests/[\w/.-]+\.py)(?:::(\w+))?`", path.read_text("utf-8"))
    assert named, "a decision record names a test as `tests/...`"
    for file, function in named:
        assert (ROOT / file).is_file(), file
        assert not function or f"def {function}(" in (ROOT / file).read_text("utf-8"), f"{file}::{function}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_within_the_documents_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    inside = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert not [link for link in inside if not (path.parent / link).exists()]


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    files = [path for folder in WRITTEN for path in (ROOT / folder).rglob("*") if path.is_file()]
    # In a worktree of git `.git` is a file; it is nobody's to read.
    files += [path for path in ROOT.glob("*") if path.is_file() and path.name != ".git"]
    found = []
    for path in files:
        if path.suffix in {".py", ".md", ".html", ".css", ".js", ".toml", ".po", ".txt", ".svg", ".mako", ""}:
            text = path.read_text("utf-8", errors="ignore")
            if path.name != "test_docs.py" and (match := STRAY.search(text)):
                found.append(f"{path.relative_to(ROOT)}: {match.group(0)}")
    assert not found


def test_a_lock_holds_no_download_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"https?://|index-url|find-links", path.read_text("utf-8")), path.name
