"""Paper forms: one sheet after another, typed in once each, and put aside where there is a doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request
from wtforms.validators import InputRequired

from feedback.i18n import marked
from feedback.services import keying
from feedback.services.keying import Fate, Keyed, Sheet
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.asking import Asking
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import answers, blueprint, reach
from feedback.web.staff.answers import Chosen, Sent
from surveys.doubts import Doubt

_ADDRESS = "/answers/paper/<slug>/<place>/<language>"
#: Each doubt in words, beside the question it is about.
_DOUBTS = {
    "two-or-more": marked("Two or more answers are ticked where one is asked for."),
    "cannot-be-read": marked("This cannot be read."),
    "not-asked": marked("This is answered, but other answers on the sheet lead past it."),
    "does-not-match": marked("This does not fit the answer to “{other}”."),
    "stands-alone": marked("“None” or “prefer not to say” is ticked together with another answer."),
    "all-the-same": marked("{number} statements in a row have the same answer, from here on."),
    "almost-empty": marked("Fewer than two questions are answered."),
    "day-to-come": marked("The day on the sheet has not come yet."),
    "long-ago": marked("The sheet was filled in more than 90 days ago."),
    "sheet-seen": marked("A sheet with this number is stored already, with other answers."),
}
#: Where a doubt about the whole sheet leads.
_FIELDS = {
    "day-to-come": "#f-filled_on",
    "long-ago": "#f-filled_on",
    "sheet-seen": "#f-sheet_number",
}


class SheetForm(StaffForm):
    """What stands on a sheet beside the answers."""

    sheet_number = Line("Number of the sheet", [InputRequired("Give the number of the sheet.")])
    filled_on = Line("Filled in on", [InputRequired("Give the day the sheet was filled in.")])

    def sheet(self, found: Chosen) -> Sheet:
        """The sheet. Raises Refused for a day that is none."""
        try:
            day = date.fromisoformat(self.filled_on.data or "")
        except ValueError:
            raise Refused("Give the day as year, month and day, such as 2026-11-23.", "filled_on") from None
        return Sheet(self.sheet_number.data or "", found.place.id, found.language, day)


@blueprint.get(_ADDRESS)
@requires(Permission.ENTER_ANSWERS)
def paper(slug: str, place: str, language: str) -> Any:
    """An empty sheet to type into; a batch of one day keeps its day."""
    found = answers.chosen(slug, place, language, way=answers.PAPER)
    form = SheetForm(formdata=None)
    form.filled_on.data = request.args.get("day", "")[:10] or reach.today().isoformat()
    return page_of(found, form, found.page)


@blueprint.post(_ADDRESS)
@requires(Permission.ENTER_ANSWERS)
def key_paper(slug: str, place: str, language: str) -> Any:
    """Stores a sheet, or puts it aside for a second look; or shows it again with what is wrong."""
    form = SheetForm()
    found = answers.chosen(slug, place, language, way=answers.PAPER)
    sent = answers.sent(form)
    if not form.validate_on_submit() or found.problems:
        return page_of(found, form, found.again(sent, found.problems)), 400
    try:
        sheet = form.sheet(found)
        keyed = _key(found, sheet, sent)
    except Refused as refused:
        form.refuse(reach.sentence(refused))
        return page_of(found, form, found.again(sent, [])), 400
    if keyed.problems:
        return page_of(found, form, found.again(sent, keyed.problems)), 400
    _tell(keyed, keying.number_of(sheet.number))
    return redirect(f"{request.path}?day={sheet.answered_on.isoformat()}", 303)


def _key(found: Chosen, sheet: Sheet, sent: Sent) -> Keyed:
    member = current_member()
    return keying.key(
        transactions.session(), found.served, sheet, sent, by=member.by, staff_id=member.staff_id,
        today=reach.today(), closed_on=found.closed_on,
    )  # fmt: skip


def _tell(keyed: Keyed, number: str) -> None:
    said = templating.words()
    if keyed.fate is Fate.WAITS:
        flash(said("Sheet {number} waits for a second look. Nothing is lost.", number=number), "warning")
    elif keyed.fate is Fate.REPEATED:
        flash(said("Sheet {number} was typed in before. It is stored once.", number=number), "done")
    else:
        flash(said("Sheet {number} is saved.", number=number), "done")


def page_of(
    found: Chosen,
    form: SheetForm,
    page: Asking,
    *,
    doubts: Sequence[Doubt] = (),
    template: str = "staff/paper.html",
    **more: Any,
) -> str:
    """The form of one sheet, with problems and doubts told above it and beside each question."""
    problems = [*form.problems, *({"text": text, "href": "#questions"} for text in page.general)]
    problems += [
        {"text": f"{found.question(key)}: {text}", "href": f"#q-{key}"} for key, text in page.problems.items()
    ]
    return render_template(
        template,
        **found.context(),
        form=form,
        page=page,
        problems=problems,
        doubted={doubt.items[0]: sentence(found, doubt) for doubt in doubts if doubt.items},
        doubts=[_line(found, doubt) for doubt in doubts],
        today=reach.today().isoformat(),
        **more,
    )


def sentence(found: Chosen, doubt: Doubt) -> str:
    """A doubt in words, as it stands beside its question."""
    other = found.question(doubt.items[1]) if len(doubt.items) > 1 else ""
    return templating.words()(_DOUBTS[doubt.code], number=len(doubt.items), other=other)


def _line(found: Chosen, doubt: Doubt) -> dict[str, str]:
    """A doubt as a list above the sheet tells it: which question, why, and the way there."""
    about = found.question(doubt.items[0]) if doubt.items else ""
    href = f"#q-{doubt.items[0]}" if doubt.items else _FIELDS.get(doubt.code, "#questions")
    return {"about": about, "text": sentence(found, doubt), "href": href}
