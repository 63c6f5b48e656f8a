"""A text that somebody sent us: STOP, START and HELP first, then a conversation, else one kind answer a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import db, i18n
from feedback.i18n import marked
from feedback.models.contact import Contact
from feedback.models.inbound_text import InboundText
from feedback.models.organisation import Organisation
from feedback.services import (
    appending,
    conversation_drops,
    conversation_messages,
    conversation_voices,
    conversation_words,
    conversations,
    hashing,
    keywords,
    opt_outs,
    outbox,
    phone_numbers,
    risk_words,
)
from feedback.services.keywords import Word
from feedback.services.outbox import Draft
from feedback.vocabulary import ENGLISH, ContactState, MessageKind, OutboxState

TABLE = db.table_of(InboundText)
#: How long a text is known again.
REMEMBERED = timedelta(days=30)
#: So many answers a number gets in a day, however often it writes: texts cost, and some earn by being answered.
ANSWERS_A_DAY = 5
#: The one text that goes to a number which said STOP.
CONFIRMATION = "confirmation"
REPLY = "reply"
#: The work of having the provider forget what a text said.
REDACTION = "redact"
_NAMED = "answer:"
#: When somebody wrote is their own: so long after it left, an answer's row goes.
_KEPT = timedelta(hours=72)
_ENDED = tuple(one.value for one in (OutboxState.SENT, OutboxState.FAILED, OutboxState.CANCELLED))

STOPPED = marked("{name}: you will get no more texts from us. To get texts again, text START.")
STARTED = marked("{name}: you can get texts from us again. To stop them, text STOP.")
HELPED = marked("{name} asks people about their care. Need help? Ring {number}. To stop texts, text STOP.")
HELPED_WITHOUT_NUMBER = marked("{name} asks people about their care. To stop texts, text STOP.")
#: In English for a stranger, of whom nobody knows what they read; whoever was invited gets it in their language.
UNKNOWN = marked(
    "Thank you. Nobody reads texts to this number. If somebody is in danger, ring 999. To stop texts, text STOP."
)
#: Stands for where to turn at once, which is what a conversation says too.
DANGER = "danger"


@dataclass(frozen=True)
class _Writer:
    """Who wrote, as far as anybody knows: whose texts they got, and in which language."""

    number: str
    number_hash: str
    organisation_id: int
    language: str = ENGLISH


def receive(
    session: Session,
    *,
    sid: str,
    sender: str,
    to: str,
    body: str,
    now: datetime,
    lane: str = "",
    told: str = "",
    base_url: str | None = None,
) -> None:
    """Takes one text in, once, however often and however many at a time it is told.

    `lane` is the sender that answers leave by, where it is another than `to`. `told` is the provider's own word where
    it has heard STOP, START or HELP and answered them itself; `base_url` what addresses in answers begin with.
    Raises WrongKey where a STOP could not be kept.
    """
    db.set_scope(session, db.EVERYWHERE)
    if not _is_new(session, sid, now.date()):
        return
    heard = Word(told.casefold()) if told.casefold() in ("stop", "start", "help") else keywords.meaning(body)
    writer = _writer(session, sender)
    if heard is Word.STOP:
        new = opt_outs.stop(session, writer.number_hash, how=opt_outs.How.TEXT, today=now.date())
        asking = _end_conversation(session, writer, now)
        if new and not told:
            _answer(session, asking, STOPPED, CONFIRMATION, lane or to, now)
        return
    if heard is Word.START and opt_outs.start(session, writer.number_hash):
        if not told:
            _answer(session, writer, STARTED, REPLY, lane or to, now)
    elif opt_outs.stopped(session, {writer.number_hash}):
        # They want no texts: none is sent, not even a kind one.
        _forget_words(session, writer, sid, now)
    elif told:
        # The provider has answered HELP, or START that changed nothing.
        return
    # A word for HELP or START may be an answer as well, and a conversation has its own help.
    elif _converse(session, writer, body, to=to, now=now, sid=sid, lane=lane or to, base_url=base_url):
        return
    elif heard is Word.HELP:
        _answer(session, writer, HELPED, REPLY, lane or to, now)
    elif heard is not Word.START and not conversation_words.only_thanks(body):
        if risk_words.find(body, writer.language):
            _answer(session, writer, DANGER, REPLY, lane or to, now)
        else:
            _answer(session, writer, UNKNOWN, REPLY, lane or to, now, once_a_day=True)
        _forget_words(session, writer, sid, now)


def forget(session: Session, *, now: datetime) -> int:
    """Deletes the rows of answers that left three days ago; how many. Once a day, for each organisation."""
    rows = outbox.TABLE
    old = delete(rows).where(
        db.scoped(session, rows),
        rows.c.reference.startswith(_NAMED),
        rows.c.state.in_(_ENDED),
        rows.c.ended_at < now - _KEPT,
    )
    return len(session.execute(old.returning(rows.c.id)).all())


def _is_new(session: Session, sid: str, today: date) -> bool:
    """Notes a text as seen; False when it was. What was seen long ago is forgotten on the way."""
    session.execute(delete(TABLE).where(TABLE.c.came_on < today - REMEMBERED))
    row = {"sid_hash": hashing.token(sid), "came_on": today}
    statement = (
        appending.insert(session, TABLE).values(row).on_conflict_do_nothing(index_elements=["sid_hash"])
    )
    return session.execute(statement.returning(TABLE.c.sid_hash)).first() is not None


def _writer(session: Session, sender: str) -> _Writer:
    """A UK mobile has a `number` that can be answered; any other is only remembered for its STOP."""
    number = phone_numbers.mobile(sender)
    number_hash = hashing.number(session, number or sender)
    last = select(Contact.organisation_id, Contact.language).where(
        Contact.address_hash == number_hash, Contact.state == ContactState.INVITED.value
    )
    found = session.execute(last.order_by(Contact.id.desc()).limit(1)).first()
    if found is not None:
        return _Writer(number or "", number_hash, found.organisation_id, found.language)
    first = (
        session.scalar(select(Organisation.id).order_by(Organisation.demonstration, Organisation.id).limit(1))
        or 0
    )
    return _Writer(number or "", number_hash, first)


def _converse(session: Session, writer: _Writer, body: str, **more: Any) -> bool:
    """Whether a conversation took the text; which organisation's, it finds out by the number."""
    return bool(writer.number) and conversations.reply(session, writer.number, body, **more)


