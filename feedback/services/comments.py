"""Comments: the words people wrote, for those allowed to read them, apart from who they said they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_redaction import CommentRedaction
from feedback.models.comment_translation import CommentTranslation
from feedback.models.place import Place
from feedback.models.quote import Quote
from feedback.models.response import Response, Withdrawal
from feedback.models.survey import Revision, Survey
from feedback.services import surveys
from surveys.definition import Definition

RESPONSES, WITHDRAWN = db.table_of(Response), db.table_of(Withdrawal)
#: How an answer to a comment begins in the record. A quotation mark that somebody typed is stored with a
#: backslash before it, so no words of theirs can look like this.
A_COMMENT = '%":{"share":%'
_READ = tuple(
    RESPONSES.c[name]
    for name in ("id", "survey_id", "revision_id", "place_id", "language", "answered_on", "answers")
)


#: The answers of whoever speaks for another person, and the survey that only children and their parents answer.
_FOR_ANOTHER, _FOR_CHILDREN, _OF_AGE = "someone-else", "under-16", 16


@dataclass(frozen=True)
class Translation:
    """A comment in English, as a person put it; `role` is what they say they are."""

    text: str
    role: str
    day: date


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
    #: Whether it may become a quote at all; why not is not told, since that would say who wrote it.
    quotable: bool = False
    #: What others read of it, where somebody looked at it and took out what could tell who somebody is.
    redacted: str | None = None
    translation: Translation | None = None

    @property
    def released(self) -> str:
        """What others than its readers get: the redacted words, where there are some."""
        return self.text if self.redacted is None else self.redacted


def of_survey(session: Session, survey_id: int, *, places: Sequence[int] | None = None) -> list[Comment]:
    """Every comment of a survey, newest day first, in no order of theirs within a day.

    The order in which people answered could tell who they were.
    """
    rows = _within(session, select(*_READ)).where(RESPONSES.c.survey_id == survey_id)
    return _made(session, rows if places is None else rows.where(RESPONSES.c.place_id.in_(places)))


def of_pairs(session: Session, pairs: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Comment]:
    """Comments by (response id, item key), those whose answers count."""
    wanted = set(pairs)
    rows = _within(session, select(*_READ)).where(RESPONSES.c.id.in_({one for one, _ in pairs}))
    found = {(comment.response_id, comment.item_key): comment for comment in _made(session, rows)}
    return {name: comment for name, comment in found.items() if name in wanted}


def find(session: Session, response_id: int, item_key: str) -> Comment | None:
    """One comment of a response that counts; None where there is none."""
    return of_pairs(session, [(response_id, item_key)]).get((response_id, item_key))


def _within(session: Session, query: Select[Any]) -> Select[Any]:
    """The responses that count and hold a comment."""
    gone = select(WITHDRAWN.c.response_id).where(db.scoped(session, WITHDRAWN))
    return query.where(
        db.scoped(session, RESPONSES), RESPONSES.c.id.not_in(gone), RESPONSES.c.answers.like(A_COMMENT)
    )


def _made(session: Session, rows: Select[Any]) -> list[Comment]:
    """The comments that some responses hold, with what people made of them."""
    found = list(session.execute(rows).mappings())
    surveys_by_id = {survey.id: survey for survey in session.scalars(select(Survey))}
    wheres = {place.id: place.name for place in session.scalars(select(Place))}
    definitions = {row["revision_id"]: _definition(session, row["revision_id"]) for row in found}
    quoted, redacted, translated = _beside(session, [row["id"] for row in found])
    comments = []
    for row in found:
        survey, definition = surveys_by_id[row["survey_id"]], definitions[row["revision_id"]]
        answers = json.loads(row["answers"])
        own = survey.library_slug != _FOR_CHILDREN and _speaks_for_themselves(definition, answers)
        for key, text, share in said(answers):
            item, name = definition.item(key) if definition else None, (row["id"], key)
            comments.append(
                Comment(
                    survey=survey.title, question=item.text if item else key, text=text, may_share=share,
                    language=row["language"], day=row["answered_on"], place=wheres[row["place_id"]],
                    place_id=row["place_id"], response_id=row["id"], survey_id=survey.id, item_key=key,
                    quoted=name in quoted, quotable=share and own, redacted=redacted.get(name),
                    translation=translated.get(name),
                )
            )  # fmt: skip
    # Two comments of one person must not stand together either.
    comments.sort(key=lambda comment: hashlib.sha256(comment.text.encode()).digest())
    comments.sort(key=lambda comment: comment.day, reverse=True)
    return comments


def _definition(session: Session, revision_id: int) -> Definition | None:
    revision = session.get(Revision, revision_id)
    return None if revision is None else surveys.definition_of(revision)


def _speaks_for_themselves(definition: Definition | None, answers: Mapping[str, Any]) -> bool:
    """Whether nobody says that they answer for another person, or that they are under 16."""
    if answers.get("answered-by") == _FOR_ANOTHER:
        return False
    for item in definition.items() if definition else ():
        # Every question about an age counts, whatever its key: its options say from which age they are.
        given = item.option(answers[item.key]) if isinstance(answers.get(item.key), str) else None
        if given is not None and given.age_from is not None and given.age_from < _OF_AGE:
            return False
    return True


_Name = tuple[int, str]


def _beside(
    session: Session, response_ids: Sequence[int]
) -> tuple[set[_Name], dict[_Name, str], dict[_Name, Translation]]:
    """Of these responses: the comments that are quotes, what others read of them, and their translations."""
    quotes = session.execute(
        select(Quote.response_id, Quote.item_key).where(Quote.response_id.in_(response_ids))
    )
    redactions = session.scalars(
        select(CommentRedaction).where(CommentRedaction.response_id.in_(response_ids))
    )
    translations = session.scalars(
        select(CommentTranslation).where(CommentTranslation.response_id.in_(response_ids))
    )
    return (
        {(response_id, key) for response_id, key in quotes},
        {(row.response_id, row.item_key): row.text for row in redactions},
        {
            (row.response_id, row.item_key): Translation(row.text, row.role, row.translated_on)
            for row in translations
        },
    )


def said(answers: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """The comments among a response's answers: (item key, text, whether it may be shared)."""
    for key, answer in answers.items():
        if isinstance(answer, dict) and answer.get("text"):
            yield key, answer["text"], bool(answer.get("share"))
