"""Results for staff: the surveys, one survey live and protected, and its tables to download."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request

from feedback.channels.report import Unprintable
from feedback.services import looks, snapshots, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import results_report as printing
from feedback.web import table_files, transactions
from feedback.web.forms import StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach, results_page, results_view


@blueprint.get("/results/")
@requires(Permission.SEE_RESULTS)
def results() -> Any:
    """The surveys that have been published, with how many answered."""
    session, member = transactions.session(), current_member()
    found = []
    for survey in surveys.everything(session):
        revision = surveys.revision_of(session, survey)
        if revision is not None and revision.published_on is not None:
            responses = reach.responses_to(member, survey.id)
            found.append(
                {"survey": survey, "responses": responses, "snapshot": snapshots.newest(session, survey)}
            )
    return render_template("staff/results.html", surveys=found, may=member.may)


@blueprint.get("/results/<slug>")
@requires(Permission.SEE_RESULTS)
def results_of(slug: str) -> Any:
    """One survey: what stands out, every item overall, and by the group asked for."""
    return results_page.of(results_view.look(slug, request.args), StaffForm(formdata=None))


@blueprint.get("/results/<slug>/table.csv")
@requires(Permission.SEE_RESULTS)
def results_as_csv(slug: str) -> Response:
    """The same protected numbers as a table for a spreadsheet."""
    viewed = results_view.look(slug, request.args)
    invented = looks.of(transactions.session(), current_member().organisation_id).demonstration
    name = "-".join([slug, *viewed.choice.in_a_name, *(["invented"] if invented else [])])
    return table_files.as_csv(viewed.table, name, invented=invented)


@blueprint.get("/results/<slug>/report.pdf")
@requires(Permission.SEE_RESULTS)
def results_report(slug: str) -> Any:
    """The same protected numbers on two to four pages, for a board; back with what to change where no font will do."""
    viewed = results_view.look(slug, request.args)
    try:
        return printing.as_pdf(results_page.report(viewed), "-".join([slug, *viewed.choice.in_a_name]))
    except Unprintable as error:
        flash(reach.sentence(Refused(str(error))).message, "problem")
        return redirect(f"/staff/results/{slug}", 303)
