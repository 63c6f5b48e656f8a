"""One comment's address: encrypted, so that it tells nobody whose comment it is, nor that two are of one person."""

from __future__ import annotations

from flask import abort, current_app

from feedback.config import Config
from feedback.services import comments, reviews, sealing
from feedback.services.comments import Comment
from feedback.services.themes import Name
from feedback.web import transactions
from feedback.web.guard import current_member
from feedback.web.staff import reach

PURPOSE = "a comment's address"


def sealed(comment: Comment) -> str:
    """What stands in an address for a comment; never twice the same."""
    name = f"{current_member().organisation_id}/{comment.response_id}/{comment.item_key}"
    return sealing.seal(_secret(), PURPOSE, name.encode())


def name_of(sealed: str) -> Name | None:
    """The comment that an address names; None when it is another organisation's, or nothing that we sealed."""
    content = sealing.unseal(_secret(), PURPOSE, sealed)
    organisation, response, key = (content.decode() if content else "//").split("/", 2)
    return (int(response), key) if organisation == str(current_member().organisation_id) else None


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


def _secret() -> str:
    config: Config = current_app.extensions["config"]
    return config.secret_key
