"""flask results: results by group under a profile, and publishing them."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from feedback import db
from feedback.cli import speaking
from feedback.reports import groupings, suppression
from feedback.reports import results as reported
from feedback.reports.suppression import Profile
from feedback.services import snapshots, surveys
from feedback.services.refusals import Refused

_BY = click.option(
    "--by",
    "groups",
    multiple=True,
    help="A group, such as age-band; place, period, channel or language; two crossed, such as sex*age-band; "
    "again for another table.",
)


class _Results(AppGroup):
    """`flask results SURVEY ...` shows; `flask results publish SURVEY ...` publishes."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            args = ["show", *args]
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["show", *args]
        return super().parse_args(ctx, args)


group = _Results(
    "results", help="Results by group: flask results SURVEY --by GROUP; flask results publish SURVEY."
)


@group.command("show")
@click.argument("survey")
@_BY
@click.option("--question", "question", help="One question only.")
@click.option(
    "--profile",
    type=click.Choice(["staff", "public"]),
    default="staff",
    show_default=True,
    help="Whose eyes.",
)
@speaking.json_option
@with_appcontext
@speaking.plainly
def show(survey: str, groups: tuple[str, ...], question: str | None, profile: str, as_json: bool) -> None:
    """Show SURVEY's results; `public` reads the newest published snapshot."""
    with speaking.reading() as session:
        found = speaking.find_survey(session, survey, as_json)
        revision = surveys.revision_of(session, found)
        if revision is None:
            raise Refused("this survey has never been published")
        definition = surveys.definition_of(revision)
        if problem := groupings.problem(definition, groups):
            raise Refused(problem)
        if profile == "public":
            snapshot = snapshots.newest(session, found)
            if snapshot is None:
                raise Refused("nothing has been published yet: flask results publish")
            definition = surveys.frozen_definition(session, snapshot.revision_id)
            shown_under, total, items = (
                Profile(snapshot.profile),
                snapshot.shown_total,
                reported.items_of(snapshot),
            )
        else:
            for key in groups:
                if others := suppression.in_the_way(key, groups, ()):
                    raise Refused(
                        f"ask for {key} by itself: beside {', '.join(others)} it would tell too much"
                    )
            shown_under = Profile.STAFF
            total, items = suppression.measured(session, found, definition, list(groups), shown_under)
        places = reported.place_names(session)
        data = reported.table(found.slug, shown_under, total, items, definition, groups, places)
    data["profile"] = profile
    if question:
        data["items"] = [item for item in data["items"] if item["key"] == question]
        if not data["items"]:
            raise Refused(f"there is no counted question {question!r} in this survey")
    speaking.tell(data, as_json, lambda: _lines(data))


def _lines(data: dict[str, Any]) -> list[str]:
    lines = [f"{data['survey']}: {_or_few(data['responses'])} responses ({data['profile']} profile)"]
    for item in data["items"]:
        lines += ["", item["text"], f"  {'everybody':<44}{_cell(item['overall'])}"]
        lines += [f"  {cell['label'][:42]:<44}{_cell(cell)}" for cell in item["groups"]]
    return lines


def _or_few(number: int | None) -> str:
    return "too few to show" if number is None else str(number)


def _cell(cell: dict[str, Any]) -> str:
    if cell["base"] is None:
        return "not published" if cell["suppressed"] == "not-published" else "too few to show"
    options = [
        f"{o['label']} {'–' if o['percent'] is None else str(o['percent']) + '%'}" for o in cell["options"]
    ]
    return f"{cell['base']:>6}  {'  '.join(options)}"


@group.command("publish")
@click.argument("survey")
@_BY
@speaking.json_option
@with_appcontext
@speaking.plainly
def publish(survey: str, groups: tuple[str, ...], as_json: bool) -> None:
    """Freeze and publish SURVEY's results, by the groups named or by all of them."""
    with speaking.reading() as session:
        found = speaking.find_survey(session, survey, as_json)
        organisation = found.organisation_id
        prepared = snapshots.prepare(session, found, groups)
    with speaking.writing() as session:
        db.set_scope(session, organisation)
        snapshot = snapshots.keep(session, prepared, by=speaking.by(), today=speaking.today())
        number, by = snapshot.number, snapshot.groups
    data = {"survey": survey.rpartition("/")[2], "snapshot": number, "groups": by}
    speaking.tell(data, as_json, lambda: [f"{survey}: snapshot {number} is published by {', '.join(by)}."])
