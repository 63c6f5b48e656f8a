"""flask fft: the official return of the Friends and Family Test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from feedback import db
from feedback.cli import speaking, whole_files
from feedback.reports import fft_files, fft_return
from feedback.reports.fft_files import Format
from feedback.reports.fft_return import Line
from feedback.services import fft_returns
from feedback.services.refusals import Refused

group = AppGroup("fft", help="The Friends and Family Test: the return for NHS England.")


@group.command("return")
@click.option("--organisation", required=True, help="The slug of the organisation.")
@click.option("--month", required=True, help="The month, such as 2026-10.")
@click.option(
    "-o", "file", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, ending in .csv or .xlsx.",
)  # fmt: skip
@speaking.json_option
@with_appcontext
@speaking.plainly
def return_(organisation: str, month: str, file: Path, as_json: bool) -> None:
    """Write the exact counts of a month by site and ward, setting, touch point of maternity care and mode.

    Small numbers are in it as they are: this is the official return, for NHS England alone. What lacks a code or a
    setting is in the file without one, and is named.
    """
    format = next((each for each in Format if file.suffix.lower() == f".{each.value}"), None)
    if format is None:
        raise click.UsageError("the name of the file ends in .csv or .xlsx")
    wanted = fft_returns.month(month)
    with speaking.reading() as session:
        organisation_id = speaking.scope_to(session, organisation, as_json)
        prepared = fft_return.prepare(session, wanted)
    try:
        with whole_files.writing(file) as out:
            out.write(fft_files.write(prepared, format))
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}") from None
    with speaking.writing() as session:
        db.set_scope(session, organisation_id)
        fft_returns.record(
            session, wanted, format=format.value, lines=len(prepared.lines), answers=prepared.total,
            by=speaking.by(),
        )  # fmt: skip
    data = {
        "organisation": organisation, "month": f"{wanted:%Y-%m}", "file": str(file), "lines": len(prepared.lines),
        "answers": prepared.total, "incomplete": [_as_data(line) for line in prepared.incomplete],
    }  # fmt: skip
    speaking.tell(data, as_json, lambda: [
        f"{prepared.total} answers in {len(prepared.lines)} lines are in {file}.",
        *(f"To mend: {line.name} ({line.place}): {', '.join(fft_files.LACKING[each] for each in line.lacks)}."
          for line in prepared.incomplete),
    ])  # fmt: skip


def _as_data(line: Line) -> dict[str, Any]:
    return {"place": line.place, "answers": line.total, "lacks": list(line.lacks)}
