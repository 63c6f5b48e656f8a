"""Results with weights beside the raw ones: which margins, what they cost, and what they do not mend."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request

from feedback.i18n import marked
from feedback.reports import results, weighting
from feedback.reports import weighted as weighing
from feedback.services import reference_populations
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach
from feedback.web.staff.representation import asked_place, published
from feedback.web.staff.results import group_name
from surveys.definition import Definition

_TOO_MANY = marked("Choose up to {number} groups.")


@blueprint.get("/results/<slug>/weighted")
@requires(Permission.SEE_RESULTS)
def weighted(slug: str) -> Any:
    """The choice of margins and, once some are chosen, every item both ways."""
    session, member, said = transactions.session(), current_member(), templating.words()
    survey, definition = published(slug)
    place, within = asked_place(member)
    references = reference_populations.beside(session, place)
    offered = [item.key for item in definition.groups() if item.key in references]
    chosen = list(dict.fromkeys(request.args.getlist("by")))
    if any(key not in offered for key in chosen):
        abort(404)
    found, refused, never = None, None, weighing.never_weighted(definition)
    if len(chosen) > weighting.MOST_MARGINS:
        refused = Refused(said(_TOO_MANY, number=weighting.MOST_MARGINS), "by")
    elif chosen and not never:
        people = {key: references[key].counts for key in chosen}
        found = weighing.weighted(session, survey, definition, people, places=within)
    page = render_template(
        "staff/weighted.html",
        survey=survey,
        cards=[{"key": key, "text": group_name(key), "hint": references[key].name} for key in offered],
        chosen=chosen,
        refused=refused,
        never=never,
        found=found,
        items=_items(definition, found) if found else [],
        notes=_notes(definition, found) if found else {},
        place=place.slug if place else "",
        choices=reach.place_choices(member),
        most=weighting.MOST_MARGINS,
        least=weighting.LEAST_BASE,
    )
    return page, 400 if refused else 200


def _items(definition: Definition, found: weighing.Weighted) -> list[dict[str, Any]]:
    """Each item in words, with its answers both ways."""
    rows = []
    for item in found.items:
        asked = definition.item(item.key)
        options = [
            {
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
        (group_name(group), [results.value_label(definition, group, value, {}) for value in one])
        for group, sets in weights.collapsed.items()
        for one in sets
        if len(one) > 1
    ]
    return {
        "effect": f"{weights.design_effect:.2f}",
        "effective": round(weights.effective_base),
        "together": together,
        "dropped": [group_name(group) for group in weights.dropped],
        "trimmed": weights.trimmed,
        "usable": weights.usable,
        "few": found.responses < weighting.LEAST_BASE,
        "costly": weights.design_effect > weighting.MOST_DESIGN_EFFECT,
        "unfit": not weights.converged,
    }
