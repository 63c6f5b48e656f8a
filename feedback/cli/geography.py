"""flask geography: the look-up from a postcode to its decile of deprivation."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import geographies
from feedback.services.refusals import Refused

group = AppGroup("geography", help="Postcode to deprivation decile.")


@group.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--edition", required=True, help="The edition, such as 2025.")
@speaking.json_option
@speaking.plainly
def load(file: Path, edition: str, as_json: bool) -> None:
    """Load FILE, a CSV with the columns postcode and decile, as an edition; a bad row is named and nothing is kept."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines, speaking.writing() as session:
            number = geographies.load(session, lines, edition, today=speaking.today())
    except (geographies.BadLookUp, UnicodeDecodeError) as error:
        raise Refused(str(error)) from None
    speaking.tell(
        {"edition": edition, "postcodes": number},
        as_json,
        lambda: [f"{number} postcodes loaded as {edition}."],
    )
