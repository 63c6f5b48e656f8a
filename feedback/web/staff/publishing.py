"""Publishing a survey: what it does to trends and languages, the second reader, a later edition of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request

from feedback.services import (
    comment_readers,
    drafts,
    library_editions,
    publications,
    revisions,
    second_readers,
    translation_lines,
    translations,
)
from feedback.services.refusals import Refused
from feedback.vocabulary import BSL, ENGLISH_NAMES, LANGUAGES, OWN_LANGUAGES, Permission, SurveyState
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach
from surveys import trends

if TYPE_CHECKING:
    from feedback.models.survey import Revision, Survey


def needs_reader(survey: Survey, draft: Revision | None) -> bool:
    """Whether words of one's own are about to be published that nobody else has read."""
    if draft is None or draft.reviewed_by:
        return False
    return survey.library_definition != draft.definition


@blueprint.get("/surveys/<slug>/publish")
@requires(Permission.ADOPT_SURVEYS)
def publishing(slug: str) -> Any:
    """What publishing would do, and the button that does it."""
    return _page(reach.survey(slug))


def _page(found: Survey, refused: Refused | None = None) -> Any:
    session = transactions.session()
    draft = revisions.draft(session, found)
    changes = publications.to_come(session, found)
    page = render_template(
        "staff/publish.html",
        survey=found,
        draft=draft,
        reasons=publications.in_the_way(session, found),
        lacks_contacts=publications.lacks_contacts(session),
        groups=[(t, trends.TITLES[t], [c for c in changes if c.trend is t]) for t in trends.Trend],
        changes=changes,
        languages=_languages(found, draft),
        begins=_begins(found, draft),
        needs_reader=needs_reader(found, draft),
        silent=_silent(found, draft),
        refused=refused,
    )
    return page, 400 if refused else 200


def _languages(found: Survey, draft: Revision | None) -> list[tuple[str, str, int]]:
    """Each language that people can choose today: its tag, its name, and how many texts keep it from staying."""
    if draft is None or draft.id == found.current_revision_id:
        return []
    session, told = transactions.session(), []
    signed = {one.language for one in translations.standing(session, found, draft) if one.on_offer}
    for one in translations.standing(session, found):
        if not one.on_offer or one.language in (*OWN_LANGUAGES, BSL):
            continue
        progress = translation_lines.progress(translation_lines.of_revision(session, draft, one.language))
        waiting = 0 if one.language in signed else progress.missing + progress.changed
        told.append((one.language, ENGLISH_NAMES[one.language], waiting))
    return told


def _silent(found: Survey, draft: Revision | None) -> list[str]:
    """The languages in which nobody would be asked for words of their own, since nobody is named to read them."""
    session = transactions.session()
    if draft is None or not comment_readers.asks_for_words(revisions.definition_of(draft)):
        return []
    offered = {one.language for one in translations.standing(session, found, draft) if one.on_offer}
    tags = [tag for tag in LANGUAGES if tag in offered | set(OWN_LANGUAGES)]
    return [ENGLISH_NAMES[tag] for tag in comment_readers.without(session, found.id, tags)]


def _begins(found: Survey, draft: Revision | None) -> dict[str, list[str]] | None:
    """The languages that a first version opens with, and those that are signed and wait; None for a later one."""
    if draft is None or found.state != SurveyState.DRAFT:
        return None
    standing = translations.standing(transactions.session(), found, draft)
    told = [one for one in standing if one.language not in (*OWN_LANGUAGES, BSL)]
    return {
        "on_offer": [ENGLISH_NAMES[one.language] for one in told if one.on_offer],
        "waiting": [ENGLISH_NAMES[one.language] for one in told if one.waits_for_second],
    }


