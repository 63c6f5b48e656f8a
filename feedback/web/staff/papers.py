"""Paper forms: the survey of a link as a PDF to print, in a language that it is on offer in."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, make_response, redirect, request

from feedback.channels import links
from feedback.channels.paper import Unprintable
from feedback.services import collector_links, papers, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH, Permission, SurveyState, canonical_language
from feedback.web import transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach


@blueprint.get("/links/<code>/paper")
@requires(Permission.MAKE_LINKS)
def paper_form_chosen(code: str) -> Any:
    """Leads from the language chosen on the page of a link to its PDF."""
    link = _open(code)
    language = canonical_language(request.args.get("language", "")) or ENGLISH
    return redirect(f"/staff/links/{link.code}/paper/{language}.pdf", 303)


@blueprint.get("/links/<code>/paper/<language>.pdf")
@requires(Permission.MAKE_LINKS)
def paper_form(code: str, language: str) -> Any:
    """The form; 409 with what to set where there is no address, and back with what to change where no font will do."""
    session, link = transactions.session(), _open(code)
    tag = canonical_language(language) or abort(404)
    served = surveys.served(session, link.survey_id)
    if served is None or link.survey_state != SurveyState.PUBLISHED or tag not in served.languages:
        abort(404)
    try:
        made = papers.print_form(
            papers.form(session, link, served, tag), reach.base_address(current_member())
        )
    except links.NoBaseAddress as error:
        abort(make_response((str(error), 409, {"Content-Type": "text/plain; charset=utf-8"})))
    except Unprintable as error:
        flash(reach.sentence(Refused(str(error))).message, "problem")
        return redirect(f"/staff/links/{link.code}", 303)
    answer = make_response(made)
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{link.code}-{tag}.pdf"'
    return answer


def _open(code: str) -> collector_links.OpenedLink:
    """What a code within reach opens: 404 for another, 410 for a revoked one."""
    session = transactions.session()
    found = collector_links.find(session, code)
    if found is None or not reach.reaches(current_member(), found.place_id):
        abort(404)
    link = collector_links.open_code(session, found.code) or abort(404)
    if link.revoked:
        abort(410)
    return link
