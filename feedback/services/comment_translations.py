"""Translations of comments into English, by people who say what they are; never a machine's, always labelled."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_translation import CommentTranslation
from feedback.services import audit
from feedback.services.comments import Comment
from feedback.services.refusals import Refused
from feedback.vocabulary import EASY_READ, ENGLISH


def of(session: Session, comment: Comment) -> CommentTranslation | None:
    """The translation of a comment."""
    rows = select(CommentTranslation).where(
        CommentTranslation.response_id == comment.response_id, CommentTranslation.item_key == comment.item_key
    )
    return session.scalars(rows).first()


def keep(
    session: Session, comment: Comment, text: str, role: str, *, staff_id: int, by: str, today: date
) -> CommentTranslation:
    """Keeps what a comment says in English, with what its translator is. Raises Refused."""
    if comment.language in (ENGLISH, EASY_READ):
        raise Refused("this comment came from an English page; nothing is to be translated", "text")
    if not any(map(str.isalnum, text)):
        raise Refused("write what the comment says", "text")
    if not role.strip():
        raise Refused("say what you are, such as interpreter or bilingual nurse", "role")
    row = of(session, comment)
    if row is None:
        row = CommentTranslation(
            organisation_id=db.scope_of(session), response_id=comment.response_id, item_key=comment.item_key
        )
        session.add(row)
    row.text, row.role, row.translated_by, row.translated_on = text.strip(), role.strip(), staff_id, today
    session.flush()
    audit.record(session, "comment-translated", f"translation {row.id}", by=by)
    return row
