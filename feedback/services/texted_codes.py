"""Texted codes: the code of a link in a text, however it is spaced, with the name of a language after it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from sqlalchemy.orm import Session

from feedback.channels import links
from feedback.models.collector_link import CollectorLink
from feedback.services import collector_links, conversation_messages, conversation_voices, conversation_words
from feedback.services.collector_links import ALPHABET, LENGTH, OpenedLink
from feedback.vocabulary import ENGLISH, LANGUAGES, canonical_language

#: A text is searched for so many codes.
_MOST = 4


def _words(body: str) -> list[str]:
    return unicodedata.normalize("NFKC", body[:200]).replace("-", " ").replace(",", " ").split()


def _candidates(body: str) -> Iterator[tuple[str, str]]:
    """Whatever may be a code, with the text after it: neighbouring words that are nine letters together."""
    words = _words(body)
    for start in range(len(words)):
        joined = ""
        for end in range(start, len(words)):
            joined += words[end].upper().strip(".")
            if len(joined) > LENGTH:
                break
            if len(joined) == LENGTH and all(letter in ALPHABET for letter in joined):
                yield joined, " ".join(words[end + 1 :])


def is_one(session: Session, body: str) -> str:
    """The code that a text is and nothing else: one that is known, or nine letters with a digit, which are no word.

    Empty where it is none.
    """
    joined = "".join(_words(body)).upper()
    if len(joined) != LENGTH or not all(letter in ALPHABET for letter in joined):
        return ""
    known = any(letter.isdigit() for letter in joined) or collector_links.is_code(session, joined)
    return joined if known else ""


def leads_to(session: Session, code: str, link: CollectorLink) -> bool:
    """Whether a code is that of this link, or stands on an older print that leads there."""
    other = collector_links.find(session, code)
    return other is not None and link.code in (other.code, other.leads_to)


def find(session: Session, body: str) -> tuple[OpenedLink, str] | None:
    """What the code in a text opens, and the language named after it, by name or tag (English where none is).

    The session works for the organisation of the link; None, and for nobody, where there is no code.
    """
    for number, (code, after) in enumerate(_candidates(body)):
        link = collector_links.open_code(session, code) if number < _MOST else None
        if link is not None and link.leads_to is not None:
            link = collector_links.open_code(session, link.leads_to) or link
        if link is not None and link.personal:
            link = _beside(session, link)
        if link is not None:
            named = conversation_words.language_named(after, LANGUAGES) or canonical_language(after)
            return link, named or ENGLISH
    return None


def _beside(session: Session, link: OpenedLink) -> OpenedLink:
    """A campaign's link opens nothing without an invitation: the one of the same place that anybody may take."""
    code = collector_links.open_beside(
        session, link.link_id, survey_id=link.survey_id, place_id=link.place_id
    )
    return collector_links.open_code(session, code) or link if code else link


def refusal(session: Session, link: OpenedLink, language: str, base_url: str | None) -> str:
    """What is said of a code whose survey is not open or cannot be answered by text, with its page if there is one."""
    voice = conversation_voices.plain(session, link.organisation_id, language)
    address = links.survey_address(base_url, link.code) if base_url else ""
    return conversation_messages.not_by_text(voice, address)
