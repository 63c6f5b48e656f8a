"""Results with weights beside the raw ones: which margins, what they cost, and what they do not mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, abort, render_template, request

from feedback.i18n import marked
from feedback.reports import results, weighting
from feedback.reports import weighted as weighing
from feedback.services import reference_populations
from feedback.vocabulary import Permission
from feedback.web import labels, templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, csv_files, reach
from feedback.web.staff.representation import asked_place, published
from surveys.definition import Definition

if TYPE_CHECKING:
    from feedback.models.place import Place
    from feedback.models.reference_population import ReferencePopulation
    from feedback.models.survey import Survey

_HEADINGS = (
    "question",
    "question text",
    "answers",
    "answer",
    "answer text",
    "raw percent",
    "weighted percent",
)
_TOO_FEW = "too few to weigh"
_TOO_MANY = marked("Choose up to {number} groups.")


@dataclass(frozen=True)
class Asked:
    """What the address asks for: `found` is None until margins are chosen, and where there are too many."""

    survey: Survey
    definition: Definition
    place: Place | None
    references: dict[str, ReferencePopulation]
    chosen: list[str]
    found: weighing.Weighted | None


def _asked(slug: str) -> Asked:
    """404 for another organisation's survey, a place out of reach, or a group that has no population."""
    session, member = transactions.session(), current_member()
    survey, definition = published(slug)
    place, within = asked_place(member)
    known = reference_populations.beside(session, place)
    references = {item.key: known[item.key] for item in definition.groups() if item.key in known}
    chosen, found = list(dict.fromkeys(request.args.getlist("by"))), None
    if any(key not in references for key in chosen):
        abort(404)
    if 1 <= len(chosen) <= weighting.MOST_MARGINS and not weighing.never_weighted(definition):
        people = {key: references[key].counts for key in chosen}
        found = weighing.weighted(session, survey, definition, people, places=within)
    return Asked(survey, definition, place, references, chosen, found)


@blueprint.get("/results/<slug>/weighted")
@requires(Permission.SEE_RESULTS)
def weighted(slug: str) -> Any:
    """The choice of margins and, once some are chosen, every item both ways."""
    asked, said = _asked(slug), templating.words()
    refused = len(asked.chosen) > weighting.MOST_MARGINS
    page = render_template(
        "staff/weighted.html",
        survey=asked.survey,
        cards=[
            {"key": key, "text": labels.short_name(key, templating.words()), "hint": one.name}
            for key, one in asked.references.items()
        ],
        chosen=asked.chosen,
        refused=said(_TOO_MANY, number=weighting.MOST_MARGINS) if refused else "",
        never=weighing.never_weighted(asked.definition),
        found=asked.found,
        items=_items(asked.definition, asked.found) if asked.found else [],
        notes=_notes(asked.definition, asked.found) if asked.found else {},
        place=asked.place.slug if asked.place else "",
        choices=reach.place_choices(current_member()),
        most=weighting.MOST_MARGINS,
        least=weighting.LEAST_BASE,
        query=request.query_string.decode("ascii", "ignore"),
    )
    return page, 400 if refused else 200


@blueprint.get("/results/<slug>/weighted.csv")
@requires(Permission.SEE_RESULTS)
def weighted_as_csv(slug: str) -> Response:
    """The same numbers as a table for a spreadsheet."""
    asked, rows = _asked(slug), []
    for item in _items(asked.definition, asked.found) if asked.found else []:
        for option in item["options"]:
            both = [_TOO_FEW if one is None else one for one in (option["percent"], option["weighted"])]
            rows.append((item["key"], item["text"], item["base"], option["key"], option["label"], *both))
    parts = (slug, "weighted", *asked.chosen, asked.place.slug if asked.place else "")
    return csv_files.answer("-".join(part for part in parts if part), _HEADINGS, rows)


def _items(definition: Definition, found: weighing.Weighted) -> list[dict[str, Any]]:
    """Each item in words, with its answers both ways."""
    rows = []
    for item in found.items:
        asked = definition.item(item.key)
        options = [
            {
                "key": option.key,
                "label": results.option_label(definition, item.key, option.key, {}),
                "percent": option.percent,
                "weighted": option.weighted,
            }
            for option in item.options
        ]
        rows.append(
            {
                "key": item.key,
                "text": asked.text if asked else item.key,
                "base": item.base,
                "options": options,
            }
        )
    return rows


def _notes(definition: Definition, found: weighing.Weighted) -> dict[str, Any]:
    """What was put together, what was dropped and what the weights cost, in words and whole numbers."""
    weights = found.weights
    together = [
        (
            labels.short_name(group, templating.words()),
            [results.value_label(definition, group, value, {}) for value in one],
        )
        for group, sets in weights.collapsed.items()
        for one in sets
        if len(one) > 1
    ]
    return {
        "effect": f"{weights.design_effect:.2f}",
        "effective": round(weights.effective_base),
        "together": together,
        "dropped": [labels.short_name(group, templating.words()) for group in weights.dropped],
        "trimmed": weights.trimmed,
        "usable": weights.usable,
        "few": found.responses < weighting.LEAST_BASE,
        "costly": weights.design_effect > weighting.MOST_DESIGN_EFFECT,
        "unfit": not weights.converged,
    }
