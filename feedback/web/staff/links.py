"""Links and posters: one for each survey, place, channel and placement, with its QR code to print."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request
from wtforms.validators import AnyOf, InputRequired, Length

from feedback.channels import links as addresses
from feedback.i18n import marked
from feedback.services import audit, collector_links, funnels, placements, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH_NAMES, Channel, Permission, SurveyState
from feedback.web import templating, transactions
from feedback.web.forms import Line, Lines, StaffForm
from feedback.web.guard import Member, current_member, requires
from feedback.web.staff import blueprint, funnel, reach, spots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedback.models.collector_link import CollectorLink
    from feedback.models.survey import Survey
    from feedback.services.surveys import Served

#: What a link may be made for here, and how a list names every link there is.
OFFERED = {
    Channel.QR: (marked("On paper, as a QR code"), marked("A poster, a leaflet, a letter")),
    Channel.WEB: (marked("On a website or in an e-mail"), marked("People tap it")),
    Channel.SMS: (marked("In a text message"), marked("You send it yourselves")),
    Channel.KIOSK: (marked("On a shared screen"), marked("A tablet in a waiting room; it clears itself")),
    Channel.PAPER: (marked("On paper forms"), marked("Answers that staff type in or load from a file")),
}
NAMES = {
    Channel.QR: marked("QR code"), Channel.WEB: marked("Web"), Channel.SMS: marked("Text message"),
    Channel.PAPER: marked("Paper forms"), Channel.KIOSK: marked("Shared screen"),
    Channel.PHONE: marked("Telephone"), Channel.EMAIL: marked("E-mail"),
}  # fmt: skip


class LinkForm(StaffForm):
    """A new link."""

    survey = Line("Survey", [InputRequired("Choose a survey.")])
    place = Line("Place", [InputRequired("Choose a place.")])
    channel = Line(
        "How will people get it?", [AnyOf([key.value for key in OFFERED], "Choose how people will get it.")]
    )
    label = Line("Where exactly?", [Length(max=200, message="Keep it under 200 letters.")])
    several = Lines("Several spots at once")
    #: Said on a second look: one print for the whole place is meant.
    whole_place = Line("One for the whole place")


@blueprint.get("/links/")
@requires(Permission.MAKE_LINKS)
def links() -> Any:
    """Every link within reach, newest first, with what came through it."""
    session, member = transactions.session(), current_member()
    wanted = surveys.find(session, request.args.get("survey", ""))
    found = collector_links.listed(
        session,
        survey_id=wanted.id if wanted else None,
        places=reach.place_ids(member),
        by_themselves=True,
    )
    counted = collector_links.responses_by_link(session)
    by_id = {survey.id: survey for survey in surveys.everything(session)}
    base, places = reach.base_address(member), reach.place_names()
    return render_template(
        "staff/links.html",
        links=[
            {**_shown(link, by_id[link.survey_id], places, base), "responses": counted.get(link.id, 0)}
            for link in found
        ],
        survey=wanted,
        several=_printed_together(found, by_id) if base else [],
        no_base=reach.no_base_address(member),
        lacking=_lacking(member),
    )


def _shown(link: CollectorLink, survey: Survey, places: dict[int, str], base: str | None) -> dict[str, Any]:
    said = templating.words()
    return {
        "code": link.code,
        "survey": survey.title,
        "place": places[link.place_id],
        "channel": said(NAMES[Channel(link.channel)]),
        "label": link.label,
        "made": said.day(link.created_on),
        "revoked": link.revoked_at is not None,
        "prints": link.channel == Channel.QR and link.revoked_at is None and bool(base),
        "address": addresses.survey_address(base, link.code) if base else "",
        "printed": addresses.printed_address(base, link.code).partition("://")[2] if base else "",
    }


def _printed_together(found: Sequence[CollectorLink], by_id: dict[int, Survey]) -> list[dict[str, Any]]:
    """The surveys of which several prints can be made at once."""
    prints = Counter(link.survey_id for link in found if link.channel == Channel.QR and not link.revoked_at)
    return [
        {"slug": by_id[survey_id].slug, "title": by_id[survey_id].title, "number": number}
        for survey_id, number in prints.items()
        if number > 1
    ]


def _lacking(member: Member) -> dict[str, str]:
    """What has to be there before a link can be made, as words and the way to it; empty when nothing is missing."""
    said = templating.words()
    if not _open_surveys():
        text = said("A link opens a survey. Publish one first.")
        return {"text": text, "action": said("Go to surveys"), "href": "/staff/surveys/"}
    if not reach.place_choices(member):
        text = said("A link belongs to a place. Add one first, or ask your administrator to.")
        href = "/admin/places/new" if member.may(Permission.MANAGE_ORGANISATION) else ""
        return {"text": text, "action": said("Add a place"), "href": href}
    return {}


def _open_surveys() -> list[Survey]:
    return [one for one in surveys.everything(transactions.session()) if one.state == SurveyState.PUBLISHED]


@blueprint.route("/links/new", methods=["GET", "POST"])
@requires(Permission.MAKE_LINKS)
def new_link() -> Any:
    """Makes a link; its own page has the code to print."""
    member, form = current_member(), LinkForm()
    choices = reach.place_choices(member)
    if request.method == "GET":
        slugs = [survey.slug for survey in _open_surveys()]
        form.survey.data = request.args.get("survey", slugs[0] if len(slugs) == 1 else "")
        form.channel.data = Channel.QR.value
        asked = request.args.get("place", "")
        slugs_of_places = [slug for slug, _ in choices]
        form.place.data = asked if asked in slugs_of_places else choices[0][0] if len(choices) == 1 else ""
        form.label.data = request.args.get("label", "")[:200]
    if form.validate_on_submit():
        try:
            made = _make(form, member)
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            return _onward(form, made)
    said = templating.words()
    page = render_template(
        "staff/link_new.html",
        form=form,
        surveys=[(survey.slug, survey.title) for survey in _open_surveys()],
        choices=choices,
        language=ENGLISH_NAMES.get(request.args.get("language", ""), ""),
        channels=[
            {"key": key.value, "text": said(text), "hint": said(hint)}
            for key, (text, hint) in OFFERED.items()
        ],
        lacking=_lacking(member),
        asks_where=form.label.data == "" and bool(form.label.errors),
    )
    return page, form.answer_code()


def _onward(form: LinkForm, made: list[CollectorLink]) -> Any:
    """To the print of the one link that was made, to its page where nothing is printed, or to all of them."""
    said, language = templating.words(), request.args.get("language", "")
    if len(made) == 1:
        page, wished = f"/staff/links/{made[0].code}", language in ENGLISH_NAMES
        if form.channel.data != Channel.QR and not wished:
            return redirect(page, 303)
        flash(said("The link is made. Here it is to print."), "done")
        # Who came for the people who speak a language finds it on the print.
        return redirect(f"{page}/print" + (f"?also={language}" if wished else ""), 303)
    flash(said("{number} links are made, one for each line.", number=len(made)), "done")
    if form.channel.data != Channel.QR:
        return redirect(f"/staff/links/?survey={form.survey.data}", 303)
    codes = [("code", link.code) for link in made]
    return redirect(f"/staff/links/print?{urlencode([('survey', form.survey.data), *codes])}", 303)


def _make(form: LinkForm, member: Member) -> list[CollectorLink]:
    session = transactions.session()
    survey = surveys.find(session, form.survey.data or "")
    if survey is None or survey.state != SurveyState.PUBLISHED:
        raise Refused("Choose a survey from the list.", "survey")
    place = reach.place(member, form.place.data or "")
    if place is None:
        raise Refused("Choose a place from the list.", "place")
    channel = Channel(form.channel.data)
    labels = spots.labels(
        form.label.data or "",
        form.several.data or "",
        channel=channel,
        whole_place=bool(form.whole_place.data),
    )
    # The first line ends up on top of the list, which begins with the newest.
    return [
        collector_links.make(
            session, survey, place, channel=channel, label=label, by=member.by, today=reach.today()
        )
        for label in reversed(labels)
    ]


def _link(code: str) -> CollectorLink:
    """The link of a code, where it is within reach; 404 otherwise."""
    found = collector_links.find(transactions.session(), code)
    if found is None or not reach.reaches(current_member(), found.place_id):
        abort(404)
    return found


@blueprint.get("/links/<code>")
@requires(Permission.MAKE_LINKS)
def link(code: str) -> Any:
    """One link: its code, its address, the way to what prints, and how far people get with it."""
    session, member, found = transactions.session(), current_member(), _link(code)
    survey = next(one for one in surveys.everything(session) if one.id == found.survey_id)
    served = surveys.served(session, survey.id)
    of_a_campaign = collector_links.is_of_a_campaign(session, found)
    return render_template(
        "staff/link.html",
        link=_shown(found, survey, reach.place_names(), reach.base_address(member)),
        # How many of a list answered is told by the campaign's own page, and to nobody while they are few.
        responses=None if of_a_campaign else collector_links.responses_by_link(session).get(found.id, 0),
        survey=survey,
        leads_to=found.leads_to,
        hangs=placements.hangs(found),
        no_base=reach.no_base_address(member),
        printed_in=_printed_in(served),
        reached=funnel.rows(funnels.of_link(session, found.id), served.definition if served else None),
    )


def _printed_in(served: Served | None) -> list[tuple[str, str]]:
    """The languages that the survey can be printed in, as (tag, English name)."""
    return [(tag, ENGLISH_NAMES[tag]) for tag in served.languages] if served else []


@blueprint.post("/links/<code>/revoke")
@requires(Permission.MAKE_LINKS)
def revoke(code: str) -> Any:
    """Stops a link for good; whoever scans the paper is told so kindly."""
    found = _link(code)
    if found.revoked_at is None:
        collector_links.revoke(transactions.session(), found, by=current_member().by, now=audit.now())
        flash(templating.words()("This link no longer opens. Take the paper down."), "done")
    return redirect(f"/staff/links/{found.code}", 303)
