"""Who answered beside who there is: each group against its reference population, and whom we have not heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, abort, render_template, request

from feedback.i18n import Words, marked
from feedback.reports import participants, results
from feedback.reports.representation import LEAST_TO_HEAR, Category, Label, Picture, picture
from feedback.services import places, reference_populations, surveys
from feedback.vocabulary import ENGLISH_NAMES, Permission
from feedback.web import labels, templating, transactions
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, csv_files, reach
from surveys.definition import Definition

if TYPE_CHECKING:
    from feedback.models.place import Place
    from feedback.models.reference_population import ReferencePopulation
    from feedback.models.survey import Survey

#: Each label in words and with a shape; colour is never alone.
LABELS = {
    Label.UNDER: (marked("Fewer than their share"), "warning"),
    Label.NEAR: (marked("About their share"), "done"),
    Label.OVER: (marked("More than their share"), "open"),
    Label.NOT_ENOUGH: (marked("Not enough answers to say"), "draft"),
}
#: The language that a link, a poster or a telephone call is best made in, by the answer about the main language.
LANGUAGE_OF = {
    "english": "en", "welsh": "cy", "bsl": "bfi", "polish": "pl", "romanian": "ro", "punjabi": "pa", "urdu": "ur",
    "portuguese": "pt", "spanish": "es", "arabic": "ar", "bengali": "bn", "gujarati": "gu", "italian": "it",
    "somali": "so", "cantonese": "zh-Hant", "mandarin": "zh-Hans", "turkish": "tr", "persian": "fa",
    "kurdish": "ckb", "pashto": "ps", "tamil": "ta", "ukrainian": "uk",
}  # fmt: skip
_MAIN_LANGUAGE = "main-language"
_HEADINGS = ("group", "category", "category text", "percent of the population", "answers", "percent at least",
             "percent at most", "per 100 expected at least", "per 100 expected at most", "low", "high", "label",
             "population", "source", "edition")  # fmt: skip
_TOO_FEW = "too few to show"
#: More than this on top of the page and nobody reads them; the rest are folded away.
MOST_UNHEARD = 5


def published(slug: str) -> tuple[Survey, Definition]:
    """A survey that has been published, and what it asks; 404 for any other."""
    survey = reach.survey(slug)
    revision = surveys.revision_of(transactions.session(), survey)
    if revision is None or revision.published_on is None:
        abort(404)
    return survey, surveys.definition_of(revision)


def asked_place(member: Member) -> tuple[Place | None, list[int] | None]:
    """The place that the address asks for, and the places whose answers count; 404 for one out of reach."""
    session, slug = transactions.session(), request.args.get("place", "")
    found = reach.place(member, slug)
    if slug and found is None:
        abort(404)
    if found is None and member.place_id is not None:
        found = places.find(session, member.place_id)
    return found, places.within(session, found.id) if found else None


@dataclass(frozen=True)
class Seen:
    """A survey's participants beside the populations that there are."""

    survey: Survey
    definition: Definition
    place: Place | None
    responses: int
    groups: list[dict[str, Any]]
    references: dict[str, ReferencePopulation]


def _seen(slug: str) -> Seen:
    """What the address asks for."""
    session, member = transactions.session(), current_member()
    survey, definition = published(slug)
    place, within = asked_place(member)
    references = reference_populations.beside(session, place)
    asked = [item.key for item in definition.groups() if item.key in references]
    answered = participants.participants(session, survey, definition, asked, places=within)
    groups = []
    for key in asked:
        told = answered.groups[key]
        seen = picture(answered.responses, told.counts, told.missing, references[key].counts)
        # Where every number is hidden there is nothing to say, not even what was to be expected.
        groups.append(_group(definition, references[key], seen if seen and seen.told[0] else None))
    return Seen(survey, definition, place, answered.responses, groups, references)


@blueprint.get("/results/<slug>/representation")
@requires(Permission.SEE_RESULTS)
def representation(slug: str) -> Any:
    """Every group that has a reference population, and the people who are missing."""
    member, seen = current_member(), _seen(slug)
    known = reference_populations.groups(transactions.session())
    return render_template(
        "staff/representation.html",
        survey=seen.survey,
        responses=seen.responses,
        groups=seen.groups,
        unheard=_unheard(seen.survey, seen.place, seen.groups),
        most_unheard=MOST_UNHEARD,
        told=any(group["seen"] for group in seen.groups),
        without=[
            (item.key, labels.short_name(item.key, templating.words()))
            for item in seen.definition.groups()
            if item.key in known and item.key not in seen.references
        ],
        place=seen.place.slug if seen.place else "",
        choices=reach.place_choices(member),
        may=member.may,
    )


