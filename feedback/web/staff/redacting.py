"""Redacting: somebody who read a comment takes out what could tell who somebody is, before others read it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from wtforms.validators import Length

from feedback.services import gaps, redactions
from feedback.services.comments import Comment
from feedback.services.identifiers import Found
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission, direction, html_language
from feedback.web import templating, transactions
from feedback.web.forms import Lines, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, one_comment, quoting, reach


class RedactionForm(StaffForm):
    """Words to take out beside the pieces that are ticked."""

    more = Lines("Other words to take out", [Length(max=2000, message="That is too long.")])


@blueprint.route("/comments/redact/<comment>", methods=["GET", "POST"])
@requires(Permission.READ_COMMENTS)
def redact(comment: str) -> Any:
    """The original with what was marked in it, and what others will read."""
    found, member, form = one_comment.named(comment), current_member(), RedactionForm()
    marked = redactions.suggested(found)
    chosen = _chosen(found, marked) if form.is_submitted() else None
    if form.validate_on_submit() and chosen is not None:
        try:
            redactions.keep(
                transactions.session(), found, chosen, form.more.data.splitlines(), staff_id=member.staff_id,
                by=member.by, today=reach.today(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("What others read of this comment is kept."), "done")
            return redirect(f"/staff/comments/redact/{comment}", 303)
    said = templating.words()
    page = render_template(
        "staff/redact.html", comment=found, form=form, own=f"/staff/comments/redact/{comment}",
        parts=_parts(found.text, marked), kept=redactions.of(transactions.session(), found),
        pieces=[
            {"key": f"{one.start}-{one.end}", "text": one.text, "hint": said(quoting.LOOKS_LIKE[one.kind])}
            for one in marked
        ],
        chosen=[f"{start}-{end}" for start, end in chosen] if chosen is not None else _still_out(found, marked),
        tag=html_language(found.language), direction=direction(found.language),
    )  # fmt: skip
    return page, form.answer_code()


def _chosen(comment: Comment, marked: list[Found]) -> list[tuple[int, int]]:
    """The ticked pieces; whatever else an address or a form makes up is none of them."""
    ticked = set(request.form.getlist("piece"))
    return [(one.start, one.end) for one in marked if f"{one.start}-{one.end}" in ticked]


def _still_out(comment: Comment, marked: list[Found]) -> list[str]:
    """The pieces that are ticked when the page opens: all at first, later those that are out."""
    if comment.redacted is None:
        return [f"{one.start}-{one.end}" for one in marked]
    out = gaps.taken_out(comment.redacted, comment.text)
    return [f"{one.start}-{one.end}" for one in marked if any(one.text in piece for piece in out)]


def _parts(text: str, marked: list[Found]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it was marked."""
    parts, position = [], 0
    for one in marked:
        parts += [(text[position : one.start], False), (one.text, True)]
        position = one.end
    return [part for part in [*parts, (text[position:], False)] if part[0]]
