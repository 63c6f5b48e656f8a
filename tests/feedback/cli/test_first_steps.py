"""The first steps of a real installation, from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskCliRunner

from feedback.db import Database
from feedback.services import audit, organisations, places, staff_members

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PASSWORD = "tangerine orbit lamp\n"


@pytest.fixture(autouse=True)
def _organisation(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["organisation", "add", "oak", "Oak (invented)"]).exit_code == 0


def test_an_organisation_a_place_and_an_account(runner: FlaskCliRunner, database: Database) -> None:
    assert (
        runner.invoke(
            args=["place", "add", "site", "Site", "--organisation", "oak", "--ods", "rx1"]
        ).exit_code
        == 0
    )
    ward = ["place", "add", "ward-7", "Ward 7", "--organisation", "oak", "--parent", "site"]
    assert runner.invoke(args=ward).exit_code == 0
    add = [
        "staff",
        "add",
        "ana@example.org",
        "--organisation",
        "oak",
        "--role",
        "ward-lead",
        "--place",
        "ward-7",
    ]
    done = runner.invoke(args=[*add, "--password-stdin"], input=PASSWORD)
    assert done.exit_code == 0
    assert "tangerine" not in done.output
    with database.reading() as session:
        oak = organisations.by_slug(session, "oak")
        assert oak is not None
    with database.reading(oak.id) as session:
        assert [(each.place.slug, each.depth) for each in places.tree(session)] == [
            ("site", 0),
            ("ward-7", 1),
        ]
        (ana,) = staff_members.colleagues(session)
        assert (ana.membership.role, ana.place.slug if ana.place else "") == ("ward-lead", "ward-7")
        assert not ana.invited
        assert all(event.by.startswith("command line (") for event in audit.latest(session))


def test_without_a_password_a_link_is_printed_and_works(runner: FlaskCliRunner, client: FlaskClient) -> None:
    add = ["staff", "add", "ana@example.org", "--organisation", "oak", "--role", "administrator", "--json"]
    link = json.loads(runner.invoke(args=add).stdout)["link"]
    assert link.startswith("/staff/welcome/")
    assert client.get(link).status_code == 200


def test_the_last_administrator_finds_a_way_back(runner: FlaskCliRunner, database: Database) -> None:
    account = ["ana@example.org", "--organisation", "oak"]
    runner.invoke(
        args=["staff", "add", *account, "--role", "administrator", "--password-stdin"], input=PASSWORD
    )
    done = runner.invoke(args=["staff", "reset", *account, "--second-step", "--json"])
    assert json.loads(done.stdout)["link"].startswith("/staff/welcome/")
    with database.reading() as session:
        member = staff_members.by_email(session, "ana@example.org")
    assert member is not None and member.password is None


@pytest.mark.parametrize(
    "command",
    [
        ["organisation", "add", "oak", "Again"],
        ["organisation", "add", "Oak Trust", "Wrong slug"],
        ["place", "add", "ward", "Ward", "--organisation", "nowhere"],
        ["place", "add", "ward", "Ward", "--organisation", "oak", "--parent", "nowhere"],
        ["place", "add", "ward", "Ward", "--organisation", "oak", "--ods", "!"],
        ["staff", "add", "nonsense", "--organisation", "oak", "--role", "staff"],
        ["staff", "add", "a@example.org", "--organisation", "oak", "--role", "ward-lead"],
        ["staff", "add", "a@example.org", "--organisation", "oak", "--role", "staff", "--place", "nowhere"],
        ["staff", "add", "a@example.org", "--organisation", "oak", "--role", "staff", "--password-stdin"],
        ["staff", "reset", "nobody@example.org", "--organisation", "oak"],
    ],
)
def test_a_refusal_is_one_sentence_and_nothing_is_kept(
    runner: FlaskCliRunner, database: Database, command: list[str]
) -> None:
    done = runner.invoke(args=[*command, "--json"], input="password1234\n")
    assert done.exit_code == 1
    assert list(json.loads(done.stderr)) == ["error"]
    assert done.stdout == ""
    with database.reading(1) as session:
        assert places.tree(session) == [] and staff_members.colleagues(session) == []


@pytest.mark.parametrize(
    "command",
    [
        ["organisation", "add", "oak"],
        ["place", "add", "ward", "Ward"],
        ["staff", "add", "a@example.org", "--organisation", "oak", "--role", "owner"],
        ["db", "backup"],
        ["staff", "nothing"],
    ],
)
def test_a_usage_error_exits_2(runner: FlaskCliRunner, command: list[str]) -> None:
    assert runner.invoke(args=command).exit_code == 2


@pytest.mark.parametrize(
    "command",
    ["organisation", "organisation add", "place add", "staff add", "staff reset", "db", "db upgrade", "db backup",
     "db restore", "db check"],
)  # fmt: skip
def test_every_command_has_help(runner: FlaskCliRunner, command: str) -> None:
    done = runner.invoke(args=[*command.split(), "--help"])
    assert done.exit_code == 0 and "Usage:" in done.output
