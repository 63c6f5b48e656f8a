"""What people are sent: the message in each language, what it costs, and a test to oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request
from markupsafe import Markup

from feedback.channels import sms_parts
from feedback.i18n import words as words_of
from feedback.services import (
    audit,
    campaign_languages,
    campaign_messages,
    campaign_trials,
    campaign_writing,
    sending_rules,
)
from feedback.services.campaign_messages import STOP_BY_LINK, STOP_BY_REPLY
from feedback.services.refusals import Refused
from feedback.vocabulary import (
    EMAIL,
    ENGLISH,
    ENGLISH_NAMES,
    CampaignState,
    Permission,
    direction,
    html_language,
)
from feedback.web import templating, transactions
from feedback.web.forms import Lines, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach, text_letters, text_words, texts
from feedback.web.staff.text_words import config, tongues

if TYPE_CHECKING:
    from feedback.models.campaign import Campaign


@blueprint.route("/texts/<int(max=2147483647):campaign_id>/messages", methods=["GET", "POST"])
@requires(Permission.SEND_INVITATIONS)
def text_messages(campaign_id: int) -> Any:
    """The message of each language of the list, and of the reminder."""
    found, form = texts.find(campaign_id), StaffForm()
    if found.channel == EMAIL:
        return text_letters.page(found, form)
    typed = _typed(found)
    if form.validate_on_submit():
        try:
            campaign_writing.keep_texts(
                transactions.session(), found, typed, text_words.filling(found), by=current_member().by
            )
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("The messages are kept."), "done")
            return redirect(f"/staff/texts/{campaign_id}/messages", 303)
    lines = [_shown(found, key, tag, number, typed) for key, tag, number in text_words.each(found)]
    page = render_template(
        "staff/texts/messages.html", campaign=found, form=form, slug=texts.about(found)["slug"], lines=lines,
        script=Markup(templating.script("text-count")),
        together=text_words.money(sum(line["people"] * line["each"] for line in lines if not line["reminder"])),
        price=sending_rules.of(transactions.session()).price,
        not_on_offer=text_words.languages(campaign_languages.not_on_offer(transactions.session(), found)),
        tongues=[(tag, ENGLISH_NAMES[tag]) for tag in tongues(found)],
        may_write=found.state in (CampaignState.DRAFT, CampaignState.SCHEDULED),
    )  # fmt: skip
    return page, form.answer_code()


def _typed(campaign: Campaign) -> dict[str, str]:
    """What stands in each field: as it was just sent, as it was written before, or the usual words."""
    found = {}
    for key, tag, _ in text_words.each(campaign):
        reminder = key.startswith("reminder")
        own = campaign.reminders if reminder else campaign.messages
        found[key] = campaign_messages.of(own, tag, reminder=reminder)
        if request.method == "POST" and key in request.form:
            found[key] = " ".join(request.form[key].split())[:2000]
    return found


def _shown(campaign: Campaign, key: str, tag: str, number: int, typed: dict[str, str]) -> dict[str, Any]:
    """One message with what it will look like and cost."""
    filled, text = text_words.filling(campaign), typed[key]
    body = campaign_messages.filled(text, filled, tag)
    counted = sms_parts.count(body)
    each = counted.parts * sending_rules.of(transactions.session()).price
    plainer = sms_parts.plainer(text)
    cheaper = sms_parts.count(campaign_messages.filled(plainer, filled, tag)).parts < counted.parts
    stop = words_of(tag)(STOP_BY_LINK if filled.stop_link else STOP_BY_REPLY).replace(
        "{link}", filled.stop_link
    )
    return {
        "key": key, "language": ENGLISH_NAMES[tag], "tag": html_language(tag), "direction": direction(tag),
        "reminder": key.startswith("reminder"), "text": text, "body": body, "counted": counted, "people": number,
        "each": each, "cost": text_words.money(each), "together": text_words.money(each * number),
        "plainer": plainer if plainer != text and (cheaper or counted.forced_by) else "",
        "advice": campaign_messages.advice(text),
        "fill": {"name": filled.name, "organisation": filled.organisation, "place": filled.place,
                 "link": filled.link, "stop": stop},
    }  # fmt: skip


class TestForm(StaffForm):
    """A number to send one text to."""

    number = Lines("Your mobile number")
    language = Lines("Language")


@blueprint.post("/texts/<int(max=2147483647):campaign_id>/test")
@requires(Permission.SEND_INVITATIONS)
def test_text(campaign_id: int) -> Any:
    """Sends one text to oneself, at once."""
    found, form, said = texts.find(campaign_id), TestForm(), templating.words()
    tag = form.language.data if form.language.data in ENGLISH_NAMES else None
    tag = tag or ENGLISH
    if found.channel == EMAIL:
        return text_letters.try_one(found, form, form.number.data or "", tag)
    if form.validate_on_submit():
        try:
            campaign_trials.send(
                transactions.session(), found, form.number.data or "", tag,
                base_url=reach.base_address(current_member()), sender=config().sms.sender,
                by=current_member().by, now=audit.now(),
            )  # fmt: skip
        except Refused as refused:
            flash(reach.sentence(refused).message, "problem")
        else:
            recorded = config().sms.provider == "record"
            flash(
                said("The test text is recorded. Nothing is sent from here.")
                if recorded
                else said("The test text is on its way. Look at your phone."),
                "done",
            )
    return redirect(f"/staff/texts/{campaign_id}/messages#test", 303)
