"""Comments: what people wrote, for those allowed to read it; every reading is written down."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request

from feedback.services import audit, surveys
from feedback.services import comments as kept
from feedback.vocabulary import ENGLISH_NAMES, OWN_LANGUAGES, Permission, html_language
from feedback.web import transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, one_comment, quoting, reach

_A_PAGE = 50


@blueprint.get("/comments/")
@requires(Permission.READ_COMMENTS)
def comments() -> Any:
    """Newest day first; the words without anything else that the person answered."""
    member = current_member()
    number = request.args.get("page", 1, type=int)
    if not 1 <= number <= 1_000_000:
        abort(404)
    # A page that is only read holds a reader's session; the note of who read is a transaction of its own, and first.
    with transactions.database().transaction(member.organisation_id) as session:
        audit.record(session, "comments-read", f"page {number}", by=member.by)
    found, total = kept.page(
        transactions.session(), start=(number - 1) * _A_PAGE, number=_A_PAGE, places=reach.place_ids(member)
    )
    if not found and number > 1:
        abort(404)
    may_quote = member.may(Permission.APPROVE_QUOTES)
    return render_template(
        "staff/comments.html",
        comments=[
            (
                one,
                ENGLISH_NAMES[one.language],
                html_language(one.language),
                quoting.address(one) if may_quote and one.quotable else "",
                f"/staff/comments/redact/{one_comment.sealed(one)}",
                ""
                if one.language in OWN_LANGUAGES
                else f"/staff/comments/translation/{one_comment.sealed(one)}",
            )
            for one in found
        ],
        surveys=[(one.slug, one.title) for one in surveys.everything(transactions.session())],
        total=total,
        page=number,
        pages=-(-total // _A_PAGE),
    )
