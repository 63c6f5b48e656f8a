"""flask texting: a survey as a conversation by text, to read and to try; nothing is sent."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from feedback.cli import speaking
from feedback.services import collector_links, conversation_trials, drafts, keywords, surveys, texted_previews
from feedback.services.conversation_trials import Trial
from feedback.vocabulary import canonical_language

_LANGUAGE = click.option(
    "--lang", "language", default="en", show_default=True, help="The language to text in."
)


@click.group("texting")
def group() -> None:
    """Surveys answered by text."""


@group.command("preview")
@click.argument("survey")
@_LANGUAGE
@speaking.json_option
@with_appcontext
@speaking.plainly
def preview(survey: str, language: str, as_json: bool) -> None:
    """Print every text of SURVEY (or ORG/SURVEY), with the first answer given each time."""
    with speaking.reading() as session:
        found = speaking.find_survey(session, survey, as_json)
        revision = drafts.shown(session, found)
        definition, base_url = surveys.definition_of(revision), speaking.config().base_url
        every = texted_previews.every(session, found, revision, definition, base_url=base_url)
    told = next((one for one in every if one.language == canonical_language(language)), None)
    if told is None:
        speaking.fail(f"this survey has no complete words in {language!r}", as_json)
    left_out = [{"item": one.item.key, "reason": one.reason.value} for one in told.omissions]
    data = {
        "survey": survey, "language": told.language, "works": told.works, "texts": told.texts, "parts": told.parts,
        "left_out": left_out, "conversation": [{"ours": one.ours, "text": one.text} for one in told.bubbles],
    }  # fmt: skip
    speaking.tell(data, as_json, lambda: list(_lines(told)))


def _lines(told: texted_previews.Told) -> list[str]:
    lines = []
    for bubble in told.bubbles:
        parts = f"  [parts: {bubble.parts}]" if bubble.ours else ""
        lines += [bubble.text + parts if bubble.ours else f"> {bubble.text}", ""]
    lines += [f"left out: {one.item.key} ({one.reason.value})" for one in told.omissions]
    works = "works by text" if told.works else "cannot be answered by text"
    return [*lines, f"{works}; {told.texts} texts in {told.parts} parts"]


@group.command("try")
@click.argument("survey")
@_LANGUAGE
@click.option("--store", is_flag=True, help="Store the response when it is finished, as a real one.")
@with_appcontext
@speaking.plainly
def try_(survey: str, language: str, store: bool) -> None:
    """Answer SURVEY (or ORG/SURVEY) here, as if this were a phone; an empty line, or STOP, ends it."""
    with speaking.reading() as session:
        links = collector_links.listed(session, survey_id=speaking.find_survey(session, survey).id)
        code = next((link.code for link in links if link.revoked_at is None), "")
    if not code:
        speaking.fail("this survey has no link yet: make one first", False)
    trial = Trial(canonical_language(language) or language, store=store)
    said = _turn(trial, code, "")
    while not said.done:
        for text in said.texts:
            click.echo(f"{text}\n")
        body = click.prompt(">", default="", show_default=False, prompt_suffix=" ")
        if not body or keywords.meaning(body) is keywords.Word.STOP:
            click.echo("Stopped. Nothing was kept.")
            return
        said = _turn(trial, code, body)
    for text in said.texts:
        click.echo(f"{text}\n")
    click.echo("The response was stored." if said.stored else "Nothing was stored: --store does that.")


def _turn(trial: Trial, code: str, body: str) -> conversation_trials.Turn:
    """One text, in a transaction of its own."""
    with speaking.writing() as session:
        return conversation_trials.turn(
            session, trial, code, body, base_url=speaking.config().base_url, now=speaking.now()
        )
