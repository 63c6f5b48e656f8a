"""Responses: storing an answer once and for good, whatever the phone and the network do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_review import CommentReview
from feedback.models.response import Response, Withdrawal
from feedback.services import appending, batches, invitations
from feedback.services.collector_links import OpenedLink
from feedback.services.surveys import Served
from feedback.vocabulary import EASY_READ
from surveys.answers import pack

TABLE, WITHDRAWN = db.table_of(Response), db.table_of(Withdrawal)
REVIEWS = db.table_of(CommentReview)
#: Longer than any id a page is served with; what a script sends is cut, not refused.
LONGEST_ID = 200
_BATCH = 5_000


class Outcome(Enum):
    """What became of a submission."""

    STORED = "stored"
    #: The same id with the same answers came before: the same thank-you.
    REPEATED = "repeated"
    #: The same id with other answers: somebody must say whose they are.
    DIFFERENT = "different"
    #: A personal link that was used before, or is none: nothing is stored.
    SPENT = "spent"


@dataclass(frozen=True)
class Arrival:
    """What is true of a response beside its answers."""

    link_id: int | None
    place_id: int
    channel: str
    language: str
    texts_version: int
    geography_edition: str | None = None
    interpreter: str | None = None

    @classmethod
    def by_link(cls, link: OpenedLink, language: str, texts_version: int, edition: str | None) -> Arrival:
        """An arrival through a collector link."""
        return cls(link.link_id, link.place_id, link.channel, language, texts_version, edition)


def name_of(submission: str) -> bytes:
    """What is stored of a page's random id: sixteen bytes that do not lead back to it."""
    return hashlib.blake2b(submission[:LONGEST_ID].encode("utf-8", "replace"), digest_size=16).digest()


def name_of_sheet(survey_id: int, number: str) -> bytes:
    """The same for a sheet of paper. No id that a page sends can lead to it, since a number is easy to guess."""
    sheet = f"{survey_id} {number}".encode("utf-8", "replace")
    return hashlib.blake2b(sheet, digest_size=16, person=b"sheet of paper").digest()


def canonical(answers: Mapping[str, Any]) -> str:
    """Answers as the text that is the record of truth: the same answers are always the same text."""
    return json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def submit(
    session: Session,
    served: Served,
    arrival: Arrival,
    answers: Mapping[str, Any],
    *,
    submission: str | bytes,
    today: date,
    replaces: str | None = None,
    receipt: bytes | None = None,
    replaces_receipt: bytes | None = None,
    personal: bool = False,
    invitation: str = "",
) -> Outcome:
    """Stores one response: a single insert that does nothing when its id is already there.

    `submission` is the id a page was served with, or the name of a sheet as it is stored.
    `replaces` is the id of an earlier submission by the same person, `replaces_receipt` the keyed receipt of one;
    either is withdrawn in the same transaction. `receipt` is what is kept of this response's own code.
    A `personal` link takes answers once for each `invitation`, which is used up in the same transaction and leaves
    no trace in what is stored; whoever changes answers that came through this very link needs none.
    """
    organisation = db.scope_of(session)
    name = submission if isinstance(submission, bytes) else name_of(submission)
    record = canonical(answers)
    row = {
        "organisation_id": organisation, "submission": name, "survey_id": served.survey_id,
        "revision_id": served.revision_id, "link_id": arrival.link_id, "place_id": arrival.place_id,
        "channel": arrival.channel, "language": arrival.language, "texts_version": arrival.texts_version,
        "answered_on": today, "geography_edition": arrival.geography_edition,
        "interpreter": arrival.interpreter, "receipt": receipt, "answers": record,
        "codes": pack(
            served.definition, served.codebook, answers, easy=arrival.language == EASY_READ
        ),
    }  # fmt: skip
    if personal:
        if met := _met(session, name, record):
            return met
        # Of another link's answers anybody has as many as they like: one of them buys no place in a campaign.
        ours = TABLE.c.link_id == arrival.link_id
        if replaces and _withdraw(
            session, served.survey_id, ours & (TABLE.c.submission == name_of(replaces)), today
        ):
            replaces = None
        elif replaces_receipt and _withdraw(
            session, served.survey_id, ours & (TABLE.c.receipt == replaces_receipt), today
        ):
            replaces_receipt = None
        elif arrival.link_id is None or not invitations.spend(session, invitation, arrival.link_id):
            # Perhaps the same page was sent twice, and the other one was quicker.
            return _met(session, name, record) or Outcome.SPENT
    # The id and the receipt are unique, each. Two sendings of one page at the same moment meet at either of them.
    if not appending.add_once(session, TABLE, row, () if receipt else ("organisation_id", "submission")):
        return _met(session, name, record) or Outcome.DIFFERENT
    if replaces:
        withdraw(session, served.survey_id, submission=replaces, today=today)
    if replaces_receipt:
        withdraw_by_receipt(session, served.survey_id, receipt=replaces_receipt, today=today)
    return Outcome.STORED


