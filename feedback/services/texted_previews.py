"""Texted previews: a survey as a conversation before anybody is sent it, and how many texts that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.channels import sms_parts
from feedback.i18n import Words
from feedback.models.survey import Revision, Survey
from feedback.services import comment_readers, looks, previews
from feedback.services import conversation_messages as messages
from feedback.services import conversation_steps as steps
from feedback.services import conversation_voices as voices
from feedback.services.conversation_ground import Ground, State, current
from feedback.services.conversation_messages import Voice, as_sent
from feedback.services.conversation_voices import Omission
from surveys.definition import Definition, Item
from surveys.texting import WAYS, Way

#: What somebody might say where words are wanted.
_WORDS = "…"
#: As long as a receipt code is.
_RECEIPT = "XXXX-XXXX-XXXX"


@dataclass(frozen=True)
class Bubble:
    """One text of a conversation: ours, or an answer that somebody might give."""

    ours: bool
    text: str

    @property
    def parts(self) -> int:
        """In how many parts it leaves."""
        return sms_parts.count(self.text).parts


@dataclass(frozen=True)
class Told:
    """A survey as it is texted in one language, when the first answer is given to every question."""

    language: str
    works: bool
    omissions: Sequence[Omission]
    bubbles: Sequence[Bubble]
    #: Texts of the survey, and sentences of ours, that still stand in English.
    missing: int

    @property
    def texts(self) -> int:
        """How many texts of ours it takes."""
        return sum(bubble.ours for bubble in self.bubbles)

    @property
    def parts(self) -> int:
        """What is paid for: the parts of our texts."""
        return sum(bubble.parts for bubble in self.bubbles if bubble.ours)


def every(
    session: Session, survey: Survey, revision: Revision, definition: Definition, *, base_url: str | None
) -> list[Told]:
    """A revision in every language that lacks no word of it, signed or not; an empty survey has none.

    `base_url` is what the address of receipts begins with; without one no receipt is given.
    """
    promises, look = comment_readers.promises(session, survey.id), looks.of(session, survey.organisation_id)
    spoken = {}
    for language, (texts, interface) in previews.in_every_language(session, revision, definition).items():
        promise, words = comment_readers.among(promises, language), Words(language, interface)
        spoken[language] = voices.measured(Voice(language, 0, definition, texts, words, look, promise))
    if not any(definition.items()):
        return []
    ground = grounded(definition, spoken)
    return [_told(ground, voice, base_url) for voice in spoken.values()]


def grounded(definition: Definition, spoken: Mapping[str, Voice]) -> Ground:
    """What a conversation stands on that is only looked at."""
    languages = {tag: voice.version for tag, voice in spoken.items() if voices.works(voice)}
    return Ground(definition, languages, lambda language, _version: spoken[language])


def _told(ground: Ground, voice: Voice, base_url: str | None) -> Told:
    works, found = voices.works(voice), voices.omissions(voice)
    bubbles = conversation(ground, voice, base_url) if works else []
    return Told(voice.language, works, found, bubbles, len(voices.missing(voice)))


def conversation(ground: Ground, voice: Voice, base_url: str | None = None) -> list[Bubble]:
    """The whole conversation of somebody who gives the first answer to every question."""
    state = State(voice.language, voice.version)
    bubbles, said, answer = [_ours(text) for text in steps.greet(ground, state).texts], None, "1"
    while said is None or not said.done:
        bubbles.append(Bubble(False, answer))
        said = steps.take(ground, state, answer)
        bubbles += [_ours(text) for text in said.texts]
        item = current(ground, state)
        answer = "1" if item is None or state.sharing else _first_answer(item)
    return [*bubbles, _ours(messages.thanks(voice, receipt=_RECEIPT, base_url=base_url))]


def _ours(text: str) -> Bubble:
    return Bubble(True, as_sent(text))


def _first_answer(item: Item) -> str:
    way = WAYS[item.kind]
    if way is Way.WORDS:
        return _WORDS
    return str(item.minimum or 0) if way in (Way.STEP, Way.NUMBER) else "1"