@blueprint.post("/surveys/<slug>/publish")
@requires(Permission.ADOPT_SURVEYS)
def publish(slug: str) -> Any:
    """Opens a survey to the public, with its draft where it has one, or opens a closed one again."""
    session, found = transactions.session(), reach.survey(slug)
    if needs_reader(found, revisions.draft(session, found)) and "alone" not in request.form:
        refused = Refused("Ask a colleague to read it first, or tick that nobody else has read it.", "alone")
        return _page(found, refused)
    try:
        publications.publish(session, found, by=current_member().by, today=reach.today())
    except Refused as refused:
        return _page(found, reach.sentence(refused))
    flash(templating.words()("It is open. People can answer as soon as they have a link."), "done")
    return redirect(f"/staff/surveys/{slug}", 303)


@blueprint.post("/surveys/<slug>/review/ask")
@requires(Permission.ADOPT_SURVEYS)
def ask_for_reader(slug: str) -> Any:
    """Says that the draft is ready for a second reader."""
    session, found = transactions.session(), reach.survey(slug)
    try:
        second_readers.ask(session, found, by=current_member().by, today=reach.today())
    except Refused as refused:
        return _page(found, reach.sentence(refused))
    said = templating.words()
    flash(
        said("It waits for a second reader. Tell an analyst, a commissioner or another administrator."),
        "done",
    )
    return redirect(f"/staff/surveys/{slug}/publish", 303)


@blueprint.get("/surveys/<slug>/review")
@requires(Permission.REVIEW_SURVEYS)
def reading(slug: str) -> Any:
    """What the second reader looks at, and the form in which they say what they think."""
    return _reading(reach.survey(slug))


def _reading(found: Survey, refused: Refused | None = None) -> Any:
    session, member = transactions.session(), current_member()
    draft = revisions.draft(session, found)
    page = render_template(
        "staff/review.html", survey=found, draft=draft, refused=refused,
        may_read=second_readers.may_read(draft, member.by),
        changes=[change for change in publications.to_come(session, found) if change.trend != trends.Trend.SAME],
        titles=trends.TITLES, may=member.may,
    )  # fmt: skip
    return page, 400 if refused else 200


@blueprint.post("/surveys/<slug>/review")
@requires(Permission.REVIEW_SURVEYS)
def second_reader(slug: str) -> Any:
    """What the second reader says."""
    agrees, note = request.form.get("agrees") == "yes", request.form.get("note", "")[:2000]
    session, found, said = transactions.session(), reach.survey(slug), templating.words()
    try:
        second_readers.answer(
            session, found, by=current_member().by, today=reach.today(), agrees=agrees, note=note
        )
    except Refused as refused:
        return _reading(found, reach.sentence(refused))
    flash(
        said("Thank you. It can be published now.") if agrees else said("It is sent back with your note."),
        "done",
    )
    return redirect(f"/staff/surveys/{slug}", 303)


@blueprint.post("/surveys/<slug>/discard")
@requires(Permission.ADOPT_SURVEYS)
def discard(slug: str) -> Any:
    """Throws the draft away."""
    session, found = transactions.session(), reach.survey(slug)
    only = found.state == SurveyState.DRAFT
    try:
        drafts.discard(session, found, by=current_member().by)
    except Refused as refused:
        return _page(found, reach.sentence(refused))
    flash(templating.words()("The draft is gone. What is published stays as it is."), "done")
    return redirect("/staff/surveys/" if only else f"/staff/surveys/{slug}", 303)


@blueprint.route("/surveys/<slug>/edition", methods=["GET", "POST"])
@requires(Permission.ADOPT_SURVEYS)
def edition(slug: str) -> Any:
    """A later edition of a ready-made survey: what it would change here, and taking it over as a draft."""
    session, found = transactions.session(), reach.survey(slug)
    offer = library_editions.offered(session, found)
    if request.method == "POST" and offer is not None:
        library_editions.take_over(session, found, by=current_member().by)
        flash(
            templating.words()(
                "The new edition is in your draft. What is published stays until you publish."
            ),
            "done",
        )
        return redirect(f"/staff/surveys/{slug}/publish", 303)
    if offer is None:
        return redirect(f"/staff/surveys/{slug}", 303)
    return render_template("staff/edition.html", survey=found, offer=offer)
