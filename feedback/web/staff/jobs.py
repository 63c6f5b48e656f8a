"""What is sent and worked beside the pages: how much waits, who works, what is held or failed, what becomes of it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request

from feedback.i18n import marked
from feedback.services import audit, outbox_tending
from feedback.services.outbox_tending import Depth, Reason, Stuck
from feedback.services.refusals import Refused
from feedback.vocabulary import MessageKind, OutboxState, Permission
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach, stuck_words

#: So many are shown one by one; the reasons above them count all.
SHOWN = 100
KINDS = {
    MessageKind.SMS: marked("Texts"), MessageKind.EMAIL: marked("E-mails"), MessageKind.WORK: marked("Other work"),
}  # fmt: skip
_DEEDS = {
    "release": outbox_tending.release, "sent": outbox_tending.mark_sent, "discard": outbox_tending.discard,
}  # fmt: skip
_TOLD = {
    "release": marked("{number} will be sent again."), "sent": marked("{number} count as sent."),
    "discard": marked("{number} will not be sent."),
}  # fmt: skip


@blueprint.get("/jobs/")
@requires(Permission.TEND_JOBS)
def jobs() -> Any:
    """The depth, the reasons, and the messages that wait for a person."""
    return _page()


def _page(refused: Refused | None = None) -> Any:
    session, now = transactions.session(), audit.now()
    depth = outbox_tending.depth(session, now=now)
    page = render_template(
        "staff/jobs.html", depth=depth, kinds=_kinds(depth), workers=depth.workers, refused=refused,
        waited=int((now - depth.oldest).total_seconds() // 60) if depth.oldest else 0,
        reasons=[_reason(one) for one in outbox_tending.reasons(session)],
        rows=[_row(one) for one in outbox_tending.listed(session, most=SHOWN)], shown=SHOWN,
    )  # fmt: skip
    return page, 400 if refused else 200


def _kinds(depth: Depth) -> list[dict[str, Any]]:
    said = templating.words()
    return [
        {"label": said(label), **{state.value: depth.numbers.get((kind, state), 0) for state in OutboxState}}
        for kind, label in KINDS.items()
    ]


def _reason(one: Reason) -> dict[str, Any]:
    return {
        "label": templating.words()(KINDS[one.kind]), "number": one.number, "whole": one.whole,
        "held": one.state is OutboxState.HELD, "work": one.kind is MessageKind.WORK,
        "fields": {"kind": one.kind.value, "state": one.state.value, "problem": one.problem},
        "words": stuck_words.of(one.problem, templating.words()),
    }  # fmt: skip


def _row(one: Stuck) -> dict[str, Any]:
    return {
        "id": one.id, "to": one.to, "campaign": one.campaign, "attempts": one.attempts, "since": one.since,
        "purpose": stuck_words.purpose(one.purpose, templating.words()), "whole": one.whole,
        "held": one.state is OutboxState.HELD, "work": one.kind is MessageKind.WORK,
        "words": stuck_words.of(one.problem, templating.words()),
    }  # fmt: skip


@blueprint.post("/jobs/decide")
@requires(Permission.TEND_JOBS)
def decide_jobs() -> Any:
    """Sends again, counts as sent, or discards: one message, or all that are stuck for one reason."""
    session, member, deed = transactions.session(), current_member(), request.form.get("deed", "")
    try:
        if deed not in _DEEDS:
            raise Refused("Choose what is to become of it.")
        ids = _ids(whole=deed == "release")
        number = _DEEDS[deed](session, ids, by=member.by, now=audit.now())
    except Refused as refused:
        return _page(reach.sentence(refused))
    flash(templating.words()(_TOLD[deed], number=number), "done")
    return redirect("/staff/jobs/", 303)


def _ids(*, whole: bool) -> list[int]:
    typed = request.form.get("message", "")
    if typed:
        return [int(typed)] if typed.isdecimal() and len(typed) < 18 else [0]
    kind, state, problem = (request.form.get(name, "") for name in ("kind", "state", "problem"))
    ids = outbox_tending.of_reason(transactions.session(), kind, state, problem, whole=whole)
    if not ids:
        raise Refused("Somebody else has dealt with this meanwhile. Look at the list again.")
    return ids
