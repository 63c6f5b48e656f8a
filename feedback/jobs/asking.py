"""Asking the provider about texts of which nobody knows whether they left; no transaction is open meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from feedback.channels.delivery import NotSent, OutcomeUnknown
from feedback.channels.sms import Found, Provider
from feedback.db import EVERYWHERE, Database
from feedback.services import audit, outbox_asking
from feedback.services.outbox_asking import Question

#: How many are asked about at once, and in one go where nobody waits for it.
_THREADS, _MOST_BY_ITSELF = 8, 500
BY = "the clock"
_log = logging.getLogger("feedback")


@dataclass
class Told:
    """What became of the texts asked about, by their ids."""

    #: The provider has them: they are sent.
    sent: list[int] = field(default_factory=list)
    #: It has no such text: it is safe to send them again.
    absent: list[int] = field(default_factory=list)
    #: It has a text to the number from then, in other words: somebody has to look.
    unclear: list[int] = field(default_factory=list)
    #: They were handed over so shortly before that it is too early to say.
    early: list[int] = field(default_factory=list)
    #: The provider gave no answer; nothing changed.
    unanswered: list[int] = field(default_factory=list)


def ask(
    database: Database, organisation_id: int, provider: Provider, *, by: str, ids: Collection[int] | None = None,
    most: int, again: bool = False, settled_at: datetime | None = None,
) -> Told:  # fmt: skip
    """Asks about held texts of an organisation, up to `most`: see `outbox_asking.questions`."""
    with database.reading(organisation_id) as session:
        questions = outbox_asking.questions(session, ids=ids, most=most, again=again, settled_at=settled_at)

    told, failures = Told(), list[str]()

    def found(one: Question) -> Sequence[Found] | None:
        if len(failures) >= _THREADS:
            # It is away: nobody waits for it again and again.
            return None
        try:
            return provider.find(one.to, one.since)
        except (NotSent, OutcomeUnknown) as error:
            failures.append(str(error))
            return None

    with ThreadPoolExecutor(_THREADS, thread_name_prefix="asking") as pool:
        for one, answer in zip(questions, pool.map(found, questions), strict=True):
            _note(database, one, answer, told, by=by, now=settled_at or audit.now())
    if failures:
        _log.warning("the provider could not be asked about held texts: %s", failures[0])
    return told


def _note(
    database: Database, one: Question, answer: Sequence[Found] | None, told: Told, *, by: str, now: datetime
) -> None:
    if answer is None:
        told.unanswered.append(one.id)
        return
    with database.transaction(EVERYWHERE) as session:
        means = outbox_asking.note(session, one, answer, by=by, now=now)
    getattr(told, means.value).append(one.id)


def by_itself(database: Database, provider: Provider | None, *, now: datetime) -> None:
    """Asks about every held text of which the provider can say for sure by now, once.

    What it has is sent; what it has not stays held, since only a person decides to send again.
    """
    if provider is None:
        return
    with database.reading(EVERYWHERE) as session:
        waiting = outbox_asking.waiting_for(session, now=now)
    for organisation_id in waiting:
        ask(database, organisation_id, provider, by=BY, most=_MOST_BY_ITSELF, settled_at=now)
