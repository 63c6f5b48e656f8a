"""Comments as others may read them: a colleague's redaction stands for the words, and without one they are withheld."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Table, exists, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_redaction import CommentRedaction

_REDACTIONS = db.table_of(CommentRedaction)


def any_of(session: Session, survey_id: int, responses: Table) -> bool:
    """Whether any comment of a survey has a redaction."""
    within = exists().where(
        db.scoped(session, _REDACTIONS), db.scoped(session, responses),
        responses.c.id == _REDACTIONS.c.response_id, responses.c.survey_id == survey_id,
    )  # fmt: skip
    return bool(session.scalar(select(within)))


def of(session: Session, response_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The redactions of these responses, by response and question."""
    found: dict[int, dict[str, str]] = {}
    columns = _REDACTIONS.c
    rows = select(columns.response_id, columns.item_key, columns.text)
    rows = rows.where(db.scoped(session, _REDACTIONS), columns.response_id.in_(response_ids))
    for response_id, key, text in session.execute(rows):
        found.setdefault(response_id, {})[key] = text
    return found


def record(original: str, redactions: dict[str, str], comments: Collection[str]) -> str:
    """The record as it may leave: each comment as redacted, or gone where nobody redacted it."""
    answers = json.loads(original)
    for key in comments:
        if key in redactions and key in answers:
            answers[key] = {**answers[key], "text": redactions[key]}
        else:
            answers.pop(key, None)
    return json.dumps(answers, ensure_ascii=False)
