"""A shipped survey as it is texted, without a database: its words as they stand in the catalogues."""

from __future__ import annotations

from functools import cache

from feedback import i18n
from feedback.services import conversation_voices, texted_previews
from feedback.services.comment_readers import Promise
from feedback.services.conversation_ground import Ground, State
from feedback.services.conversation_messages import Voice, as_sent
from feedback.services.looks import Look
from feedback.vocabulary import EASY_READ, ENGLISH
from surveys import reading
from surveys.definition import Definition
from surveys.texts import easy_texts, english_texts, sources

LOOK = Look(
    "oakfield",
    "Oakfield Community Hospital",
    "#0a5a5c",
    "01632 960 001",
    "",
    "",
    "",
    30,
    None,
    demonstration=False,
)


@cache
def survey(slug: str) -> Definition:
    """A shipped survey with the short block of questions about the person."""
    block = reading.shipped("about-you")
    return reading.compose(reading.shipped(slug), block, {item.key for item in block.items() if item.default})


@cache
def voice(slug: str, language: str) -> Voice:
    """The survey in a language, with somebody who reads what people write."""
    definition = survey(slug)
    texts = {ENGLISH: english_texts, EASY_READ: easy_texts}.get(language)
    words = (
        texts(definition)
        if texts
        else i18n.survey_texts(
            language, [(each.key, each.english, each.catalogue) for each in sources(definition)]
        )
    )
    whole = Voice(language, 1, definition, words, i18n.words(language), LOOK, Promise(1))
    return conversation_voices.measured(whole)


def ground(slug: str, *languages: str) -> Ground:
    """What a conversation about it stands on."""
    return texted_previews.grounded(survey(slug), {tag: voice(slug, tag) for tag in languages or (ENGLISH,)})


def state(language: str = ENGLISH) -> State:
    """Somebody who was greeted and has not begun."""
    return State(language, 1)


def sent(text: str) -> str:
    """A text as it leaves."""
    return as_sent(text)
