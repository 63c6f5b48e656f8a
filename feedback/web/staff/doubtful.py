"""Doubtful sheets: looked at once more by somebody who has the paper, then kept or set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template
from werkzeug.datastructures import MultiDict

from feedback.services import keying, places, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH_NAMES, Permission
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import answers, blueprint, reach
from feedback.web.staff.answers import Chosen
from feedback.web.staff.paper import SheetForm, page_of

if TYPE_CHECKING:
    from feedback.models.doubtful_sheet import DoubtfulSheet

_LIST = "/staff/answers/doubtful/"
_ONE = "/answers/doubtful/<int(max=2147483647):sheet_id>"


@blueprint.get("/answers/doubtful/")
@requires(Permission.ENTER_ANSWERS)
def doubtful() -> Any:
    """Every sheet within reach that waits, the longest first."""
    session, said = transactions.session(), templating.words()
    titles = {survey.id: survey.title for survey in surveys.everything(session)}
    names = reach.place_names()
    sheets = [
        {
            "id": row.id,
            "number": row.number,
            "about": " · ".join([titles[row.survey_id], names[row.place_id], ENGLISH_NAMES[row.language]]),
            "doubts": len(row.doubts),
            "until": said.day(row.keyed_on + keying.WAITING),
        }
        for row in keying.waiting(session, reach.place_ids(current_member()))
    ]
    return render_template("staff/doubtful.html", sheets=sheets)


def _found(sheet_id: int) -> tuple[DoubtfulSheet, Chosen]:
    """A sheet that waits, with the questions it was keyed against; 404 where it is not within reach, or decided."""
    session = transactions.session()
    row = keying.find(session, sheet_id)
    if row is None or not reach.reaches(current_member(), row.place_id):
        abort(404)
    served = surveys.served(session, row.survey_id, row.revision_id) or abort(404)
    survey = reach.survey(served.slug)
    place = places.find(session, row.place_id) or abort(404)
    return row, answers.of_revision(survey, place, row.language, served)


@blueprint.get(_ONE)
@requires(Permission.ENTER_ANSWERS)
def doubtful_sheet(sheet_id: int) -> Any:
    """The doubts, and the form as it was typed in."""
    row, found = _found(sheet_id)
    form = SheetForm(
        formdata=MultiDict({"sheet_number": row.number, "filled_on": row.answered_on.isoformat()})
    )
    kept = [(name, value) for name, value in row.form]
    return _page(row, found, form, found.again(kept, []))


@blueprint.post(_ONE)
@requires(Permission.ENTER_ANSWERS)
def keep_sheet(sheet_id: int) -> Any:
    """Keeps a sheet as corrected: it is a response from now on."""
    row, found = _found(sheet_id)
    form = SheetForm()
    sent = answers.sent(form)
    if not form.validate_on_submit():
        return _page(row, found, form, found.again(sent, [])), 400
    try:
        look = keying.keep(
            transactions.session(), row, found.served, form.sheet(found), sent, by=current_member().by,
            today=reach.today(), closed_on=found.closed_on,
        )  # fmt: skip
    except Refused as refused:
        form.refuse(reach.sentence(refused))
        return _page(row, found, form, found.again(sent, [])), 400
    if look.problems:
        return _page(row, found, form, found.again(sent, look.problems)), 400
    flash(
        templating.words()(
            "Sheet {number} is kept and counts now. What stayed in doubt counts as not answered.",
            number=keying.number_of(form.sheet_number.data or ""),
        ),
        "done",
    )
    return redirect(_LIST, 303)


@blueprint.post(f"{_ONE}/set-aside")
@requires(Permission.ENTER_ANSWERS)
def set_sheet_aside(sheet_id: int) -> Any:
    """Deletes a sheet that is not to count."""
    row, found = _found(sheet_id)
    number = row.number
    keying.set_aside(transactions.session(), row, found.survey.slug, by=current_member().by)
    flash(templating.words()("Sheet {number} is set aside. It counts nowhere.", number=number), "done")
    return redirect(_LIST, 303)


def _page(row: DoubtfulSheet, found: Chosen, form: SheetForm, page: Any) -> str:
    return page_of(
        found, form, page, doubts=keying.doubts_of(row), template="staff/doubtful_sheet.html", sheet=row
    )
