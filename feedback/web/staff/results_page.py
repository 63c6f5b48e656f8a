"""The page of a survey's results for staff, put together from what may be shown."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from feedback.reports import frames, groupings, voices
from feedback.reports import results as reported
from feedback.reports.results import CHANNEL_LABELS
from feedback.reports.standing_out import Standing
from feedback.services import looks, snapshots, surveys
from feedback.services import snapshot_runs as runs
from feedback.vocabulary import ENGLISH_NAMES
from feedback.web import labels, standing_words, tables, templating, transactions
from feedback.web.forms import StaffForm
from feedback.web.guard import current_member
from feedback.web.staff import reach, results_choice
from feedback.web.staff.results_view import View
from surveys.definition import Definition

WHOSE_WORDS = "Whose words"


def of(viewed: View, form: StaffForm, *, ticked: list[str] | None = None) -> str:
    """The page; `form` and `ticked` are what somebody sent to publish and what was wrong with it."""
    session, member, words = transactions.session(), current_member(), templating.words()
    newest, look = viewed.newest, looks.of(session, member.organisation_id)
    answers, withdrawn = frames.tally(session, viewed.survey.id)
    items = viewed.table["items"]
    return render_template(
        "staff/results_of.html",
        viewed=viewed,
        own=f"/staff/results/{viewed.survey.slug}",
        group=group_name(viewed.definition, viewed.choice.group),
        open_groups="by" in request.args,
        rows={item["key"]: _rows(viewed, item) for item in items},
        columns={item["key"]: tables.columns(item) for item in items},
        notes={item["key"]: _notes(viewed, item["key"]) for item in items},
        voices=_voices(viewed),
        badges=tables.badges(words),
        standing=standing_words.sentences(
            viewed.standing, viewed.definition, viewed.words, words,
            words.day(newest.published_on) if newest else "", lambda one: _address(viewed, one),
        ),
        chosen=results_choice.in_words(viewed.choice, viewed.words.get(f"place/{viewed.choice.place}", "")),
        choices=_choices(viewed),
        newest=newest,
        came=answers - newest.responses + withdrawn - newest.withdrawals if newest else answers,
        answers=answers,
        least=snapshots.LEAST_CHANGE,
        running=runs.running(session, viewed.survey),
        cards=[
            {"key": key, "text": group_name(viewed.definition, key)} for key in publishable(viewed.definition)
        ],
        form=form,
        ticked=_ticked(viewed) if ticked is None else ticked,
        slug_of_organisation=look.slug,
        may=member.may,
    )  # fmt: skip


def group_name(definition: Definition, key: str) -> str:
    """A group's key as a short heading; both where two are crossed."""
    if key == voices.WHO:
        return templating.words()(WHOSE_WORDS)
    return labels.group_name(definition, key, {}, templating.words()) if key else ""


def publishable(definition: Definition) -> list[str]:
    """The groups that results can be published by."""
    return groupings.available(definition)


def _ticked(viewed: View) -> list[str]:
    """Every group of the survey the first time; then those of the last time."""
    if viewed.newest is None:
        return [item.key for item in viewed.definition.groups()]
    return list(viewed.newest.groups)


def _rows(viewed: View, item: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of an item's table; those worth looking into say so."""
    found, words = viewed.compared(item["key"]), templating.words()
    return [
        {**row, "note": words("worth looking into") if row.get("value") in found else None}
        for row in tables.rows(item, words)
    ]


def _notes(viewed: View, item: str) -> list[str]:
    """Each row of an item that is worth looking into, in a sentence with its numbers."""
    words = templating.words()
    found: list[str] = []
    for value, one in viewed.compared(item).items():
        label = reported.value_label(viewed.definition, viewed.choice.group, value, viewed.words)
        near, far = sorted((abs(one.low), abs(one.high)))
        sentence = (
            words(
                "{group}: {percent}% positive, everyone else {others}%. That is {near} to {far} points lower."
            )
            if one.points < 0
            else words(
                "{group}: {percent}% positive, everyone else {others}%. That is {near} to {far} points higher."
            )
        )
        figures = standing_words.percents(one) | {"near": round(near), "far": round(far)}
        found.append(sentence.format(group=label, **figures))
    return found


def _voices(viewed: View) -> dict[str, Any] | None:
    """How many answers are in whose words, with a way to each; None where nobody said."""
    told = viewed.voices()
    if not told or all(not base for value, base in told if value != voices.NOT_SAID):
        return None
    return {
        "rows": [
            {
                "label": results_choice.VOICE_LABELS[value],
                "base": base,
                "query": viewed.choice.query(who=value) if base and not viewed.choice.who else "",
            }
            for value, base in told
        ],
        "query": viewed.choice.query(by=voices.WHO, and_by=""),
    }


def _address(viewed: View, one: Standing) -> str:
    """Where what stands out is told in full."""
    return f"?{viewed.choice.query(by=one.group, and_by='')}#r-{one.item}" if one.group else f"#r-{one.item}"


def _choices(viewed: View) -> dict[str, Any]:
    """What can be chosen, each as (key, words)."""
    definition, chosen = viewed.definition, viewed.choice
    single = [*groupings.available(definition), *([voices.WHO] if voices.asks(definition) else [])]
    names = [(key, group_name(definition, key)) for key in single]
    months = results_choice.months(viewed.survey.id, reach.today())
    served = surveys.served(transactions.session(), viewed.survey.id)
    return {
        "groups": names,
        "second": [(key, name) for key, name in names if key not in (groupings.PLACE, voices.WHO)],
        "places": reach.place_choices(current_member()),
        "months": months,
        "quarters": [
            {
                "label": f"{results_choice.month_name(first)} – {results_choice.month_name(last)}",
                "query": chosen.query(since=first, until=last),
                "current": (chosen.since, chosen.until) == (first, last),
            }
            for first, last in results_choice.quarters(months)
        ],
        "channels": list(CHANNEL_LABELS.items()),
        "languages": [(tag, ENGLISH_NAMES[tag]) for tag in (served.languages if served else ())],
        "voices": list(results_choice.VOICE_LABELS.items()) if voices.asks(definition) else [],
    }
