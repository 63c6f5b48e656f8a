"""flask survey import and export: surveys in from files of other systems, and out to them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from feedback.channels import links
from feedback.channels.paper import Unprintable
from feedback.cli import paper, speaking
from feedback.cli.survey import group
from feedback.services import collector_links, exchanges, papers
from surveys.formats import doors
from surveys.formats.accounting import Account

#: A printable form carries the code of a link, and so is made beside the other files.
PDF = "pdf"


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", required=True, help="The organisation that gets the draft.")
@click.option(
    "--format", "format", type=click.Choice(doors.NAMES), help="What the file is; told from it otherwise."
)
@speaking.json_option
@speaking.plainly
def import_(file: Path, organisation: str, format: str | None, as_json: bool) -> None:
    """Make a draft of FILE, and say of every item whether it was carried over, changed or dropped, and why."""
    try:
        content = file.read_bytes()
    except OSError as error:
        speaking.fail(f"{file} cannot be read: {error.strerror}", as_json)
    with speaking.writing() as session:
        speaking.scope_to(session, organisation, as_json)
        try:
            survey, account = exchanges.bring(
                session, content, file.name, format=format, by=speaking.by(), now=speaking.now()
            )
        except exchanges.NotBrought as refused:
            speaking.fail(refused.message, as_json, more=refused.account.as_data() if refused.account else {})
        data: dict[str, Any] = {"slug": survey.slug, "organisation": organisation, "state": survey.state}
        data |= account.as_data()
    speaking.tell(data, as_json, lambda: [f"{organisation}/{data['slug']} is a draft.", *_lines(account)])


def _lines(account: Account) -> list[str]:
    told = []
    for title, entries in (
        ("Carried over", account.carried), ("Changed", account.changed), ("Dropped", account.dropped),
    ):  # fmt: skip
        told.append(f"{title}: {len(entries)}")
        told += [
            f"    {e.item} ({e.where}){': ' if e.why else ''}{' '.join(e.why)}" for e in entries if e.why
        ]
    return [*told, *account.remarks]


@group.command("export")
@click.argument("survey")
@click.option(
    "--format", "format", required=True, type=click.Choice([*(f.value for f in exchanges.Format), PDF]),
    help="xlsform, fhir, json, codebook, or pdf for a form to print.",
)  # fmt: skip
@click.option("--lang", "language", default="en", show_default=True, help="The language of a printed form.")
@click.option(
    "-o", "file", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else the output."
)
@speaking.json_option
@speaking.plainly
def export(survey: str, format: str, language: str, file: Path | None, as_json: bool) -> None:
    """Take SURVEY out as a file: its draft, or what is published where there is none."""
    content = _printed(survey, language, as_json) if format == PDF else _taken(survey, format, as_json)
    if file is None:
        sys.stdout.buffer.write(content)
        return
    try:
        file.write_bytes(content)
    except OSError as error:
        speaking.fail(f"{file} cannot be written: {error.strerror}", as_json)
    data = {"survey": survey, "format": format, "file": str(file), "bytes": len(content)}
    speaking.tell(data, as_json, lambda: [f"{file} is written."])


def _taken(survey: str, format: str, as_json: bool) -> bytes:
    with speaking.reading() as session:
        found = speaking.find_survey(session, survey, as_json)
        return exchanges.take(session, found, exchanges.Format(format)).content


def _printed(survey: str, language: str, as_json: bool) -> bytes:
    with speaking.reading() as session:
        found = speaking.find_survey(session, survey, as_json)
        open_ones = [
            link.code for link in collector_links.listed(session, survey_id=found.id) if not link.revoked_at
        ]
    if not open_ones:
        speaking.fail(
            "a printed form carries the code of a link: make one first with flask link add", as_json
        )
    wanted, base = paper.form(open_ones[0], language, as_json)
    try:
        return papers.print_form(wanted, base)
    except (links.NoBaseAddress, Unprintable) as error:
        speaking.fail(str(error), as_json)
