"""You said, we did: everything that was drafted, one to read, its review and publication, its other languages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template
from wtforms.validators import Length

from feedback.i18n import marked, shipped_languages
from feedback.services import audit, improvements, looks, tellings
from feedback.services.refusals import Refused
from feedback.vocabulary import (
    ENGLISH_NAMES,
    OWN_LANGUAGES,
    ImprovementState,
    Permission,
    canonical_language,
    direction,
    html_language,
)
from feedback.web import labels, telling, templating, transactions
from feedback.web.forms import Line, Lines, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach

if TYPE_CHECKING:
    from feedback.models.improvement import Improvement

STATES = {
    ImprovementState.REVIEW: (marked("Waiting for review"), "open"),
    ImprovementState.DRAFT: (marked("Drafts"), "draft"),
    ImprovementState.PUBLISHED: (marked("Published"), "done"),
}
_ONE = "/you-said-we-did/change/<slug>"
_PARTS = ("title", "said", "did", "reason", "next", "owner")

_LONG = Length(max=2000, message="Keep it under 2,000 letters.")
_SHORT = Length(max=200, message="Keep it under 200 letters.")


class TranslationForm(StaffForm):
    """One language of a change; unsigned, it is kept and not shown."""

    title = Lines("Title", [_SHORT])
    said = Lines("You said", [_LONG])
    did = Lines("We did", [_LONG])
    next = Lines("What happens next", [_LONG])
    reason = Lines("Why it cannot be done", [_LONG])
    owner = Lines("Who to ask", [_SHORT])
    signed_name = Line("Who answers for it", [_SHORT])


@blueprint.get("/you-said-we-did/")
@requires(Permission.DRAFT_IMPROVEMENTS)
def you_said_we_did() -> Any:
    """Everything within reach, what waits for somebody first."""
    member, said = current_member(), templating.words()
    found = [
        row for row in improvements.listed(transactions.session()) if reach.reaches(member, row.place_id)
    ]
    places = reach.place_names()
    groups = [
        {"name": said(name), "shape": shape, "changes": [row for row in found if row.state == state]}
        for state, (name, shape) in STATES.items()
    ]
    return render_template(
        "staff/you_said_we_did.html", groups=groups, names=places, any=bool(found), staff_id=member.staff_id,
        may=member.may, look=looks.of(transactions.session(), member.organisation_id),
    )  # fmt: skip


@blueprint.get(_ONE)
@requires(Permission.DRAFT_IMPROVEMENTS)
def change(slug: str) -> Any:
    """One of them as people will read it, and the next thing to do."""
    return _page(within_reach(slug))


def within_reach(slug: str) -> Improvement:
    """The change of this name; 404 when it is another organisation's or lies beyond the member's places."""
    found = improvements.find(transactions.session(), slug)
    if found is None or not reach.reaches(current_member(), found.place_id):
        abort(404)
    return found


def _page(found: Improvement, refused: Refused | None = None) -> Any:
    session, member = transactions.session(), current_member()
    look = looks.of(session, member.organisation_id)
    told, words = _as_told(found), templating.words()
    panels = {**telling.panels(told, words, look.slug, labels.of_figure(told, words)), "href": None}
    done = improvements.translations_of(session, found)
    page = render_template(
        "staff/change.html",
        change=found,
        panels={**panels, "published": panels["published"] if found.published_on else ""},
        state=STATES[ImprovementState(found.state)],
        mine=found.drafted_by == member.staff_id,
        languages=[
            (tag, ENGLISH_NAMES[tag], done.get(tag))
            for tag in shipped_languages()
            if tag not in OWN_LANGUAGES
        ],
        survey_slug=told.survey_slug,
        refused=refused,
        look=look,
        may=member.may,
    )
    return page, 400 if refused else 200


def _as_told(found: Improvement) -> tellings.Told:
    """A change, published or not, as the public page would tell it in English."""
    told = tellings.as_told(transactions.session(), found, "en")
    return replace(told, published_on=found.published_on or reach.today())


def _back(found: Improvement, told: str) -> Any:
    flash(templating.words()(told), "done")
    return redirect(f"/staff/you-said-we-did/change/{found.slug}", 303)


@blueprint.post(f"{_ONE}/review")
@requires(Permission.DRAFT_IMPROVEMENTS)
def ask_for_review(slug: str) -> Any:
    """Hands a draft to a second person."""
    found = within_reach(slug)
    if found.state != ImprovementState.DRAFT:
        return _page(found, Refused("Only a draft can be sent for review."))
    improvements.ask_for_review(transactions.session(), found, by=current_member().by)
    return _back(found, "It waits for somebody else to read it.")


@blueprint.post(f"{_ONE}/publish")
@requires(Permission.PUBLISH_IMPROVEMENTS)
def publish_change(slug: str) -> Any:
    """The second person publishes it."""
    found, member, now = within_reach(slug), current_member(), audit.now()
    try:
        improvements.publish(
            transactions.session(), found, staff_id=member.staff_id, by=member.by, today=now.date(), now=now
        )
    except Refused as refused:
        return _page(found, reach.sentence(refused))
    return _back(found, "It is published. Everybody can read it now.")


@blueprint.post(f"{_ONE}/send-back")
@requires(Permission.PUBLISH_IMPROVEMENTS)
def send_back(slug: str) -> Any:
    """Back to a draft: it wants changes, or has to come down."""
    found = within_reach(slug)
    if found.state != ImprovementState.DRAFT:
        improvements.send_back(transactions.session(), found, by=current_member().by)
    return _back(found, "It is a draft again. Only staff can see it.")


@blueprint.route(f"{_ONE}/languages/<language>", methods=["GET", "POST"])
@requires(Permission.DRAFT_IMPROVEMENTS)
def change_words(slug: str, language: str) -> Any:
    """The words of a change in another language, and who answers for them."""
    session, found = transactions.session(), within_reach(slug)
    tag = canonical_language(language)
    if tag is None or tag in OWN_LANGUAGES or tag not in shipped_languages():
        abort(404)
    kept = improvements.translations_of(session, found).get(tag)
    # A name answers for the words it was written under; whoever keeps other words writes a name anew.
    form = TranslationForm(data={name: getattr(kept, name) for name in _PARTS} if kept else None)
    if form.validate_on_submit():
        texts = {name: form[name].data or "" for name in _PARTS}
        try:
            _check(found, texts, form.signed_name.data or "")
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            improvements.translate(
                session, found, tag, texts, signed_name=form.signed_name.data, by=current_member().by,
                now=audit.now(),
            )  # fmt: skip
            return _back(found, "The words are kept.")
    page = render_template(
        "staff/change_words.html", change=found, form=form, name=ENGLISH_NAMES[tag],
        parts=[name for name in _PARTS if getattr(found, name)], signed=kept.signed_name if kept else None,
        html_language_of_words=html_language(tag), direction_of_words=direction(tag),
    )  # fmt: skip
    return page, form.answer_code()


def _check(found: Improvement, texts: dict[str, str], signed_name: str) -> None:
    """Nobody can answer for words that are not there."""
    for name in _PARTS:
        if signed_name and name != "owner" and getattr(found, name) and not texts[name]:
            raise Refused("Translate this too before somebody signs.", name)
