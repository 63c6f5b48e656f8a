"""Who of a campaign is asked another way: by need, to print or for a spreadsheet, and what staff decide for some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request

from feedback.services import audit, contact_uploads, other_ways
from feedback.services.contact_needs import MAY_BE_ASKED_ANYWAY, Reason
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, contact_labels, csv_files, reach, texts

if TYPE_CHECKING:
    from feedback.models.campaign import Campaign
    from feedback.services.other_ways import Elsewhere

_HERE = "/texts/<int(max=2147483647):campaign_id>/contacts/another-way"
#: So many people of a group stand on the page; the file has them all.
_SHOWN = 200


@blueprint.get(_HERE)
@requires(Permission.SEND_INVITATIONS)
def asked_another_way(campaign_id: int) -> Any:
    """Who is to be asked another way, by need, to print."""
    campaign = texts.find(campaign_id)
    groups: dict[tuple[str, str, str], list[Elsewhere]] = {}
    for one in other_ways.listed(transactions.session(), campaign):
        part = (one.language, one.spoken) if one.reason == Reason.LANGUAGE else ("", "")
        groups.setdefault((one.reason, *part), []).append(one)
    return render_template(
        "staff/texts/contacts_another_way.html",
        campaign=campaign,
        groups=[_group(key, people) for key, people in groups.items()],
        several=_several(campaign),
    )


def _group(key: tuple[str, str, str], people: list[Elsewhere]) -> dict[str, Any]:
    reason, tag, spoken = key
    return {
        "reason": reason, "language": tag, "said": spoken, "number": len(people),
        "title": contact_labels.ANOTHER_WAY.get(reason, reason), "name": _language(people[0]) if tag else "",
        "people": [_person(one) for one in people[:_SHOWN]], "more": max(0, len(people) - _SHOWN),
        "anyway": reason in MAY_BE_ASKED_ANYWAY,
    }  # fmt: skip


def _several(campaign: Campaign) -> bool:
    """Whether a line has to say of which list it is."""
    return len(contact_uploads.listed(transactions.session(), campaign)) > 1


def _language(one: Elsewhere) -> str:
    return contact_labels.language(one.language, one.said.get("language", ""))


def _person(one: Elsewhere) -> dict[str, Any]:
    needs = one.said.get("need") or contact_labels.NEEDS.get(one.need, one.need)
    return {
        "line": one.line,
        "list": one.upload_id,
        "name": one.name,
        "language": _language(one),
        "need": needs,
    }


@blueprint.get(f"{_HERE}.csv")
@requires(Permission.SEND_INVITATIONS)
def asked_another_way_file(campaign_id: int) -> Any:
    """All of them for a spreadsheet, to be found again by line in the list that they came from."""
    rows = [
        (contact_labels.ANOTHER_WAY.get(one.reason, one.reason), *_person(one).values())
        for one in other_ways.listed(transactions.session(), texts.find(campaign_id))
    ]
    headings = ("why they are asked another way", "line", "list", "name", "language", "need")
    return csv_files.answer(f"asked-another-way-{campaign_id}", headings, rows)


@blueprint.post(_HERE)
@requires(Permission.SEND_INVITATIONS)
def ask_them_anyway(campaign_id: int) -> Any:
    """Staff decide that some are asked by this channel all the same."""
    campaign = texts.find(campaign_id)
    try:
        other_ways.ask_anyway(
            transactions.session(), campaign, request.form.get("reason", ""),
            language=request.form.get("language", ""), said=request.form.get("said", ""),
            by=current_member().by, now=audit.now(),
        )  # fmt: skip
    except Refused as refused:
        flash(reach.sentence(refused).message, "problem")
    else:
        flash(templating.words()("They are asked with the others."), "done")
    return redirect(f"/staff/texts/{campaign_id}/contacts/another-way", 303)
