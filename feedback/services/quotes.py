"""Quotes: words that somebody allowed to be shared, approved by a named person, shown while their answers count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_review import CommentReview
from feedback.models.improvement import Improvement
from feedback.models.quote import Quote
from feedback.models.response import Response, Withdrawal
from feedback.services import audit, comments
from feedback.services.comments import Comment
from feedback.services.refusals import Refused
from feedback.vocabulary import FOR_THE_LEAD

#: What stands where a name or a detail was taken out.
GAP = "[...]"
_GAP = re.compile(r"\[\s*(?:\.\s*){2,}\]|\[\s*…\s*\]")
#: Joiners without width, which some scripts cannot be spelt without.
_JOINERS = "\u200c\u200d"
_APOSTROPHES = "'’"


def source(session: Session, response_id: int, item_key: str) -> Comment | None:
    """A comment that may become a quote: its writer ticked the box, and the answers still count."""
    comment = comments.find(session, response_id, item_key)
    if comment is None or not comment.may_share:
        return None
    # What went to the safeguarding lead is nothing to be quoted.
    withheld = select(CommentReview.id).where(
        CommentReview.response_id == response_id, CommentReview.item_key == item_key,
        CommentReview.outcome.in_(FOR_THE_LEAD),
    )  # fmt: skip
    return comment if session.scalar(withheld) is None else None


def plain(text: str) -> str:
    """Words in one line, every space alike, without characters that nobody sees."""
    kept = "".join(each for each in text if each.isprintable() or each.isspace() or each in _JOINERS)
    return " ".join(kept.split())


def approve(session: Session, comment: Comment, text: str, *, staff_id: int, by: str, today: date) -> Quote:
    """Keeps words of a comment as a quote. Raises Refused when they say more, or something else, than it does.

    The audit names the quote and not the response: who reads the one must not find the other.
    """
    words = _GAP.sub(GAP, plain(text))
    if comment.quoted:
        raise Refused("these words are a quote already", "text")
    if not any(each.isalnum() for each in words):
        raise Refused("leave some of the words", "text")
    if not shortens(words, comment.text):
        raise Refused(f"you can only take words out; put {GAP} where some are missing in the middle", "text")
    quote = Quote(
        organisation_id=db.scope_of(session), response_id=comment.response_id, survey_id=comment.survey_id,
        item_key=comment.item_key, text=words, language=comment.language, approved_by=staff_id, approved_on=today,
    )  # fmt: skip
    session.add(quote)
    session.flush()
    audit.record(session, "quote-approved", f"quote {quote.id}", by=by)
    return quote


def shortens(words: str, original: str) -> bool:
    """Whether these are whole words of the original in its order, with a gap wherever some are missing between."""
    whole, position = plain(original), 0
    for part in (part.strip() for part in words.split(GAP)):
        if not part:
            continue
        start = whole.find(part, position)
        while start >= 0 and not (_parts(whole, start) and _parts(whole, start + len(part))):
            start = whole.find(part, start + 1)
        if start < 0:
            return False
        position = start + len(part)
    return True


def _parts(text: str, at: int) -> bool:
    """Whether a text may be cut here: not within a word, so that nobody's "cannot" becomes a "can"."""
    return not (0 < at < len(text) and _of_a_word(text[at - 1]) and _of_a_word(text[at]))


def _of_a_word(letter: str) -> bool:
    # Chinese and its kind write no spaces between words: there any place will do.
    if unicodedata.east_asian_width(letter) in "WF":
        return False
    return letter.isalnum() or unicodedata.category(letter)[0] == "M" or letter in _JOINERS + _APOSTROPHES


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
