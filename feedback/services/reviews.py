"""Reviews: the queue of comments in its order, what a team was let see, and who must not see which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from feedback.models.comment_review import CommentReview
from feedback.models.response import Withdrawal
from feedback.services import comments
from feedback.services.comments import Comment
from feedback.vocabulary import CommentOutcome, ReviewState


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
