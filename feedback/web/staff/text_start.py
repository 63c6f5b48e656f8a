"""The first step of a campaign: which survey, at which place, by text or e-mail, under which name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request
from wtforms.validators import AnyOf, InputRequired

from feedback.services import campaigns, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import EMAIL, ENGLISH_NAMES, SMS, Permission
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, reach, text_words, texts

if TYPE_CHECKING:
    from feedback.models.campaign import Campaign


class CampaignForm(StaffForm):
    """A new campaign."""

    survey = Line("Survey", [InputRequired("Choose a survey.")])
    place = Line("Place", [InputRequired("Choose a place.")])
    channel = Line("How are people invited?", [AnyOf(["", SMS, EMAIL], "Choose how people are invited.")])
    answered_by = Line("How will people answer?", [AnyOf(["", "link", "text"], "Choose how people answer.")])
    name = Line("Name, for you and your colleagues", [InputRequired("Give the campaign a name.")])


@blueprint.route("/texts/new", methods=["GET", "POST"])
@requires(Permission.SEND_INVITATIONS)
def new_campaign() -> Any:
    """The first step: which survey, at which place, under which name."""
    member, form = current_member(), CampaignForm()
    choices = reach.place_choices(member)
    if request.method == "GET":
        slugs = [survey.slug for survey in texts.open_surveys()]
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
        "staff/texts/new.html", form=form, choices=choices, lacking=texts.lacking(member),
        surveys=[(survey.slug, survey.title) for survey in texts.open_surveys()],
        language=ENGLISH_NAMES.get(request.args.get("language", ""), ""), ways=_ways(), channels=_channels(),
    )  # fmt: skip
    return page, form.answer_code()


def _channels() -> list[dict[str, str]]:
    """By what people may be invited; by e-mail where a server for it is set."""
    said = templating.words()
    if not text_words.config().smtp_url:
        return []
    return [
        {"key": SMS, "text": said("By text"), "hint": said("A list of mobile numbers")},
        {
            "key": EMAIL,
            "text": said("By e-mail"),
            "hint": said("A list of e-mail addresses. It costs nothing"),
        },
    ]


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
        channel=EMAIL if form.channel.data == EMAIL and _channels() else SMS,
    )
