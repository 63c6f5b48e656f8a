"""Conversations: a survey answered by text, kept sealed for 72 hours, ending in a response that nothing leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.survey import Survey
from feedback.services import conversation_drops as drops
from feedback.services import conversation_endings as endings
from feedback.services import conversation_meanwhile as meanwhile
from feedback.services import conversation_messages as messages
from feedback.services import conversation_redactions as redactions
from feedback.services import conversation_states as states
from feedback.services import conversation_steps as steps
from feedback.services import conversation_texts as texts
from feedback.services import conversation_voices as voices
from feedback.services import funnels, hashing, opening_times, risk_words, surveys, texted_codes
from feedback.services.collector_links import OpenedLink
from feedback.services.conversation_ground import Ground, Said, State
from feedback.services.conversation_messages import Voice
from feedback.services.conversation_states import Kept, Memory, Reserve
from feedback.services.conversation_texts import Line
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH


@dataclass(frozen=True)
class Opening:
    """What conversations through one link begin with; working it out takes a while, so many share one."""

    survey_id: int
    revision_id: int
    link_id: int
    ground: Ground

    def spoken(self, language: str) -> str:
        """The language in which somebody is asked: theirs, English, or any in which the survey works by text."""
        known = self.ground.languages
        return next(tag for tag in (language, ENGLISH, *known) if tag in known)


def opening(session: Session, link: CollectorLink | OpenedLink, *, now: datetime) -> Opening:
    """Raises Refused for a survey that is not open, or that cannot be answered by text."""
    survey = session.get_one(Survey, link.survey_id)
    state, _ = opening_times.standing(survey.state, survey.opens_at, survey.closes_at, survey.closed_at, now)
    revoked = link.revoked if isinstance(link, OpenedLink) else link.revoked_at is not None
    served = surveys.served(session, survey.id)
    if revoked or served is None or state != "published":
        raise Refused("the survey is not open")
    ground = voices.ground(session, served)
    if not ground.languages:
        raise Refused("this survey cannot be answered by text")
    link_id = link.link_id if isinstance(link, OpenedLink) else link.id
    return Opening(survey.id, served.revision_id, link_id, ground)


def begin(
    session: Session,
    link: CollectorLink | OpenedLink,
    number: str,
    language: str,
    *,
    contact_id: int | None,
    now: datetime,
    sender: str = "",
    campaign_id: int | None = None,
    sid: str = "",
    reserve: Reserve | None = None,
    known: Opening | None = None,
) -> str:
    """Puts the first text of a conversation in the outbox and returns its reference.

    "" where the number has one, or has begun more today than anybody does. With a `contact_id` it is an invitation and
    goes in its turn; the session stays with its organisation.
    Raises Refused for a survey that is not open, or that cannot be answered by text.
    """
    hashed = hashing.number(session, number)
    own = states.own(session, hashed)
    if own is not None and own["expires_at"] > now:
        return ""
    if own is not None:
        drops.drop(session, own, now)
    known = known or opening(session, link, now=now)
    spoken = known.spoken(language)
    memory = Memory(known.survey_id, known.revision_id, State(spoken, known.ground.languages[spoken]))
    memory.contact_id, memory.received, memory.reserve = contact_id, [sid] if sid else [], reserve
    line = Line(number, sender, now)
    if campaign_id is None and contact_id is not None:
        campaign_id = endings.campaign_of(session, contact_id)
    [first] = steps.greet(known.ground, memory.state).texts
    if contact_id is None:
        memory.sent.append(reference := texts.first_name(session, line))
    else:
        [reference] = texts.name(memory, [first])
    if not reference or not states.add(session, hashed, known.link_id, memory, now=now):
        return ""
    texts.put(session, line, {reference: first}, contact_id=contact_id, campaign_id=campaign_id)
    return reference


def reply(
    session: Session,
    number: str,
    body: str,
    *,
    to: str,
    now: datetime,
    sid: str = "",
    lane: str = "",
    base_url: str | None = None,
) -> bool:
    """What becomes of a text that came in: answered in the outbox; False where it is none of ours.

    `to` is our number that it came to, `lane` the sender that replies leave by where it is another, `sid` the
    provider's name of the text, `base_url` what addresses in replies begin with. The session works for the
    organisation that asks from then on; where the answer is False, as before.
    """
    line, before = Line(number, lane or to, now, base_url), drops.scope_of(session)
    found = states.find(session, hashing.number(session, number))
    if found is not None:
        db.set_scope(session, found["organisation_id"])
        memory = states.opened(session, found["state"])
        if memory is not None and found["expires_at"] > now:
            kept = Kept(found["id"], found["organisation_id"], found["link_id"], found["expires_at"], memory)
            _answer(session, kept, line, body, sid)
            return True
        drops.drop(session, found, now)
    return _by_code(session, line, body, sid, before)


def _answer(session: Session, kept: Kept, line: Line, body: str, sid: str) -> None:
    """One turn: what was said changes the conversation, and ends it where that was all."""
    memory = kept.memory
    if sid and sid in memory.received:
        return
    memory.received += [sid] if sid else []
    link, survey = session.get_one(CollectorLink, kept.link_id), session.get_one(Survey, memory.survey_id)
    served = surveys.served(session, memory.survey_id, memory.revision_id)
    state, closed_at = opening_times.standing(
        survey.state, survey.opens_at, survey.closes_at, survey.closed_at, line.now
    )
    if served is None:
        raise LookupError(memory.revision_id)
    ground = voices.ground(session, served)
    if link.revoked_at is not None or not opening_times.takes_answers(state, closed_at, line.now):
        helping = steps.in_danger(ground, memory.state, body)
        memory.state.turn += 1
        _finish(session, kept, line, Said((*helping, messages.over(_voice(ground, memory))), done=True))
        return
    said = _said(session, ground, kept, line, body)
    if memory.state.turn == 1:
        opened = (kept.organisation_id, kept.link_id, memory.state.language, line.now.date(), funnels.OPENED)
        funnels.add(session, {funnels.Step(*opened): 1})
    if said.done:
        ending = endings.store(session, kept, served, ground, line.base_url, now=line.now)
        _finish(session, kept, line, Said((*said.texts, ending), done=True))
        return
    _say(session, memory, line, said)
    states.keep(session, kept)


def _said(session: Session, ground: Ground, kept: Kept, line: Line, body: str) -> Said:
    """What is said back; the state is changed."""
    memory = kept.memory
    code = texted_codes.is_one(session, body)
    if code:
        memory.state.turn += 1
        again = Said() if steps.is_enough(ground, memory.state) else steps.ask(ground, memory.state)
        # Whoever texts the code that they are answering wants the question once more.
        if texted_codes.leads_to(session, code, session.get_one(CollectorLink, kept.link_id)):
            return again
        return Said((messages.still_answering(_voice(ground, memory)), *again.texts) if again.texts else ())
    invited = memory.contact_id is not None and not memory.state.begun
    if invited or meanwhile.is_a_wish(ground, memory.state, body) or not texts.is_on_its_way(session, memory):
        return steps.reply(ground, memory.state, body)
    said, another = meanwhile.reply(ground, memory.state, body)
    if another:
        texts.withdraw(session, memory, now=line.now)
    return said


def _voice(ground: Ground, memory: Memory) -> Voice:
    return ground.speak(memory.state.language, memory.state.version)


def _finish(session: Session, kept: Kept, line: Line, said: Said) -> None:
    """Says the last words; nothing of the conversation is left but texts to be redacted."""
    _say(session, kept.memory, line, said)
    drops.end(session, kept.id, kept.memory, now=line.now)


def _say(session: Session, memory: Memory, line: Line, said: Said) -> None:
    texts.put(session, line, dict(zip(texts.name(memory, said.texts), said.texts, strict=True)))


def _by_code(session: Session, line: Line, body: str, sid: str, before: Any) -> bool:
    """Begins the conversation whose code a text holds."""
    found = texted_codes.find(session, body)
    if found is None:
        db.set_scope(session, before)
        return False
    link, language = found
    db.set_scope(session, link.organisation_id)
    try:
        if link.personal:
            raise Refused("a campaign's link opens nothing without an invitation")
        begin(
            session, link, line.number, language, contact_id=None, now=line.now, sender=line.sender, sid=sid
        )  # fmt: skip
    except Refused:
        _say_beside(session, line, texted_codes.refusal(session, link, language, line.base_url))
        redactions.put_one(session, sid, now=line.now)
    if risk_words.find(body, language):
        _say_beside(session, line, messages.help_now(voices.plain(session, link.organisation_id, language)))
    return True


def _say_beside(session: Session, line: Line, text: str) -> None:
    """Says something that belongs to no conversation, unless the number has had enough today."""
    if name := texts.first_name(session, line):
        texts.put(session, line, {name: text})
