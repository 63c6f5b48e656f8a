"""The languages of a survey: which are on offer, their words beside the English, and who answers for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired, Length

from feedback.services import surveys, translations
from feedback.services.refusals import Refused
from feedback.vocabulary import (
    BSL,
    ENGLISH_NAMES,
    OWN_LANGUAGES,
    Permission,
    canonical_language,
    direction,
    html_language,
)
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach
from surveys import texts

if TYPE_CHECKING:
    from feedback.models.survey import Survey

_SHORT = Length(max=200, message="Keep it under 200 letters.")


class SignOffForm(StaffForm):
    """Who checked a translation. `version` is the one on the page, so that nobody signs words they did not see."""

    name = Line("Your full name", [InputRequired("Give the name of whoever checked it."), _SHORT])
    role = Line("Your role", [InputRequired("Give the role of whoever checked it."), _SHORT])
    qualification = Line("Your qualification", [InputRequired("Say what qualifies you to check it."), _SHORT])
    read = BooleanField(
        "I have read every line", [InputRequired("Read every line first, then tick this box.")]
    )
    version = HiddenField()


@blueprint.get("/surveys/<slug>/languages")
@requires(Permission.SEE_SURVEYS)
def languages(slug: str) -> Any:
    """Every language and where it stands."""
    found = reach.survey(slug)
    return render_template(
        "staff/languages.html",
        survey=found,
        standing=[_in_words(one) for one in translations.standing(transactions.session(), found)],
        may_sign=current_member().may(Permission.SIGN_OFF_TRANSLATIONS),
        may_put_up=current_member().may(Permission.MANAGE_MEDIA),
    )


def _in_words(one: translations.Standing) -> dict[str, Any]:
    return {
        "language": one.language,
        "name": ENGLISH_NAMES[one.language],
        "native": templating.words().native(one.language),
        "html_language": html_language(one.language),
        "direction": direction(one.language),
        "own": one.language in OWN_LANGUAGES,
        "standing": one,
    }


@blueprint.get("/surveys/<slug>/languages/<language>")
@requires(Permission.SEE_SURVEYS)
def language(slug: str, language: str) -> Any:
    """The words of a language beside the English, and the form that signs them."""
    found = reach.survey(slug)
    one = _standing(found, language)
    if one.language == BSL:
        abort(404)
    return _page(found, one, SignOffForm(formdata=None))


@blueprint.post("/surveys/<slug>/languages/<language>")
@requires(Permission.SIGN_OFF_TRANSLATIONS)
def sign_off(slug: str, language: str) -> Any:
    """Signs the words that were on the page."""
    session, found, form = transactions.session(), reach.survey(slug), SignOffForm()
    one = _to_sign(found, language)
    if form.validate_on_submit():
        try:
            if form.version.data != str(_newest(found, one)):
                raise Refused("These words changed while you read. Read them again, then sign.", "read")
            translations.sign_off(
                session, found, one.language, name=form.name.data or "", role=form.role.data or "",
                qualification=form.qualification.data or "", by=current_member().by, today=reach.today(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            name = ENGLISH_NAMES[one.language]
            flash(
                templating.words()("{language} is signed. People can choose it now.", language=name), "done"
            )
            return redirect(f"/staff/surveys/{slug}/languages", 303)
    return _page(found, one, form), form.answer_code()


@blueprint.post("/surveys/<slug>/languages/<language>/take-back")
@requires(Permission.SIGN_OFF_TRANSLATIONS)
def take_back(slug: str, language: str) -> Any:
    """Stops offering a language; it can be signed again."""
    found = reach.survey(slug)
    one = _to_sign(found, language)
    translations.take_back(transactions.session(), found, one.language, by=current_member().by)
    name = ENGLISH_NAMES[one.language]
    flash(templating.words()("{language} is no longer on offer. Its words are kept.", language=name), "done")
    return redirect(f"/staff/surveys/{slug}/languages", 303)


def _standing(found: Survey, tag: str) -> translations.Standing:
    wanted = canonical_language(tag)
    standing = translations.standing(transactions.session(), found)
    return next((one for one in standing if one.language == wanted), None) or abort(404)


def _to_sign(found: Survey, tag: str) -> translations.Standing:
    """A language that needs a signature; 404 for those we write ourselves, and for BSL, which is signed elsewhere."""
    one = _standing(found, tag)
    return abort(404) if one.language in (*OWN_LANGUAGES, BSL) else one


def _newest(found: Survey, one: translations.Standing) -> int:
    """The version that a signature would sign: the one served, or a later one that waits."""
    version = one.version
    revision = found.current_revision_id or 0
    while (
        one.newer_waits
        and translations.frozen(transactions.session(), revision, one.language, version + 1)[0]
    ):
        version += 1
    return version


def _page(found: Survey, one: translations.Standing, form: SignOffForm) -> str:
    session = transactions.session()
    revision = surveys.revision_of(session, found) or abort(404)
    version = _newest(found, one)
    words, interface = translations.frozen(session, revision.id, one.language, version)
    sources = texts.sources(surveys.definition_of(revision))
    form.version.data = str(version)
    return render_template(
        "staff/language.html",
        survey=found,
        one=_in_words(one),
        version=version,
        lines=[(source.english, words.get(source.key, ""), source.key) for source in sources],
        interface=sorted(interface.items()),
        form=form,
        may_sign=current_member().may(Permission.SIGN_OFF_TRANSLATIONS)
        and one.language not in (*OWN_LANGUAGES, BSL),
    )
