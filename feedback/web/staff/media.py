"""What an organisation puts up beside the words of a survey: lists of it, and British Sign Language on or off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template
from wtforms.validators import InputRequired

from feedback.services import bsl, media, media_slots, surveys, translations
from feedback.services.media import Spoken
from feedback.services.media_slots import PICTURES, Slot
from feedback.services.refusals import Refused
from feedback.vocabulary import BSL, ENGLISH_NAMES, Permission, canonical_language, direction, html_language
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach

if TYPE_CHECKING:
    from feedback.models.survey import Survey
    from surveys.definition import Definition

#: How an address calls the pictures, which are of no language.
_PICTURES = "pictures"


@dataclass(frozen=True)
class Shelf:
    """Everything of one kind for one survey: its slots, the words beside them, and what is there."""

    survey: Survey
    definition: Definition
    #: As the address says it: a language, or "pictures".
    tag: str
    language: str
    slots: list[Slot]
    words: Mapping[str, str] = field(default_factory=dict)
    there: Mapping[str, Spoken] = field(default_factory=dict)

    def said(self, slot: Slot) -> str:
        """What is read or signed at a place, in its language."""
        return self.words.get(slot.key, slot.english)

    def fitting(self, slot: Slot) -> bool:
        """Whether something stands there that says these words."""
        found = self.there.get(slot.key)
        return found is not None and found.fits(self.said(slot))

    @property
    def done(self) -> int:
        """How many places have what they need."""
        return sum(self.fitting(slot) for slot in self.slots)

    @property
    def name(self) -> str:
        """What it is called in English."""
        said = templating.words()
        if self.language == PICTURES:
            return said("Pictures of your own")
        if self.language == BSL:
            return said("British Sign Language")
        return said("Read aloud in {language}", language=ENGLISH_NAMES[self.language])

    @property
    def html_language(self) -> str:
        """The tag of its words."""
        return html_language(self.language or "en")

    @property
    def direction(self) -> str:
        """Which way its words run."""
        return direction(self.language)


class SignForm(StaffForm):
    """The two people who answer for the videos."""

    signed_by = Line("Who signs in the videos", [InputRequired("Give the name of whoever signs.")])
    checked_by = Line("Who checked them", [InputRequired("Give the name of whoever checked.")])


def shelf(slug: str, tag: str) -> Shelf:
    """The shelf that an address names; 404 where the survey has no words in that language."""
    session, found = transactions.session(), reach.survey(slug)
    revision = surveys.revision_of(session, found) or abort(404)
    definition = surveys.definition_of(revision)
    language = PICTURES if tag == _PICTURES else canonical_language(tag) or abort(404)
    words: Mapping[str, str] = {}
    if language not in (PICTURES, BSL):
        standing = translations.standing(session, found)
        version = next((one.version for one in standing if one.language == language), None) or abort(404)
        words, _ = translations.frozen(session, revision.id, language, version)
    slots = media_slots.of(definition, language)
    there = media.of_survey(session, found.id, language)
    return Shelf(found, definition, language or _PICTURES, language, slots, words, there)


@blueprint.get("/surveys/<slug>/media/")
@requires(Permission.MANAGE_MEDIA)
def media_of(slug: str) -> Any:
    """Pictures, each language read aloud, and BSL, each with how much of it there is."""
    session, found = transactions.session(), reach.survey(slug)
    written = [one.language for one in translations.standing(session, found) if one.language != BSL]
    shelves = [shelf(slug, tag) for tag in (_PICTURES, BSL, *written)]
    return render_template(
        "staff/media.html", survey=found, shelves=shelves, signed=bsl.signed(session, found)
    )


@blueprint.get("/surveys/<slug>/media/<language>")
@requires(Permission.MANAGE_MEDIA)
def media_in(slug: str, language: str) -> Any:
    """Every text with its English, its words, and what is put up for it."""
    return _list(shelf(slug, language), SignForm(formdata=None))


def _list(found: Shelf, form: SignForm) -> Any:
    session = transactions.session()
    page = render_template(
        "staff/media_list.html", shelf=found, survey=found.survey, form=form,
        signed=bsl.signed(session, found.survey) if found.language == BSL else None,
    )  # fmt: skip
    return page, form.answer_code()


@blueprint.post("/surveys/<slug>/media/bfi/sign")
@requires(Permission.MANAGE_MEDIA)
def sign_bsl(slug: str) -> Any:
    """Puts BSL online under the names of two translators."""
    found, form = shelf(slug, BSL), SignForm()
    if form.validate_on_submit():
        try:
            bsl.sign(
                transactions.session(), found.survey, found.definition, signed_by=form.signed_by.data or "",
                checked_by=form.checked_by.data or "", by=current_member().by, today=reach.today(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(templating.words()("BSL is online. People can choose it now."), "done")
            return redirect(f"/staff/surveys/{slug}/media/{BSL}", 303)
    return _list(found, form)


@blueprint.post("/surveys/<slug>/media/bfi/take-down")
@requires(Permission.MANAGE_MEDIA)
def take_bsl_down(slug: str) -> Any:
    """Stops offering BSL; the videos stay."""
    found = reach.survey(slug)
    if bsl.withdraw(transactions.session(), found, by=current_member().by):
        flash(templating.words()("BSL is no longer on offer. Its videos are kept."), "done")
    return redirect(f"/staff/surveys/{slug}/media/{BSL}", 303)
