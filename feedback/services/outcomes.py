"""Outcomes: what came of reading a comment, who has it from then on, and whether the team of its place may read it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.models.comment_review import CommentReview
from feedback.models.quote import Quote
from feedback.services import audit, comment_readers, escalations
from feedback.services.refusals import Refused
from feedback.services.reviews import Reader
from feedback.vocabulary import FOR_THE_LEAD, CommentOutcome, ReviewState

LONGEST_NOTE = 2_000


def decide(
    session: Session,
    review: CommentReview,
    outcome: CommentOutcome,
    reader: Reader,
    *,
    note: str,
    before: str,
    by: str,
    today: date,
) -> None:
    """What came of reading a comment. It may be decided anew; once a safeguarding lead had it, by one of them only.

    `before` is the outcome that the reader saw, empty where it waited. What is for the safeguarding lead goes to them
    at once, and is no quote and nothing for a team from then on. The audit says that it was decided, and names
    neither the words nor an allegation. Raises Refused.
    """
    if before != (review.outcome or ""):
        raise Refused("a colleague decided on this comment meanwhile; look at what they decided", "outcome")
    if not reader.leads and review.outcome in {one.value for one in FOR_THE_LEAD}:
        raise Refused("the safeguarding lead has this comment, and decides from here on", "outcome")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"keep the note under {LONGEST_NOTE} letters", "note")
    for_lead = outcome in FOR_THE_LEAD
    review.outcome, review.note = outcome.value, note
    review.state = (ReviewState.WITH_LEAD if for_lead else ReviewState.DONE).value
    review.decided_by, review.decided_on = reader.staff_id, today
    if for_lead:
        _unreleased(review)
        _no_quote(session, review, by=by)
    session.flush()
    escalations.settle(session, review.id, today=today)
    if for_lead:
        told = [one for one in comment_readers.leads(comment_readers.able(session)) if one != reader.staff_id]
        # Where there is no lead, an administrator hears that one is needed, and nothing of the comment.
        told = told or ([] if reader.leads else escalations.administrators(session))
        escalations.hand_over(session, review.id, told, today=today)
    detail = "for the safeguarding lead" if for_lead else outcome.value
    audit.record(session, "comment-decided", f"comment {review.id}", by=by, detail=detail)


def _no_quote(session: Session, review: CommentReview, *, by: str) -> None:
    own = (Quote.response_id == review.response_id, Quote.item_key == review.item_key)
    for quote in session.scalars(select(Quote).where(*own)).all():
        session.execute(delete(Quote).where(Quote.id == quote.id))
        audit.record(session, "quote-removed", f"quote {quote.id}", by=by)


def dealt_with(session: Session, review: CommentReview, *, note: str, by: str, today: date) -> None:
    """A safeguarding lead has done what there was to do. Raises Refused."""
    if review.state != ReviewState.WITH_LEAD:
        raise Refused("this comment is not with the safeguarding lead")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"keep the note under {LONGEST_NOTE} letters", "note")
    review.state, review.note = ReviewState.DONE.value, note
    session.flush()
    escalations.settle(session, review.id, today=today)
    audit.record(session, "comment-dealt-with", f"comment {review.id}", by=by)


def give(session: Session, review: CommentReview, staff_id: int, *, by: str) -> None:
    """Makes a colleague the owner of a comment that waits. Raises Refused."""
    if review.state != ReviewState.WAITING:
        raise Refused("somebody has read this comment already", "owner")
    if staff_id not in {one.member.id for one in comment_readers.able(session)}:
        raise Refused("choose somebody who may read comments", "owner")
    review.owner_id = staff_id
    session.flush()
    audit.record(session, "comment-handed-over", f"comment {review.id}", by=by)


def release(
    session: Session, review: CommentReview, *, staff_id: int, by: str, today: date, praise: bool = False
) -> None:
    """Lets the team of the place read a comment, as praise where it is. Raises Refused for what a team must not see."""
    if review.state != ReviewState.DONE or review.outcome in {one.value for one in FOR_THE_LEAD}:
        raise Refused("only what was read, and is not for the safeguarding lead, can be shown to the team")
    review.released_on, review.released_by, review.praise = today, staff_id, praise
    session.flush()
    audit.record(session, "comment-released", f"comment {review.id}", by=by)


def take_back(session: Session, review: CommentReview, *, by: str) -> None:
    """The team sees a comment no longer."""
    _unreleased(review)
    session.flush()
    audit.record(session, "comment-release-taken-back", f"comment {review.id}", by=by)


def _unreleased(review: CommentReview) -> None:
    review.released_on = review.released_by = None
    review.praise = False
