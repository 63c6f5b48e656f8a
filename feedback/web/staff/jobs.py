"""What is sent and worked beside the pages: how much waits, who works, what is held or failed, what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, flash, redirect, render_template, request

from feedback.channels import sms
from feedback.i18n import marked
from feedback.jobs import asking
from feedback.services import audit, outbox_tending, working_days
from feedback.services.lane_troubles import Trouble
from feedback.services.outbox_tending import Depth, Reason, Stuck
from feedback.services.refusals import Refused
from feedback.vocabulary import EMAIL, MessageKind, OutboxState, Permission
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach, recorded_messages, stuck_words

if TYPE_CHECKING:
    from feedback.config import Config

#: So many are shown one by one; the reasons above them count all.
SHOWN = 100
#: So many are asked about at one press, which somebody waits for.
ASKED = 60
KINDS = {
    MessageKind.SMS: marked("Texts"), MessageKind.EMAIL: marked("E-mails"), MessageKind.WORK: marked("Other work"),
}  # fmt: skip
_DEEDS = {
    "release": outbox_tending.release, "sent": outbox_tending.mark_sent, "discard": outbox_tending.discard,
}  # fmt: skip
_TOLD = {
    "release": marked("{number} will be sent again."),
    "sent": marked("{number} count as sent."),
    "discard": marked("{number} will not be sent."),
}
_ANSWERED = {
    "sent": marked("The provider has {number} of them: they are sent."),
    "absent": marked("Of {number} the provider has no such text: it is safe to send them again."),
    "unclear": marked("For {number} the provider has a text in other words. Look in its own list."),
    "early": marked("{number} were handed over only just now. Ask again in a few minutes."),
    "unanswered": marked("The provider gave no answer about {number}. Nothing is changed. Try again later."),
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
        troubles=[_trouble(one) for one in depth.troubles], failing=depth.failing,
        delayed=[_reason(one) for one in outbox_tending.delayed(session)],
        reasons=[_reason(one) for one in outbox_tending.reasons(session)],
        rows=[_row(one) for one in outbox_tending.listed(session, most=SHOWN)], shown=SHOWN,
        asks=_config().sms.provider == "twilio", recorded=bool(recorded_messages.kinds()),
    )  # fmt: skip
    return page, 400 if refused else 200


def _config() -> Config:
    found: Config = current_app.extensions["config"]
    return found


def _kinds(depth: Depth) -> list[dict[str, Any]]:
    said = templating.words()
    return [
        {"label": said(label), **{state.value: depth.numbers.get((kind, state), 0) for state in OutboxState}}
        for kind, label in KINDS.items()
    ]


def _trouble(one: Trouble) -> dict[str, Any]:
    said = templating.words()
    return {
        "email": one.lane == EMAIL, "since": working_days.here(one.since), "words": stuck_words.of(one.code, said),
    }  # fmt: skip


def _reason(one: Reason) -> dict[str, Any]:
    return {
        "label": templating.words()(KINDS[one.kind]), "number": one.number, "whole": one.whole,
        "held": one.state is OutboxState.HELD, "work": one.kind is MessageKind.WORK,
        "text": one.kind is MessageKind.SMS and one.state is OutboxState.HELD,
        "fields": {"kind": one.kind.value, "state": one.state.value, "problem": one.problem},
        "words": stuck_words.of(one.problem, templating.words()),
    }  # fmt: skip


def _row(one: Stuck) -> dict[str, Any]:
    return {
        "id": one.id, "to": one.to, "campaign": one.campaign, "attempts": one.attempts,
        "since": working_days.here(one.since),
        "purpose": stuck_words.purpose(one.purpose, templating.words()), "whole": one.whole,
        "held": one.state is OutboxState.HELD, "work": one.kind is MessageKind.WORK,
        "text": one.kind is MessageKind.SMS and one.state is OutboxState.HELD,
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


@blueprint.post("/jobs/ask")
@requires(Permission.TEND_JOBS)
def ask_about_jobs() -> Any:
    """Asks the provider about one held text, or about all that are held for one reason."""
    member, settings = current_member(), _config().sms
    try:
        if settings.provider != "twilio":
            raise Refused("Texts are only recorded here, so there is no provider to ask.")
        ids = _ids(whole=True)
    except Refused as refused:
        return _page(reach.sentence(refused))
    by, organisation_id = member.by, member.organisation_id
    # The provider takes its time, and others write meanwhile.
    transactions.give_way()
    told = asking.ask(
        transactions.database(), organisation_id, sms.provider(settings), by=by, ids=ids, most=ASKED
    )
    for name, sentence in _ANSWERED.items():
        if number := len(getattr(told, name)):
            flash(templating.words()(sentence, number=number), "done")
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
