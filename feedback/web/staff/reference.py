"""Reference populations on pages: listed, imported from a file, typed, looked at, and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request

from feedback.reports import results
from feedback.services import census_categories, census_files, reference_populations
from feedback.services.reference_populations import Description, Numbers
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import labels, larger_forms, templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach
from surveys.definition import Item
from surveys.kinds import option_keys

if TYPE_CHECKING:
    from feedback.models.place import Place
    from feedback.models.reference_population import ReferencePopulation


class ReferenceForm(StaffForm):
    """Who these people are, and either a file or a number for each answer."""

    name = Line("Who are they?")
    source = Line("Where do the numbers come from?")
    edition = Line("Of which year or day? (optional)")
    place = Line("Which place is it for?")
    area = Line("Which area of the file? (if it holds more than one)")
    file = Line("A file")
    people = Line("People")


@blueprint.get("/reference/")
@requires(Permission.SEE_RESULTS)
def references() -> Any:
    """Every population that is kept, and the questions that have none yet."""
    session, member = transactions.session(), current_member()
    names = reach.place_names()
    kept = [one for one in reference_populations.everything(session) if _within_reach(one)]
    return render_template(
        "staff/references.html",
        kept=[
            {
                "label": labels.short_name(one.group_key, templating.words()),
                "href": f"/staff/reference/{one.id}",
                "hint": " · ".join(
                    part for part in (one.name, names.get(one.place_id or 0, ""), one.source) if part
                ),
                "picture": "people",
            }
            for one in kept
        ],
        may=member.may,
    )


def _within_reach(one: ReferencePopulation) -> bool:
    """Whether somebody may look at it: that of the whole organisation, or of a place of theirs."""
    return one.place_id is None or reach.reaches(current_member(), one.place_id)


@blueprint.route("/reference/new", methods=["GET", "POST"])
@larger_forms.takes(census_files.MOST_BYTES + 100_000)
@requires(Permission.PUBLISH_RESULTS)
def new_reference() -> Any:
    """First which question, then its numbers."""
    session, member, form = transactions.session(), current_member(), ReferenceForm()
    known = reference_populations.groups(session)
    wanted = request.args.get("group", "")
    if wanted and wanted not in known:
        abort(404)
    if not wanted:
        return render_template("staff/reference_new.html", form=form, item=None, groups=_offered(known))
    item = known[wanted]
    if form.validate_on_submit():
        try:
            numbers, area = _numbers(item, form)
            kept = reference_populations.keep(
                session, item, numbers,
                Description(form.name.data or area, form.source.data or "", form.edition.data or ""),
                place=_place(form), by=member.by, today=reach.today(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(_shown(refused))
        else:
            flash(templating.words()("The population is kept."), "done")
            return redirect(f"/staff/reference/{kept.id}", 303)
    table = census_categories.known().get(item.key, {})
    page = render_template(
        "staff/reference_new.html",
        form=form,
        item=item,
        name=labels.short_name(item.key, templating.words()),
        rows=[
            {"key": key, "label": _label(item, key), "value": request.form.get(f"people-{key}", "")}
            for key in option_keys(item)
        ],
        tables=table.get("tables", []),
        choices=reach.place_choices(member),
        refused=form.errors,
    )
    return page, form.answer_code()


def _offered(known: dict[str, Item]) -> list[dict[str, str]]:
    survey = request.args.get("survey", "")
    more = f"&survey={survey}" if survey else ""
    return [
        {
            "label": labels.short_name(key, templating.words()),
            "hint": item.text,
            "href": f"/staff/reference/new?group={key}{more}",
        }
        for key, item in known.items()
    ]


def _label(item: Item | None, key: str) -> str:
    option = item.option(key) if item else None
    return option.text if option else results.QUINTILE_LABELS.get(key, results.ADDED_VALUES.get(key, key))


def _numbers(item: Item, form: ReferenceForm) -> tuple[Numbers, str]:
    """The numbers of the file, where one was chosen, else those that were typed; and the area's name."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        content = sent.read(census_files.MOST_BYTES + 1)
        return reference_populations.imported(item, content, form.area.data or "")
    typed = {key: request.form.get(f"people-{key}", "") for key in option_keys(item)}
    return reference_populations.typed(item, typed), ""


def _place(form: ReferenceForm) -> Place | None:
    """The place that was chosen; the whole organisation where none was."""
    member, slug = current_member(), form.place.data or ""
    found = reach.place(member, slug)
    if (slug and found is None) or (found is None and member.place_id is not None):
        raise Refused("Choose a place from the list.", "place")
    return found


def _shown(refused: Refused) -> Refused:
    """A refusal as a sentence; one of a single number stands beside all of them."""
    told = reach.sentence(refused)
    return Refused(told.message, "people") if refused.field.startswith("people-") else told


@blueprint.get("/reference/<int(max=2147483647):reference_id>")
@requires(Permission.SEE_RESULTS)
def reference(reference_id: int) -> Any:
    """One population: its numbers and shares, and what became of the rest of its file."""
    found = _found(reference_id)
    item = reference_populations.groups(transactions.session()).get(found.group_key)
    total = sum(found.counts.values())
    return render_template(
        "staff/reference.html",
        found=found,
        name=labels.short_name(found.group_key, templating.words()),
        place=reach.place_names().get(found.place_id or 0, ""),
        total=total,
        rows=[
            {
                "label": _label(item, key),
                "people": people,
                "percent": round(100 * people / total, 1),
            }
            for key, people in found.counts.items()
        ],
        may=current_member().may,
    )


@blueprint.post("/reference/<int(max=2147483647):reference_id>/remove")
@requires(Permission.PUBLISH_RESULTS)
def remove_reference(reference_id: int) -> Any:
    """Takes a population away; what people answered is untouched."""
    found = _found(reference_id)
    reference_populations.remove(transactions.session(), found, by=current_member().by)
    flash(templating.words()("The population is taken away. No answer was touched."), "done")
    return redirect("/staff/reference/", 303)


def _found(reference_id: int) -> ReferencePopulation:
    found = reference_populations.find(transactions.session(), reference_id)
    if found is None or not _within_reach(found):
        abort(404)
    return found
