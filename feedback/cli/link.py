"""flask link: collector links, made and revoked."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from feedback.channels import links
from feedback.cli import speaking
from feedback.services import collector_links, places
from feedback.vocabulary import LINK_CHANNELS, Channel

group = AppGroup("link", help="Links that open a survey: add, revoke.")


@group.command("add")
@click.argument("survey")
@click.option("--place", required=True, help="The slug of the place where people answer.")
@click.option(
    "--channel",
    required=True,
    type=click.Choice([channel.value for channel in LINK_CHANNELS]),
    help="How people come to it.",
)
@click.option("--label", default="", help="Where it hangs, such as “Poster by the lift”.")
@speaking.json_option
@speaking.plainly
def add(survey: str, place: str, channel: str, label: str, as_json: bool) -> None:
    """Make a link for SURVEY and print its code and address."""
    with speaking.writing() as session:
        found = speaking.find_survey(session, survey, as_json)
        where = places.by_slug(session, place)
        if where is None:
            speaking.fail(f"there is no place {place!r} in this organisation", as_json)
        link = collector_links.make(
            session,
            found,
            where,
            channel=Channel(channel),
            label=label,
            by=speaking.by(),
            today=speaking.today(),
        )
        code = link.code
    base = speaking.config().base_url
    address = links.survey_address(base, code) if base else f"/s/{code}"
    note = [] if base else ["Set FEEDBACK_BASE_URL to have the whole address and a QR code."]
    speaking.tell({"code": code, "address": address}, as_json, lambda: [code, address, *note])


@group.command("revoke")
@click.argument("code")
@speaking.json_option
@speaking.plainly
def revoke(code: str, as_json: bool) -> None:
    """Stop the link CODE for good."""
    with speaking.writing() as session:
        opened = collector_links.open_code(session, code)
        link = collector_links.find(session, code) if opened else None
        if link is None:
            speaking.fail(f"there is no link {code!r}", as_json)
        collector_links.revoke(session, link, by=speaking.by(), now=speaking.now())
    speaking.tell(
        {"code": code.upper(), "state": "revoked"}, as_json, lambda: [f"{code.upper()} is revoked."]
    )
