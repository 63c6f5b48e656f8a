"""The way to every setting that a member may change; their own account is always among them."""

from __future__ import annotations

from typing import Any

from flask import render_template

from feedback.i18n import marked
from feedback.vocabulary import Permission
from feedback.web import templating
from feedback.web.admin import blueprint
from feedback.web.guard import current_member, requires

_PAGES = (
    (marked("Organisation"), marked("Name, colour, logo, help number, privacy"),
     "/admin/organisation", "home",
     Permission.MANAGE_ORGANISATION),
    (marked("Places"), marked("Wards, clinics, sites and groups"), "/admin/places/", "hospital",
     Permission.MANAGE_ORGANISATION),
    (marked("Colleagues"), marked("Invite, reset, deactivate, change roles"), "/admin/colleagues/", "people",
     Permission.MANAGE_STAFF),
    (marked("Sending"), marked("What waits to leave, what is held, what failed"), "/staff/jobs/", "speech",
     Permission.TEND_JOBS),
    (marked("What was done"), marked("Who did what, and when"), "/admin/audit", "clock",
     Permission.SEE_AUDIT),
    (marked("Your account"), marked("Password, second step, recovery codes"), "/staff/account", "lock", None),
)  # fmt: skip


@blueprint.get("/")
@requires()
def settings() -> Any:
    """A list of what this member may change."""
    member, said = current_member(), templating.words()
    links = [
        {"label": said(label), "hint": said(hint), "href": href, "picture": picture}
        for label, hint, href, picture, permission in _PAGES
        if permission is None or member.may(permission)
    ]
    return render_template("admin/settings.html", links=links)
