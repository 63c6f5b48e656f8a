"""Published results by group, as they were frozen."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request

from feedback.reports import results as reported
from feedback.reports.shapes import Profile
from feedback.services import snapshots, surveys
from feedback.web import labels, tables, templating, transactions
from feedback.web.guard import public
from feedback.web.public import blueprint, readers


@blueprint.get("/results/<organisation>/<survey>")
@public
def results(organisation: str, survey: str) -> str:
    """The newest snapshot: every item overall, and by the group asked for."""
    readers.of_organisation(organisation)
    session = transactions.session()
    found = surveys.find(session, survey) or abort(404)
    snapshot = snapshots.newest(session, found) or abort(404)
    words = templating.words()
    definition, texts = labels.of_revision(found.id, snapshot.revision_id, words)
    if definition is None:
        abort(404)
    by = request.args.get("by", "")
    # A survey that asks nothing about the person has no groups; its answers are shown as a whole.
    group = by if by in snapshot.groups else next(iter(snapshot.groups), "")
    table = reported.table(
        survey,
        Profile(snapshot.profile),
        snapshot.shown_total,
        reported.items_of(snapshot),
        definition,
        [group] if group else [],
        texts,
    )
    return render_template(
        "public/results.html",
        title=texts.get("title", definition.title),
        table=table,
        headline=headline(table),
        columns={item["key"]: tables.columns(item) for item in table["items"]},
        rows={item["key"]: tables.rows(item, words) for item in table["items"]},
        badges=tables.badges(words),
        group_text=labels.group_name(definition, group, texts, words) if group else "",
        groups=[
            {
                "label": labels.group_name(definition, key, texts, words),
                "href": _address(key),
                "current": key == group,
            }
            for key in snapshot.groups
        ],
        snapshot=snapshot,
        survey=survey,
    )


def _address(group: str) -> str:
    slug = (request.view_args or {})["survey"]
    return f"/results/{g.organisation.slug}/{slug}?by={group}&lang={templating.words().language}"


def headline(table: dict[str, Any]) -> dict[str, Any] | None:
    """The number a neighbour understands: how many in ten gave the commonest answer to the first item shown."""
    for item in table["items"]:
        shown = [option for option in item["overall"]["options"] if option["percent"] is not None]
        if shown:
            most = max(shown, key=lambda option: option["percent"])
            return {"text": item["text"], "answer": most["label"], "in_ten": round(most["percent"] / 10)}
    return None
