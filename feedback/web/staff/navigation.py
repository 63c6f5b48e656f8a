"""Where a member of staff may go, from the permission table, and under whose name they work."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import g, request
from flask_security import current_user
from werkzeug.exceptions import HTTPException

from feedback.i18n import marked
from feedback.services import organisations
from feedback.vocabulary import Permission
from feedback.web import guard, templating, transactions
from feedback.web.staff import blueprint


class Entry(NamedTuple):
    """One line of the list; without a permission every member has it."""

    label: str
    href: str
    picture: str
    permission: Permission | None
    #: Pages that belong to it and whose addresses begin with something else.
    also: str = ""


ENTRIES = (
    Entry(marked("Surveys"), "/staff/surveys/", "write", Permission.SEE_SURVEYS),
    Entry(marked("Links and posters"), "/staff/links/", "paper", Permission.MAKE_LINKS, "/staff/placements/"),
    Entry(marked("Type in answers"), "/staff/answers/", "pencil", Permission.ENTER_ANSWERS),
    Entry(marked("Results"), "/staff/results/", "record", Permission.SEE_RESULTS, "/staff/reference/"),
    Entry(marked("Texts"), "/staff/texts/", "phone", Permission.SEND_INVITATIONS, "/staff/opt-outs"),
    Entry(marked("Comments"), "/staff/comments/", "speech", Permission.READ_COMMENTS),
    Entry(marked("Comments"), "/staff/comments/released", "speech", Permission.SEE_RELEASED_COMMENTS),
    Entry(marked("Reading comments"), "/staff/comments/overview", "speech", Permission.OVERSEE_COMMENTS),
    Entry(
        marked("You said, we did"), "/staff/you-said-we-did/", "change-done", Permission.DRAFT_IMPROVEMENTS
    ),
    Entry(marked("Settings"), "/admin/", "key", None),
)


def may_open(member: guard.Member) -> list[Entry]:
    """The pages a member's role opens."""
    found = [entry for entry in ENTRIES if entry.permission is None or member.may(entry.permission)]
    # Whoever reads comments finds the numbers from there.
    reads = member.may(Permission.READ_COMMENTS)
    return [one for one in found if not (reads and one.permission is Permission.OVERSEE_COMMENTS)]


def _member() -> guard.Member | None:
    """Who is asking; nobody on a page of sign-in, or when their account belongs to no organisation."""
    if "member" in g or request.blueprint != "security" or not current_user.is_authenticated:
        found: guard.Member | None = g.get("member")
        return found
    try:
        return guard.current_member()
    except HTTPException:
        return None


@blueprint.app_context_processor
def _frame() -> dict[str, Any]:
    """What the frame of a staff page shows; nothing elsewhere."""
    if not request or not request.path.startswith(("/staff", "/admin")):
        return {}
    member = _member()
    if member is None:
        return {"navigation": [], "member": None}
    organisation = organisations.current(transactions.session())
    said = templating.words()
    return {
        "navigation": [
            {
                "label": said(entry.label),
                "href": entry.href,
                "picture": entry.picture,
                "current": request.path.startswith((entry.href, entry.also or entry.href)),
            }
            for entry in may_open(member)
        ],
        "member": {"name": member.name, "organisation": organisation.name},
        "organisation": organisation,
    }
