"""Comments as others may read them: a colleague's redaction stands for the words, and without one they are withheld."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Table, exists, select
from sqlalchemy.orm import Session

from feedback import db

#: Where redactions are kept: `text` beside `response_id` and `item_key`.
_NAME = "comment_redaction"


def _table() -> Table | None:
    return db.Base.metadata.tables.get(_NAME)


def any_of(session: Session, survey_id: int, responses: Table) -> bool:
    """Whether any comment of a survey has a redaction."""
    table = _table()
    if table is None:
        return False
    within = exists().where(
        db.scoped(session, table), db.scoped(session, responses),
        responses.c.id == table.c.response_id, responses.c.survey_id == survey_id,
    )  # fmt: skip
    return bool(session.scalar(select(within)))


def of(session: Session, response_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The redactions of these responses, by response and question."""
    table, found = _table(), dict[int, dict[str, str]]()
    if table is not None:
        rows = select(table.c.response_id, table.c.item_key, table.c.text)
        rows = rows.where(db.scoped(session, table), table.c.response_id.in_(response_ids))
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
