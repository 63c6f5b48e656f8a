"""Who the organisation is: name, colour, logo, help number, and what its privacy notice says."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange

from feedback.services import logos, organisations
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.admin import blueprint
from feedback.web.forms import Line, Lines, StaffForm
from feedback.web.guard import current_member, requires


class OrganisationForm(StaffForm):
    """Everything the public sees of an organisation."""

    name = Line("Name", [InputRequired("Give the organisation its name."), Length(max=200)])
    accent = Line("Colour", [InputRequired("Give a colour, such as #0a5a5c.")])
    logo = FileField("Logo")
    help_number = Line("Help number", [Length(max=60, message="Keep it under 60 letters.")])
    privacy_contact = Line("Privacy contact", [Length(max=200, message="Keep it under 200 letters.")])
    complaints_contact = Line("Where complaints go", [Length(max=200, message="Keep it under 200 letters.")])
    carers_service = Line("Carers’ service", [Length(max=200, message="Keep it under 200 letters.")])
    purpose = Lines("Why people are asked", [Length(max=2000, message="Keep it under 2,000 letters.")])
    lawful_basis = Lines("Lawful basis", [Length(max=2000, message="Keep it under 2,000 letters.")])
    retention_months = IntegerField(
        "How many months answers are kept",
        [
            InputRequired("Give a number of months."),
            NumberRange(1, 240, "Keep answers for between 1 and 240 months."),
        ],
    )
    receipt_days = IntegerField(
        "How many days a receipt code works",
        [
            InputRequired("Give a number of days."),
            NumberRange(1, 90, "Let receipt codes work for between 1 and 90 days."),
        ],
    )
    second_reviewer = BooleanField("A second person reads every translation first")


@blueprint.route("/organisation", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
def organisation() -> Any:
    """Shows and changes who the organisation is."""
    session, member = transactions.session(), current_member()
    row = organisations.current(session)
    form = OrganisationForm(obj=row)
    if form.validate_on_submit():
        try:
            _store(form, row, by=member.by)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("/admin/organisation", 303)
    return render_template(
        "admin/organisation.html", form=form, logo=logos.present(session, row)
    ), form.answer_code()


def _store(form: OrganisationForm, row: Any, *, by: str) -> None:
    session, said = transactions.session(), templating.words()
    uploaded = form.logo.data.read(logos.LARGEST_FILE + 1) if form.logo.data else b""
    if uploaded:
        logos.put(session, row, uploaded, by=by)
    names = (
        "name",
        "accent",
        "help_number",
        "privacy_contact",
        "complaints_contact",
        "carers_service",
        "purpose",
        "lawful_basis",
        "retention_months",
        "receipt_days",
        "second_reviewer",
    )
    organisations.introduce(session, **{name: form[name].data for name in names}, by=by)
    flash(said("Saved."), "done")
    given = (form.accent.data or "").lower().lstrip("#")
    if len(given) == 6 and f"#{given}" != row.accent:
        flash(
            said(
                "White words on #{given} are hard to read. The colour was darkened to {kept}.",
                given=given,
                kept=row.accent,
            ),
            "information",
        )


@blueprint.post("/organisation/logo/remove")
@requires(Permission.MANAGE_ORGANISATION)
def remove_logo() -> Any:
    """Takes the logo away."""
    session, member = transactions.session(), current_member()
    logos.remove(session, organisations.current(session), by=member.by)
    flash(templating.words()("The logo is gone."), "done")
    return redirect("/admin/organisation", 303)
