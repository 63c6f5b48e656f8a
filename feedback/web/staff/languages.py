"""The languages of a survey: which are on offer, their words beside the English, and who answers for them."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, Length

from feedback.services import library_sign_offs, organisations, sign_offs, translation_lines, translations
from feedback.services.refusals import Refused
from feedback.vocabulary import BSL, OWN_LANGUAGES, Permission, Provenance
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, desk, reach
from feedback.web.staff.desk import Desk

_SHORT = Length(max=200, message="Keep it under 200 letters.")


class SignOffForm(StaffForm):
    """Who checked a translation. `version` names the words on the page, so that nobody signs what they did not see."""

    name = Line("Your full name", [InputRequired("Give the name of whoever checked it."), _SHORT])
    role = Line("Your role", [InputRequired("Give the role of whoever checked it."), _SHORT])
    qualification = Line("Your qualification", [InputRequired("Say what qualifies you to check it."), _SHORT])
    provenance = SelectField("Where the words come from", validate_choice=False)
    read = BooleanField(
        "I have read every line", [InputRequired("Read every line first, then tick this box.")]
    )
    travels = BooleanField("Other organisations may use it")
    version = HiddenField()


class SecondForm(StaffForm):
    """Who has read signed words a second time."""

    name = Line("Your full name", [InputRequired("Give your name."), _SHORT])
    role = Line("Your role", [InputRequired("Give your role."), _SHORT])
    read = BooleanField(
        "I have read every line", [InputRequired("Read every line first, then tick this box.")]
    )
    version = HiddenField()


class TakeOverForm(StaffForm):
    """Which signature from elsewhere is taken over."""

    sign_off = IntegerField()


@blueprint.get("/surveys/<slug>/languages")
@requires(Permission.SEE_SURVEYS)
def languages(slug: str) -> Any:
    """Every language and where it stands."""
    session, member, found = transactions.session(), current_member(), reach.survey(slug)
    revision = desk.revision_of(found)
    standing = translations.standing(session, found, revision)
    open_now = {one.language for one in translations.standing(session, found) if one.on_offer}
    travelling = library_sign_offs.available(session, revision)
    cards = [_in_words(Desk(found, revision, one.language), one, travelling) for one in standing]
    waiting = [one for one in cards if _untouched(one) and one["language"] not in open_now]
    begun = {one.language for one in standing}
    return render_template(
        "staff/languages.html",
        survey=found,
        revision=revision,
        beside=revision.id != found.current_revision_id,
        standing=[one for one in cards if one not in waiting],
        more=[*waiting, *(desk.described(tag) for tag in translations.TRANSLATED if tag not in begun)],
        may_sign=member.may(Permission.SIGN_OFF_TRANSLATIONS),
        may_translate=member.may(Permission.TRANSLATE),
        may_put_up=member.may(Permission.MANAGE_MEDIA),
    )


def _untouched(one: dict[str, Any]) -> bool:
    """Whether a language has some words of the library and nobody here has added, signed or sent for any."""
    progress, standing = one["progress"], one["standing"]
    signed = standing.signed_on or standing.newest_signed or one["travelling"]
    return bool(progress and progress.missing) and not signed and not one["ours"]


def _in_words(
    place: Desk,
    one: translations.Standing,
    travelling: dict[str, library_sign_offs.Travelling] | None = None,
) -> dict[str, Any]:
    translated = one.language not in (*OWN_LANGUAGES, BSL)
    lines = place.lines() if translated else []
    return place.described() | {
        "standing": one,
        "provenance": desk.provenance_words(one.provenance),
        "progress": translation_lines.progress(lines) if translated else None,
        "ours": any(line.provenance in desk.PROVENANCES for line in lines),
        "travelling": (travelling or {}).get(one.language),
    }


@blueprint.get("/surveys/<slug>/languages/<language>")
@requires(Permission.SEE_SURVEYS)
def language(slug: str, language: str) -> Any:
    """The words of a language beside the English, and the form that signs them."""
    return _page(desk.of(slug, language, translated=False), SignOffForm(formdata=None))


@blueprint.post("/surveys/<slug>/languages/<language>")
@requires(Permission.SIGN_OFF_TRANSLATIONS)
def sign_off(slug: str, language: str) -> Any:
    """Signs the words that were on the page."""
    place, form = desk.of(slug, language), SignOffForm()
    if form.validate_on_submit():
        try:
            _refuse_unseen(place, form.version.data)
            chosen = form.provenance.data
            row = sign_offs.sign(
                transactions.session(), place.survey, place.language, name=form.name.data or "",
                role=form.role.data or "", qualification=form.qualification.data or "",
                provenance=Provenance(chosen) if chosen in desk.PROVENANCES else None,
                travels=form.travels.data, by=current_member().by, today=reach.today(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            _tell_signed(place, row.on_offer)
            return redirect(f"/staff/surveys/{slug}/languages", 303)
    return _page(place, form), form.answer_code()


def _refuse_unseen(place: Desk, version: str | None) -> None:
    one = place.standing()
    if one is not None and version != one.mark:
        raise Refused("These words changed while you read. Read them again, then sign.", "read")


def _tell_signed(place: Desk, on_offer: bool) -> None:
    said = templating.words()
    if not on_offer:
        text = said(
            "{language} is signed. People can choose it once a second person has read it.",
            language=place.name,
        )
    elif place.open_now:
        text = said("{language} is signed. People can choose it now.", language=place.name)
    else:
        text = said(
            "{language} is signed. People can choose it once the draft is published.", language=place.name
        )
    flash(text, "done")


@blueprint.post("/surveys/<slug>/languages/<language>/second")
@requires(Permission.SIGN_OFF_TRANSLATIONS)
def read_again(slug: str, language: str) -> Any:
    """Somebody else has read the signed words that were on the page."""
    place, form = desk.of(slug, language), SecondForm()
    if form.validate_on_submit():
        member = current_member()
        try:
            _refuse_unseen(place, form.version.data)
            sign_offs.second(
                transactions.session(), place.survey, place.language, name=form.name.data or "",
                role=form.role.data or "", by=member.by, today=reach.today(), account=member.by,
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("Two people answer for {language} now.", language=place.name), "done")
            return redirect(f"/staff/surveys/{slug}/languages", 303)
    return _page(place, SignOffForm(formdata=None), form), form.answer_code()


@blueprint.post("/surveys/<slug>/languages/<language>/take-over")
@requires(Permission.TRANSLATE)
def take_over(slug: str, language: str) -> Any:
    """Puts a language on offer under the names of those who signed it elsewhere."""
    place, form = desk.of(slug, language), TakeOverForm()
    try:
        library_sign_offs.take_over(
            transactions.session(), place.survey, place.revision, place.language, form.sign_off.data or 0,
            by=current_member().by, today=reach.today(),
        )  # fmt: skip
    except Refused as refused:
        flash(refused.message, "problem")
    else:
        _tell_signed(place, on_offer=True)
    return redirect(f"/staff/surveys/{slug}/languages", 303)


@blueprint.post("/surveys/<slug>/languages/<language>/take-back")
@requires(Permission.SIGN_OFF_TRANSLATIONS)
def take_back(slug: str, language: str) -> Any:
    """Stops offering a language; it can be signed again."""
    place = desk.of(slug, language)
    by = current_member().by
    sign_offs.take_back(transactions.session(), place.survey, place.language, by=by, today=reach.today())
    said = templating.words()
    flash(said("{language} is no longer on offer. Its words are kept.", language=place.name), "done")
    return redirect(f"/staff/surveys/{slug}/languages", 303)


def _page(place: Desk, form: SignOffForm, second: SecondForm | None = None) -> str:
    session, member = transactions.session(), current_member()
    one = place.standing() or abort(404)
    lines = place.lines()
    _, interface = translations.frozen(session, place.revision.id, one.language, one.newest)
    second = second or SecondForm(formdata=None)
    form.version.data = second.version.data = one.mark
    if not form.is_submitted() and one.provenance in desk.PROVENANCES:
        form.provenance.data = one.provenance
    signs = member.may(Permission.SIGN_OFF_TRANSLATIONS) and one.language not in OWN_LANGUAGES
    progress = translation_lines.progress(lines)
    return render_template(
        "staff/language.html",
        survey=place.survey,
        place=place,
        one=_in_words(place, one),
        progress=progress,
        lines=lines,
        interface=sorted(interface.items()),
        form=form,
        second=second,
        provenances=desk.provenance_choices(),
        may_translate=member.may(Permission.TRANSLATE) and one.language not in OWN_LANGUAGES,
        may_sign=signs and not one.newest_signed,
        may_read_again=signs and one.newest_signed and not one.newest_read_again,
        wants_two=organisations.current(session).second_reviewer,
        signed_it_themselves=one.newest_signed_by == member.by,
    )
