"""Interview by phone: a script to read out, the questions, and a way out that costs nothing."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, request
from wtforms.validators import AnyOf

from feedback.i18n import marked
from feedback.services import geographies, interviews
from feedback.services.responses import Outcome
from feedback.vocabulary import Interpreter, Permission
from feedback.web import reading_out, templating, transactions
from feedback.web.asking import Asking
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import answers, blueprint, reach
from feedback.web.staff.answers import Chosen
from surveys.answers import read_form

_INTERPRETERS = {
    Interpreter.NONE: marked("Nobody"),
    Interpreter.PROFESSIONAL: marked("A professional interpreter"),
    Interpreter.FAMILY_OR_FRIEND: marked("Family or a friend"),
    Interpreter.STAFF: marked("A member of staff"),
}
_ADDRESS = "/answers/interview/<slug>/<place>/<language>"


class InterviewForm(StaffForm):
    """What is recorded of a call beside the answers."""

    interpreted_by = Line(
        "Who interpreted?", [AnyOf([key.value for key in Interpreter], "Say whether somebody interpreted.")]
    )


@blueprint.get(_ADDRESS)
@requires(Permission.ENTER_ANSWERS)
def interview(slug: str, place: str, language: str) -> Any:
    """The script and the questions, with nothing answered."""
    found = answers.chosen(slug, place, language, way=answers.INTERVIEW)
    return _page(found, InterviewForm(formdata=None), found.page, secrets.token_urlsafe(18))


@blueprint.post(_ADDRESS)
@requires(Permission.ENTER_ANSWERS)
def save_interview(slug: str, place: str, language: str) -> Any:
    """Stores the answers once; or shows them again with what is wrong."""
    session, member, form = transactions.session(), current_member(), InterviewForm()
    found = answers.chosen(slug, place, language, way=answers.INTERVIEW)
    sent = answers.sent(form)
    reading = read_form(found.served.definition, sent, geographies.look_up(session))
    problems = [*found.problems, *reading.problems]
    submission = request.form.get("submission", "")[:200] or secrets.token_urlsafe(18)
    if not form.validate_on_submit() or problems:
        return _page(found, form, found.again(sent, problems), submission), 400
    outcome = interviews.save(
        session, found.served, reading.answers, place_id=found.place.id, language=found.language,
        interpreter=Interpreter(form.interpreted_by.data), submission=submission, by=member.by, today=reach.today(),
    )  # fmt: skip
    if outcome is Outcome.DIFFERENT:
        form.form_errors.append(
            "Answers from this page are saved already, and stay as they are. "
            "If these are of another person, save them now."
        )
        return _page(found, form, found.again(sent, []), secrets.token_urlsafe(18)), 409
    return redirect(f"{request.path}/saved", 303)


@blueprint.get(f"{_ADDRESS}/saved")
@requires(Permission.ENTER_ANSWERS)
def saved_interview(slug: str, place: str, language: str) -> Any:
    """Says that it is done; what was saved cannot be opened again."""
    found = answers.chosen(slug, place, language, way=answers.INTERVIEW)
    return render_template("staff/interview_saved.html", **found.context())


@blueprint.post(f"{_ADDRESS}/refused")
@requires(Permission.ENTER_ANSWERS)
def refuse_interview(slug: str, place: str, language: str) -> Any:
    """They said no: nothing of the call is kept."""
    found = answers.chosen(slug, place, language, way=answers.INTERVIEW)
    interviews.refuse(transactions.session(), found.survey.slug, by=current_member().by)
    flash(templating.words()("Nothing of that call is kept. You can start the next one."), "done")
    return redirect(request.path.removesuffix("/refused"), 303)


def _page(found: Chosen, form: InterviewForm, page: Asking, submission: str) -> str:
    said = templating.words()
    problems = [*form.problems, *({"text": text, "href": "#questions"} for text in page.general)]
    problems += [
        {"text": f"{found.question(key)}: {text}", "href": f"#q-{key}"} for key, text in page.problems.items()
    ]
    return render_template(
        "staff/interview.html",
        **found.context(),
        form=form,
        page=page,
        problems=problems,
        submission=submission,
        script=reading_out.script(found.speaking),
        interpreters=[{"key": key.value, "text": said(text)} for key, text in _INTERPRETERS.items()],
    )
