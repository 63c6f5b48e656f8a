"""Results by group for staff: live, protected, to download, and to freeze and publish."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, make_response, redirect, render_template, request

from feedback.reports import frames, suppression
from feedback.reports import results as reported
from feedback.reports.suppression import Part, Profile
from feedback.services import looks, places, snapshots, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import tables, templating, transactions
from feedback.web.forms import StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach
from surveys import trends
from surveys.definition import Definition, Polarity
from surveys.formats import harmless

if TYPE_CHECKING:
    from feedback.models.snapshot import Snapshot
    from feedback.models.survey import Survey

_HEADINGS = ("question", "question text", "group", "value", "value text", "answers", "answer", "answer text",
             "count", "percent", "low", "high")  # fmt: skip
_TOO_FEW = "too few to show"
#: Beside an earlier snapshot each group takes seconds to prove safe, and a page should not take minutes.
MOST_AT_ONCE = 5
_TOO_MANY = (
    f"Choose up to {MOST_AT_ONCE} groups. More take longer than a page may: ask whoever runs this service."
)


@dataclass(frozen=True)
class View:
    """What somebody looks at: a survey by one group, at one place or everywhere within their reach."""

    survey: Survey
    definition: Definition
    group: str
    place: str
    table: dict[str, Any]
    #: The questions that the newest revision asks in other words, or of other people, than the one before.
    with_care: frozenset[str] = frozenset()


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
    return render_template("staff/results.html", surveys=found, viewed=None, may=member.may)


@blueprint.get("/results/<slug>")
@requires(Permission.SEE_RESULTS)
def results_of(slug: str) -> Any:
    """One survey: each item overall, and by the group asked for."""
    return _page(_view(slug), StaffForm(formdata=None))


@blueprint.get("/results/<slug>/table.csv")
@requires(Permission.SEE_RESULTS)
def results_as_csv(slug: str) -> Response:
    """The same protected numbers as a table for a spreadsheet."""
    viewed = _view(slug)
    invented = looks.of(transactions.session(), current_member().organisation_id).demonstration
    out = io.StringIO()
    # Spreadsheets take a file for UTF-8 when it begins with this mark.
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow((*_HEADINGS, "note") if invented else _HEADINGS)
    for row in _lines(viewed):
        cells = (*row, "invented") if invented else row
        writer.writerow([harmless.cell(each) if isinstance(each, str) else each for each in cells])
    answer = make_response(out.getvalue())
    answer.content_type = "text/csv; charset=utf-8"
    name = "-".join(
        part for part in (slug, viewed.group, viewed.place, "invented" if invented else "") if part
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@blueprint.post("/results/<slug>/publish")
@requires(Permission.PUBLISH_RESULTS)
def publish_results(slug: str) -> Any:
    """Freezes what may be shown by the groups that were ticked, and opens it to everybody."""
    form, member, survey = StaffForm(), current_member(), reach.survey(slug)
    groups = request.form.getlist("groups")
    if form.validate_on_submit():
        try:
            if not groups and _has_groups(survey):
                raise Refused("Tick at least one group.")
            if len(groups) > MOST_AT_ONCE and snapshots.newest(transactions.session(), survey):
                raise Refused(_TOO_MANY)
            # Whoever answers meanwhile must not wait: the numbers are worked out in a session that only reads.
            transactions.give_way()
            with transactions.database().reading(member.organisation_id) as reader:
                prepared = snapshots.prepare(reader, surveys.find(reader, slug) or abort(404), groups)
            snapshots.keep(transactions.session(), prepared, by=member.by, today=reach.today())
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("The results are published. Everybody can see them now."), "done")
            return redirect(f"/staff/results/{slug}", 303)
    return _page(_view(slug), form, ticked=groups), 400


def _has_groups(survey: Survey) -> bool:
    """Whether the survey asks anything about the person."""
    revision = surveys.revision_of(transactions.session(), survey)
    return revision is not None and bool(surveys.definition_of(revision).groups())


def _view(slug: str) -> View:
    """What the address asks for; 404 for another organisation's survey, an unknown group, a place out of reach."""
    session, member, survey = transactions.session(), current_member(), reach.survey(slug)
    revision = surveys.revision_of(session, survey)
    if revision is None or revision.published_on is None:
        abort(404)
    definition = surveys.definition_of(revision)
    keys = [item.key for item in definition.groups()]
    group = request.args.get("by") or next((key for key in ("age-band", *keys) if key in keys), "")
    wanted = definition.item(group) if group else None
    if group and group not in keys:
        abort(404)
    slug_of_place = request.args.get("place", "")
    place = reach.place(member, slug_of_place)
    if slug_of_place and place is None:
        abort(404)
    within = places.within(session, place.id) if place else reach.place_ids(member)
    # A detailed group is protected together with the wider one it lies in.
    groups = [key for key in (wanted.parent_item if wanted else None, group) if key]
    total, items = suppression.measured(
        session, survey, definition, groups, Profile.STAFF, part=Part(places=within)
    )
    table = reported.table(slug, Profile.STAFF, total, items, definition, [group] if group else [])
    care = frozenset(key for key, trend in revision.trends.items() if trend in trends.WITH_CARE)
    return View(survey, definition, group, slug_of_place, table, care)


