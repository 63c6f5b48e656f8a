"""flask responses: answers from paper or another system, and their end."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import intake, retention
from feedback.services.refusals import Refused

group = AppGroup("responses", help="Answers: load them from paper or another system, expire old ones.")


@group.command("load")
@click.argument("survey")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@speaking.json_option
@speaking.plainly
def load(survey: str, file: Path, as_json: bool) -> None:
    """Load FILE, a CSV with a column a question key, into SURVEY.

    Further columns are language, channel, answered_on and link. Several answers to one question are parted by
    semicolons. Good rows are kept and bad rows named by line; loading the mended file again doubles nothing.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines, speaking.writing() as session:
            found = speaking.find_survey(session, survey, as_json)
            report = intake.load(session, found, lines, by=speaking.by(), today=speaking.today())
    except UnicodeDecodeError as error:
        raise Refused(f"the file is not UTF-8 text: {error.reason}") from None
    data = {
        "stored": report.stored,
        "repeated": report.repeated,
        "refused": report.bad,
        "problems": report.problems,
    }
    speaking.tell(data, as_json, lambda: [
        f"{report.stored} responses stored, {report.repeated} were there already, {report.bad} refused.",
        *report.problems,
    ])  # fmt: skip
    if report.bad:
        raise SystemExit(1)


@group.command("expire")
@speaking.json_option
@speaking.plainly
def expire(as_json: bool) -> None:
    """Delete answers that are older than their organisation promised to keep them, and doubtful sheets of paper that
    nobody decided on in four weeks; run it every day. Counts of answers by the hour go after 60 days."""
    with speaking.writing() as session:
        gone = retention.expire(session, by=speaking.by(), today=speaking.today())
    lines = [f"{slug}: {number} answerings deleted." for slug, number in gone.items()]
    speaking.tell(gone, as_json, lambda: lines or ["Nothing is older than it may be."])
