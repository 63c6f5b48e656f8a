"""The organisation's own list of numbers and addresses that are never asked: how many, more of them, one taken out."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, render_template, request

from feedback.services import audit
from feedback.services import exclusions as kept
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import larger_forms, templating, transactions
from feedback.web.forms import Line, Lines, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, contact_labels
from surveys.formats import tables
from surveys.formats.accounting import BadFile

_MOST_BYTES = 1_000_000
_MAY_BE_ONE = re.compile(r"\d|@")


class ExclusionsForm(StaffForm):
    """Numbers and addresses, one a line, and why."""

    numbers = Lines("Numbers or e-mail addresses")
    file = Line("Or a file")
    reason = Line("Why are they never asked?")


class TakeOutForm(StaffForm):
    """One number or address."""

    number = Line("Number or e-mail address")


@blueprint.route("/texts/exclusions", methods=["GET", "POST"])
@larger_forms.takes(_MOST_BYTES + 100_000)
@requires(Permission.SEND_INVITATIONS)
def exclusions() -> Any:
    """How many are on the list, and more of them."""
    form = ExclusionsForm()
    if form.validate_on_submit():
        try:
            added = kept.add(
                transactions.session(), _typed(form), form.reason.data or "", by=current_member().by,
                now=audit.now(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            said = templating.words()
            flash(
                said("Added: {new}. On the list already: {there}.", new=added.new, there=added.there), "done"
            )
            if added.refused:
                flash(_told(added.refused), "warning")
            return redirect("/staff/texts/exclusions", 303)
    return _page(form, TakeOutForm(formdata=None)), form.answer_code()


def _typed(form: ExclusionsForm) -> str:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        content = sent.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise Refused("The file is larger than 1 MB. Split it into parts.", "file")
        try:
            rows = tables.read(content, most_rows=kept.MOST_AT_ONCE).rows
        except BadFile as bad:
            raise Refused(str(bad), "file") from None
        # Names and headings beside the numbers are nobody's number.
        looked = ((cell for cell in row.cells if _MAY_BE_ONE.search(cell)) for row in rows)
        return "\n".join("; ".join(cells) for cells in looked)
    return form.numbers.data or ""


def _told(refused: list[tuple[int, str, str]]) -> str:
    """The first lines that are no number, each with its reason."""
    lines = "; ".join(
        f"line {line}: {contact_labels.left_out(why)[0].lower()}" for line, why, _ in refused[:10]
    )
    return templating.words()("Not added: {lines}.", lines=lines + (" …" if len(refused) > 10 else ""))


def _page(form: ExclusionsForm, taking: TakeOutForm) -> str:
    counts = kept.counts(transactions.session())
    return render_template(
        "staff/texts/exclusions.html",
        form=form,
        taking=taking,
        counts=[(kept.REASONS[reason], number) for reason, number in counts.items()],
        total=sum(counts.values()),
        reasons=list(kept.REASONS.items()),
    )


@blueprint.post("/texts/exclusions/take-out")
@requires(Permission.SEND_INVITATIONS)
def take_out_exclusion() -> Any:
    """Takes one out, which has to be typed: the list cannot be read."""
    form = TakeOutForm()
    try:
        kept.take_out(transactions.session(), form.number.data or "", by=current_member().by)
    except Refused as refused:
        form.refuse(refused)
        return _page(ExclusionsForm(formdata=None), form), 400
    flash(templating.words()("It is taken out. It may be asked again."), "done")
    return redirect("/staff/texts/exclusions", 303)