def _page(viewed: View, form: StaffForm, *, ticked: list[str] | None = None) -> str:
    session, member, words = transactions.session(), current_member(), templating.words()
    newest = snapshots.newest(session, viewed.survey)
    answers, withdrawn = frames.tally(session, viewed.survey.id)
    groups = [(item.key, group_name(item.key)) for item in viewed.definition.groups()]
    return render_template(
        "staff/results.html",
        viewed=viewed,
        version=_version(viewed.survey),
        group=group_name(viewed.group),
        chosen="by" in request.args,
        rows={item["key"]: tables.rows(item, words) for item in viewed.table["items"]},
        columns={item["key"]: tables.columns(item) for item in viewed.table["items"]},
        badges=tables.badges(words),
        first=_look_here_first(viewed),
        groups=groups,
        cards=[{"key": key, "text": name} for key, name in groups],
        choices=reach.place_choices(member),
        newest=newest,
        came=answers - newest.responses + withdrawn - newest.withdrawals if newest else answers,
        answers=answers,
        least=snapshots.LEAST_CHANGE,
        most=MOST_AT_ONCE,
        form=form,
        ticked=_ticked(viewed, newest) if ticked is None else ticked,
        slug_of_organisation=looks.of(session, member.organisation_id).slug,
        may=member.may,
    )


def _version(survey: Survey) -> int:
    revision = surveys.revision_of(transactions.session(), survey)
    return revision.number if revision else 0


def _ticked(viewed: View, newest: Snapshot | None) -> list[str]:
    """Every group the first time; then the first few of the last time, since each takes longer to prove safe."""
    if newest is None:
        return [item.key for item in viewed.definition.groups()]
    short = [item.key for item in viewed.definition.groups() if item.default and item.key in newest.groups]
    chosen = [key for key in short if key not in ("role", "answered-by", "helper")] or newest.groups
    return chosen[:MOST_AT_ONCE]


def group_name(key: str) -> str:
    """A group's key as a short heading."""
    return key.replace("-", " ").capitalize()


def _look_here_first(viewed: View) -> dict[str, Any] | None:
    """The item with the smallest share of its first positive answer; None where there is nothing to choose from."""
    found = []
    for item in viewed.table["items"]:
        asked = viewed.definition.item(item["key"])
        good = {
            option.key for option in (asked.options if asked else []) if option.polarity is Polarity.POSITIVE
        }
        answer = next((option for option in item["overall"]["options"] if option["key"] in good), None)
        if answer is not None and answer["percent"] is not None:
            words = {"text": item["text"], "key": item["key"], "answer": answer["label"]}
            found.append({**words, "percent": answer["percent"]})
    return min(found, key=lambda one: int(one["percent"])) if len(found) > 1 else None


def _lines(viewed: View) -> list[tuple[Any, ...]]:
    """A line for each answer of each row, overall first; what may not be shown says so."""
    found: list[tuple[Any, ...]] = []
    for item in viewed.table["items"]:
        overall = {**item["overall"], "group": "", "value": "", "label": "Everybody"}
        for cell in (overall, *item["groups"]):
            start = (
                item["key"],
                item["text"],
                cell["group"],
                cell["value"],
                cell["label"],
                _shown(cell["base"]),
            )
            for option in cell["options"]:
                figures = (option["count"], option["percent"], option["low"], option["high"])
                found.append(
                    (*start, option["key"], option["label"], *(_shown(figure) for figure in figures))
                )
    return found


def _shown(figure: int | None) -> int | str:
    return _TOO_FEW if figure is None else figure
