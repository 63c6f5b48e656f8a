"""Composing: one message of a campaign to one person, with a link of their own, counted before it is put anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.channels import sms, sms_parts
from feedback.models.campaign import Campaign
from feedback.models.place import Place
from feedback.services import campaign_letters as letters
from feedback.services import campaign_messages as messages
from feedback.services import email_stops, invitations, looks, places, sending_rules, surveys
from feedback.services.campaign_messages import Filling
from feedback.services.campaign_rows import REMINDER
from feedback.services.contacts import Usable
from feedback.vocabulary import EMAIL, ENGLISH, MessageKind


@dataclass(frozen=True)
class Composed:
    """One message to one person: what it costs is known before it is put anywhere."""

    person: Usable
    language: str
    raw: str
    content: Mapping[str, str]
    parts: int
    cost: int


class Composer:
    """Writes the messages of one campaign."""

    def __init__(self, session: Session, campaign: Campaign) -> None:
        self.session, self.campaign = session, campaign
        self.price = sending_rules.of(session).price
        served = surveys.served(session, campaign.survey_id)
        self.offered = served.languages if served else {ENGLISH: 1}
        self.look = looks.of(session, campaign.organisation_id)
        place = session.get_one(Place, campaign.place_id)
        self.place = "" if places.is_sensitive(session, place) else place.name
        self.kind = MessageKind.EMAIL if campaign.channel == EMAIL else MessageKind.SMS
        self.lane = EMAIL if campaign.channel == EMAIL else campaign.sender

    def spoken(self, language: str) -> str:
        """The language that somebody is written to in."""
        return language if language in self.offered else ENGLISH

    def message(self, person: Usable, purpose: str) -> Composed:
        """What somebody is sent for a purpose, with a fresh link."""
        language, raw, again = self.spoken(person.language), invitations.fresh(), purpose == REMINDER
        link = f"{self.campaign.base_url}/i/{raw}"
        if self.kind is MessageKind.EMAIL:
            content = self._letter(person, language, link, again)
            return Composed(person, language, raw, content, 0, 0)
        own = self.campaign.reminders if again else self.campaign.messages
        stop = stop_link(self.campaign.base_url, self.campaign.sender)
        filling = Filling(self.look.name, link, stop, person.name, self.place)
        body = messages.filled(messages.of(own, language, reminder=again), filling, language)
        parts = sms_parts.count(body).parts
        return Composed(
            person, language, raw, {"to": person.address, "body": body}, parts, parts * self.price
        )

    def _letter(self, person: Usable, language: str, link: str, again: bool) -> dict[str, str]:
        base = self.campaign.base_url
        stop = email_stops.of_invitations(self.session, person.address, base, language=language)
        filling = Filling(self.look.name, link, stop, person.name, self.place)
        letter = letters.compose(
            self.session, self.campaign, self.look, language, filling, reminder=again
        )  # fmt: skip
        return {"to": person.address, **letter}


def stop_link(base_url: str, sender: str) -> str:
    """Where texts are stopped when nobody can reply to the sender, since it is a name; empty for a number."""
    return f"{base_url}/texts/stop" if sender and not sms.takes_replies(sender) else ""
