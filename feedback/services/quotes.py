"""Quotes: words that somebody allowed to be shared, approved by a named person, shown while their answers count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_review import CommentReview
from feedback.models.improvement import Improvement
from feedback.models.quote import Quote
from feedback.models.response import Response, Withdrawal
from feedback.services import audit, comments, gaps
from feedback.services.comments import Comment
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH, FOR_THE_LEAD

#: What a quote may do to words, and the marks it leaves.
GAP, plain, shortens = gaps.GAP, gaps.plain, gaps.shortens
#: Said of words that may not be quoted, whichever of it is so: which one would tell who somebody is.
NOT_TO_QUOTE = (
    "these words cannot be quoted; only words that their writer ticked the box for are, from somebody of 16 or "
    "over who answered for themselves"
)


def source(session: Session, response_id: int, item_key: str) -> Comment | None:
    """A comment that may become a quote: its writer ticked the box, speaks for themselves, and is no child.

    None too for answers that do not count any more.
    """
    comment = comments.find(session, response_id, item_key)
    if comment is None or not comment.quotable:
        return None
    # What went to the safeguarding lead is nothing to be quoted.
    withheld = select(CommentReview.id).where(
        CommentReview.response_id == response_id, CommentReview.item_key == item_key,
        CommentReview.outcome.in_(FOR_THE_LEAD),
    )  # fmt: skip
    return comment if session.scalar(withheld) is None else None


def approve(session: Session, comment: Comment, text: str, *, staff_id: int, by: str, today: date) -> Quote:
    """Keeps words of a comment as a quote. Raises Refused when they say more, or something else, than it does.

    The audit names the quote and not the response: who reads the one must not find the other.
    """
    words = gaps.tidy(text)
    # Read again: the answers may have been taken back, or redacted, since the page was opened.
    found = comments.find(session, comment.response_id, comment.item_key)
    if found is None or not found.quotable:
        raise Refused(NOT_TO_QUOTE, "text")
    comment = found
    if comment.quoted:
        raise Refused("these words are a quote already", "text")
    if not any(each.isalnum() for each in words):
        raise Refused("leave some of the words", "text")
    translated = _is_of_the_translation(comment, words)
    if not translated and not shortens(words, comment.released):
        raise Refused(_refusal(comment, words), "text")
    quote = Quote(
        organisation_id=db.scope_of(session), response_id=comment.response_id, survey_id=comment.survey_id,
        item_key=comment.item_key, text=words, language=ENGLISH if translated else comment.language,
        translated_from=comment.language if translated else None, approved_by=staff_id, approved_on=today,
    )  # fmt: skip
    session.add(quote)
    session.flush()
    audit.record(session, "quote-approved", f"quote {quote.id}", by=by)
    return quote


def _is_of_the_translation(comment: Comment, words: str) -> bool:
    """Whether these are words of a person's translation. Raises Refused for what was taken out of the original."""
    if comment.translation is None or not shortens(words, comment.translation.text):
        return False
    said = set(words.casefold().split())
    removed = gaps.taken_out(comment.released, comment.text)
    if any(len(word) > 2 and word in said for piece in removed for word in piece.casefold().split()):
        raise Refused("something that was taken out of the comment stands in these words", "text")
    return not shortens(words, comment.released)


def _refusal(comment: Comment, words: str) -> str:
    if comment.redacted is not None and shortens(words, comment.text):
        return "something that was taken out of the comment stands in these words"
    return f"you can only take words out; put {GAP} where some are missing in the middle"


def remove(session: Session, comment: Comment, *, by: str) -> None:
    """Takes a quote away, from every page at once; its words may be approved anew."""
    rows = select(Quote).where(Quote.response_id == comment.response_id, Quote.item_key == comment.item_key)
    for quote in session.scalars(rows).all():
        name = f"quote {quote.id}"
        session.delete(quote)
        session.flush()
        audit.record(session, "quote-removed", name, by=by)


def of_comment(session: Session, comment: Comment) -> Quote | None:
    """What was approved of a comment."""
    rows = _counting().where(Quote.response_id == comment.response_id, Quote.item_key == comment.item_key)
    return session.scalars(rows).first()


def offered(
    session: Session,
    survey_id: int,
    improvement: Improvement | None = None,
    *,
    places: Sequence[int] | None = None,
) -> Sequence[Quote]:
    """The quotes of a survey that no "You said, we did" shows yet, and the one that this one has; newest first.

    Of some places only when `places` is given.
    """
    free = Quote.improvement_id.is_(None)
    own = free if improvement is None else or_(free, Quote.improvement_id == improvement.id)
    rows = _counting().where(Quote.survey_id == survey_id, own)
    if places is not None:
        said_there = exists().where(
            Response.organisation_id == Quote.organisation_id, Response.id == Quote.response_id,
            Response.place_id.in_(places),
        )  # fmt: skip
        rows = rows.where(said_there)
    return session.scalars(rows.order_by(Quote.approved_on.desc(), Quote.id.desc())).all()


def of_improvement(session: Session, improvement: Improvement) -> Quote | None:
    """The quote a "You said, we did" shows; none from the moment its answers are taken back."""
    return session.scalars(_counting().where(Quote.improvement_id == improvement.id)).first()


def choose(session: Session, improvement: Improvement, quote_id: int | None) -> None:
    """Gives a "You said, we did" its one quote, or none. Raises Refused for one that is not on offer."""
    chosen = None
    if quote_id is not None:
        on_offer = offered(session, improvement.survey_id, improvement)
        chosen = next((quote for quote in on_offer if quote.id == quote_id), None)
        if chosen is None:
            raise Refused("choose a quote from the list, or none", "quote")
    for before in session.scalars(select(Quote).where(Quote.improvement_id == improvement.id)).all():
        before.improvement_id = None
    session.flush()
    if chosen is not None:
        chosen.improvement_id = improvement.id
        session.flush()


def _counting() -> Select[Quote]:
    """Quotes whose response still counts."""
    taken_back = exists().where(
        Withdrawal.organisation_id == Quote.organisation_id, Withdrawal.response_id == Quote.response_id
    )
    return select(Quote).where(~taken_back)
