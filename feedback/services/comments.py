"""Comments: the words people wrote, for those allowed to read them, apart from who they said they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.place import Place
from feedback.models.quote import Quote
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
    place_id: int
    #: For the one who approves quotes; no page and no address shows it.
    response_id: int
    survey_id: int
    item_key: str
    quoted: bool


def page(
    session: Session, *, start: int, number: int, places: Sequence[int] | None = None
) -> tuple[list[Comment], int]:
    """Comments of the `number` responses from `start` on, newest day first, and how many such responses there are.

    Within a day they stand in no order of theirs: the order in which people answered could tell who they were.
    """
    total = session.scalar(_within(session, select(func.count()).select_from(RESPONSES), places)) or 0
    names = ("id", "survey_id", "revision_id", "place_id", "language", "answered_on", "answers")
    rows = _within(session, select(*(RESPONSES.c[name] for name in names)), places)
    rows = rows.order_by(RESPONSES.c.answered_on.desc(), RESPONSES.c.submission).offset(start).limit(number)
    found = list(session.execute(rows).mappings())
    titles = {survey.id: survey.title for survey in session.scalars(select(Survey))}
    wheres = {place.id: place.name for place in session.scalars(select(Place))}
    questions = {
        revision: _questions(session, revision) for revision in {row["revision_id"] for row in found}
    }
    quoted = _quoted(session, [row["id"] for row in found])
    comments = [
        Comment(
            survey=titles[row["survey_id"]], question=question, text=text, may_share=share,
            language=row["language"], day=row["answered_on"], place=wheres[row["place_id"]],
            place_id=row["place_id"], response_id=row["id"], survey_id=row["survey_id"], item_key=key,
            quoted=(row["id"], key) in quoted,
        )
        for row in found
        for key, text, share in _said(row["answers"])
        for question in [questions[row["revision_id"]].get(key, key)]
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


def _quoted(session: Session, response_ids: Sequence[int]) -> set[tuple[int, str]]:
    """The comments of these responses that somebody approved as quotes."""
    rows = select(Quote.response_id, Quote.item_key).where(Quote.response_id.in_(response_ids))
    return {(response_id, key) for response_id, key in session.execute(rows)}


def find(session: Session, response_id: int, item_key: str) -> Comment | None:
    """One comment of a response that counts; None where there is none."""
    one = _within(session, select(RESPONSES), None).where(RESPONSES.c.id == response_id)
    row = session.execute(one).mappings().first()
    if row is None:
        return None
    said = {key: (text, share) for key, text, share in _said(row["answers"])}
    if item_key not in said:
        return None
    text, share = said[item_key]
    survey, place = session.get_one(Survey, row["survey_id"]), session.get_one(Place, row["place_id"])
    return Comment(
        survey=survey.title, question=_questions(session, row["revision_id"]).get(item_key, item_key), text=text,
        may_share=share, language=row["language"], day=row["answered_on"], place=place.name, place_id=place.id,
        response_id=response_id, survey_id=survey.id, item_key=item_key,
        quoted=(response_id, item_key) in _quoted(session, [response_id]),
    )  # fmt: skip


def _said(record: str) -> Iterator[tuple[str, str, bool]]:
    for key, answer in json.loads(record).items():
        if isinstance(answer, dict) and answer.get("text"):
            yield key, answer["text"], bool(answer.get("share"))
