"""Drafting a "You said, we did": the survey, the item and the published number it rests on, then the words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, request
from wtforms.validators import AnyOf, InputRequired, Length

from feedback.i18n import marked
from feedback.reports import results
from feedback.reports.shapes import Profile
from feedback.services import audit, improvements, quotes, snapshots, surveys
from feedback.services.improvements import Figure, Wording
from feedback.services.refusals import Refused
from feedback.vocabulary import ImprovementStatus, Permission, direction, html_language
from feedback.web import labels, templating, transactions
from feedback.web.forms import Line, Lines, StaffForm
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, reach
from feedback.web.staff.you_said_we_did import within_reach

if TYPE_CHECKING:
    from feedback.models.improvement import Improvement
    from feedback.models.snapshot import Snapshot
    from feedback.models.survey import Survey

STATUSES = {
    ImprovementStatus.PLANNED: (marked("Planned"), marked("We will do it")),
    ImprovementStatus.IN_PROGRESS: (marked("In progress"), marked("We have begun")),
    ImprovementStatus.DONE: (marked("Done"), marked("People can see it")),
    ImprovementStatus.CANNOT: (marked("We cannot, because…"), marked("Say why. It is as good an answer as “Done”.")),
}  # fmt: skip
NO_QUOTE = "none"
_LONG = Length(max=2000, message="Keep it under 2,000 letters.")
_SHORT = Length(max=200, message="Keep it under 200 letters.")


class ChangeForm(StaffForm):
    """The words of a change."""

    title = Line("A short title", [InputRequired("Give it a short title."), _SHORT])
    place = Line("Place")
    said = Lines("You said", [InputRequired("Write what people said."), _LONG])
    status = Line(
        "Where is it now?", [AnyOf([status.value for status in STATUSES], "Choose where it is now.")]
    )
    did = Lines("We did", [_LONG])
    reason = Lines("Why it cannot be done", [_LONG])
    next = Lines("What happens next", [_LONG])
    next_on = Line("By when?")
    done_on = Line("When was it done?")
    owner = Line("Who to ask", [_SHORT])
    quote = Line("In somebody’s own words")

    def wording(self) -> Wording:
        """What was typed. Raises Refused for a day that is none."""
        texts = {
            name: self[name].data or ""
            for name in ("title", "said", "did", "next", "owner", "status", "reason")
        }
        return Wording(**texts, next_on=self._day("next_on"), done_on=self._day("done_on"))

    def _day(self, name: str) -> date | None:
        typed = self[name].data
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            raise Refused("Give the day as year, month and day, such as 2026-11-23.", name) from None


def _statuses() -> list[dict[str, str]]:
    said = templating.words()
    return [
        {"key": key.value, "text": said(text), "hint": said(hint)} for key, (text, hint) in STATUSES.items()
    ]


@blueprint.route("/you-said-we-did/new", methods=["GET", "POST"])
@requires(Permission.DRAFT_IMPROVEMENTS)
def new_change() -> Any:
    """Step by step: which survey, which item, which published number, and then the words."""
    survey = _chosen_survey()
    if survey is None:
        return render_template("staff/change_new.html", step="survey", surveys=_published())
    snapshot = snapshots.newest(transactions.session(), survey) or abort(404)
    items = _items(survey, snapshot)
    item = next((one for one in items if one["key"] == request.values.get("item")), None)
    if item is None:
        return render_template("staff/change_new.html", step="item", survey=survey, items=items)
    figures = _figures(item)
    every = (one for part in figures for one in part["figures"])
    figure = next((one for one in every if one["key"] == request.values.get("figure")), None)
    if figure is None:
        return render_template(
            "staff/change_new.html", step="figure", survey=survey, item=item, figures=figures
        )
    return _write(survey, snapshot, item, figure)


def _quotes(survey_id: int, change: Improvement | None = None) -> list[dict[str, str]]:
    """The quotes that can be chosen, and none, as choices."""
    places = reach.place_ids(current_member())
    offered = quotes.offered(transactions.session(), survey_id, change, places=places)
    found = [
        {"key": str(quote.id), "text": quote.text, "language": html_language(quote.language),
         "direction": direction(quote.language)}
        for quote in offered
    ]  # fmt: skip
    return [{"key": NO_QUOTE, "text": templating.words()("No quote")}, *found] if found else []


def _chosen_quote(form: ChangeForm, choices: list[dict[str, str]]) -> int | None:
    """The quote that was chosen. Raises Refused for one that is not among the choices."""
    chosen = form.quote.data or NO_QUOTE
    if chosen != NO_QUOTE and chosen not in {choice["key"] for choice in choices}:
        raise Refused("choose a quote from the list, or none", "quote")
    return None if chosen == NO_QUOTE else int(chosen)


def _write(survey: Survey, snapshot: Snapshot, item: dict[str, Any], figure: dict[str, str]) -> Any:
    member, form, choices = current_member(), ChangeForm(), _quotes(survey.id)
    if form.validate_on_submit():
        try:
            made = improvements.draft(
                transactions.session(), survey, snapshot, _parsed(item["key"], figure["key"]), form.wording(),
                place_id=_place(form, member), staff_id=member.staff_id, by=member.by, now=audit.now(),
                quote_id=_chosen_quote(form, choices),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            return redirect(f"/staff/you-said-we-did/change/{made.slug}", 303)
    page = render_template(
        "staff/change_new.html", step="words", survey=survey, item=item, figure=figure, form=form,
        statuses=_statuses(), choices=reach.place_choices(member), quotes=choices, bounded=member.place_id is not None,
    )  # fmt: skip
    return page, 400 if form.problems else 200


@blueprint.route("/you-said-we-did/change/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.DRAFT_IMPROVEMENTS)
def edit_change(slug: str) -> Any:
    """Changes the words and the quote; the number they rest on stays."""
    member, found = current_member(), within_reach(slug)
    form, choices = ChangeForm(obj=found), _quotes(found.survey_id, found)
    if not form.is_submitted():
        shown = quotes.of_improvement(transactions.session(), found)
        form.quote.data = str(shown.id) if shown else NO_QUOTE
    if form.validate_on_submit():
        try:
            improvements.revise(
                transactions.session(),
                found,
                form.wording(),
                by=member.by,
                staff_id=member.staff_id,
                now=audit.now(),
                quote_id=_chosen_quote(form, choices),
            )
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            return redirect(f"/staff/you-said-we-did/change/{found.slug}", 303)
    page = render_template(
        "staff/change_new.html", step="edit", change=found, form=form, statuses=_statuses(), quotes=choices
    )
    return page, 400 if form.problems else 200


def _chosen_survey() -> Survey | None:
    return surveys.find(transactions.session(), request.values.get("survey", ""))


def _published() -> list[Survey]:
    session = transactions.session()
    return [survey for survey in surveys.everything(session) if snapshots.newest(session, survey)]


def _items(survey: Survey, snapshot: Snapshot) -> list[dict[str, Any]]:
    """The items of a snapshot as they were shown, in words."""
    definition, texts = labels.of_revision(survey.id, snapshot.revision_id, templating.words())
    if definition is None:
        abort(404)
    shown = results.items_of(snapshot)
    table = results.table(
        survey.slug,
        Profile(snapshot.profile),
        snapshot.shown_total,
        shown,
        definition,
        snapshot.groups,
        texts,
    )
    found: list[dict[str, Any]] = table["items"]
    return found


def _figures(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Every number of an item that was shown: of everybody, then by group; nothing that was hidden."""
    parts = {"": _of_cell(item["overall"], "")}
    for cell in item["groups"]:
        parts.setdefault(cell["group"], []).extend(_of_cell(cell, f"{cell['group']}/{cell['value']}/"))
    said = templating.words()
    return [
        {"name": labels.short_name(group, said) if group else said("Everybody"), "figures": figures}
        for group, figures in parts.items()
        if figures
    ]


def _of_cell(cell: dict[str, Any], start: str) -> list[dict[str, str]]:
    said = templating.words()
    return [
        {
            "key": f"{start}{option['key']}",
            "text": said("{percent}% answered “{answer}”", percent=option["percent"], answer=option["label"]),
            "hint": said("{who}: {count} of {base}", who=cell.get("label") or said("Everybody"), count=option["count"],
                         base=cell["base"]),
        }
        for option in cell["options"]
        if option["percent"] is not None
    ]  # fmt: skip


def _parsed(item: str, key: str) -> Figure:
    group, value, option = key.split("/") if "/" in key else (None, None, key)
    return Figure(item, option, group, value)


def _place(form: ChangeForm, member: Member) -> int | None:
    """The chosen place, None for the whole organisation, which is beyond a ward lead."""
    place = reach.place(member, form.place.data or "")
    if place is None and (form.place.data or member.place_id is not None):
        raise Refused("Choose a place from the list.", "place")
    return place.id if place else None
