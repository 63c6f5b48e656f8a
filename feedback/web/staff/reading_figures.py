"""How reading goes: how many comments wait, how late they are, and which languages nobody reads; numbers only."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request

from feedback.services import comment_readers, review_figures, reviews
from feedback.vocabulary import ENGLISH_NAMES, Permission
from feedback.web import transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, comments, reach

_A_PAGE = 50


@blueprint.get("/comments/overview")
@requires(Permission.OVERSEE_COMMENTS)
def comments_overview() -> Any:
    """Waiting, late, and the median working days to read, by language."""
    member = current_member()
    comments.caught_up(member)
    session = transactions.session()
    lines = review_figures.lines(session, reach.viewer(member), today=comments.today())
    return render_template(
        "staff/comments/overview.html",
        lines=lines,
        names=ENGLISH_NAMES,
        silent=comment_readers.closed(session),
        reads=member.may(Permission.READ_COMMENTS),
        may_name=member.may(Permission.ADOPT_SURVEYS),
    )


@blueprint.get("/comments/released")
@requires(Permission.SEE_RELEASED_COMMENTS)
def released_comments() -> Any:
    """What a reader let the team of a place see, for that place and those below it; every reading is written down."""
    member, number = current_member(), request.args.get("page", 1, type=int)
    if not 1 <= number <= 1_000_000:
        abort(404)
    comments.noted(member, "released-comments-read", f"page {number}")
    found, total = reviews.released(
        transactions.session(), reach.place_ids(member), start=(number - 1) * _A_PAGE, number=_A_PAGE
    )
    if not found and number > 1:
        abort(404)
    return render_template(
        "staff/comments/released.html",
        found=[comments.plain_card(one) for one in found],
        page=number,
        pages=-(-total // _A_PAGE),
    )
