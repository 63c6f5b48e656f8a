"""How every command speaks: plain lines for people, JSON where asked, one clear sentence when it fails."""

from __future__ import annotations

import functools
import getpass
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from flask import current_app

from feedback import db
from feedback.config import Config
from feedback.services import audit, looks, organisations, surveys
from feedback.services.refusals import Refused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.models.survey import Survey

Command = TypeVar("Command", bound=Callable[..., Any])


def config() -> Config:
    """The settings of this installation."""
    found: Config = current_app.extensions["config"]
    return found


def now() -> datetime:
    """This moment in UTC, as moments are stored."""
    return audit.now()


def today() -> date:
    """This day in UTC."""
    return now().date()


def by() -> str:
    """How the audit names whoever runs a command."""
    return f"command line ({getpass.getuser()})"


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction, committed when the command ends well."""
    database: db.Database = current_app.extensions["database"]
    with database.transaction() as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads."""
    database: db.Database = current_app.extensions["database"]
    with database.reading() as session:
        yield session


def tell(data: Any, as_json: bool, lines: Callable[[], Iterator[str] | list[str]]) -> None:
    """The answer: JSON, or the lines a person reads."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for line in lines():
        click.echo(line)


def fail(message: str, as_json: bool, code: int = 1, more: Mapping[str, Any] | None = None) -> NoReturn:
    """Ends the command with a sentence on stderr, in JSON with what `more` there is to say."""
    data = {"error": message, **(more or {})}
    click.echo(json.dumps(data, ensure_ascii=False) if as_json else f"Error: {message}", err=True)
    sys.exit(code)


def plainly(command: Command) -> Command:
    """Turns what a service refuses, and a database that cannot serve, into one sentence and exit code 1."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        as_json = bool(kwargs.get("as_json"))
        try:
            return command(*args, **kwargs)
        except Refused as refusal:
            fail(refusal.message, as_json)
        except db.UNAVAILABLE as error:
            fail(
                f"the database cannot serve ({type(error).__name__}); has `flask db upgrade` been run?",
                as_json,
            )

    return wrapped  # type: ignore[return-value]  # wraps keeps the signature


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def scope_to(session: Session, organisation: str, as_json: bool = False) -> int:
    """Makes the session work for the organisation of this slug; ends the command when there is none."""
    found = looks.by_slug(session, organisation)
    if found is None:
        fail(f"there is no organisation {organisation!r}", as_json)
    db.set_scope(session, found[0])
    return found[0]


def each_organisation(session: Session, organisation: str | None, as_json: bool = False) -> Iterator[str]:
    """The slug of one organisation, or of every one without a name; the session works for each while it is told."""
    if organisation:
        wanted = [(scope_to(session, organisation, as_json), organisation)]
    else:
        wanted = [(row.id, row.slug) for row in organisations.every(session)]
    for number, slug in wanted:
        db.set_scope(session, number)
        yield slug


def find_survey(session: Session, name: str, as_json: bool = False) -> Survey:
    """The survey called `SLUG` or `ORG/SLUG`, and the session working for its organisation.

    An ambiguous name ends the command with code 2 and the choices.
    """
    organisation, _, slug = name.rpartition("/")
    matches = [
        (org, each) for org, each in surveys.everywhere(session) if each == slug and organisation in ("", org)
    ]
    if not matches:
        fail(f"there is no survey {name!r}", as_json)
    if len(matches) > 1:
        choices = ", ".join(f"{org}/{each}" for org, each in matches)
        fail(f"{name!r} is the name of more than one survey: {choices}", as_json, code=2)
    scope_to(session, matches[0][0], as_json)
    survey = surveys.find(session, slug)
    assert survey is not None
    return survey