def _end_conversation(session: Session, writer: _Writer, now: datetime) -> _Writer:
    """Ends what they were answering; whoever asked them confirms the STOP, in the language that they spoke."""
    ended = conversation_drops.forget(session, writer.number, now=now) if writer.number else None
    if ended is None:
        return writer
    return replace(writer, organisation_id=ended.organisation_id, language=ended.language)


def _answer(
    session: Session,
    writer: _Writer,
    words: str,
    purpose: str,
    lane: str,
    now: datetime,
    *,
    once_a_day: bool = False,
) -> None:
    """Puts one answer in the outbox, unless the number has had enough of them today."""
    if not writer.number or not writer.organisation_id:
        return
    db.set_scope(session, writer.organisation_id)
    body = _body(session, writer, words)
    for place in range(1 if once_a_day else ANSWERS_A_DAY):
        # A place in the day of this number, which two at once cannot both take. Hashed once more, so that
        # what lies in the outbox cannot be followed from day to day.
        kind = "kind" if once_a_day else f"danger {place}" if words == DANGER else str(place)
        place_hash = hashing.token(f"{writer.number_hash} {now.date()} {kind}")[:32]
        draft = Draft(
            MessageKind.SMS,
            purpose,
            f"{_NAMED}{place_hash}",
            now,
            {"to": writer.number, "body": body},
            lane,
            outbox.AT_ONCE,
        )
        if outbox.put(session, draft):
            return


def _forget_words(session: Session, writer: _Writer, sid: str, now: datetime) -> None:
    """What a stranger wrote may be about their health: the provider is to forget it."""
    if writer.organisation_id:
        db.set_scope(session, writer.organisation_id)
        name = f"{REDACTION}:{hashing.token(sid)[:40]}"
        outbox.put(session, Draft(MessageKind.WORK, REDACTION, name, now, {"provider_id": sid}))


def _body(session: Session, writer: _Writer, words: str) -> str:
    organisation = session.get_one(Organisation, writer.organisation_id)
    if words == DANGER:
        voice = conversation_voices.plain(session, writer.organisation_id, writer.language)
        return conversation_messages.as_sent(conversation_messages.help_now(voice))
    if words == HELPED and not organisation.help_number:
        words = HELPED_WITHOUT_NUMBER
    said = i18n.words(writer.language)
    return said(words, name=organisation.name, number=organisation.help_number)
