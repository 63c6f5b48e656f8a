"""The Monday e-mail of a place: exactly what the next one would say, and asking for it or stopping it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import abort, current_app, flash, redirect, render_template, request

from feedback.config import Config
from feedback.jobs import mondays
from feedback.services import audit, monday_letters, monday_readers, working_days
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach

if TYPE_CHECKING:
    from feedback.models.place import Place


def _place(slug: str) -> Place:
    return reach.place(current_member(), slug) or abort(404)


@blueprint.get("/monday/")
@requires(Permission.SEE_RESULTS)
def monday_emails() -> Any:
    """The places within reach, each with its e-mail."""
    member, session = current_member(), transactions.session()
    mine = monday_readers.chosen(session, member.staff_id)
    return render_template("staff/monday_emails.html", places=reach.place_choices(member), mine=mine)


@blueprint.get("/monday/<place>")
@requires(Permission.SEE_RESULTS)
def monday_email(place: str) -> Any:
    """What it would say now, of the seven days up to yesterday."""
    member, session, found = current_member(), transactions.session(), _place(place)
    yesterday = working_days.day_of(audit.now()) - timedelta(days=1)
    comments = member.may(Permission.SEE_RELEASED_COMMENTS)
    week, _ = mondays.gather(session, found, last_on=yesterday, comments=comments)
    if comments:
        _noted(member.organisation_id, member.by, found.slug)
    config: Config = current_app.extensions["config"]
    letter = monday_letters.compose(
        session, week, base_url=reach.base_address(member) or request.host_url.rstrip("/"),
        drafts=member.may(Permission.DRAFT_IMPROVEMENTS),
    )  # fmt: skip
    return render_template(
        "staff/monday_email.html",
        place=found,
        letter=letter,
        wanted=monday_readers.reads(session, found, staff_id=member.staff_id),
        sends=config.smtp_url is not None,
        linked=config.base_url is not None,
        email=member.email,
    )


def _noted(organisation_id: int, by: str, place: str) -> None:
    """That somebody read released comments, as their page notes it. What is only looked at writes elsewhere."""
    with transactions.database().transaction(organisation_id) as session:
        audit.record(session, "released-comments-read", f"Monday e-mail of {place}", by=by)


@blueprint.post("/monday/<place>")
@requires(Permission.SEE_RESULTS)
def choose_monday_email(place: str) -> Any:
    """Asks for it, or stops it."""
    member, session, found = current_member(), transactions.session(), _place(place)
    if request.form.get("wanted") == "yes":
        today = working_days.day_of(audit.now())
        monday_readers.join(session, found, staff_id=member.staff_id, by=member.by, today=today)
        flash(templating.words()("You get it from next Monday on."), "done")
    else:
        monday_readers.leave(session, staff_id=member.staff_id, place_id=found.id, by=member.by)
        flash(templating.words()("You do not get it any more."), "done")
    return redirect(f"/staff/monday/{found.slug}", 303)
