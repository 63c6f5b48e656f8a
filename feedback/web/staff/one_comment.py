"""One comment's address: encrypted, so that it tells nobody whose comment it is, nor that two are of one person."""

from __future__ import annotations

from flask import abort

from feedback.services import comments, reviews
from feedback.services.comments import Comment
from feedback.services.themes import Name
from feedback.web import transactions
from feedback.web.guard import current_member
from feedback.web.staff import reach, sealed_names

PURPOSE = "a comment's address"


def sealed(comment: Comment) -> str:
    """What stands in an address for a comment; never twice the same."""
    return sealed_names.seal(PURPOSE, f"{comment.response_id}/{comment.item_key}")


def name_of(sealed: str) -> Name | None:
    """The comment that an address names; None when it is another organisation's, or nothing that we sealed."""
    found = sealed_names.opened(PURPOSE, sealed)
    if found is None:
        return None
    response, key = found.split("/", 1)
    return int(response), key


def named(sealed: str) -> Comment:
    """The same, read; 404 when there is none within the member's reach."""
    name = name_of(sealed)
    found = comments.find(transactions.session(), *name) if name else None
    member = current_member()
    if found is None or not reach.reaches(member, found.place_id):
        abort(404)
    if reviews.hides(transactions.session(), reach.viewer(member), found.response_id, found.item_key):
        abort(404)
    return found
