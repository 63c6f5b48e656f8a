"""The page behind a one-time link: whoever holds it chooses a password, once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired

from feedback.services import audit, staff_passes
from feedback.services.refusals import Refused
from feedback.web import templating, transactions
from feedback.web.forms import StaffForm
from feedback.web.guard import public
from feedback.web.staff import blueprint


class WelcomeForm(StaffForm):
    """A new password, twice."""

    password = PasswordField("New password", [InputRequired("Choose a password.")])
    again = PasswordField(
        "The same password again", [EqualTo("password", "The two passwords differ. Type them again.")]
    )


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> Any:
    """Sets the password; afterwards the link is spent and sign-in is the next page."""
    form, session = WelcomeForm(), transactions.session()
    whose = staff_passes.look(session, token, now=audit.now())
    if whose is None:
        return render_template("staff/welcome_over.html"), 410
    if form.validate_on_submit():
        try:
            if not staff_passes.use(session, token, form.password.data or "", now=audit.now()):
                return render_template("staff/welcome_over.html"), 410
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(templating.words()("Your password is set. Sign in with it now."), "done")
            return redirect("/staff/sign-in", 303)
    return render_template("staff/welcome.html", form=form, whose=whose), form.answer_code()
