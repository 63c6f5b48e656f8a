"""What people are sent by e-mail: a subject and a text in each language, checked and filled; the links stand below.

There are no parts, no price and no alphabet here. Subject and text are kept beside each other in the messages of the
campaign, the subject under the language and the word "subject".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from feedback import i18n
from feedback.i18n import marked
from feedback.models.campaign import Campaign
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import invitation_emails, places, surveys, translations
from feedback.services.campaign_messages import Filling
from feedback.services.looks import Look
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH_NAMES

INVITATION = marked("{organisation} would like to know what you think. We do not ask for your name.")
REMINDER = marked("You can still tell {organisation} what you think. We will not e-mail you about it again.")
SUBJECT = marked("A few questions from {organisation}")
_NAMES = ("name", "organisation", "place")
_BRACES = re.compile(r"[ \u00a0]?\{([^{}]*)\}")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
LONGEST_SUBJECT, LONGEST_TEXT = 120, 2000


def subject_key(language: str) -> str:
    """Under which the subject of a language stands among the messages."""
    return f"{language} subject"


def of(messages: Mapping[str, str], language: str, *, reminder: bool = False) -> str:
    """The text in a language: as it was written for the campaign, or the usual words."""
    return messages.get(language) or i18n.words(language)(REMINDER if reminder else INVITATION)


def subject(session: Session, campaign: Campaign, language: str, *, reminder: bool = False) -> str:
    """The subject in a language: as it was written, or what the survey is called; nothing of a sensitive place."""
    own = (campaign.reminders if reminder else campaign.messages).get(subject_key(language))
    return own or _title(session, campaign, language) or i18n.words(language)(SUBJECT)


def _title(session: Session, campaign: Campaign, language: str) -> str:
    """What the survey is called in a language; empty where a message must not name it."""
    if places.is_sensitive(session, session.get_one(Place, campaign.place_id)):
        return ""
    served = surveys.served(session, campaign.survey_id)
    if served is None or language not in served.languages:
        return session.get_one(Survey, campaign.survey_id).title
    texts, _ = translations.frozen(session, served.revision_id, language, served.languages[language])
    return texts.get("title") or session.get_one(Survey, campaign.survey_id).title


def filled(text: str, filling: Filling) -> str:
    """The text with its placeholders filled; where there is nothing to fill in, the words close up."""
    values = {"name": filling.name, "organisation": filling.organisation, "place": filling.place}

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            return found[0]
        put = " ".join(values[found[1]].split())
        before = found[0][: -len(found[1]) - 2]
        return f"{before}{put}" if put else ""

    return _BRACES.sub(value, text).strip()


def check(subject: str, text: str, language: str) -> tuple[str, str]:
    """Subject and text in order. Raises Refused, naming what to mend."""
    name = ENGLISH_NAMES[language]
    subject, text = " ".join(subject.split()), "\n".join(map(str.strip, text.strip().splitlines()))
    if not text:
        raise Refused(f"{name}: write what people read.")
    if len(subject) > LONGEST_SUBJECT:
        raise Refused(f"{name}: keep the subject under {LONGEST_SUBJECT} letters.")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"{name}: keep the text under {LONGEST_TEXT} letters.")
    unknown = [one for one in _BRACES.findall(f"{subject} {text}") if one not in _NAMES]
    if unknown or "{" in _BRACES.sub("", f"{subject} {text}"):
        wrong = f"{{{unknown[0]}}}" if unknown else "a brace on its own"
        listed = ", ".join(f"{{{one}}}" for one in _NAMES)
        raise Refused(
            f"{name}: {wrong} means nothing here. There are {listed}; the links stand below the text."
        )
    if _ADDRESS.search(f"{subject} {text}"):
        raise Refused(
            f"{name}: leave addresses out. People’s own link stands below, and they learn to trust no other."
        )
    return subject, text


def compose(
    session: Session, campaign: Campaign, look: Look, language: str, filling: Filling, *, reminder: bool = False
) -> dict[str, str]:  # fmt: skip
    """What the outbox wants beside `to`, for the reader whose links and name are in `filling`."""
    own = campaign.reminders if reminder else campaign.messages
    titled = filled(subject(session, campaign, language, reminder=reminder), replace(filling, name=""))
    text = filled(of(own, language, reminder=reminder), filling)
    return invitation_emails.compose(look, titled, language, text, filling.link, filling.stop_link)
