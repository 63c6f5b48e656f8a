"""flask comments readers, catch-up: who reads what people write, and bringing the queue up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedback.cli import speaking
from feedback.cli.comments import group
from feedback.services import comment_readers, enrolments, staff_members, working_days
from feedback.services.comment_readers import Naming
from feedback.vocabulary import ENGLISH_NAMES, Cover, canonical_language

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@group.command("readers")
@click.argument("survey")
@click.option(
    "--lang", "languages", multiple=True, help="A language; once for each. Without it, list who reads what."
)
@click.option("--reader", help="The e-mail address of whoever reads it; without it nobody does any more.")
@click.option("--deputy", help="The e-mail address of whoever stands in.")
@click.option("--days", default=1, show_default=True, help="Working days until it is read, 1 to 10.")
@click.option("--cover", type=click.Choice([one.value for one in Cover]), default=Cover.NOBODY.value,
              show_default=True, help="Who reads at night and at weekends.")  # fmt: skip
@click.option("--phone", default="", help="A number to ring at night and at weekends.")
@speaking.json_option
@speaking.plainly
def readers(
    survey: str,
    languages: tuple[str, ...],
    reader: str | None,
    deputy: str | None,
    days: int,
    cover: str,
    phone: str,
    as_json: bool,
) -> None:
    """Name who reads what people write to SURVEY in a language; people are asked to write only where somebody does."""
    tags = [canonical_language(each) for each in languages]
    if None in tags:
        speaking.fail(f"there is no language {languages[tags.index(None)]!r}", as_json)
    with speaking.writing() as session:
        found = speaking.find_survey(session, survey, as_json)
        naming = None
        if reader:
            naming = Naming(
                _staff(session, reader, as_json), _staff(session, deputy, as_json) if deputy else None, days,
                Cover(cover), phone,
            )  # fmt: skip
        today = working_days.day_of(speaking.now())
        if tags:
            namings = {tag: naming for tag in tags if tag}
            comment_readers.name(session, found, namings, by=speaking.by(), today=today)
            enrolments.catch_up(session, today=today)
        data = _standing(session, found.id)
    speaking.tell(
        data, as_json, lambda: [_line(one) for one in data] or ["Nobody reads what people write yet."]
    )


def _staff(session: Session, email: str, as_json: bool) -> int:
    member = staff_members.by_email(session, email)
    if member is None or staff_members.find(session, member.id) is None:
        speaking.fail(f"there is no account {email!r} in this organisation", as_json)
    return member.id


def _standing(session: Session, survey_id: int) -> list[dict[str, Any]]:
    emails = {one.member.id: one.member.email for one in staff_members.colleagues(session)}
    promises = comment_readers.promises(session, survey_id)
    return [
        {
            "language": tag, "reader": emails.get(row.reader_id), "deputy": emails.get(row.deputy_id or 0),
            "days": row.days, "cover": row.cover, "phone": row.phone, "open": tag in promises,
        }
        for tag, row in comment_readers.of_survey(session, survey_id).items()
    ]  # fmt: skip


def _line(one: dict[str, Any]) -> str:
    state = "open" if one["open"] else "closed: the reader has left"
    deputy = f", {one['deputy']} stands in" if one["deputy"] else ""
    return f"{ENGLISH_NAMES[one['language']]}  {state}  {one['reader']}{deputy}  working days: {one['days']}"


@group.command("catch-up")
@click.option("--organisation", help="The slug of one organisation; every one without it.")
@speaking.json_option
@speaking.plainly
def catch_up(organisation: str | None, as_json: bool) -> None:
    """Bring every new comment into the queue, and tell whoever stands in what is late. For a timer."""
    data = {}
    with speaking.writing() as session:
        for slug in speaking.each_organisation(session, organisation, as_json):
            data[slug] = enrolments.everything(session, today=working_days.day_of(speaking.now()))
    speaking.tell(data, as_json, lambda: [f"{slug}: {number} new comments" for slug, number in data.items()])
