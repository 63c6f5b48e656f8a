"""Texts: every campaign within reach, and one of them from its first step to its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, make_response, redirect, render_template, request

from feedback.i18n import marked
from feedback.services import (
    audit,
    campaign_figures,
    campaign_obstacles,
    campaigns,
    quiet_hours,
    sending_rules,
    surveys,
    working_days,
)
from feedback.services.refusals import Refused
from feedback.vocabulary import EMAIL, CampaignState, Permission, SurveyState
from feedback.web import templating, transactions
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, reach, text_words

if TYPE_CHECKING:
    from datetime import datetime

    from feedback.models.campaign import Campaign
    from feedback.models.survey import Survey
    from feedback.services.campaign_figures import Figures

#: After so many seconds a campaign's page asks again, without a script: while messages leave, and while nothing moves.
LOOK_AGAIN, SLOWLY = 10, 60
#: Each state in words and with a shape; colour is never alone.
STATES = {
    CampaignState.DRAFT: (marked("Draft"), "draft"),
    CampaignState.SCHEDULED: (marked("Waits for its moment"), "planned"),
    CampaignState.RUNNING: (marked("Running"), "progress"),
    CampaignState.PAUSED: (marked("Paused"), "warning"),
    CampaignState.FINISHED: (marked("Finished"), "done"),
    CampaignState.CANCELLED: (marked("Cancelled"), "closed"),
}
_UNDERWAY = (CampaignState.SCHEDULED, CampaignState.RUNNING, CampaignState.PAUSED)


def find(campaign_id: int) -> Campaign:
    """A campaign within reach; 404 otherwise."""
    found = campaigns.find(transactions.session(), campaign_id)
    if found is None or not reach.reaches(current_member(), found.place_id):
        abort(404)
    return found


@blueprint.get("/texts/")
@requires(Permission.SEND_INVITATIONS)
def texts() -> Any:
    """Every campaign within reach, newest first."""
    session, member = transactions.session(), current_member()
    found = campaigns.listed(session, places=reach.place_ids(member))
    titles = {survey.id: survey.title for survey in surveys.everything(session)}
    places = reach.place_names()
    return render_template(
        "staff/texts/list.html",
        campaigns=[
            {
                "href": f"/staff/texts/{one.id}", "label": one.name,
                "picture": "letter" if one.channel == EMAIL else "phone",
                "hint": f"{titles[one.survey_id]} · {places[one.place_id]}", "state": state_of(one),
            }
            for one in found
        ],
        lacking=lacking(member), may_set_rules=member.may(Permission.MANAGE_ORGANISATION),
    )  # fmt: skip


def state_of(campaign: Campaign) -> tuple[str, str]:
    """Where it stands, in words and as a shape."""
    text, shape = STATES[CampaignState(campaign.state)]
    return templating.words()(text), shape


def lacking(member: Member) -> dict[str, str]:
    """What has to be there first, as words and the way to it; empty when nothing is missing."""
    said = templating.words()
    if not open_surveys():
        text = said("A text leads to a survey. Publish one first.")
        return {"text": text, "action": said("Go to surveys"), "href": "/staff/surveys/"}
    if not reach.place_choices(member):
        return {
            "text": said("A campaign belongs to a place. Ask your administrator to add one."),
            "action": "",
            "href": "",
        }
    return {}


def open_surveys() -> list[Survey]:
    """The surveys that somebody could be invited to."""
    return [one for one in surveys.everything(transactions.session()) if one.state == SurveyState.PUBLISHED]


@blueprint.get("/texts/<int(max=2147483647):campaign_id>")
@requires(Permission.SEND_INVITATIONS)
def campaign(campaign_id: int) -> Any:
    """One campaign: its steps before it has started, how far it is while it runs, and its result."""
    session, found = transactions.session(), find(campaign_id)
    figures = campaign_figures.of(session, found)
    still, now = bool(request.args.get("still")), audit.now()
    goes_on, silence = _goes_on(found, now), _waits_for_silence(found, figures)
    seconds = SLOWLY if goes_on or silence else LOOK_AGAIN
    page = make_response(
        render_template(
            "staff/texts/campaign.html", campaign=found, state=state_of(found), about=about(found), figures=figures,
            steps=_steps(found, figures.ready) if found.state == CampaignState.DRAFT else [],
            people=text_words.people(campaign_figures.held_back(session, found)), still=still,
            languages=text_words.languages(campaign_figures.by_language(session, found)),
            taken_back=text_words.reasons(figures.invitations.cancelled + figures.reminders.cancelled),
            lost=text_words.reasons(figures.invitations.lost + figures.reminders.lost),
            in_the_way=_in_the_way(found),
            underway=found.state in _UNDERWAY, money=text_words.money, few=campaign_figures.FEW,
            goes_on=goes_on, silence=silence, slowly=seconds == SLOWLY, recorded=text_words.recorded(found),
        )
    )  # fmt: skip
    if found.state in (CampaignState.SCHEDULED, CampaignState.RUNNING) and not still:
        page.headers["Refresh"] = str(seconds)
    return page


def _goes_on(campaign: Campaign, now: datetime) -> str:
    """When messages may leave again, where none may just now; empty where they may."""
    waits = campaign.starts_at if campaign.state == CampaignState.SCHEDULED else None
    earliest = max(now, waits or now)
    due = quiet_hours.next_allowed(earliest, sending_rules.of(transactions.session()).hours)
    return moment(due) if due > now else ""


def _waits_for_silence(campaign: Campaign, figures: Figures) -> bool:
    """Whether everybody has been invited, and it only waits to remind those who stay silent."""
    left = figures.ready + figures.invitations.waiting + figures.reminders.waiting
    return campaign.state == CampaignState.RUNNING and bool(campaign.remind_after_days) and not left


def _in_the_way(campaign: Campaign) -> list[str]:
    if campaign.state != CampaignState.PAUSED:
        return []
    return campaign_obstacles.in_the_way(transactions.session(), campaign, now=audit.now())


def about(campaign: Campaign) -> dict[str, str]:
    """What it is about, in words for every page of it."""
    known = {survey.id: survey for survey in surveys.everything(transactions.session())}
    survey = known[campaign.survey_id]
    rules = sending_rules.of(transactions.session())
    return {
        "survey": survey.title, "slug": survey.slug, "place": reach.place_names()[campaign.place_id],
        "starts": moment(campaign.starts_at) if campaign.starts_at else "",
        "hours": text_words.hours(rules.hours),
        "budget": text_words.money(campaign.budget_pence * 10),
    }  # fmt: skip


def moment(at: datetime) -> str:
    """A moment in UTC as the clocks of England show it."""
    local = working_days.here(at)
    return f"{templating.words().day(local.date())}, {local:%H:%M}"


def _steps(campaign: Campaign, ready: int) -> list[dict[str, str]]:
    """The way to the start, each step done, next or later."""
    said, here, by_email = templating.words(), f"/staff/texts/{campaign.id}", campaign.channel == EMAIL
    done = [
        ready > 0,
        bool(campaign.messages) or campaign.answered_by == "text",
        campaign.budget_pence > 0 or (by_email and bool(campaign.messages)),
        False,
    ]
    lines = [
        (said("Add the people to ask"), f"{here}/contacts", said("{number} ready to be asked", number=ready)),
        (
            said("What they are sent"),
            f"{here}/messages",
            said("The questions, one at a time")
            if campaign.answered_by == "text"
            else said("In each language")
            if by_email
            else said("In each language, with what it costs"),
        ),
        (
            said("When") if by_email else said("When, and how much"),
            f"{here}/plan",
            said("Start, one reminder") if by_email else said("Start, one reminder, budget"),
        ),
        (said("Check and start"), f"{here}/check", said("Everything once more, on one page")),
    ]
    first = done.index(False)
    return [
        {
            "label": label, "href": href, "hint": hint,
            "state": "done" if done[at] else "next" if at == first else "later",
        }
        for at, (label, href, hint) in enumerate(lines)
    ]  # fmt: skip


@blueprint.post("/texts/<int(max=2147483647):campaign_id>/delete")
@requires(Permission.SEND_INVITATIONS)
def delete_campaign(campaign_id: int) -> Any:
    """Deletes a draft with its list."""
    found = find(campaign_id)
    try:
        campaigns.remove(transactions.session(), found, by=current_member().by, now=audit.now())
    except Refused as refused:
        flash(refused.message, "problem")
        return redirect(f"/staff/texts/{campaign_id}", 303)
    flash(templating.words()("The draft is deleted, with the people on its list."), "done")
    return redirect("/staff/texts/", 303)
