"""Comments: the words people wrote, for those allowed to read them, apart from who they said they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.place import Place
from feedback.models.response import Response, Withdrawal
from feedback.models.survey import Revision, Survey
from feedback.services import surveys

RESPONSES, WITHDRAWN = db.table_of(Response), db.table_of(Withdrawal)
#: How an answer to a comment begins in the record. A quotation mark that somebody typed is stored with a
#: backslash before it, so no words of theirs can look like this.
_A_COMMENT = '%":{"share":%'


@dataclass(frozen=True)
class Comment:
    """One person's words about one question; nothing else that they answered."""

    survey: str
    question: str
    text: str
    may_share: bool
    language: str
    day: date
    place: str


def page(
    session: Session, *, start: int, number: int, places: Sequence[int] | None = None
) -> tuple[list[Comment], int]:
    """Comments of the `number` responses from `start` on, newest day first, and how many such responses there are.

    Within a day they stand in no order of theirs: the order in which people answered could tell who they were.
    """
    total = session.scalar(_within(session, select(func.count()).select_from(RESPONSES), places)) or 0
    names = ("survey_id", "revision_id", "place_id", "language", "answered_on", "answers")
    rows = _within(session, select(*(RESPONSES.c[name] for name in names)), places)
    rows = rows.order_by(RESPONSES.c.answered_on.desc(), RESPONSES.c.submission).offset(start).limit(number)
    found = list(session.execute(rows).mappings())
    titles = {survey.id: survey.title for survey in session.scalars(select(Survey))}
    wheres = {place.id: place.name for place in session.scalars(select(Place))}
    questions = {
        revision: _questions(session, revision) for revision in {row["revision_id"] for row in found}
    }
    comments = [
        Comment(
            survey=titles[row["survey_id"]], question=question, text=text, may_share=share,
            language=row["language"], day=row["answered_on"], place=wheres[row["place_id"]],
        )
        for row in found
        for question, text, share in _said(row["answers"], questions[row["revision_id"]])
    ]  # fmt: skip
    # Two comments of one person must not stand together either.
    comments.sort(key=lambda comment: hashlib.sha256(comment.text.encode()).digest())
    comments.sort(key=lambda comment: comment.day, reverse=True)
    return comments, total


def _within(session: Session, query: Select[Any], places: Sequence[int] | None) -> Select[Any]:
    """The responses that count and hold a comment, of some places only when `places` is given."""
    gone = select(WITHDRAWN.c.response_id).where(db.scoped(session, WITHDRAWN))
    query = query.where(
        db.scoped(session, RESPONSES), RESPONSES.c.id.not_in(gone), RESPONSES.c.answers.like(_A_COMMENT)
    )
    return query if places is None else query.where(RESPONSES.c.place_id.in_(places))


def _questions(session: Session, revision_id: int) -> dict[str, str]:
    revision = session.get(Revision, revision_id)
    if revision is None:
        return {}
    return {item.key: item.text for item in surveys.definition_of(revision).items()}


def _said(record: str, questions: Mapping[str, str]) -> Iterator[tuple[str, str, bool]]:
    for key, answer in json.loads(record).items():
        if isinstance(answer, dict) and answer.get("text"):
            yield questions.get(key, key), answer["text"], bool(answer.get("share"))
