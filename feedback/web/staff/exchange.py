"""Surveys in and out: bringing one from a file with an account of every item, and taking one out as a file."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, render_template, request

from feedback.services import audit, exchanges
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import larger_forms, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach
from surveys.formats import doors, opening


@blueprint.get("/surveys/bring")
@requires(Permission.ADOPT_SURVEYS)
def bring_form() -> Any:
    """What can be brought in, and the field for the file."""
    return _form()


def _form(refused: Refused | None = None) -> Any:
    page = render_template(
        "staff/bring.html", formats=[(door.name, door.title) for door in doors.IN], refused=refused
    )
    return page, 400 if refused else 200


@blueprint.post("/surveys/bring")
@larger_forms.takes(opening.MOST_BYTES + 100_000)
@requires(Permission.ADOPT_SURVEYS)
def bring() -> Any:
    """Makes a draft of a file, and says of each item what became of it."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _form(Refused("Choose a file first.", "file"))
    try:
        survey, account = exchanges.bring(
            transactions.session(), sent.read(opening.MOST_BYTES + 1), sent.filename,
            format=request.form.get("format") or None, by=current_member().by, now=audit.now(),
        )  # fmt: skip
    except Refused as refused:
        return _form(reach.sentence(refused))
    return render_template("staff/brought.html", survey=survey, account=account)


@blueprint.get("/surveys/<slug>/take")
@requires(Permission.SEE_SURVEYS)
def take_form(slug: str) -> Any:
    """Every file that a survey can be taken out as."""
    return render_template("staff/take.html", survey=reach.survey(slug), formats=exchanges.Format)


@blueprint.get("/surveys/<slug>/take/<format>")
@requires(Permission.SEE_SURVEYS)
def take(slug: str, format: str) -> Any:
    """One of them."""
    found = reach.survey(slug)
    wanted = next((one for one in exchanges.Format if one.value == format), None) or abort(404)
    try:
        taken = exchanges.take(transactions.session(), found, wanted)
    except Refused as refused:
        page = render_template(
            "staff/take.html", survey=found, formats=exchanges.Format, refused=reach.sentence(refused)
        )
        return page, 400
    answer = Response(taken.content, content_type=taken.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    return answer
