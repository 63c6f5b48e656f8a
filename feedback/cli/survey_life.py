"""flask survey new, close, archive, edition: the life of a survey beside publishing it."""

from __future__ import annotations

from typing import Any

import click

from feedback.cli import speaking
from feedback.cli.survey import group
from feedback.services import drafts, library_editions, publications, surveys


@group.command("new")
@click.argument("title")
@click.option("--organisation", required=True, help="The organisation that asks.")
@speaking.json_option
@speaking.plainly
def new(title: str, organisation: str, as_json: bool) -> None:
    """Begin an empty draft called TITLE, to be built in the browser."""
    with speaking.writing() as session:
        speaking.scope_to(session, organisation, as_json)
        survey = drafts.create(session, title, by=speaking.by(), today=speaking.today())
        data = {"slug": survey.slug, "organisation": organisation, "state": survey.state}
    speaking.tell(data, as_json, lambda: [f"{organisation}/{data['slug']} is an empty draft."])


@group.command("close")
@click.argument("survey")
@click.option(
    "--leads-to", help="The open survey of the same organisation that its printed links open from now on."
)
@click.option(
    "--service-ended", is_flag=True, help="Needed for the Friends and Family Test without --leads-to."
)
@speaking.json_option
@speaking.plainly
def close(survey: str, leads_to: str | None, service_ended: bool, as_json: bool) -> None:
    """Close SURVEY; pages opened before are still taken for 24 hours."""
    with speaking.writing() as session:
        found = speaking.find_survey(session, survey, as_json)
        successor = surveys.find(session, leads_to) if leads_to else None
        if leads_to and successor is None:
            speaking.fail(f"there is no survey {leads_to!r} in this organisation", as_json)
        publications.close(
            session,
            found,
            by=speaking.by(),
            now=speaking.now(),
            leads_to=successor,
            service_ended=service_ended,
        )
        data = {"slug": found.slug, "state": found.state, "leads_to": leads_to}
    speaking.tell(data, as_json, lambda: [f"{survey} is closed."])


@group.command("archive")
@click.argument("survey")
@click.option("--back", is_flag=True, help="Bring it back instead.")
@speaking.json_option
@speaking.plainly
def archive(survey: str, back: bool, as_json: bool) -> None:
    """Put a closed SURVEY off the lists; everything is kept."""
    with speaking.writing() as session:
        found = speaking.find_survey(session, survey, as_json)
        if back:
            publications.bring_back(session, found, by=speaking.by())
        else:
            publications.archive(session, found, by=speaking.by(), today=speaking.today())
        data = {"slug": found.slug, "archived": not back}
    speaking.tell(data, as_json, lambda: [f"{survey} is {'back' if back else 'archived'}."])


@group.command("edition")
@click.argument("survey")
@click.option("--take", is_flag=True, help="Put it into the draft.")
@speaking.json_option
@speaking.plainly
def edition(survey: str, take: bool, as_json: bool) -> None:
    """Say whether the library has a later edition of SURVEY and what it would change; --take makes it the draft."""
    with speaking.writing() as session:
        found = speaking.find_survey(session, survey, as_json)
        offer = library_editions.offered(session, found)
        if offer is None:
            data: dict[str, Any] = {"slug": found.slug, "edition": found.library_edition, "newer": None}
        else:
            merged = offer.merged
            data = {
                "slug": found.slug, "edition": offer.since, "newer": offer.edition, "taken": list(merged.taken),
                "kept": list(merged.kept), "added": list(merged.added), "left": list(merged.left),
            }  # fmt: skip
            if take:
                library_editions.take_over(session, found, by=speaking.by())
    said = f"The library has edition {data['newer']}." if data["newer"] else "It is the newest edition."
    speaking.tell(data, as_json, lambda: [said])
