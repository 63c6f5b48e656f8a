"""Publishing results: asked for here, worked beside the pages, watched on a page that can be left."""

from __future__ import annotations

from typing import Any

from flask import abort, make_response, redirect, render_template, request

from feedback.reports.groupings import CROSS
from feedback.services import audit, looks, surveys
from feedback.services import snapshot_runs as runs
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import transactions, working
from feedback.web.forms import StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach, results_page, results_view

#: After so many seconds the browser asks again, without a script.
LOOK_AGAIN = 4


@blueprint.post("/results/<slug>/publish")
@requires(Permission.PUBLISH_RESULTS)
def publish_results(slug: str) -> Any:
    """Has what may be shown by the groups that were ticked frozen and opened to everybody."""
    form, member, survey = StaffForm(), current_member(), reach.survey(slug)
    groups = _wanted()
    if form.validate_on_submit():
        session = transactions.session()
        revision = surveys.revision_of(session, survey)
        try:
            if not groups and revision is not None and surveys.definition_of(revision).groups():
                raise Refused("Tick at least one group.")
            run = runs.ask(session, survey, groups, by=member.by, now=audit.now())
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            # The work has sessions of its own: what it is to do must stand before it begins.
            address, run_id = f"/staff/results/{slug}/publishing/{run.id}", run.id
            transactions.commit()
            working.publish(member.organisation_id, slug, run_id)
            return redirect(address, 303)
    return results_page.of(results_view.look(slug, {}), form, ticked=groups), 400


def _wanted() -> list[str]:
    """The groups that were ticked, and two that are crossed: those stand for themselves no more.

    A crossing tells each of its groups, and beside them it could not be proven safe.
    """
    ticked = request.form.getlist("groups")
    crossed = [key for key in (request.form.get("cross", ""), request.form.get("with", "")) if key]
    if len(crossed) < 2:
        return ticked
    return [*(key for key in ticked if key not in crossed), CROSS.join(crossed)]


@blueprint.get("/results/<slug>/publishing/<int(max=2147483647):run_id>")
@requires(Permission.PUBLISH_RESULTS)
def results_publishing(slug: str, run_id: int) -> Any:
    """How far a run is; it looks again by itself while the work goes on, until somebody stops that (WCAG 2.2.1)."""
    session, survey = transactions.session(), reach.survey(slug)
    run = runs.find(session, survey, run_id) or abort(404)
    state = runs.STOPPED if runs.is_silent(run, audit.now()) else run.state
    still = bool(request.args.get("still"))
    page = make_response(
        render_template(
            "staff/results_publishing.html",
            survey=survey,
            run=run,
            state=state,
            still=still,
            slug_of_organisation=looks.of(session, current_member().organisation_id).slug,
        )
    )
    if state == runs.WORKING and not still:
        page.headers["Refresh"] = str(LOOK_AGAIN)
    return page
