"""flask survey: which surveys there are, adopting a shipped one, publishing."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import comment_readers, overviews, publications, surveys
from feedback.vocabulary import ENGLISH_NAMES
from surveys import reading

_NO_CONTACTS = (
    "No help number or no privacy contact is set yet. Give them in Settings: every survey page shows them."
)
group = AppGroup("survey", help="Surveys: list, add, publish.")


@group.command("list")
@speaking.json_option
@speaking.plainly
def list_(as_json: bool) -> None:
    """List every survey with its state, responses, languages and links."""
    with speaking.reading() as session:
        found: list[dict[str, Any]] = overviews.of_surveys(session)
    speaking.tell(found, as_json, lambda: [line for survey in found for line in _lines(survey)])


def _lines(survey: dict[str, Any]) -> list[str]:
    head = (
        f"{survey['organisation']}/{survey['slug']}  {survey['state']}  revision {survey['revision']}  "
        f"{survey['responses']} responses  {' '.join(survey['languages'])}"
    )
    shown = ("code", "channel", "place", "state", "label")
    return [head, *("    " + "  ".join(link[name] for name in shown) for link in survey["links"])]


@group.command("add")
@click.argument("slug")
@click.option("--organisation", required=True, help="The organisation that asks.")
@click.option(
    "--about-you", multiple=True, help="KEY=USE: a further about-you question and what it will be used for."
)
@speaking.json_option
@speaking.plainly
def add(slug: str, organisation: str, about_you: tuple[str, ...], as_json: bool) -> None:
    """Adopt the shipped survey SLUG as a draft, with the short about-you block and any further question named."""
    uses = dict(entry.partition("=")[::2] for entry in about_you)
    with speaking.writing() as session:
        speaking.scope_to(session, organisation, as_json)
        if slug not in {shipped.key for shipped in surveys.shipped()}:
            names = ", ".join(shipped.key for shipped in surveys.shipped())
            speaking.fail(f"there is no shipped survey {slug!r}; there are {names}", as_json)
        short = [key for key, _, default in surveys.choices(session, reading.shipped(slug)) if default]
        survey = surveys.adopt(
            session, slug, by=speaking.by(), today=speaking.today(), chosen=[*short, *uses], stated_uses=uses
        )
        data = {"slug": survey.slug, "organisation": organisation, "state": survey.state}
    speaking.tell(
        data,
        as_json,
        lambda: [f"{organisation}/{slug} is a draft. Publish it: flask survey publish {organisation}/{slug}"],
    )


@group.command("publish")
@click.argument("survey")
@speaking.json_option
@speaking.plainly
def publish(survey: str, as_json: bool) -> None:
    """Open SURVEY to the public."""
    with speaking.writing() as session:
        found = speaking.find_survey(session, survey, as_json)
        revision = publications.publish(
            session, found, by=speaking.by(), today=speaking.today(), contacts_later=True
        )
        warning = _NO_CONTACTS if publications.lacks_contacts(session) else None
        data = {"slug": found.slug, "state": found.state, "revision": revision.number}
        data |= {"warning": warning} if warning else {}
        silent = comment_readers.silent(session, found)
        data |= {"without_reader": silent} if silent else {}
    done = f"{survey} is published, revision {data['revision']}."
    names = ", ".join(ENGLISH_NAMES[tag] for tag in silent)
    told = [
        f"Nobody reads what people would write in: {names}. Name somebody: flask comments readers {survey}"
    ]
    speaking.tell(data, as_json, lambda: [done, *([warning] if warning else []), *(told if silent else [])])
