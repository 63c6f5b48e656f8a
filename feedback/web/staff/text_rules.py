"""The rules of sending: hours, how often one person is asked, what a part costs, how fast texts leave."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from feedback.services import sending_rules
from feedback.services.quiet_hours import Hours
from feedback.services.refusals import Refused
from feedback.services.sending_rules import Rules
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach, text_words


class RulesForm(StaffForm):
    """What an administrator sets."""

    first_hour = Line("From")
    last_hour = Line("Until")
    cap_days = Line("Days until somebody may be asked again")
    price = Line("What one part costs, in pence")
    rate = Line("Texts a second")
    sender_shown = Line("Sender, as people see it (optional)")


@blueprint.route("/texts/rules", methods=["GET", "POST"])
@requires(Permission.MANAGE_ORGANISATION)
def text_rules() -> Any:
    """Shows the rules and sets them."""
    session, form, said = transactions.session(), RulesForm(), templating.words()
    rules = sending_rules.of(session)
    days, holidays = sorted(rules.hours.days), rules.hours.on_bank_holidays
    if request.method == "GET":
        form.first_hour.data, form.last_hour.data = str(rules.hours.first), str(rules.hours.last)
        form.cap_days.data, form.price.data = str(rules.cap_days), f"{rules.price / 10:.1f}"
        form.rate.data, form.sender_shown.data = f"{rules.rate:g}", rules.sender_shown
    else:
        days = [day for day in text_words.DAYS if str(day) in request.form.getlist("days")]
        holidays = "yes" in request.form.getlist("holidays")
    if form.validate_on_submit():
        try:
            sending_rules.change(session, _read(form, days, holidays), by=current_member().by)
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(said("The rules are set. What waits already keeps its moment."), "done")
            return redirect("/staff/texts/rules", 303)
    page = render_template(
        "staff/texts/rules.html", form=form,
        days=[{"key": str(day), "text": said(name)} for day, name in text_words.DAYS.items()],
        chosen=[str(day) for day in days], holidays=["yes"] if holidays else [],
    )  # fmt: skip
    return page, form.answer_code()


def _read(form: RulesForm, days: list[int], holidays: bool) -> Rules:
    hours = Hours(_whole(form.first_hour), _whole(form.last_hour), frozenset(days), on_bank_holidays=holidays)
    price = round(_number(form.price) * 10)
    return Rules(hours, _whole(form.cap_days), price, _number(form.rate), form.sender_shown.data or "")


def _whole(field: Line) -> int:
    number = _number(field)
    if number != int(number):
        raise Refused("Type a whole number.", field.name)
    return int(number)


def _number(field: Line) -> float:
    try:
        number = float(field.data or "")
    except ValueError:
        raise Refused("Type a number.", field.name) from None
    if not 0 <= number <= 100_000:
        raise Refused("Type a number.", field.name)
    return number
