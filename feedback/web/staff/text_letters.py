"""What people are sent by e-mail: subject and text in each language, as it will look, and one to oneself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request

from feedback.services import (
    audit,
    campaign_languages,
    campaign_letters,
    campaign_trials,
    campaign_writing,
)
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH_NAMES, CampaignState, direction, html_language
from feedback.web import templating, transactions
from feedback.web.guard import current_member
from feedback.web.staff import reach, text_words

if TYPE_CHECKING:
    from feedback.models.campaign import Campaign
    from feedback.web.forms import StaffForm


def page(campaign: Campaign, form: StaffForm) -> Any:
    """Subject and text of each language of the list, and of the reminder."""
    typed = _typed(campaign)
    if form.validate_on_submit():
        try:
            campaign_writing.keep_letters(
                transactions.session(), campaign, typed, text_words.filling(campaign), by=current_member().by
            )
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("The messages are kept."), "done")
            return redirect(f"/staff/texts/{campaign.id}/messages", 303)
    shown = render_template(
        "staff/texts/letters.html", campaign=campaign, form=form, lines=lines(campaign, typed),
        not_on_offer=text_words.languages(campaign_languages.not_on_offer(transactions.session(), campaign)),
        tongues=[(tag, ENGLISH_NAMES[tag]) for tag in text_words.tongues(campaign)],
        may_write=campaign.state in (CampaignState.DRAFT, CampaignState.SCHEDULED),
    )  # fmt: skip
    return shown, form.answer_code()


def _typed(campaign: Campaign) -> dict[str, tuple[str, str]]:
    """Subject and text of each field: as they were just sent, as they were written before, or the usual words."""
    session, found = transactions.session(), dict[str, tuple[str, str]]()
    for key, tag, _ in text_words.each(campaign):
        reminder = key.startswith("reminder")
        own = campaign.reminders if reminder else campaign.messages
        subject = campaign_letters.subject(session, campaign, tag, reminder=reminder)
        text = campaign_letters.of(own, tag, reminder=reminder)
        if request.method == "POST":
            subject = request.form.get(f"subject-{key}", subject)[:400]
            text = request.form.get(key, text)[:4000]
        found[key] = subject, text
    return found


def lines(campaign: Campaign, typed: dict[str, tuple[str, str]] | None = None) -> list[dict[str, Any]]:
    """Every e-mail there is, as it is written and as it will look."""
    filled, typed = text_words.filling(campaign), typed or _typed(campaign)
    return [
        {
            "key": key, "language": ENGLISH_NAMES[tag], "tag": html_language(tag), "direction": direction(tag),
            "reminder": key.startswith("reminder"), "people": number, "subject": typed[key][0],
            "text": typed[key][1], "body": campaign_letters.filled(typed[key][1], filled),
            "titled": campaign_letters.filled(typed[key][0], replace(filled, name="")),
        }
        for key, tag, number in text_words.each(campaign)
    ]  # fmt: skip


def try_one(campaign: Campaign, form: StaffForm, typed: str, language: str) -> Any:
    """Sends one e-mail to oneself, at once."""
    said = templating.words()
    if form.validate_on_submit():
        try:
            campaign_trials.send_letter(
                transactions.session(), campaign, typed, language,
                base_url=reach.base_address(current_member()), by=current_member().by, now=audit.now(),
            )  # fmt: skip
        except Refused as refused:
            flash(reach.sentence(refused).message, "problem")
        else:
            flash(said("The test e-mail is on its way."), "done")
    return redirect(f"/staff/texts/{campaign.id}/messages#test", 303)
