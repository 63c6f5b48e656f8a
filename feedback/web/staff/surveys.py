"""Surveys: those in use, those to adopt, and one to read through."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request

from feedback.services import (
    audit,
    collector_links,
    comment_readers,
    library_editions,
    opening_times,
    publications,
    revisions,
    second_readers,
    translations,
    working_days,
)
from feedback.services import surveys as kept
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH_NAMES, OWN_LANGUAGES, Permission, SurveyState
from feedback.web import templating, transactions
from feedback.web.forms import StaffForm
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import about_you, blueprint, reach
from surveys import reading, trends
from surveys.definition import Definition

if TYPE_CHECKING:
    from feedback.models.survey import Survey


@blueprint.get("/surveys/")
@requires(Permission.SEE_SURVEYS)
def surveys() -> Any:
    """What people are asked here, and what more could be asked."""
    member, session = current_member(), transactions.session()
    everything = list(kept.everything(session))
    in_use = [survey for survey in everything if survey.archived_on is None]
    adopted = {survey.slug for survey in everything}
    return render_template(
        "staff/surveys.html",
        cards=[_card(survey, member) for survey in in_use],
        shipped=[_about(found) for found in kept.shipped() if found.key not in adopted],
        archived=[survey for survey in everything if survey.archived_on is not None],
        may_adopt=member.may(Permission.ADOPT_SURVEYS),
    )


def _card(survey: Survey, member: Member) -> dict[str, Any]:
    standing = translations.standing(transactions.session(), survey)
    return {
        "title": survey.title,
        "slug": survey.slug,
        "state": opening_times.told(survey.state, survey.opens_at, survey.closes_at, audit.now()),
        "responses": reach.responses_to(member, survey.id),
        "languages": [ENGLISH_NAMES[one.language] for one in standing if one.served],
        "waiting": sum(not one.served or one.newer_waits for one in standing),
        "next": _next_step(survey, member, [one for one in standing if one.language not in OWN_LANGUAGES]),
    }


def _next_step(survey: Survey, member: Member, standing: list[translations.Standing]) -> tuple[str, str]:
    """The one thing most worth doing with a survey, as words and address."""
    said, own = templating.words(), f"/staff/surveys/{survey.slug}"
    draft = revisions.draft(transactions.session(), survey)
    if member.may(Permission.REVIEW_SURVEYS) and second_readers.may_read(draft, member.by):
        return said("Read it as the second reader"), f"{own}/review"
    if survey.state == SurveyState.DRAFT and member.may(Permission.ADOPT_SURVEYS):
        return said("Read and publish it"), own
    if member.may(Permission.SIGN_OFF_TRANSLATIONS) and any(not s.served or s.newer_waits for s in standing):
        return said("Read and sign a language"), f"{own}/languages"
    links = collector_links.listed(
        transactions.session(), survey_id=survey.id, places=reach.place_ids(member)
    )
    if survey.state == SurveyState.PUBLISHED and member.may(Permission.MAKE_LINKS) and not links:
        return said("Make a link"), f"/staff/links/new?survey={survey.slug}"
    if survey.state != SurveyState.DRAFT and member.may(Permission.SEE_RESULTS):
        return said("See the results"), f"/staff/results/{survey.slug}"
    return said("Read the questions"), own


def _about(found: Definition) -> dict[str, Any]:
    items = list(found.items())
    return {
        "slug": found.key,
        "title": found.title,
        "introduction": found.introduction or "",
        "questions": len(items),
        "principle": found.principle,
        "official": found.key in reading.OFFICIAL_TESTS,
        "examples": [item.text for item in items[:3]],
    }


@blueprint.route("/surveys/adopt/<slug>", methods=["GET", "POST"])
@requires(Permission.ADOPT_SURVEYS)
def adopt(slug: str) -> Any:
    """Chooses what else to ask with a shipped survey, and makes the draft."""
    session = transactions.session()
    source = next((found for found in kept.shipped() if found.key == slug), None) or abort(404)
    if kept.find(session, slug) is not None:
        return redirect(f"/staff/surveys/{slug}", 303)
    form = StaffForm()
    choices = about_you.choices(source)
    chosen = request.form.getlist("chosen") if form.is_submitted() else [i.key for i in choices if i.default]
    uses = about_you.typed_uses(choices)
    problems = about_you.problems(choices, chosen, uses) if form.is_submitted() else {}
    if form.validate_on_submit() and not problems:
        try:
            survey = kept.adopt(
                session, slug, by=current_member().by, today=reach.today(), chosen=chosen, stated_uses=uses
            )
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("The draft is made. Read it through, then publish it."), "done")
            return redirect(f"/staff/surveys/{survey.slug}", 303)
    page = render_template(
        "staff/adopt.html", survey=_about(source), choices=choices, chosen=chosen, uses=uses,
        problems=problems, form=form, no_lookup=about_you.lacks_lookup(source, choices),
    )  # fmt: skip
    return page, 400 if problems or form.problems else 200


@blueprint.get("/surveys/<slug>")
@requires(Permission.SEE_SURVEYS)
def survey(slug: str) -> Any:
    """Every question in the order people meet it, and whether it is open."""
    return _page(reach.survey(slug))


def _coming(moment: datetime | None) -> str:
    """A moment still to come as the clock on the wall says it; empty for none, and for one that is past."""
    if moment is None or moment <= audit.now():
        return ""
    return working_days.here(moment).strftime("%-d %B %Y, %H:%M")


def _page(found: Survey) -> Any:
    session, member = transactions.session(), current_member()
    revision = kept.revision_of(session, found) or abort(404)
    standing = translations.standing(session, found)
    return render_template(
        "staff/survey.html",
        silent=[ENGLISH_NAMES[tag] for tag in comment_readers.silent(session, found)],
        survey=found,
        definition=kept.definition_of(revision),
        revision=revision,
        responses=reach.responses_to(member, found.id),
        served=[ENGLISH_NAMES[one.language] for one in standing if one.served],
        signed=[
            ENGLISH_NAMES[one.language]
            for one in standing
            if one.on_offer and one.language not in OWN_LANGUAGES
        ],
        waiting=[ENGLISH_NAMES[one.language] for one in standing if not one.served],
        draft=revisions.draft(session, found),
        offer=library_editions.offered(session, found),
        own_words=found.library_definition != revision.definition,
        is_test=publications.holds_the_test(session, found),
        told=opening_times.told(found.state, found.opens_at, found.closes_at, audit.now()),
        not_yet=_coming(found.opens_at),
        closes=_coming(found.closes_at),
        care={key: True for key, trend in revision.trends.items() if trend in trends.WITH_CARE},
        may=member.may,
    )
