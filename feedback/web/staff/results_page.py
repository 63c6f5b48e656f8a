"""The page of a survey's results for staff, put together from what may be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request

from feedback.channels.report import Line, Report
from feedback.reports import frames, groupings, readings, voices
from feedback.reports import results as reported
from feedback.reports.results import CHANNEL_LABELS
from feedback.reports.shapes import ShownItem
from feedback.reports.standing_out import Standing
from feedback.services import logos, looks, organisations, snapshots, surveys
from feedback.services import snapshot_runs as runs
from feedback.services.paper_routing import Speaker
from feedback.vocabulary import ENGLISH_NAMES
from feedback.web import labels, results_report, standing_words, tables, templating, transactions
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
        apart={item.key: apart(viewed, item) for item in viewed.seen.items},
        bursts=bursts_in_words(viewed),
        badges=tables.badges(words),
        standing=_standing(viewed, words),
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


def report(viewed: View) -> Report:
    """The page as a report to print, marked for staff."""
    session, member, words = transactions.session(), current_member(), templating.words()
    say, choice = Speaker(words), viewed.choice
    chosen = results_choice.in_words(choice, viewed.words.get(f"place/{choice.place}", ""))
    facts = [
        say("This choice holds, or leaves out, fewer than ten answers, so nothing of it is shown.")
        if viewed.seen.narrow
        else say("Number of people who answered: {number}.", number=viewed.seen.total or 0),
        say("As the answers stood on {day}.", day=words.day(reach.today())),
        *([Line(chosen, words.language)] if chosen else []),
        *([Line(voices_in_words(viewed), words.language)] if _voices(viewed) else []),
        *(Line(one, words.language) for one in bursts_in_words(viewed)),
    ]
    shown = results_report.Shown(
        viewed.definition, viewed.words, viewed.table, viewed.seen.items, choice.group,
        group_name(viewed.definition, choice.group),
        readings.worth_looking_into(viewed.families.get(choice.group, {})),
        {item.key: apart(viewed, item) for item in viewed.seen.items},
    )  # fmt: skip
    front = results_report.Front(
        title=say("Results: {survey}", survey=viewed.survey.title).text,
        look=looks.of(session, member.organisation_id),
        logo=logos.read(session, organisations.current(session)),
        facts=facts,
        sentence=None,
        standing=_standing(viewed, say),
        marking=say("For staff only. Do not publish."),
    )
    return results_report.build(shown, front, words)


def _standing(viewed: View, say: Callable[..., Any]) -> list[dict[str, Any]]:
    since = templating.words().day(viewed.newest.published_on) if viewed.newest else ""
    return standing_words.sentences(
        viewed.standing, viewed.definition, viewed.words, say, since, lambda one: _address(viewed, one)
    )


def voices_in_words(viewed: View) -> str:
    """One line on whose words are in the numbers."""
    words = templating.words()
    told = [
        words("{who}: {number}", who=words(results_choice.VOICE_LABELS[value]).lower(),
              number=words("too few to show") if base is None else base)
        for value, base in viewed.seen.voices
        if base is None or base
    ]  # fmt: skip
    return words("In these numbers: {told}.", told="; ".join(told))


def apart(viewed: View, item: ShownItem) -> str:
    """The share of positive answers in each voice of an item, told apart; empty where fewer than two may be shown."""
    words, told = templating.words(), []
    for voice, share in readings.by_group(item, viewed.definition, voices.WHO).items():
        if share is not None and voice != voices.NOT_SAID:
            who = words(results_choice.VOICE_LABELS[voice]).lower()
            told.append(
                words("{who} {percent}% of {number}", who=who, percent=share.percent, number=share.base)
            )
    return words("Positive, told apart: {told}.", told="; ".join(told)) if len(told) > 1 else ""


def bursts_in_words(viewed: View) -> list[str]:
    """Each burst in a sentence, the newest five."""
    words = templating.words()
    return [
        words(
            "{number} answers came through one link in one hour on {day}: {link}. It may be an event, or one person.",
            number=one.burst.number,
            day=words.day(one.burst.day),
            link=", ".join(part for part in (one.place, one.link.label) if part),
        )
        for one in (viewed.bursts[:5] if not viewed.choice.bursts else [])
    ]


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
    return [part for key in viewed.newest.groups for part in key.split(groupings.CROSS)]


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
    told = viewed.seen.voices
    if not told or all(not base for value, base in told if value != voices.NOT_SAID):
        return None
    return {
        "line": voices_in_words(viewed),
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
