"""flask responses: answers from paper or another system, out to whoever may have them, and their end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from feedback import db
from feedback.cli import speaking, whole_files
from feedback.reports import frame_files
from feedback.reports.exports import formats
from feedback.reports.exports.formats import Format
from feedback.reports.exports.source import NothingToExport
from feedback.services import answer_exports, intake, retention
from feedback.services.refusals import Refused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.models.survey import Survey

group = AppGroup("responses", help="Answers: load them, export them, expire old ones.")


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
    if gone:
        # What was deleted must not lie about in the columns that reports made of it.
        frame_files.forget(speaking.config().frames)
    lines = [f"{slug}: {number} answerings deleted." for slug, number in gone.items()]
    speaking.tell(gone, as_json, lambda: lines or ["Nothing is older than it may be."])


@group.command("export")
@click.argument("survey")
@click.option(
    "--format", "format", required=True, type=click.Choice([each.value for each in Format]),
    help="The kind of file. csv has its codebook written beside it.",
)  # fmt: skip
@click.option(
    "-o", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write."
)
@click.option("--comments", "words", is_flag=True, help="With what people wrote; needs --by.")
@click.option(
    "--by", "reader", metavar="EMAIL", help="Whom the file is for: a colleague who may read comments."
)
@click.option("--purpose", default="", help="What it is for, in one line; the audit keeps it.")
@speaking.json_option
@speaking.plainly
def export(
    survey: str, format: str, file: Path, words: bool, reader: str | None, purpose: str, as_json: bool
) -> None:
    """Write the answers to SURVEY into a file: one row a response, without those taken back.

    No row leads back to a page, a receipt or a link. Keep the file safe: rows together can show who somebody is.
    """
    said = answer_exports.purpose(purpose or "not said, on the command line")
    if words and not reader:
        raise click.UsageError("--comments needs --by: whoever may read what people wrote")
    with speaking.reading() as session:
        found = speaking.find_survey(session, survey, as_json)
        organisation, survey_id = found.organisation_id, found.id
        bounds = answer_exports.reach_of_reader(session, reader or "") if words else None
        number = _write(session, found, Format(format), file, words, bounds)
    with speaking.writing() as session:
        db.set_scope(session, organisation)
        answer_exports.record(
            session, survey_id, format=format, rows=number, purpose=said, words=words,
            by=f"{reader}, {speaking.by()}" if reader else speaking.by(),
        )  # fmt: skip
    data = {"survey": survey, "format": format, "file": str(file), "rows": number}
    speaking.tell(data, as_json, lambda: [f"{number} responses are in {file}."])


def _write(
    session: Session, survey: Survey, format: Format, file: Path, words: bool, bounds: list[int] | None
) -> int:
    """Writes the file whole or not at all, for its owner's eyes alone; returns how many rows it has."""
    try:
        with whole_files.writing(file) as out:
            written = formats.write(session, survey.id, format, out, places=bounds, words=words)
        if format is Format.CSV:
            with whole_files.writing(file.with_name(f"{file.stem}-codebook.csv")) as out:
                formats.write_codebook(session, survey.id, out, words=words)
    except NothingToExport:
        raise Refused("this survey was never published, so nobody has answered it") from None
    except formats.NotInstalled as missing:
        raise Refused(str(missing)) from None
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}") from None
    return written.rows
