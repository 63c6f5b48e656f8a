"""How pages about texts say things: money, hours, languages, and why a text did not arrive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import current_app

from feedback.channels import sms_errors
from feedback.config import Config
from feedback.i18n import marked
from feedback.services import campaign_languages, campaign_messages, campaign_trials
from feedback.services.campaign_obstacles import BEFORE
from feedback.services.quiet_hours import Hours
from feedback.vocabulary import EMAIL, ENGLISH, ENGLISH_NAMES, ContactState, direction, html_language
from feedback.web import templating, transactions
from feedback.web.guard import current_member
from feedback.web.staff import contact_labels, reach

if TYPE_CHECKING:
    from feedback.models.campaign import Campaign
    from feedback.services.campaign_messages import Filling

#: A name in the middle of what people are called, for counting.
_SOMEBODY = "Alexandra"
DAYS = {
    1: marked("Monday"), 2: marked("Tuesday"), 3: marked("Wednesday"), 4: marked("Thursday"), 5: marked("Friday"),
    6: marked("Saturday"), 7: marked("Sunday"),
}  # fmt: skip
#: Reasons of our own, for what no provider speaks of; a reason of the list of contacts says itself.
_REASONS = {
    "opted-out": marked("Said STOP"),
    "not-me": marked("Said that it was not meant for them"),
    "campaign cancelled": marked("The campaign was cancelled"),
    "numbers-deleted": marked("The numbers were deleted"),
    "asked-lately": marked("Asked lately"),
    "excluded-list": marked("On the organisation’s list of people to leave out"),
    "in-conversation": marked("Could not be asked at the moment"),
    "paper": marked("Wants paper"),
    "phone": marked("Wants a telephone call"),
    "bsl-not-on-offer": marked("Uses BSL, and the survey has no signed videos"),
    "large-print": marked("Needs large print"),
    "easy-read-not-on-offer": marked("Needs Easy Read, which the survey does not have"),
    "need-unknown": marked("A need that somebody has to look at"),
    "not-on-offer": marked("The survey is not on offer in their language"),
    "no-address": marked("Has no number"),
    "": marked("No reason was given"),
}


def config() -> Config:
    """The settings of this installation."""
    found: Config = current_app.extensions["config"]
    return found


def tongues(campaign: Campaign) -> dict[str, int]:
    """The languages that people are written to in, with how many; of a campaign that has begun those who were, too.

    English while nobody is on the list.
    """
    states = [ContactState.READY] if campaign.state in BEFORE else [ContactState.READY, ContactState.INVITED]
    return campaign_languages.written_to(transactions.session(), campaign, states) or {ENGLISH: 0}


def recorded(campaign: Campaign) -> bool:
    """Whether its texts go nowhere: they are recorded, for whoever tries this out."""
    return campaign.channel != EMAIL and config().sms.provider == "record"


def filling(campaign: Campaign) -> Filling:
    """What the placeholders are filled with where a message is shown and counted: somebody's name, no real link."""
    base = reach.base_address(current_member()) or "https://feedback.example.nhs.uk"
    sender = "" if campaign.channel == EMAIL else config().sms.sender
    return campaign_trials.filling(transactions.session(), campaign, base, sender, name=_SOMEBODY)


def each(campaign: Campaign) -> list[tuple[str, str, int]]:
    """Every message there is to write: (name of its field, language, people)."""
    kinds = ["message"] if campaign.remind_after_days is None else ["message", "reminder"]
    return [(f"{kind}-{tag}", tag, number) for tag, number in tongues(campaign).items() for kind in kinds]


def money(tenths: int) -> str:
    """Tenths of a penny as pounds, or as pence where it is little."""
    if 0 < tenths < 1000:
        return f"{tenths / 10:.1f}p".replace(".0p", "p")
    return f"£{tenths / 1000:,.2f}"


def hours(rules: Hours) -> str:
    """When texts leave, in a sentence."""
    said, days = templating.words(), sorted(rules.days)
    named = ", ".join(said(DAYS[day]) for day in days)
    if days == [1, 2, 3, 4, 5]:
        named = said("Monday to Friday")
    elif days == list(range(1, 8)):
        named = said("every day")
    between = said("{days}, {first}:00 to {last}:00", days=named, first=rules.first, last=rules.last)
    return between if rules.on_bank_holidays else said("{between}, not on bank holidays", between=between)


def languages(people: Mapping[str, int]) -> list[tuple[str, int]]:
    """Each language by its English name with how many people, the most first."""
    named = [(contact_labels.language(tag), number) for tag, number in people.items()]
    return sorted(named, key=lambda one: (-one[1], one[0]))


def reasons(lost: Mapping[str, int]) -> list[tuple[str, int]]:
    """Why texts did not arrive, the most frequent first."""
    named: dict[str, int] = {}
    for code, number in lost.items():
        words = _reason(code)
        named[words] = named.get(words, 0) + number
    return sorted(named.items(), key=lambda one: (-one[1], one[0]))


def _reason(code: str) -> str:
    said = templating.words()
    if code in _REASONS:
        return said(_REASONS[code])
    known = sms_errors.every().get(code)
    return f"{known.happened} {known.do}" if known else said("The network’s code {code}", code=code)


def people(held_back: Mapping[tuple[str, str], int]) -> list[tuple[str, int]]:
    """Who of the list is not texted, and why."""
    said = templating.words()
    found: dict[str, int] = {}
    for (state, reason), number in held_back.items():
        asked = said("Contact another way") if state == ContactState.ANOTHER_WAY else said("Left out")
        why = said(_REASONS[reason]) if reason in _REASONS else reason.replace("-", " ")
        found[f"{asked}: {why}"] = number
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def costs(campaign: Campaign, people_in: Mapping[str, int], filled: Filling, price: int) -> dict[str, object]:
    """What texts cost by language and in all, and at most with a reminder to everybody."""
    lines = [
        {
            "language": ENGLISH_NAMES[one.language], "people": one.people, "parts": one.counted.parts,
            "encoding": one.counted.encoding, "each": money(one.each), "together": money(one.together),
            "text": campaign_messages.filled(
                campaign_messages.of(campaign.messages, one.language), filled, one.language
            ),
            "again": campaign_messages.filled(
                campaign_messages.of(campaign.reminders, one.language, reminder=True), filled, one.language
            ),
            "tag": html_language(one.language), "direction": direction(one.language), "tenths": one.together,
        }
        for one in campaign_messages.costs(campaign.messages, people_in, filled, price)
    ]  # fmt: skip
    first = sum(int(str(line["tenths"])) for line in lines)
    again = campaign_messages.costs(campaign.reminders, people_in, filled, price, reminder=True)
    with_reminder = first + sum(one.together for one in again)
    return {
        "lines": lines, "together": money(first), "with_reminder": money(with_reminder), "tenths": first,
        "tenths_with_reminder": with_reminder,
    }  # fmt: skip
