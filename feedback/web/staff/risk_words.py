"""Risk words: each language's list, who answers for it here, and the phrases an organisation adds."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from feedback.i18n import marked
from feedback.services import risk_lists, risk_reviews
from feedback.services.refusals import Refused
from feedback.services.risk_lists import Category
from feedback.vocabulary import ENGLISH, ENGLISH_NAMES, Permission, direction
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach

CATEGORIES = {
    Category.EMERGENCY: marked("Medical emergency"),
    Category.SELF_HARM: marked("Suicide or self-harm"),
    Category.CHILD: marked("A child at risk"),
    Category.SEXUAL: marked("Sexual assault"),
    Category.DOMESTIC: marked("Domestic abuse"),
    Category.ADULT: marked("Abuse or neglect of an adult"),
    Category.EXPLOITATION: marked("Modern slavery or exploitation"),
    Category.VIOLENCE: marked("Violence or a threat"),
    Category.STAFF: marked("Something said against staff"),
    Category.SERIOUS_HARM: marked("Serious harm from care"),
}


class SignForm(StaffForm):
    """Who read a list and answers for it."""

    name = Line("Name", [InputRequired("Give the name of whoever read the list."), Length(max=200)])
    role = Line("What they are", [InputRequired("Say what they are."), Length(max=200)])


class PhraseForm(StaffForm):
    """A phrase of the organisation's own."""

    phrase = Line("Words to look for", [InputRequired("Write the words to look for."), Length(max=200)])
    category = SelectField(
        "What they may be a sign of",
        choices=[SelectChoice(one.value, CATEGORIES[one]) for one in Category],
    )


@blueprint.get("/comments/words")
@requires(Permission.READ_COMMENTS)
def risk_words() -> Any:
    """The lists of every language, or one of them."""
    return _page(SignForm(formdata=None), PhraseForm(formdata=None))


@blueprint.post("/comments/words/sign")
@requires(Permission.REVIEW_RISK_WORDS)
def sign_risk_words() -> Any:
    """A qualified person has read a language's list."""
    form, member, language = SignForm(), current_member(), request.form.get("language", "")
    if language not in risk_lists.languages():
        abort(400)
    if form.validate_on_submit():
        try:
            risk_reviews.sign(
                transactions.session(), language, name=form.name.data, role=form.role.data,
                staff_id=member.staff_id, by=member.by, today=reach.today(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("The list is signed."), "done")
            return redirect(f"/staff/comments/words?lang={language}", 303)
    return _page(form, PhraseForm(formdata=None)), 400


@blueprint.post("/comments/words/phrases")
@requires(Permission.REVIEW_RISK_WORDS)
def add_risk_phrase() -> Any:
    """A phrase more."""
    form, member = PhraseForm(), current_member()
    if form.validate_on_submit():
        try:
            risk_reviews.add_phrase(
                transactions.session(), form.category.data, form.phrase.data, staff_id=member.staff_id,
                by=member.by, today=reach.today(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("Comments are searched for it from now on."), "done")
            return redirect("/staff/comments/words#own", 303)
    return _page(SignForm(formdata=None), form), 400


@blueprint.post("/comments/words/phrases/remove")
@requires(Permission.REVIEW_RISK_WORDS)
def remove_risk_phrase() -> Any:
    """A phrase fewer."""
    phrase = request.form.get("phrase", 0, type=int)
    risk_reviews.remove_phrase(transactions.session(), phrase, by=current_member().by)
    return redirect("/staff/comments/words#own", 303)


def _page(sign: SignForm, phrase: PhraseForm) -> str:
    session, said = transactions.session(), templating.words()
    language = request.values.get("lang") or request.values.get("language") or ""
    if language and language not in risk_lists.languages():
        abort(404)
    return render_template(
        "staff/risk_words.html",
        sign=sign,
        phrase=phrase,
        names=ENGLISH_NAMES,
        language=language,
        direction=direction(language or ENGLISH),
        lists=risk_reviews.every(session) if not language else (),
        one=risk_reviews.standing(session, language) if language else None,
        categories={one.value: said(CATEGORIES[one]) for one in Category},
        own=risk_reviews.phrases(session),
        may_sign=current_member().may(Permission.REVIEW_RISK_WORDS),
    )
