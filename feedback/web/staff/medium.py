"""One place of a survey: the form that puts up its picture, recording or video, and the button that removes it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_wtf.file import FileField
from wtforms import HiddenField

from feedback.services import bsl, checked_media, media_slots, translations, uploads
from feedback.services.checked_media import Checked
from feedback.services.media_slots import PICTURES, Slot
from feedback.services.refusals import Refused
from feedback.vocabulary import BSL, ENGLISH_NAMES, Permission, direction
from feedback.web import larger_forms, templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach
from feedback.web.staff.media import Shelf, shelf


class PutUpForm(StaffForm):
    """A file for one place, and for a video its captions."""

    text = HiddenField()
    file = FileField("File")
    captions = FileField("Captions")


@blueprint.route("/surveys/<slug>/media/<language>/put-up", methods=["GET", "POST"])
@larger_forms.takes(checked_media.LARGEST_FORM)
@requires(Permission.MANAGE_MEDIA)
def put_up(slug: str, language: str) -> Any:
    """Shows what stands at one place, and puts something there."""
    found = shelf(slug, language)
    slot = _slot(found)
    if slot is None:
        return redirect(f"/staff/surveys/{slug}/media/{found.tag}", 303)
    form = _form(found, slot)
    if form.validate_on_submit():
        was_signed = bsl.signed(transactions.session(), found.survey) is not None
        try:
            _store(found, slot, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            _tell(found, was_signed)
            return redirect(_next(found, slot), 303)
    tongues = [(tag, direction(tag)) for tag in _written(found)]
    page = render_template(
        "staff/medium.html", shelf=found, survey=found.survey, slot=slot, form=form, tongues=tongues,
        there=found.there.get(slot.key),
    )  # fmt: skip
    return page, form.answer_code()


def _slot(found: Shelf) -> Slot | None:
    try:
        return media_slots.find(found.definition, found.language, request.values.get("text", ""))
    except Refused:
        return None


def _written(found: Shelf) -> list[str]:
    """The languages a picture can be said in: English first, then those the survey has words in."""
    standing = translations.standing(transactions.session(), found.survey)
    return [one.language for one in standing if one.language != BSL]


def _form(found: Shelf, slot: Slot) -> PutUpForm:
    """The form of a place; that of a picture asks for its words in each language."""
    if found.language != PICTURES:
        return PutUpForm(text=slot.key)
    tags = _written(found)
    kept = uploads.descriptions(transactions.session(), found.survey.id, slot.key)
    fields = {f"described-{tag}": Line(ENGLISH_NAMES[tag]) for tag in tags}
    made: PutUpForm = type("PictureForm", (PutUpForm,), fields)(
        text=slot.key, data={f"described-{tag}": kept.get(tag, "") for tag in tags}
    )
    return made


def _store(found: Shelf, slot: Slot, form: PutUpForm) -> None:
    session = transactions.session()
    sent, captions = (field.data.read() if field.data else b"" for field in (form.file, form.captions))
    described = {
        name.removeprefix("described-"): str(value or "")
        for name, value in form.data.items()
        if name.startswith("described-")
    }
    if found.language == PICTURES and not sent and slot.key in found.there:
        uploads.describe(session, found.survey, slot.key, described, by=current_member().by)
        return
    by = current_member().by
    # Reading a picture takes a moment, and whoever is answering must not wait for it.
    transactions.give_way()
    checked = _checked(found, sent, captions)
    uploads.put(
        session, found.survey, found.definition, found.language, slot.key, checked, words=found.said(slot),
        described=described, by=by, today=reach.today(),
    )  # fmt: skip


def _checked(found: Shelf, sent: bytes, captions: bytes) -> Checked:
    if found.language == PICTURES:
        return checked_media.picture(sent)
    return checked_media.video(sent, captions) if found.language == BSL else checked_media.recording(sent)


def _tell(found: Shelf, was_signed: bool) -> None:
    said = templating.words()
    if found.language == BSL and was_signed:
        flash(said("A video changed, so BSL is offline. Check it, then put BSL online again."), "warning")
    else:
        flash(said("It is kept."), "done")


def _next(found: Shelf, slot: Slot) -> str:
    """The list; or, for whoever fills the gaps one after another, the next place that has nothing."""
    own = f"/staff/surveys/{found.survey.slug}/media/{found.tag}"
    behind = found.slots[found.slots.index(slot) + 1 :]
    following = next((one for one in behind if not found.fitting(one)), None)
    if found.language == PICTURES or found.fitting(slot) or following is None:
        return f"{own}#t-{found.slots.index(slot) + 1}"
    return f"{own}/put-up?text={following.key}"


@blueprint.post("/surveys/<slug>/media/<language>/remove")
@requires(Permission.MANAGE_MEDIA)
def remove(slug: str, language: str) -> Any:
    """Takes away what stands at one place."""
    found = shelf(slug, language)
    slot = _slot(found)
    if slot is not None and slot.key in found.there:
        was_signed = bsl.signed(transactions.session(), found.survey) is not None
        uploads.remove(transactions.session(), found.survey, found.language, slot.key, by=current_member().by)
        said = templating.words()
        if found.language == BSL and was_signed:
            flash(said("It is removed, and BSL is offline until every video is there again."), "warning")
        else:
            flash(said("It is removed."), "done")
    return redirect(f"/staff/surveys/{slug}/media/{found.tag}", 303)