@blueprint.get("/results/<slug>/representation.csv")
@requires(Permission.SEE_RESULTS)
def representation_as_csv(slug: str) -> Response:
    """The same numbers as a table for a spreadsheet."""
    seen, rows = _seen(slug), []
    for group in seen.groups:
        reference = group["reference"]
        for row in group["rows"]:
            figures = [row["count"], *row["share_ends"], *row["ratio_ends"], row["low"], row["high"]]
            if row["count"] is None:
                figures = [_TOO_FEW] * len(figures)
            rows.append(
                (group["key"], row["key"], row["label"], row["reference"], *figures, row["words"],
                 reference.name, reference.source, reference.edition)
            )  # fmt: skip
    parts = (slug, "representation", seen.place.slug if seen.place else "")
    return csv_files.answer("-".join(part for part in parts if part), _HEADINGS, rows)


def _group(definition: Definition, reference: ReferencePopulation, seen: Picture | None) -> dict[str, Any]:
    """One group as the page shows it."""
    key, said = reference.group_key, templating.words()
    named = {one: results.value_label(definition, key, one, {}) for one in reference.counts}
    return {
        "key": key,
        "name": labels.short_name(key, said),
        "reference": reference,
        "seen": seen,
        "missing": _range(seen.missing) if seen else "",
        "closeness": round(100 * seen.closeness) if seen and seen.closeness is not None else None,
        "rows": [_row(one, named[one.key], said) for one in seen.categories if not _rare(one)]
        if seen
        else [],
        "rare": [named[one.key] for one in seen.categories if _rare(one)] if seen else [],
        "summed": _summed(seen, named) if seen else [],
        "unheard": [(one, named[one.key]) for one in seen.unheard] if seen else [],
    }


def _summed(seen: Picture, labels: dict[str, str]) -> list[tuple[str, str, list[str]]]:
    """The categories of each label, those to act on first: (the label in words, its shape, their names)."""
    said, found = templating.words(), []
    for label, (words, shape) in LABELS.items():
        names = [labels[one.key] for one in seen.categories if one.label is label and not _rare(one)]
        if names:
            found.append((said(words), shape, names))
    return found


def _rare(one: Category) -> bool:
    """Whether there is nothing to say of a category: nobody to be expected, and no number to show."""
    return one.count is None and one.expected < LEAST_TO_HEAR


def _row(one: Category, label: str, said: Words) -> dict[str, Any]:
    words, shape = LABELS[one.label]
    return {
        "key": one.key,
        "label": label,
        "count": one.count,
        "share": _range(one.share),
        "share_ends": [round(100 * end) for end in one.share],
        "percent": round(100 * one.share[1], 1),
        "reference": _percent(one.reference),
        "mark": round(100 * one.reference, 1),
        "ratio": _range(one.ratio),
        "ratio_ends": [round(100 * end) for end in one.ratio],
        "low": round(100 * one.low),
        "high": round(100 * one.high),
        "words": said(words),
        "shape": shape,
    }


def _language_of(group: dict[str, Any], key: str) -> str:
    """The language to reach people in, where that is what sets them apart."""
    return LANGUAGE_OF.get(key, "") if group["key"] == _MAIN_LANGUAGE else ""


def _unheard(survey: Survey, place: Place | None, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everybody not heard, over all groups, those that lack most people first; each with where to begin."""
    found = [(one, label, group) for group in groups for one, label in group["unheard"]]
    found.sort(key=lambda each: (each[0].count or 0) - each[0].expected)
    return [
        {
            "label": label,
            "group": group["name"],
            "count": one.count,
            "expected": round(one.expected),
            "under": one.label is Label.UNDER,
            "language": ENGLISH_NAMES.get(_language_of(group, one.key), ""),
            "link": {
                "survey": survey.slug,
                "place": place.slug if place else "",
                "language": _language_of(group, one.key),
                "label": f"{group['name']}: {label}"[:200],
            },
        }
        for one, label, group in found
    ]


def _percent(share: float) -> str:
    """A share in words: whole percentages, and never "0%" of somebody."""
    return "<1" if 0 < share < 0.005 else str(int(100 * share + 0.5))


def _range(ends: tuple[float, float]) -> str:
    """One percentage, or both ends of what it can be."""
    low, high = _percent(ends[0]), _percent(ends[1])
    return low if low == high else f"{low}–{high}"
