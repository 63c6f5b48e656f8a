"""When a survey opens and closes, where its printed links lead then, and putting it away."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request

from feedback.services import audit, publications, working_days
from feedback.services import surveys as kept
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission, SurveyState
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach

if TYPE_CHECKING:
    from feedback.models.survey import Survey


@blueprint.get("/surveys/<slug>/times")
@requires(Permission.ADOPT_SURVEYS)
def times(slug: str) -> Any:
    """When the survey opens and closes; closing and archiving it."""
    return _times(reach.survey(slug))


def _times(found: Survey, refused: Refused | None = None, typed: dict[str, str] | None = None) -> Any:
    session = transactions.session()
    is_test = publications.holds_the_test(session, found)
    others = [s for s in kept.everything(session) if s.id != found.id and s.state == SurveyState.PUBLISHED]
    others = [s for s in others if publications.holds_the_test(session, s)] if is_test else others
    page = render_template(
        "staff/times.html",
        survey=found,
        is_test=is_test,
        others=[(other.slug, other.title) for other in others],
        typed=typed or {"opens": _local(found.opens_at), "closes": _local(found.closes_at)},
        refused=refused,
    )
    return page, 400 if refused else 200


def _local(moment: datetime | None) -> str:
    return working_days.here(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _moment(typed: str, field: str) -> datetime | None:
    """A moment as the browser's field, or a person, writes it, in UTC. Raises Refused."""
    if not typed.strip():
        return None
    try:
        local = datetime.fromisoformat(typed.strip().replace(" ", "T"))
    except ValueError:
        raise Refused("Write the day and time such as 2026-11-30T09:00.", field) from None
    return working_days.stored(local.date(), local.time())


@blueprint.post("/surveys/<slug>/times")
@requires(Permission.ADOPT_SURVEYS)
def schedule(slug: str) -> Any:
    """Sets when the survey opens and closes by itself."""
    found = reach.survey(slug)
    typed = {name: request.form.get(name, "")[:30] for name in ("opens", "closes")}
    try:
        publications.schedule(
            transactions.session(), found, opens_at=_moment(typed["opens"], "opens"),
            closes_at=_moment(typed["closes"], "closes"), by=current_member().by, now=audit.now(),
        )  # fmt: skip
    except Refused as refused:
        return _times(found, reach.sentence(refused), typed)
    flash(templating.words()("The times are kept."), "done")
    return redirect(f"/staff/surveys/{slug}/times", 303)


@blueprint.post("/surveys/<slug>/close")
@requires(Permission.ADOPT_SURVEYS)
def close(slug: str) -> Any:
    """Closes a survey, and leads its printed links to another one where somebody chose it."""
    session, found = transactions.session(), reach.survey(slug)
    named = request.form.get("leads_to", "")
    if found.state == SurveyState.PUBLISHED:
        try:
            publications.close(
                session, found, by=current_member().by, now=audit.now(),
                leads_to=kept.find(session, named) if named else None,
                service_ended="service_ended" in request.form,
            )  # fmt: skip
        except Refused as refused:
            return _times(found, reach.sentence(refused))
        flash(templating.words()("It is closed. Pages opened before are still taken for 24 hours."), "done")
    return redirect(f"/staff/surveys/{slug}", 303)


@blueprint.post("/surveys/<slug>/archive")
@requires(Permission.ADOPT_SURVEYS)
def archive(slug: str) -> Any:
    """Puts a survey off the lists, or back on them."""
    session, found = transactions.session(), reach.survey(slug)
    back = request.form.get("back") == "yes"
    try:
        if back:
            publications.bring_back(session, found, by=current_member().by)
        else:
            publications.archive(session, found, by=current_member().by, today=reach.today())
    except Refused as refused:
        return _times(found, reach.sentence(refused))
    said = templating.words()
    flash(said("It is back on the list.") if back else said("It is archived. Everything is kept."), "done")
    return redirect(f"/staff/surveys/{slug}" if back else "/staff/surveys/", 303)
