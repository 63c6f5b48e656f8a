"""The responses of an export, one after another in constant memory, in an order that tells nothing about anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.response import Withdrawal
from feedback.reports.exports import redacted
from feedback.reports.exports.source import RESPONSES, Source
from surveys.definition import Kind

WITHDRAWALS = db.table_of(Withdrawal)
#: How many rows the database hands over at a time.
_AT_ONCE = 1_000
#: Kinds whose answer is not in the packed codes.
_RECORDED = (Kind.NUMBER, Kind.SHORT_TEXT, Kind.COMMENT)


class Answered(NamedTuple):
    """One response without anything that leads back to it: no id, receipt, link or time of day.

    `record` is the JSON of the answers; None where the packed codes hold everything that goes out.
    """

    revision_id: int
    place_id: int
    channel: str
    language: str
    answered_on: date
    codes: bytes
    record: str | None = None

    def recorded(self) -> dict[str, Any]:
        """The answers as they were recorded."""
        found: dict[str, Any] = json.loads(self.record or "{}")
        return found


def stream(session: Session, source: Source) -> Iterator[Answered]:
    """Every response that counts, within the places of the source: by day and, within a day, by a random name.

    The database sorts, on its disk where it must, so that no order of answering is left and no memory grows. The
    record is fetched only where something that goes out stands in it alone.
    """
    names = ["revision_id", "place_id", "channel", "language", "answered_on", "codes"]
    if any(item.kind in _RECORDED for item in source.items()):
        names.append("answers")
    if source.redacted:
        names.append("id")
    query = _counting(source, select(*(RESPONSES.c[name] for name in names)), session)
    query = query.order_by(RESPONSES.c.answered_on, RESPONSES.c.submission)
    found = session.execute(query, execution_options={"yield_per": _AT_ONCE})
    for partition in found.partitions():
        if source.redacted:
            yield from _redacted(session, source, partition)
        else:
            yield from (Answered(*row) for row in partition)


def _redacted(session: Session, source: Source, rows: Sequence[Row[Any]]) -> Iterator[Answered]:
    """Rows whose last column is the id, which goes no further: it only leads to the redactions."""
    known, comments = redacted.of(session, [row[-1] for row in rows]), source.comments()
    for row in rows:
        told: list[Any] = list(row)
        response_id, original = told.pop(), told.pop()
        yield Answered._make([*told, redacted.record(original, known.get(response_id, {}), comments)])


def number(session: Session, source: Source) -> int:
    """How many rows an export would have now."""
    return session.scalar(_counting(source, select(func.count()).select_from(RESPONSES), session)) or 0


def _counting(source: Source, query: Any, session: Session) -> Any:
    gone = select(WITHDRAWALS.c.response_id).where(
        db.scoped(session, WITHDRAWALS), WITHDRAWALS.c.survey_id == source.survey_id
    )
    query = query.where(
        db.scoped(session, RESPONSES),
        RESPONSES.c.survey_id == source.survey_id,
        RESPONSES.c.revision_id.in_(source.revisions),
        RESPONSES.c.id.not_in(gone),
    )
    return query if source.places is None else query.where(RESPONSES.c.place_id.in_(source.places))
