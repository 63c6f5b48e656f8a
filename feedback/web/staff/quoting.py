"""Quoting: a comment that its writer allows to be shared becomes a quote, once somebody took names and details out."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request
from wtforms.validators import InputRequired, Length

from feedback.config import Config
from feedback.i18n import marked
from feedback.services import identifiers, quotes, sealing
from feedback.services.comments import Comment
from feedback.services.identifiers import Kind
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission, direction, html_language
from feedback.web import templating, transactions
from feedback.web.forms import Lines, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach

PURPOSE = "a comment's address"
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
    """Where a comment is made a quote. Encrypted, and never twice the same: two comments of one person stay apart."""
    name = f"{current_member().organisation_id}/{comment.response_id}/{comment.item_key}"
    return f"/staff/comments/quote/{sealing.seal(_secret(), PURPOSE, name.encode())}"


@blueprint.route("/comments/quote/<comment>", methods=["GET", "POST"])
@requires(Permission.APPROVE_QUOTES)
def quote(comment: str) -> Any:
    """The words, what in them could tell who somebody is, and the button that approves them."""
    found, member, form = _named(comment), current_member(), QuoteForm()
    doubts = identifiers.find(form.text.data if form.is_submitted() else quotes.plain(found.text))
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
        text=form.text.data if form.is_submitted() else quotes.plain(found.text),
        doubts=[(said(LOOKS_LIKE[one.kind]), one.text) for one in doubts],
        asked=form.is_submitted() and bool(doubts) and not form.problems,
        kept=quotes.of_comment(transactions.session(), found) if found.quoted else None,
        html_language_of_words=html_language(found.language), direction_of_words=direction(found.language),
    )  # fmt: skip
    return page, 400 if form.is_submitted() else 200


@blueprint.post("/comments/quote/<comment>/remove")
@requires(Permission.APPROVE_QUOTES)
def remove_quote(comment: str) -> Any:
    """Takes a quote away, from the public page too."""
    quotes.remove(transactions.session(), _named(comment), by=current_member().by)
    flash(templating.words()("The quote is gone from every page."), "done")
    return redirect("/staff/comments/", 303)


def _named(sealed: str) -> Comment:
    """The comment of an address; 404 when it is another organisation's, beyond reach, or not to be shared."""
    member, content = current_member(), sealing.unseal(_secret(), PURPOSE, sealed)
    organisation, response, key = (content.decode() if content else "//").split("/", 2)
    if organisation != str(member.organisation_id):
        abort(404)
    found = quotes.source(transactions.session(), int(response), key)
    if found is None or not reach.reaches(member, found.place_id):
        abort(404)
    return found


def _secret() -> str:
    config: Config = current_app.extensions["config"]
    return config.secret_key
