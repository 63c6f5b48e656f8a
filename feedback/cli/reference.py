"""flask reference: who there is, to set beside those who answered."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import places, reference_populations
from feedback.services.reference_populations import Description

group = AppGroup("reference", help="Reference populations: load, list.")


@group.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", required=True, help="The slug of the organisation.")
@click.option("--group", "key", required=True, help="The question about the person, such as ethnic-group.")
@click.option("--area", default="", help="The name or code of the area, where the file holds several.")
@click.option("--place", default="", help="The slug of the place it is for; without it, every place.")
@click.option("--name", default="", help="Who they are, such as “People who live in Oakfield”.")
@click.option("--source", required=True, help="Where the numbers come from, such as “Census 2021, TS021”.")
@click.option("--edition", default="", help="The year or day they are of.")
@speaking.json_option
@speaking.plainly
def load(
    file: Path,
    organisation: str,
    key: str,
    area: str,
    place: str,
    name: str,
    source: str,
    edition: str,
    as_json: bool,
) -> None:
    """Load FILE, a census table from Nomis or a list of category,people, for a question about the person."""
    with speaking.writing() as session:
        speaking.scope_to(session, organisation, as_json)
        known = reference_populations.groups(session)
        if key not in known:
            speaking.fail(f"not a question with a population: {key}; there are {', '.join(known)}", as_json)
        where = places.by_slug(session, place) if place else None
        if place and where is None:
            speaking.fail(f"there is no place {place!r} in this organisation", as_json)
        numbers, found = reference_populations.imported(known[key], file.read_bytes(), area)
        kept = reference_populations.keep(
            session,
            known[key],
            numbers,
            Description(name or found, source, edition),
            place=where,
            by=speaking.by(),
            today=speaking.today(),
        )
        data = {"group": key, "name": kept.name, "counts": kept.counts, "remarks": kept.remarks}
    people = sum(numbers.counts.values())
    speaking.tell(
        data, as_json, lambda: [f"{people:,} people kept for {key}: {data['name']}.", *numbers.remarks]
    )


@group.command("list")
@click.option("--organisation", required=True, help="The slug of the organisation.")
@speaking.json_option
@speaking.plainly
def list_(organisation: str, as_json: bool) -> None:
    """List the populations that are kept, with their source."""
    with speaking.reading() as session:
        speaking.scope_to(session, organisation, as_json)
        names = {branch.place.id: branch.place.slug for branch in places.tree(session)}
        data = [
            {
                "group": one.group_key,
                "place": names.get(one.place_id or 0),
                "name": one.name,
                "source": one.source,
                "edition": one.edition,
                "people": sum(one.counts.values()),
            }
            for one in reference_populations.everything(session)
        ]
    speaking.tell(
        data,
        as_json,
        lambda: [f"{one['group']:<24}{one['people']:>12,}  {one['name']} ({one['source']})" for one in data],
    )
