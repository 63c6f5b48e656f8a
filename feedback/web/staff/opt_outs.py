"""Opt-outs by telephone: a number that asked staff for no more texts, or for texts again; nobody can be listed."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from feedback.channels import sms
from feedback.config import Config
from feedback.i18n import marked
from feedback.services import opt_outs, phone_numbers
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach

#: What somebody can ask for.
WISHES = {"stop": marked("No more texts"), "start": marked("Texts again")}
#: How numbers stopped, as the page counts them.
WAYS = {
    "text": marked("By text"),
    "link": marked("On our page"),
    "phone": marked("By phone"),
    "staff": marked("In person"),
}


class OptOutForm(StaffForm):
    """A number and what whoever has it asked for."""

    number = Line("Mobile number", [InputRequired("Type the number."), Length(max=40)])
    wish = RadioField(
        "What did they ask for?",
        choices=[SelectChoice(key, text) for key, text in WISHES.items()],
        default="stop",
        validators=[InputRequired("Say what they asked for.")],
    )
    how = RadioField(
        "How did they ask?",
        choices=[SelectChoice(key, WAYS[key]) for key in ("phone", "staff")],
        default="phone",
        validators=[InputRequired("Say how they asked.")],
    )


@blueprint.get("/opt-outs")
@requires(Permission.SEND_INVITATIONS)
def opt_out_page() -> str:
    """How many want no texts, and where one more is written down."""
    return _page(OptOutForm(formdata=None))


@blueprint.post("/opt-outs")
@requires(Permission.SEND_INVITATIONS)
def write_opt_out() -> Any:
    """Keeps what somebody asked for; says the same whether the number had stopped before or not."""
    form, member, said = OptOutForm(), current_member(), templating.words()
    number = phone_numbers.mobile(form.number.data or "")
    if form.validate_on_submit() and number is None:
        form.number.errors = [said("This is not a mobile number in the UK.")]
    if form.problems or number is None:
        return _page(form), 400
    keep = opt_outs.stop_asked_of_staff if form.wish.data == "stop" else opt_outs.start_asked_of_staff
    keep(transactions.session(), number, how=form.how.data, by=member.by, today=reach.today())
    if form.wish.data == "stop":
        flash(said("No survey texts this number from now on."), "done")
    else:
        # The same for every number, so that nobody learns here what a number has said.
        flash(said("This number can be texted again. If it texted STOP, it has to text START first."), "done")
    return redirect("/staff/opt-outs", 303)


def _page(form: OptOutForm) -> str:
    config: Config = current_app.extensions["config"]
    numbers = opt_outs.count(transactions.session())
    return render_template(
        "staff/opt_outs.html",
        form=form,
        wishes=WISHES,
        ways=WAYS,
        numbers=numbers,
        total=sum(numbers.values()),
        replies=sms.takes_replies(config.sms.sender),
        sends=config.sms.provider != "record",
        address=f"{config.base_url}/texts/stop" if config.base_url else "/texts/stop",
    )
