"""Conversation trials: a conversation without a telephone, for whoever wants to see how it goes; nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feedback.services import collector_links, conversation_endings, conversation_steps, surveys
from feedback.services import conversation_messages as messages
from feedback.services import conversation_voices as voices
from feedback.services.conversation_ground import State
from feedback.services.conversation_states import Kept, Memory
from feedback.services.refusals import Refused


@dataclass
class Trial:
    """Where somebody is who tries; kept by whoever asks, and by nobody else."""

    language: str
    store: bool = False
    state: State | None = None


@dataclass(frozen=True)
class Turn:
    """What would be sent, whether that was all, and whether a response was stored."""

    texts: Sequence[str]
    done: bool = False
    stored: bool = False


def turn(
    session: Session, trial: Trial, code: str, body: str, *, base_url: str | None, now: datetime
) -> Turn:
    """The next texts of a trial; the first for an empty `body`. Raises Refused where nothing can be tried."""
    link = collector_links.open_code(session, code)
    served = surveys.served(session, link.survey_id) if link is not None else None
    if link is None or served is None or link.revoked:
        raise Refused(f"there is no open survey behind {code!r}")
    ground = voices.ground(session, served)
    if trial.language not in ground.languages:
        offered = ", ".join(ground.languages) or "no language"
        raise Refused(f"this survey can be answered by text in: {offered}")
    if trial.state is None:
        trial.state = State(trial.language, ground.languages[trial.language])
        return Turn(conversation_steps.greet(ground, trial.state).texts)
    said = conversation_steps.reply(ground, trial.state, body)
    if not said.done:
        return Turn(said.texts)
    memory = Memory(link.survey_id, served.revision_id, trial.state)
    kept = Kept(0, link.organisation_id, link.link_id, now, memory)
    if trial.store:
        last = conversation_endings.store(session, kept, served, ground, base_url, now=now)
    else:
        last = messages.thanks(ground.speak(trial.state.language, trial.state.version))
    return Turn((*said.texts, last), done=True, stored=trial.store)
