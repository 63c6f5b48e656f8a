"""Texted codes: the code of a link in a text, however it is spaced, with the name of a language after it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from sqlalchemy.orm import Session

from feedback import i18n
from feedback.channels import links
from feedback.services import collector_links, conversation_messages, conversation_words, looks
from feedback.services.collector_links import ALPHABET, LENGTH, OpenedLink
from feedback.services.conversation_messages import Voice
from feedback.vocabulary import ENGLISH, LANGUAGES, canonical_language
from surveys.definition import Definition

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


def is_one(session: Session, body: str) -> bool:
    """Whether a text is nothing but a code: one that is known, or nine letters with a digit, which are no word."""
    joined = "".join(_words(body)).upper()
    if len(joined) != LENGTH or not all(letter in ALPHABET for letter in joined):
        return False
    return any(letter.isdigit() for letter in joined) or collector_links.is_code(session, joined)


def find(session: Session, body: str) -> tuple[OpenedLink, str] | None:
    """What the code in a text opens, and the language named after it, by name or tag (English where none is).

    The session works for the organisation of the link; None, and for nobody, where there is no code.
    """
    for number, (code, after) in enumerate(_candidates(body)):
        link = collector_links.open_code(session, code) if number < _MOST else None
        if link is not None and link.leads_to is not None:
            link = collector_links.open_code(session, link.leads_to) or link
        if link is not None:
            named = conversation_words.language_named(after, LANGUAGES) or canonical_language(after)
            return link, named or ENGLISH
    return None


def refusal(session: Session, link: OpenedLink, language: str, base_url: str | None) -> str:
    """What is said of a code whose survey is not open or cannot be answered by text, with its page if there is one."""
    look = looks.of(session, link.organisation_id)
    voice = Voice(language, 0, Definition(key="none", title="-"), {}, i18n.words(language), look)
    address = links.survey_address(base_url, link.code) if base_url else ""
    return conversation_messages.not_by_text(voice, address)
