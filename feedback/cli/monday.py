"""flask monday: the Monday e-mail of a place, read beforehand or put into the outbox now."""

from __future__ import annotations

from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from feedback import db
from feedback.cli import speaking
from feedback.jobs import mondays
from feedback.services import monday_letters, organisations, places, working_days

group = AppGroup("monday", help="The Monday e-mail of a place: preview, send.")


@group.command("preview")
@click.argument("organisation")
@click.argument("place")
@click.option("--html", "as_html", is_flag=True, help="The HTML of the e-mail instead of its plain text.")
@speaking.json_option
@with_appcontext
@speaking.plainly
def preview(organisation: str, place: str, as_html: bool, as_json: bool) -> None:
    """Print what the e-mail of ORGANISATION's PLACE would say of the seven days up to yesterday."""
    with speaking.reading() as session:
        speaking.scope_to(session, organisation, as_json)
        found = places.by_slug(session, place)
        if found is None:
            speaking.fail(f"there is no place {place!r} in this organisation", as_json)
        yesterday = working_days.day_of(speaking.now()) - timedelta(days=1)
        week, _ = mondays.gather(session, found, last_on=yesterday, comments=True)
        letter = monday_letters.compose(session, week, base_url=speaking.config().base_url or "", drafts=True)
    data = {"subject": letter.subject, "body": letter.body, "html": letter.html}
    lines = [letter.html] if as_html else [letter.subject, "", letter.body]
    speaking.tell(data, as_json, lambda: lines)


@group.command("send")
@speaking.json_option
@with_appcontext
@speaking.plainly
def send(as_json: bool) -> None:
    """Put this week's e-mails into the outbox, whatever day it is; no place has two of one week."""
    database: db.Database = current_app.extensions["database"]
    with database.reading(db.EVERYWHERE) as session:
        every = [one.id for one in organisations.every(session)]
    base_url = speaking.config().base_url
    number = sum(mondays.put_now(database, one, now=speaking.now(), base_url=base_url) for one in every)
    speaking.tell({"put": number}, as_json, lambda: [_put(number)])


def _put(number: int) -> str:
    return "1 e-mail is put into the outbox." if number == 1 else f"{number} e-mails are put into the outbox."
