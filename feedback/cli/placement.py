"""flask placement: where each print hangs, when it was last scanned, and what needs a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup

from feedback.cli import speaking
from feedback.services import places, registers

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feedback.services.registers import Entry

group = AppGroup("placement", help="Where each print hangs: list.")


@group.command("list")
@click.option("--organisation", help="The slug of one organisation; every one without it.")
@speaking.json_option
@speaking.plainly
def list_(organisation: str | None, as_json: bool) -> None:
    """List every poster, screen and box of forms, those that need a walk first."""
    found: list[dict[str, Any]] = []
    with speaking.reading() as session:
        for slug in speaking.each_organisation(session, organisation, as_json):
            found += _of(session, slug)
    speaking.tell(found, as_json, lambda: [_line(one) for one in found] or ["Nothing hangs yet."])


def _of(session: Session, organisation: str) -> list[dict[str, Any]]:
    slugs = {branch.place.id: branch.place.slug for branch in places.tree(session)}
    entries = registers.everything(session, places=None, now=speaking.now())
    return [_as_data(one, organisation, slugs) for one in entries]


def _as_data(one: Entry, organisation: str, slugs: dict[int, str]) -> dict[str, Any]:
    return {
        "code": one.link.code,
        "organisation": organisation,
        "survey": one.survey.slug,
        "place": slugs[one.link.place_id],
        "label": one.link.label,
        "channel": one.link.channel,
        "kind": one.kind or None,
        "state": one.verdict.standing.value,
        "needs_a_walk": one.verdict.needs_a_walk,
        "hung_on": one.hung_on.isoformat(),
        "last_scan": one.last_scan.isoformat() if one.last_scan else None,
        "silent_days": one.verdict.silent_days,
        "last_seen": one.last_seen.isoformat() if one.last_seen else None,
        "seen_by": one.seen_by or None,
        "replaced_by": one.replaced_by.code if one.replaced_by else None,
    }


def _line(one: dict[str, Any]) -> str:
    days = f", {one['silent_days']} days without a scan" if one["silent_days"] else ""
    return (
        f"{one['code']}  {one['state']}{days}  {one['organisation']}/{one['place']}  {one['label']}".rstrip()
    )