def _met(session: Session, name: bytes, record: str) -> Outcome | None:
    """What a submission is whose id came before; None for a new one."""
    known = recorded(session, name)
    return None if known is None else Outcome.REPEATED if known == record else Outcome.DIFFERENT


def recorded(session: Session, name: bytes) -> str | None:
    """The answers under a stored name, as the text that `canonical` makes; None where there are none."""
    found = select(TABLE.c.answers).where(db.scoped(session, TABLE), TABLE.c.submission == name)
    record: str | None = session.scalar(found)
    return record


def withdraw(session: Session, survey_id: int, *, submission: str, today: date) -> bool:
    """Takes a response back; True when there was one that still counted."""
    return _withdraw(session, survey_id, TABLE.c.submission == name_of(submission), today)


def withdraw_by_receipt(session: Session, survey_id: int, *, receipt: bytes, today: date) -> bool:
    """Takes the response with this keyed receipt back, and forgets the receipt; True when it still counted.

    Whether the days of a code are over is asked where it is typed in: a change that somebody began in time is
    still one.
    """
    return _withdraw(session, survey_id, TABLE.c.receipt == receipt, today)


def _withdraw(session: Session, survey_id: int, which: ColumnElement[bool], today: date) -> bool:
    own = (db.scoped(session, TABLE), TABLE.c.survey_id == survey_id)
    response = session.scalar(select(TABLE.c.id).where(*own, which))
    if response is None:
        return False
    row = {
        "organisation_id": db.scope_of(session), "response_id": response, "survey_id": survey_id,
        "withdrawn_on": today,
    }  # fmt: skip
    counted = appending.add_once(session, WITHDRAWN, row, ("organisation_id", "response_id"))
    session.execute(update(TABLE).where(*own, TABLE.c.id == response).values(receipt=None))
    # What was noted about its comments goes with it, at once.
    session.execute(delete(REVIEWS).where(db.scoped(session, REVIEWS), REVIEWS.c.response_id == response))
    return counted


def count(session: Session, survey_id: int) -> int:
    """How many responses of a survey count: written and not withdrawn."""
    kept = (
        select(func.count())
        .select_from(TABLE)
        .where(db.scoped(session, TABLE), TABLE.c.survey_id == survey_id)
    )
    gone = (
        select(func.count())
        .select_from(WITHDRAWN)
        .where(db.scoped(session, WITHDRAWN), WITHDRAWN.c.survey_id == survey_id)
    )
    return (session.scalar(kept) or 0) - (session.scalar(gone) or 0)


def store_many(session: Session, rows: Iterable[dict[str, Any]]) -> int:
    """Stores many rows of one organisation at once; returns how many were new.

    Each row has every column but `organisation_id` and `id`. A row whose submission is there already is left alone.
    """
    organisation = db.scope_of(session)
    stored = 0
    for batch in batches.of(rows, _BATCH):
        stored += appending.add_new(
            session,
            TABLE,
            [{**row, "organisation_id": organisation} for row in batch],
            ("organisation_id", "submission"),
        )
    return stored
