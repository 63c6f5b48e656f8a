"""Comments: the words people wrote, for those allowed to read them, apart from who they said they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
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
A_COMMENT = '%":{"share":%'


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


def _within(session: Session, query: Select[Any]) -> Select[Any]:
    """The responses that count and hold a comment."""
    gone = select(WITHDRAWN.c.response_id).where(db.scoped(session, WITHDRAWN))
    return query.where(
        db.scoped(session, RESPONSES), RESPONSES.c.id.not_in(gone), RESPONSES.c.answers.like(A_COMMENT)
    )


def _questions(session: Session, revision_id: int) -> dict[str, str]:
    revision = session.get(Revision, revision_id)
    if revision is None:
        return {}
    return {item.key: item.text for item in surveys.definition_of(revision).items()}


def _quoted(session: Session, response_ids: Sequence[int]) -> set[tuple[int, str]]:
    """The comments of these responses that somebody approved as quotes."""
    rows = select(Quote.response_id, Quote.item_key).where(Quote.response_id.in_(response_ids))
    return {(response_id, key) for response_id, key in session.execute(rows)}


def of_pairs(session: Session, pairs: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Comment]:
    """Comments by (response id, item key), those whose answers count."""
    wanted = set(pairs)
    rows = _within(session, select(RESPONSES)).where(RESPONSES.c.id.in_({one for one, _ in pairs}))
    found = list(session.execute(rows).mappings())
    titles = {survey.id: survey.title for survey in session.scalars(select(Survey))}
    wheres = {place.id: place.name for place in session.scalars(select(Place))}
    questions = {
        revision: _questions(session, revision) for revision in {row["revision_id"] for row in found}
    }
    quoted = _quoted(session, [row["id"] for row in found])
    return {
        (row["id"], key): Comment(
            survey=titles[row["survey_id"]], question=questions[row["revision_id"]].get(key, key), text=text,
            may_share=share, language=row["language"], day=row["answered_on"], place=wheres[row["place_id"]],
            place_id=row["place_id"], response_id=row["id"], survey_id=row["survey_id"], item_key=key,
            quoted=(row["id"], key) in quoted,
        )
        for row in found
        for key, text, share in said(row["answers"])
        if (row["id"], key) in wanted
    }  # fmt: skip


def find(session: Session, response_id: int, item_key: str) -> Comment | None:
    """One comment of a response that counts; None where there is none."""
    return of_pairs(session, [(response_id, item_key)]).get((response_id, item_key))


def said(record: str) -> Iterator[tuple[str, str, bool]]:
    """The comments of a response's record: (item key, text, whether it may be shared)."""
    for key, answer in json.loads(record).items():
        if isinstance(answer, dict) and answer.get("text"):
            yield key, answer["text"], bool(answer.get("share"))
