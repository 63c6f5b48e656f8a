"""flask place: the places of an organisation."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import places
from feedback.vocabulary import FftSetting

group = AppGroup("place", help="Places below an organisation.")


@group.command("add")
@click.argument("slug")
@click.argument("name")
@click.option("--organisation", required=True, help="The slug of the organisation.")
@click.option("--parent", help="The slug of the place it is part of.")
@click.option("--ods", default="", help="Its ODS code, where it has one.")
@click.option(
    "--fft-setting", default="", type=click.Choice(["", *(each.value for each in FftSetting)]),
    help="What it is in the return of the Friends and Family Test.",
)  # fmt: skip
@speaking.json_option
@speaking.plainly
def add(
    slug: str, name: str, organisation: str, parent: str | None, ods: str, fft_setting: str, as_json: bool
) -> None:
    """Add a place. SLUG stands in addresses and never changes; NAME is what people say."""
    with speaking.writing() as session:
        speaking.scope_to(session, organisation, as_json)
        above = places.by_slug(session, parent) if parent else None
        if parent and above is None:
            speaking.fail(f"there is no place {parent!r} in this organisation", as_json)
        made = places.add(
            session, name, by=speaking.by(), slug=slug, parent=above, ods_code=ods, fft_setting=fft_setting
        )
        data = {"slug": made.slug, "name": made.name, "parent": parent, "ods": made.ods_code,
                "fft_setting": made.fft_setting}  # fmt: skip
    speaking.tell(data, as_json, lambda: [f"{data['name']} is added as {data['slug']}."])
