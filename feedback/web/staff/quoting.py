"""Quoting: a comment that its writer allows to be shared becomes a quote, once somebody took names and details out."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from wtforms.validators import InputRequired, Length

from feedback.i18n import marked
from feedback.services import identifiers, quotes
from feedback.services.comments import Comment
from feedback.services.identifiers import Kind
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH, Permission, direction, html_language
from feedback.web import templating, transactions
from feedback.web.forms import Lines, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, one_comment, reach

PURPOSE = one_comment.PURPOSE
LOOKS_LIKE = {
    Kind.NAME: marked("a name"),
    Kind.PHONE: marked("a phone number"),
    Kind.POSTCODE: marked("a postcode"),
    Kind.NHS_NUMBER: marked("an NHS number"),
    Kind.DATE: marked("a date"),
    Kind.EMAIL: marked("an e-mail address"),
    Kind.ADDRESS: marked("an address"),
    Kind.NUMBER: marked("a number of somebody's"),
    Kind.HANDLE: marked("a name or page on the internet"),
}


class QuoteForm(StaffForm):
    """The words as people will read them."""

    text = Lines(
        "The words",
        [InputRequired("Leave some of the words."), Length(max=5000, message="That is too long.")],
    )


def address(comment: Comment) -> str:
    """Where a comment is made a quote."""
    return f"/staff/comments/quote/{one_comment.sealed(comment)}"


@blueprint.route("/comments/quote/<comment>", methods=["GET", "POST"])
@requires(Permission.APPROVE_QUOTES)
def quote(comment: str) -> Any:
    """The words, what in them could tell who somebody is, and the button that approves them."""
    found, member, form = _named(comment), current_member(), QuoteForm()
    words = form.text.data if form.is_submitted() else quotes.plain(_beginning(found))
    doubts = identifiers.find(words)
    looked = request.form.get("looked") == "yes"
    if form.validate_on_submit() and (looked or not doubts):
        try:
            quotes.approve(
                transactions.session(), found, form.text.data, staff_id=member.staff_id, by=member.by,
                today=reach.today(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(
                templating.words()("The quote is kept. Whoever drafts a You said, we did can use it now."),
                "done",
            )
            return redirect("/staff/comments/", 303)
    said = templating.words()
    page = render_template(
        "staff/quote.html", comment=found, form=form, own=f"/staff/comments/quote/{comment}",
        text=words, translated=_is_translated(found),
        doubts=[(said(LOOKS_LIKE[one.kind]), one.text) for one in doubts],
        asked=form.is_submitted() and bool(doubts) and not form.problems,
        kept=quotes.of_comment(transactions.session(), found) if found.quoted else None,
        html_language_of_words=html_language(ENGLISH if _is_translated(found) else found.language),
        direction_of_words=direction(ENGLISH if _is_translated(found) else found.language),
    )  # fmt: skip
    return page, 400 if form.is_submitted() else 200


def _is_translated(comment: Comment) -> bool:
    """Whether the member quotes a person's translation, or has done so, rather than the words themselves."""
    if comment.translation is None:
        return False
    kept = quotes.of_comment(transactions.session(), comment)
    return kept.translated_from is not None if kept else request.values.get("of") == "translation"


def _beginning(comment: Comment) -> str:
    """What a quote begins as: the translation where it is asked for, else the words that others may read."""
    return comment.translation.text if comment.translation and _is_translated(comment) else comment.released


@blueprint.post("/comments/quote/<comment>/remove")
@requires(Permission.APPROVE_QUOTES)
def remove_quote(comment: str) -> Any:
    """Takes a quote away, from the public page too."""
    quotes.remove(transactions.session(), _named(comment), by=current_member().by)
    flash(templating.words()("The quote is gone from every page."), "done")
    return redirect("/staff/comments/", 303)


def _named(sealed: str) -> Comment:
    """The comment of an address; 404 when it is another organisation's, beyond reach, or not to be quoted."""
    found = one_comment.named(sealed)
    if not found.quotable:
        abort(404)
    return found
