"""Reviews: the queue of comments, what somebody who read one decides, and who must not see which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, or_, select
from sqlalchemy.orm import Session

from feedback.models.comment_review import CommentReview
from feedback.models.quote import Quote
from feedback.models.response import Withdrawal
from feedback.services import audit, comment_readers, comments, escalations
from feedback.services.comments import Comment
from feedback.services.refusals import Refused
from feedback.vocabulary import FOR_THE_LEAD, CommentOutcome, ReviewState, Role

LONGEST_NOTE = 2_000


class Show(StrEnum):
    """Which part of the queue a page shows."""

    MINE = "mine"
    ALL = "all"
    #: What was handed over to the safeguarding lead and is not dealt with.
    LEAD = "lead"
    DONE = "done"


@dataclass(frozen=True)
class Reader:
    """Who looks: `leads` for a safeguarding lead, `places` where they are bounded."""

    staff_id: int
    leads: bool
    places: Sequence[int] | None = None


@dataclass(frozen=True)
class Wanted:
    """Which comments of the queue are wanted."""

    show: Show
    survey_id: int | None = None
    language: str | None = None


@dataclass(frozen=True)
class Read:
    """A review with the words it is about."""

    review: CommentReview
    comment: Comment


def seen_by(reader: Reader) -> ColumnElement[bool]:
    """The reviews that somebody may know of: counted, in their places, and no allegation against their colleagues.

    An allegation against staff is for the safeguarding leads of the whole organisation. To everybody else it is as
    if it had never been written, in lists, in counts and by its address.
    """
    gone = select(Withdrawal.response_id).where(Withdrawal.organisation_id == CommentReview.organisation_id)
    conditions: list[ColumnElement[bool]] = [CommentReview.response_id.not_in(gone)]
    if reader.places is not None:
        conditions.append(CommentReview.place_id.in_(reader.places))
    if not reader.leads or reader.places is not None:
        no_allegation = CommentReview.outcome != CommentOutcome.ALLEGATION
        conditions.append(or_(CommentReview.outcome.is_(None), no_allegation))
    return and_(*conditions)


def hidden(session: Session, reader: Reader) -> set[tuple[int, str]]:
    """The comments, by response and item, that were read as allegations and that this reader must not know of."""
    if reader.leads and reader.places is None:
        return set()
    rows = select(CommentReview.response_id, CommentReview.item_key)
    found = session.execute(rows.where(CommentReview.outcome == CommentOutcome.ALLEGATION))
    return {(response_id, key) for response_id, key in found}


def hides(session: Session, reader: Reader, response_id: int, item_key: str) -> bool:
    """Whether a comment is none that this reader may know of."""
    return (response_id, item_key) in hidden(session, reader)


def _shown(reader: Reader, wanted: Wanted) -> ColumnElement[bool]:
    state = {Show.LEAD: ReviewState.WITH_LEAD}.get(wanted.show, ReviewState.WAITING)
    conditions = [seen_by(reader)]
    if wanted.show is Show.DONE:
        conditions.append(CommentReview.state != ReviewState.WAITING)
    else:
        conditions.append(CommentReview.state == state)
    if wanted.show is Show.MINE:
        conditions.append(CommentReview.owner_id == reader.staff_id)
    if wanted.survey_id is not None:
        conditions.append(CommentReview.survey_id == wanted.survey_id)
    if wanted.language is not None:
        conditions.append(CommentReview.language == wanted.language)
    return and_(*conditions)


def count(session: Session, reader: Reader, wanted: Wanted) -> int:
    """How many there are."""
    rows = select(func.count()).select_from(CommentReview).where(_shown(reader, wanted))
    return session.scalar(rows) or 0


def page(
    session: Session, reader: Reader, wanted: Wanted, *, start: int, number: int, today: date
) -> list[Read]:
    """The queue from `start` on: possible risk first, then what is late, then by the day it is due.

    What is equal in that stands in an order drawn at random: it tells neither when somebody answered nor what else
    they wrote.
    """
    rows = select(CommentReview).where(_shown(reader, wanted))
    if wanted.show is Show.DONE:
        rows = rows.order_by(CommentReview.decided_on.desc(), CommentReview.shuffle, CommentReview.id)
    else:
        late = case((CommentReview.due_on < today, 0), else_=1)
        rows = rows.order_by(
            CommentReview.at_risk.desc(), late, CommentReview.due_on, CommentReview.shuffle, CommentReview.id
        )
    return with_words(session, session.scalars(rows.offset(start).limit(number)).all())


def with_words(session: Session, found: Sequence[CommentReview]) -> list[Read]:
    """Reviews with what people wrote, in their order; one whose answers were taken back meanwhile is left out."""
    words = comments.of_pairs(session, [(one.response_id, one.item_key) for one in found])
    return [
        Read(one, words[one.response_id, one.item_key])
        for one in found
        if (one.response_id, one.item_key) in words
    ]


def find(session: Session, reader: Reader, review_id: int) -> Read | None:
    """One review that this reader may know of."""
    rows = select(CommentReview).where(CommentReview.id == review_id, seen_by(reader))
    return next(iter(with_words(session, session.scalars(rows).all())), None)


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
        told = [one for one in leads(session) if one != reader.staff_id]
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


def leads(session: Session) -> list[int]:
    """The safeguarding leads of the whole organisation, by id."""
    people = comment_readers.able(session)
    return [one.member.id for one in people if one.membership.role == Role.SAFEGUARDING_LEAD]


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


def _released(places: Sequence[int] | None) -> Select[CommentReview]:
    # Nobody of a team leads: an allegation cannot be released, and this holds even if it could.
    team = Reader(staff_id=0, leads=False, places=places)
    return select(CommentReview).where(CommentReview.released_on.is_not(None), seen_by(team))


def released(
    session: Session, places: Sequence[int] | None, *, start: int, number: int
) -> tuple[list[Read], int]:
    """What the team of these places was let see, newest first, and how many there are."""
    rows = _released(places)
    total = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    rows = rows.order_by(CommentReview.released_on.desc(), CommentReview.shuffle, CommentReview.id)
    return with_words(session, session.scalars(rows.offset(start).limit(number)).all()), total
