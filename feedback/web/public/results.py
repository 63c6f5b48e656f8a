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
    definition, texts = labels.of_revision(found.id, snapshot.revision_id, templating.words())
    if definition is None:
        abort(404)
    by = request.args.get("by", "")
    group = by if by in snapshot.groups else snapshot.groups[0]
    table = reported.table(
        survey, Profile(snapshot.profile), snapshot.shown_total, reported.items_of(snapshot), definition, [group], texts
    )
    return render_template(
        "public/results.html",
        title=texts.get("title", definition.title),
        table=table,
        headline=headline(table),
        columns={item["key"]: tables.columns(item) for item in table["items"]},
        rows={item["key"]: tables.rows(item, templating.words()) for item in table["items"]},
        badges=tables.badges(templating.words()),
        group_text=_group_text(definition, group, texts),
        groups=[_group_link(definition, key, texts, key == group) for key in snapshot.groups],
        snapshot=snapshot,
        survey=survey,
    )


def _group_text(definition: Any, key: str, texts: dict[str, str]) -> str:
    item = definition.item(key)
    return texts.get(f"item/{key}/text", item.text if item else key)


def _group_link(definition: Any, key: str, texts: dict[str, str], current: bool) -> dict[str, Any]:
    return {
        "label": _group_text(definition, key, texts),
        "href": f"/results/{g.organisation.slug}/{request.view_args['survey']}?by={key}&lang={templating.words().language}"
        if request.view_args else "",
        "current": current,
    }  # fmt: skip


def headline(table: dict[str, Any]) -> dict[str, Any] | None:
    """The number a neighbour understands: how many in ten gave the commonest answer to the first item shown."""
    for item in table["items"]:
        shown = [option for option in item["overall"]["options"] if option["percent"] is not None]
        if shown:
            most = max(shown, key=lambda option: option["percent"])
            return {"text": item["text"], "answer": most["label"], "in_ten": round(most["percent"] / 10)}
    return None
