"""When a campaign starts and what it may cost; everything once more on one page; started, paused, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request

from feedback.channels import email
from feedback.services import (
    audit,
    campaign_conversing,
    campaign_figures,
    campaign_languages,
    campaign_obstacles,
    campaigns,
    sending_rules,
    working_days,
)
from feedback.services.refusals import Refused
from feedback.vocabulary import EMAIL, ENGLISH, ENGLISH_NAMES, Permission
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach, text_letters, text_words, texts

if TYPE_CHECKING:
    from feedback.models.campaign import Campaign

_DAYS = ("", "3", "4", "5", "6", "7")


class PlanForm(StaffForm):
    """When and how much."""

    day = Line("Day")
    time = Line("Time")
    remind = Line("Reminder")
    budget = Line("Budget in pounds")


@blueprint.route("/texts/<int(max=2147483647):campaign_id>/plan", methods=["GET", "POST"])
@requires(Permission.SEND_INVITATIONS)
def text_plan(campaign_id: int) -> Any:
    """When it starts, whether it reminds, what it may cost."""
    found, form, said = texts.find(campaign_id), PlanForm(), templating.words()
    if request.method == "GET":
        _fill(form, found)
    if form.validate_on_submit():
        try:
            campaigns.plan(
                transactions.session(), found, starts_at=_moment(form), by=current_member().by,
                remind_after_days=int(form.remind.data) if form.remind.data in _DAYS[1:] else None,
                budget_pence=0 if found.channel == EMAIL else pence(form.budget.data or ""),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            return redirect(f"/staff/texts/{campaign_id}", 303)
    reminders = [
        (key, said("After {number} days", number=key) if key else said("No reminder")) for key in _DAYS
    ]
    page = render_template(
        "staff/texts/plan.html", campaign=found, form=form, reminders=reminders, about=texts.about(found),
        costs=_costs(found), reminded=found.remind_after_days is not None,
    )  # fmt: skip
    return page, form.answer_code()


def _fill(form: PlanForm, campaign: Campaign) -> None:
    local = working_days.here(campaign.starts_at) if campaign.starts_at else None
    form.day.data, form.time.data = (local.date().isoformat(), f"{local:%H:%M}") if local else ("", "")
    form.remind.data = str(campaign.remind_after_days or "")
    form.budget.data = f"{campaign.budget_pence / 100:.2f}" if campaign.budget_pence else ""


def _moment(form: PlanForm) -> datetime | None:
    """The moment that was typed, in UTC; None for at once."""
    if not form.day.data:
        return None
    try:
        day = date.fromisoformat(form.day.data)
    except ValueError:
        raise Refused("This is no day such as 2026-11-30.", "day") from None
    try:
        at = time.fromisoformat(form.time.data or "09:00")
    except ValueError:
        raise Refused("This is no time such as 09:30.", "time") from None
    return working_days.stored(day, at)


def pence(typed: str) -> int:
    """Pounds as they were typed, in pence. Raises Refused."""
    try:
        pounds = Decimal(typed.strip().removeprefix("£").replace(",", "") or "0")
    except InvalidOperation:
        raise Refused("Type pounds, such as 50 or 49.50.", "budget") from None
    if not pounds.is_finite() or abs(pounds) > 1_000_000:
        raise Refused("Type pounds, such as 50 or 49.50.", "budget")
    return int(pounds * 100)


def _costs(campaign: Campaign) -> dict[str, Any]:
    """What the texts cost by language, and together with a reminder to everybody; an e-mail costs nothing."""
    if campaign.channel == EMAIL:
        return {"lines": text_letters.lines(campaign)}
    if campaign.answered_by == "text":
        return _of_conversations(campaign)
    people, filled = text_words.tongues(campaign), text_words.filling(campaign)
    price = sending_rules.of(transactions.session()).price
    return text_words.costs(campaign, people, filled, price)


def _of_conversations(campaign: Campaign) -> dict[str, Any]:
    """What conversations cost when everybody answers every question, by language."""
    session = transactions.session()
    price, whole = (
        sending_rules.of(session).price,
        campaign_conversing.parts_a_person(
            session, campaign.survey_id, base_url=reach.base_address(current_member())
        ),
    )
    people = text_words.tongues(campaign)
    parts = {tag: whole.get(tag) or whole.get(ENGLISH, 0) for tag in people}
    together = sum(number * parts[tag] for tag, number in people.items()) * price
    return {
        "lines": [
            {
                "language": ENGLISH_NAMES[tag], "people": number, "parts": parts[tag],
                "together": text_words.money(number * parts[tag] * price),
            }
            for tag, number in people.items()
        ],
        "parts": max(parts.values(), default=0), "together": text_words.money(together), "tenths": together,
    }  # fmt: skip


@blueprint.get("/texts/<int(max=2147483647):campaign_id>/check")
@requires(Permission.SEND_INVITATIONS)
def text_check(campaign_id: int) -> Any:
    """Everything on one page, before it starts."""
    session, found = transactions.session(), texts.find(campaign_id)
    return render_template(
        "staff/texts/check.html", campaign=found, about=texts.about(found), costs=_costs(found),
        in_the_way=[*campaign_obstacles.in_the_way(session, found, now=audit.now()), *_not_set(found)],
        figures=campaign_figures.of(session, found), sender=_sender(found), state=texts.state_of(found),
        not_on_offer=text_words.languages(campaign_languages.not_on_offer(session, found)),
        people=text_words.people(campaign_figures.held_back(session, found)),
    )  # fmt: skip


def _not_set(campaign: Campaign) -> list[str]:
    """What the installation lacks to send anything."""
    problem = reach.no_base_address(current_member())
    found = [f"{problem}."] if problem else []
    if campaign.channel == EMAIL and not text_words.config().smtp_url:
        found.append(templating.words()("FEEDBACK_SMTP_URL is not set, so no e-mail can leave."))
    return found


def _sender(campaign: Campaign) -> str:
    if campaign.channel == EMAIL:
        url = text_words.config().smtp_url
        return email.sender(url) if url else templating.words()("Nobody yet")
    sms = text_words.config().sms
    shown = sending_rules.of(transactions.session()).sender_shown or sms.sender
    return shown if sms.provider != "record" else templating.words()("Recorded here; nothing is sent")


def _act(campaign_id: int, act: Callable[[Campaign], None], done: str) -> Any:
    """One step of a campaign: done, or refused in a sentence."""
    found = texts.find(campaign_id)
    locked = campaigns.locked(transactions.session(), found.id) or found
    try:
        act(locked)
    except Refused as refused:
        flash(reach.sentence(refused).message, "problem")
    else:
        flash(done, "done")
    return redirect(f"/staff/texts/{campaign_id}", 303)


@blueprint.post("/texts/<int(max=2147483647):campaign_id>/start")
@requires(Permission.SEND_INVITATIONS)
def start_campaign(campaign_id: int) -> Any:
    """From here on it runs by itself."""

    def start(campaign: Campaign) -> None:
        member = current_member()
        campaigns.start(
            transactions.session(), campaign, base_url=reach.base_address(member),
            sender=text_words.config().sms.sender, emails=bool(text_words.config().smtp_url), by=member.by,
            now=audit.now(),
        )  # fmt: skip

    return _act(campaign_id, start, templating.words()("It is started. You can leave this page."))


@blueprint.post("/texts/<int(max=2147483647):campaign_id>/pause")
@requires(Permission.SEND_INVITATIONS)
def pause_campaign(campaign_id: int) -> Any:
    """Nothing more leaves until somebody takes it up again."""
    return _act(
        campaign_id,
        lambda campaign: campaigns.pause(transactions.session(), campaign, by=current_member().by),
        templating.words()("It is paused. Nothing more leaves."),
    )


@blueprint.post("/texts/<int(max=2147483647):campaign_id>/resume")
@requires(Permission.SEND_INVITATIONS)
def resume_campaign(campaign_id: int) -> Any:
    """Goes on, with a larger budget where one was typed."""

    def resume(campaign: Campaign) -> None:
        session, by = transactions.session(), current_member().by
        if request.form.get("budget"):
            campaigns.raise_budget(session, campaign, budget_pence=pence(request.form["budget"]), by=by)
        campaigns.resume(session, campaign, by=by, now=audit.now())

    return _act(campaign_id, resume, templating.words()("It goes on."))


@blueprint.post("/texts/<int(max=2147483647):campaign_id>/cancel")
@requires(Permission.SEND_INVITATIONS)
def cancel_campaign(campaign_id: int) -> Any:
    """Ends it for good."""
    return _act(
        campaign_id,
        lambda campaign: campaigns.cancel(
            transactions.session(), campaign, by=current_member().by, now=audit.now()
        ),
        templating.words()("It is cancelled. Links that people have already still work."),
    )
