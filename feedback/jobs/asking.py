"""Asking the provider about texts of which nobody knows whether they left; no transaction is open meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from feedback.channels.delivery import NotSent, OutcomeUnknown
from feedback.channels.sms import Found, Provider
from feedback.db import EVERYWHERE, Database
from feedback.services import audit, outbox_asking
from feedback.services.outbox_asking import Question

#: How many are asked about at once.
_THREADS = 8
_log = logging.getLogger("feedback")


@dataclass
class Told:
    """What became of the texts asked about, by their ids."""

    #: The provider has them: they are sent.
    sent: list[int] = field(default_factory=list)
    #: It has no such text: it is safe to send them again.
    absent: list[int] = field(default_factory=list)
    #: They were handed over so shortly before that it is too early to say.
    early: list[int] = field(default_factory=list)
    #: The provider gave no answer; nothing changed.
    unanswered: list[int] = field(default_factory=list)


def ask(
    database: Database, organisation_id: int, provider: Provider, *, by: str, ids: Collection[int] | None = None,
    most: int, again: bool = False,
) -> Told:  # fmt: skip
    """Asks about held texts of an organisation: those of `ids`, or all that were not asked about yet, up to `most`."""
    with database.reading(organisation_id) as session:
        questions = outbox_asking.questions(session, ids=ids, most=most, again=again)

    def found(one: Question) -> Sequence[Found] | None:
        try:
            return provider.find(one.to, one.since)
        except (NotSent, OutcomeUnknown) as error:
            _log.warning("the provider could not be asked about a held text: %s", error)
            return None

    told = Told()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="asking") as pool:
        for one, answer in zip(questions, pool.map(found, questions), strict=True):
            _note(database, one, answer, by, told)
    return told


def _note(database: Database, one: Question, answer: Sequence[Found] | None, by: str, told: Told) -> None:
    if answer is None:
        told.unanswered.append(one.id)
        return
    with database.transaction(EVERYWHERE) as session:
        has_it = outbox_asking.note(session, one, answer, by=by, now=audit.now())
    (told.early if has_it is None else told.sent if has_it else told.absent).append(one.id)
