"""flask staff: the first accounts of an organisation, and a way back in for the last administrator."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import places, staff_members, staff_passes
from feedback.vocabulary import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.models.place import Place
    from feedback.models.staff_member import StaffMember

group = AppGroup("staff", help="Staff accounts: add, reset.")

_password_option = click.option(
    "--password-stdin",
    is_flag=True,
    help="Read the password from standard input instead of printing a one-time link.",
)
_organisation_option = click.option("--organisation", required=True, help="The slug of the organisation.")


def _let_in(session: Session, member: StaffMember, from_stdin: bool) -> str | None:
    """Sets the password that was piped in; without one, returns the address of a one-time link."""
    now = speaking.now()
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        staff_members.set_password(session, member, password, by=speaking.by(), now=now)
        return None
    return staff_passes.address(staff_passes.issue(session, member, now=now), speaking.config().base_url)


def _tell(email: str, link: str | None, told: str, as_json: bool) -> None:
    lines = [told]
    if link:
        lines += ["One-time link, good for three days. Hand it over so that only they see it:", link]
    speaking.tell({"email": email, "link": link}, as_json, lambda: lines)


@group.command("add")
@click.argument("email")
@_organisation_option
@click.option(
    "--role", required=True, type=click.Choice([role.value for role in Role]), help="What they may do."
)
@click.option("--place", help="The slug of their place; a ward lead needs one.")
@click.option("--name", default="", help="Their name.")
@_password_option
@speaking.json_option
@speaking.plainly
def add(
    email: str,
    organisation: str,
    role: str,
    place: str | None,
    name: str,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Add a member of staff with the address EMAIL."""
    with speaking.writing() as session:
        speaking.scope_to(session, organisation, as_json)
        member = staff_members.add(
            session,
            email,
            role=Role(role),
            place=_place(session, place, as_json),
            name=name,
            by=speaking.by(),
            now=speaking.now(),
        )
        link = _let_in(session, member, password_stdin)
        added = member.email
    _tell(added, link, f"{added} is added as {role}.", as_json)


def _place(session: Session, slug: str | None, as_json: bool) -> Place | None:
    found = places.by_slug(session, slug) if slug else None
    if slug and found is None:
        speaking.fail(f"there is no place {slug!r} in this organisation", as_json)
    return found


@group.command("reset")
@click.argument("email")
@_organisation_option
@click.option("--second-step", is_flag=True, help="Take their second step away too: they lost their phone.")
@_password_option
@speaking.json_option
@speaking.plainly
def reset(email: str, organisation: str, second_step: bool, password_stdin: bool, as_json: bool) -> None:
    """Take the password of EMAIL away; every device on which they are signed in is signed out."""
    with speaking.writing() as session:
        speaking.scope_to(session, organisation, as_json)
        member = staff_members.by_email(session, email)
        found = staff_members.find(session, member.id) if member else None
        if found is None:
            speaking.fail(f"there is no account {email!r} in this organisation", as_json)
        staff_members.reset(session, found, second_step=second_step, by=speaking.by(), now=speaking.now())
        link = _let_in(session, found.member, password_stdin)
    _tell(email, link, f"The old password of {email} is gone.", as_json)
