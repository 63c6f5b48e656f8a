"""flask jobs: a worker, and what is held or was given up."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from flask import current_app
from flask.cli import AppGroup

from feedback import db
from feedback.cli import speaking
from feedback.services import hash_keys, organisations, outbox_tending
from feedback.services.refusals import Refused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

group = AppGroup("jobs", help="What is sent and worked beside the pages: a worker, what waits, what is held.")


@group.command("run")
@speaking.plainly
def run() -> None:
    """Work until stopped: send what waits, do what the clock asks for. Start as many as you like, anywhere.

    SIGTERM or Ctrl+C finishes what is on its way and puts back what was not begun.
    """
    from feedback.jobs import worker

    database: db.Database = current_app.extensions["database"]
    try:
        worker.run(speaking.config(), database)
    except hash_keys.WrongKey as error:
        speaking.fail(str(error), as_json=False)


@group.command("list")
@click.option("--organisation", help="The slug of one organisation; every one without it.")
@speaking.json_option
@speaking.plainly
def list_(organisation: str | None, as_json: bool) -> None:
    """Show how much waits, how many workers there are, and what is held or failed."""
    now = speaking.now()
    data: dict[str, Any] = {}
    with speaking.reading() as session:
        wanted = _wanted(session, organisation, as_json)
        db.set_scope(session, db.EVERYWHERE)
        depth = outbox_tending.depth_everywhere(session, now=now)
        stuck = []
        for number, slug in wanted:
            db.set_scope(session, number)
            stuck += [(slug, one) for one in outbox_tending.listed(session, most=10_000)]
    data["waiting"], data["workers"] = depth.due, depth.workers
    data["oldest"] = depth.oldest.isoformat(timespec="seconds") + "Z" if depth.oldest else None
    data["stopped"] = [
        {"lane": one.lane, "problem": one.code, "since": one.since.isoformat(timespec="seconds") + "Z"}
        for one in depth.troubles
    ]
    data["stuck"] = [
        {
            "id": one.id, "organisation": slug, "kind": one.kind, "state": one.state, "purpose": one.purpose,
            "problem": one.problem, "campaign": one.campaign, "to": one.to, "attempts": one.attempts,
            "since": one.since.isoformat(timespec="seconds") + "Z", "can_be_released": one.whole,
        }
        for slug, one in stuck
    ]  # fmt: skip
    speaking.tell(data, as_json, lambda: [depth.line(now), *map(_line, data["stuck"])])


def _wanted(session: Session, organisation: str | None, as_json: bool) -> list[tuple[int, str]]:
    if organisation:
        return [(speaking.scope_to(session, organisation, as_json), organisation)]
    return [(row.id, row.slug) for row in organisations.every(session)]


def _line(one: dict[str, Any]) -> str:
    return (
        f"{one['id']:8} {one['organisation']}  {one['state']:6} {one['kind']} {one['purpose']} {one['to']}  "
        f"{one['problem']}  since {one['since']}"
    )


@group.command("ask")
@click.argument("organisation")
@click.argument("ids", nargs=-1, type=int)
@speaking.json_option
@speaking.plainly
def ask(organisation: str, ids: tuple[int, ...], as_json: bool) -> None:
    """Ask the provider about the held texts IDS of ORGANISATION, or about all of them.

    What it has counts as sent. Of what it does not have it says so: that is safe to send again.
    """
    from feedback.channels import sms
    from feedback.jobs import asking

    settings = speaking.config().sms
    if settings.provider != "twilio":
        raise Refused("Texts are only recorded here, so there is no provider to ask.")
    with speaking.reading() as session:
        number = speaking.scope_to(session, organisation, as_json)
    told = asking.ask(
        current_app.extensions["database"], number, sms.provider(settings), by=speaking.by(), ids=ids or None,
        most=100_000, again=True,
    )  # fmt: skip
    speaking.tell(asdict(told), as_json, lambda: [
        f"{len(told.sent)} are sent: the provider has them.",
        f"{len(told.absent)} the provider does not have: it is safe to send them again.",
        f"{len(told.unclear)} may be there in other words: look in the provider's own list.",
        f"{len(told.early)} were handed over only just now: ask again in a few minutes.",
        f"{len(told.unanswered)} got no answer: nothing is changed.",
    ])  # fmt: skip


@group.command("release")
@click.argument("organisation")
@click.argument("ids", nargs=-1, type=int, required=True)
@speaking.json_option
@speaking.plainly
def release(organisation: str, ids: tuple[int, ...], as_json: bool) -> None:
    """Send the held or failed messages IDS of ORGANISATION again. A held one may have arrived: somebody may get it
    twice."""
    with speaking.writing() as session:
        speaking.scope_to(session, organisation, as_json)
        number = outbox_tending.release(session, ids, by=speaking.by(), now=speaking.now())
    speaking.tell({"released": number}, as_json, lambda: [f"{number} will be sent again."])


@group.command("discard")
@click.argument("organisation")
@click.argument("ids", nargs=-1, type=int, required=True)
@speaking.json_option
@speaking.plainly
def discard(organisation: str, ids: tuple[int, ...], as_json: bool) -> None:
    """Never send the held or failed messages IDS of ORGANISATION."""
    with speaking.writing() as session:
        speaking.scope_to(session, organisation, as_json)
        number = outbox_tending.discard(session, ids, by=speaking.by(), now=speaking.now())
    speaking.tell({"discarded": number}, as_json, lambda: [f"{number} will not be sent."])
