"""What staff write for a campaign, kept once every language stands the check; of a sensitive place nothing is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.models.place import Place
from feedback.services import campaign_letters as letters
from feedback.services import campaign_messages as messages
from feedback.services import campaigns, places, sensitivity
from feedback.services.campaign_messages import Filling
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH_NAMES

MESSAGE, REMINDER = "message", "reminder"


def keep_texts(
    session: Session, campaign: Campaign, written: Mapping[str, str], filling: Filling, *, by: str
) -> None:
    """Keeps texts by field (`message-en`, `reminder-en`). Raises Refused, naming the field and what to mend."""
    place = session.get_one(Place, campaign.place_id)
    sensitive, kept = places.is_sensitive(session, place), dict[str, str]()
    for field, text in written.items():
        tag = field.partition("-")[2]
        try:
            kept[field] = messages.check(text, filling, tag, sensitive=sensitive, place=place.name)
            _keep_quiet(session, campaign, kept[field], filling, tag)
        except Refused as refused:
            raise Refused(refused.message, field) from None
    _write(session, campaign, kept, by)


def keep_letters(
    session: Session, campaign: Campaign, written: Mapping[str, tuple[str, str]], filling: Filling, *, by: str
) -> None:
    """Keeps subjects and texts of e-mails by field. Raises Refused, naming the field and what to mend."""
    kept = dict[str, str]()
    for field, (subject, text) in written.items():
        tag = field.partition("-")[2]
        try:
            subject, text = letters.check(subject, text, tag)
            for part in (subject, text):
                _keep_quiet(session, campaign, part, filling, tag)
        except Refused as refused:
            raise Refused(refused.message, field) from None
        kept[field], kept[letters.subject_key(field)] = text, subject
    _write(session, campaign, kept, by)


def _keep_quiet(session: Session, campaign: Campaign, text: str, filling: Filling, tag: str) -> None:
    # Whoever somebody is called, and their own link, tell nothing; the organisation and the way to stop are read too.
    body = letters.filled(text, replace(filling, name="")).replace("{stop}", filling.stop_link)
    sensitivity.refuse_naming(session, campaign, body, what=ENGLISH_NAMES[tag])


def _write(session: Session, campaign: Campaign, kept: Mapping[str, str], by: str) -> None:
    of = {
        kind: {field.removeprefix(f"{kind}-"): text for field, text in kept.items() if field.startswith(kind)}
        for kind in (MESSAGE, REMINDER)
    }
    campaigns.write(session, campaign, messages=of[MESSAGE], reminders=of[REMINDER], by=by)
