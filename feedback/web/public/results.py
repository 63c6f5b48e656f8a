"""Published results by group, as they were frozen: a page, a file for a spreadsheet, and a report to print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, g, make_response, render_template

from feedback.channels.report import Line, Unprintable
from feedback.channels.typesetting import Busy
from feedback.i18n import marked
from feedback.reports import readings
from feedback.services import logos, organisations
from feedback.services.paper_routing import Speaker
from feedback.web import (
    errors,
    labels,
    results_report,
    standing_words,
    table_files,
    tables,
    templating,
    transactions,
)
from feedback.web.guard import public
from feedback.web.public import blueprint, published
from feedback.web.public.published import Published

_LEAD = marked("{number} in 10 people answered “{answer}” to: {text}")
_FEWER = marked("Fewer of “{group}” say so: {percent}%, and {others}% of everyone else.")
_MORE = marked("More of “{group}” say so: {percent}%, and {others}% of everyone else.")


@blueprint.get("/results/<organisation>/<survey>")
@public
def results(organisation: str, survey: str) -> str:
    """The newest time or the one asked for: a sentence, what stands out, every item, and the group asked for."""
    seen, words = published.read(organisation, survey), templating.words()
    table = seen.table()
    return render_template(
        "public/results.html",
        seen=seen,
        table=table,
        lead=lead(seen, table, words),
        standing=_standing(seen, words),
        columns={item["key"]: tables.columns(item) for item in table["items"]},
        rows={item["key"]: _rows(seen, item) for item in table["items"]},
        readings={item.key: readings.read(item, seen.definition) for item in seen.items},
        badges=tables.badges(words),
        group_text=_group_name(seen),
        place_text=dict(seen.places).get(seen.place, ""),
        groups=[
            {
                "label": labels.group_name(seen.definition, key, seen.texts, words),
                "href": seen.address(by=key, place=""),
                "current": key == seen.group,
            }
            for key in seen.snapshot.groups
        ],
    )


@blueprint.get("/results/<organisation>/<survey>/table.csv")
@public
def results_table(organisation: str, survey: str) -> Response:
    """Every table of one time in one file."""
    seen = published.read(organisation, survey)
    table = seen.table([] if seen.place else list(seen.snapshot.groups))
    return table_files.as_csv(table, _name(seen), invented=g.organisation.demonstration)


@blueprint.get("/results/<organisation>/<survey>/report.pdf")
@public
def results_printed(organisation: str, survey: str) -> Any:
    """The page as a report to print, in the reader's language where the words can be set; 409 where they cannot."""
    seen, words = published.read(organisation, survey), templating.words()
    table, say = seen.table(), Speaker(words)
    shown = results_report.Shown(
        seen.definition, seen.texts, table, seen.items, seen.group, _group_name(seen), seen.worth()
    )
    place = dict(seen.places).get(seen.place, "")
    people = (
        []
        if seen.responses is None
        else [say("Number of people who answered: {number}.", number=seen.responses)]
    )
    front = results_report.Front(
        title=say("Results: {survey}", survey=seen.title).text,
        look=g.organisation,
        logo=logos.read(transactions.session(), organisations.current(transactions.session())),
        facts=[
            *([Line(place, words.language)] if place else []),
            *people,
            say("Published on {day}.", day=words.day(seen.snapshot.published_on)),
        ],
        sentence=next(iter(lead(seen, table, say)), None),
        standing=_standing(seen, say),
    )
    try:
        return results_report.as_pdf(results_report.build(shown, front, words), _name(seen))
    except Busy:
        # Whoever asks for many at once must not keep the threads from people who are answering.
        resting = errors.page(503)
        resting.headers["Retry-After"] = "30"
        return resting
    except Unprintable as error:
        return make_response((str(error), 409, {"Content-Type": "text/plain; charset=utf-8"}))


def lead(seen: Published, table: dict[str, Any], say: Callable[..., Any]) -> list[Any]:
    """What a neighbour understands: how many in ten gave the commonest answer to the first item shown, and the group
    that says so less, or more, where one is worth looking into."""
    for item in table["items"]:
        options = [option for option in item["overall"]["options"] if option["percent"] is not None]
        if not options:
            continue
        most = max(options, key=lambda option: option["percent"])
        in_ten = round(most["percent"] / 10)
        told = [say(_LEAD, number=in_ten, answer=most["label"], text=item["text"])]
        only = readings.positive_keys(seen.definition, item["key"])
        # "Say so" is true of a group's share only where no other answer counts as positive.
        group = _group_of(seen, item["key"], say) if only == [most["key"]] else None
        return [*told, group] if group else told
    return []


def _group_of(seen: Published, item: str, say: Callable[..., Any]) -> Any:
    """The sentence on the group that differs most from everybody else on an item; None where none is clear."""
    found = [
        (group, value, one)
        for group, its in seen.families.items()
        for (key, value), one in readings.worth_looking_into(its).items()
        if key == item and readings.stands(one, seen.families)
    ]
    if not found:
        return None
    group, value, one = max(found, key=lambda it: (it[2].points < 0, abs(it[2].points)))
    label = labels.value_name(seen.definition, group, value, seen.texts, templating.words())
    return say(_FEWER if one.points < 0 else _MORE, group=label, **standing_words.percents(one))


def _standing(seen: Published, say: Callable[..., Any]) -> list[dict[str, Any]]:
    return standing_words.sentences(
        seen.standing, seen.definition, seen.texts, say, published.earlier_day(seen),
        lambda one: f"{seen.address(by=one.group)}#r-{one.item}" if one.group else f"#r-{one.item}",
    )  # fmt: skip


def _rows(seen: Published, item: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of an item's table; those worth looking into say so."""
    words, worth = templating.words(), seen.worth()
    return [
        {**row, "note": words("worth looking into") if (item["key"], row.get("value")) in worth else None}
        for row in tables.rows(item, words)
    ]


def _group_name(seen: Published) -> str:
    if not seen.group:
        return ""
    return labels.group_name(seen.definition, seen.group, seen.texts, templating.words())


def _name(seen: Published) -> str:
    """The name of a file: whose results, and from when."""
    return "-".join(
        part for part in (seen.survey, seen.place, seen.snapshot.published_on.isoformat()) if part
    )
