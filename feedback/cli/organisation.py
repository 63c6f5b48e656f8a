"""flask organisation: the first step of a real installation."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import organisations

group = AppGroup("organisation", help="Organisations of this installation.")


@group.command("add")
@click.argument("slug")
@click.argument("name")
@speaking.json_option
@speaking.plainly
def add(slug: str, name: str, as_json: bool) -> None:
    """Make an organisation. SLUG stands in addresses and never changes; NAME is what people read."""
    with speaking.writing() as session:
        made = organisations.add(session, slug, name, by=speaking.by(), today=speaking.today())
        data = {"slug": made.slug, "name": made.name}
    speaking.tell(data, as_json, lambda: [f"{data['name']} is added as {data['slug']}."])
