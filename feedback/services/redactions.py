"""Redactions: what others read of a comment, decided by somebody who read it; the original stays as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_redaction import CommentRedaction
from feedback.services import audit, comments, gaps, identifiers, quotes
from feedback.services.comments import Comment
from feedback.services.refusals import Refused

#: Why something was taken out that looks like no identifier.
OTHER = "other"


def suggested(comment: Comment) -> list[identifiers.Found]:
    """The pieces of a comment that look as if they could tell who somebody is."""
    return identifiers.find(comment.text)


def for_others(comment: Comment) -> str:
    """What a program may pass on of a comment: the words a person left, or a gap for everything that was marked."""
    if comment.redacted is not None:
        return comment.redacted
    return gaps.without(comment.text, [(one.start, one.end) for one in suggested(comment)])


def of(session: Session, comment: Comment) -> CommentRedaction | None:
    """What was kept of a comment's redaction."""
    rows = select(CommentRedaction).where(
        CommentRedaction.response_id == comment.response_id, CommentRedaction.item_key == comment.item_key
    )
    return session.scalars(rows).first()


def keep(
    session: Session,
    comment: Comment,
    pieces: Iterable[tuple[int, int]],
    more: Sequence[str] = (),
    *,
    staff_id: int,
    by: str,
    today: date,
) -> CommentRedaction:
    """Keeps a comment without these pieces of it, and without these words wherever they stand.

    No pieces and no words: somebody looked, and others may read all of it. A quote that holds what is taken out now
    is taken away. Raises Refused for words that the comment does not hold.
    """
    cut = _pieces(comment.text, pieces, more)
    kinds = {(one.start, one.end): one.kind.value for one in suggested(comment)}
    text = gaps.without(comment.text, cut)
    row = of(session, comment)
    if row is None:
        row = CommentRedaction(
            organisation_id=db.scope_of(session), response_id=comment.response_id, item_key=comment.item_key
        )
        session.add(row)
    row.text, row.made_by, row.made_on = text, staff_id, today
    row.reasons = sorted({kinds.get(piece, OTHER) for piece in cut})
    session.flush()
    # Neither which comment nor which words: who reads the audit must not find them.
    audit.record(session, "comment-redacted", f"redaction {row.id}", by=by, detail=", ".join(row.reasons))
    quote = quotes.of_comment(session, comment)
    fitting = quote is not None and (quote.translated_from is not None or gaps.shortens(quote.text, text))
    if quote is not None and not fitting:
        quotes.remove(session, comment, by=by)
    return row


def _pieces(text: str, pieces: Iterable[tuple[int, int]], more: Sequence[str]) -> list[tuple[int, int]]:
    cut = [(start, end) for start, end in pieces if 0 <= start < end <= len(text)]
    for words in more:
        found = gaps.where(words, text)
        if not found and words.strip():
            raise Refused(f"“{words.strip()}” does not stand in the comment", "more")
        cut.extend(found)
    return cut


def released(
    session: Session, survey_id: int, *, places: Sequence[int] | None = None
) -> list[tuple[Comment, str]]:
    """The comments of a survey that a person looked at, each with what others may read of it; no other leaves here."""
    found = comments.of_survey(session, survey_id, places=places)
    return [(comment, comment.redacted) for comment in found if comment.redacted is not None]
