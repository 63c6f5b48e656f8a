"""Texts: every campaign within reach, a new one, and one of them from its first step to its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, make_response, redirect, render_template, request
from wtforms.validators import AnyOf, InputRequired

from feedback.i18n import marked
from feedback.services import (
    audit,
    campaign_figures,
    campaign_obstacles,
    campaigns,
    quiet_hours,
    sending_rules,
    surveys,
)
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH_NAMES, CampaignState, Permission, SurveyState
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, reach, text_words

if TYPE_CHECKING:
    from datetime import datetime

    from feedback.models.campaign import Campaign
    from feedback.models.survey import Survey

#: After so many seconds a running campaign's page asks again, without a script.
LOOK_AGAIN = 10
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


class CampaignForm(StaffForm):
    """A new campaign."""

    survey = Line("Survey", [InputRequired("Choose a survey.")])
    place = Line("Place", [InputRequired("Choose a place.")])
    answered_by = Line("How will people answer?", [AnyOf(["", "link", "text"], "Choose how people answer.")])
    name = Line("Name, for you and your colleagues", [InputRequired("Give the campaign a name.")])


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
                "href": f"/staff/texts/{one.id}", "label": one.name, "picture": "phone",
                "hint": f"{titles[one.survey_id]} · {places[one.place_id]}", "state": state_of(one),
            }
            for one in found
        ],
        lacking=_lacking(member), may_set_rules=member.may(Permission.MANAGE_ORGANISATION),
    )  # fmt: skip


def state_of(campaign: Campaign) -> tuple[str, str]:
    """Where it stands, in words and as a shape."""
    text, shape = STATES[CampaignState(campaign.state)]
    return templating.words()(text), shape


def _lacking(member: Member) -> dict[str, str]:
    """What has to be there first, as words and the way to it; empty when nothing is missing."""
    said = templating.words()
    if not _open_surveys():
        text = said("A text leads to a survey. Publish one first.")
        return {"text": text, "action": said("Go to surveys"), "href": "/staff/surveys/"}
    if not reach.place_choices(member):
        return {
            "text": said("A campaign belongs to a place. Ask your administrator to add one."),
            "action": "",
            "href": "",
        }
    return {}


def _open_surveys() -> list[Survey]:
    return [one for one in surveys.everything(transactions.session()) if one.state == SurveyState.PUBLISHED]


@blueprint.route("/texts/new", methods=["GET", "POST"])
@requires(Permission.SEND_INVITATIONS)
def new_campaign() -> Any:
    """The first step: which survey, at which place, under which name."""
    member, form = current_member(), CampaignForm()
    choices = reach.place_choices(member)
    if request.method == "GET":
        slugs = [survey.slug for survey in _open_surveys()]
        form.survey.data = request.args.get("survey", slugs[0] if len(slugs) == 1 else "")
        asked = request.args.get("place", "")
        known = [slug for slug, _ in choices]
        form.place.data = asked if asked in known else choices[0][0] if len(choices) == 1 else ""
        if spoken := ENGLISH_NAMES.get(request.args.get("language", "")):
            form.name.data = templating.words()("People who speak {language}", language=spoken)
    if form.validate_on_submit():
        try:
            campaign = _make(form, member)
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            return redirect(f"/staff/texts/{campaign.id}", 303)
    page = render_template(
        "staff/texts/new.html", form=form, choices=choices, lacking=_lacking(member),
        surveys=[(survey.slug, survey.title) for survey in _open_surveys()],
        language=ENGLISH_NAMES.get(request.args.get("language", ""), ""), ways=_ways(),
    )  # fmt: skip
    return page, form.answer_code()


def _ways() -> list[dict[str, str]]:
    """How people may answer."""
    said = templating.words()
    return [
        {"key": "link", "text": said("By a link in the text"), "hint": said("They need the internet")},
        {
            "key": "text",
            "text": said("By text, question by question"),
            "hint": said("For people without the internet"),
        },
    ]


def _make(form: CampaignForm, member: Member) -> Campaign:
    session = transactions.session()
    survey = surveys.find(session, form.survey.data or "")
    if survey is None:
        raise Refused("Choose a survey from the list.", "survey")
    place = reach.place(member, form.place.data or "")
    if place is None:
        raise Refused("Choose a place from the list.", "place")
    return campaigns.make(
        session,
        survey,
        place,
        name=form.name.data or "",
        by=member.by,
        today=reach.today(),
        answered_by="text" if form.answered_by.data == "text" else "link",
    )


@blueprint.get("/texts/<int(max=2147483647):campaign_id>")
@requires(Permission.SEND_INVITATIONS)
def campaign(campaign_id: int) -> Any:
    """One campaign: its steps before it has started, how far it is while it runs, and its result."""
    session, found = transactions.session(), find(campaign_id)
    figures = campaign_figures.of(session, found)
    still = bool(request.args.get("still"))
    page = make_response(
        render_template(
            "staff/texts/campaign.html", campaign=found, state=state_of(found), about=about(found), figures=figures,
            steps=_steps(found, figures.ready) if found.state == CampaignState.DRAFT else [],
            people=text_words.people(campaign_figures.held_back(session, found)), still=still,
            languages=text_words.languages(campaign_figures.by_language(session, found)),
            taken_back=text_words.reasons(figures.invitations.cancelled + figures.reminders.cancelled),
            lost=text_words.reasons(figures.invitations.lost + figures.reminders.lost),
            in_the_way=campaign_obstacles.in_the_way(session, found, now=audit.now()) if found.state == "paused" else [],
            underway=found.state in _UNDERWAY, money=text_words.money, few=campaign_figures.FEW,
        )
    )  # fmt: skip
    if found.state in (CampaignState.SCHEDULED, CampaignState.RUNNING) and not still:
        page.headers["Refresh"] = str(LOOK_AGAIN)
    return page


def about(campaign: Campaign) -> dict[str, str]:
    """What it is about, in words for every page of it."""
    titles = {survey.id: survey.title for survey in surveys.everything(transactions.session())}
    rules = sending_rules.of(transactions.session())
    return {
        "survey": titles[campaign.survey_id], "place": reach.place_names()[campaign.place_id],
        "starts": moment(campaign.starts_at) if campaign.starts_at else "",
        "hours": text_words.hours(rules.hours),
        "budget": text_words.money(campaign.budget_pence * 10),
    }  # fmt: skip


def moment(at: datetime) -> str:
    """A moment in UTC as the clocks of England show it."""
    local = quiet_hours.local(at)
    return f"{templating.words().day(local.date())}, {local:%H:%M}"


def _steps(campaign: Campaign, ready: int) -> list[dict[str, str]]:
    """The way to the start, each step done, next or later."""
    said, here = templating.words(), f"/staff/texts/{campaign.id}"
    done = [
        ready > 0,
        bool(campaign.messages) or campaign.answered_by == "text",
        campaign.budget_pence > 0,
        False,
    ]
    lines = [
        (said("Add the people to ask"), f"{here}/contacts", said("{number} ready to be asked", number=ready)),
        (said("What they are sent"), f"{here}/messages", said("In each language, with what it costs")),
        (said("When, and how much"), f"{here}/plan", said("Start, one reminder, budget")),
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
