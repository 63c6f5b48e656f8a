"""What the demonstration read: invented comments in the queue, most of them read, the newest still waiting."""

from __future__ import annotations

import random
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.comment_review import CommentReview
from feedback.models.staff_member import StaffMember
from feedback.services import enrolments, working_days
from feedback.vocabulary import CommentOutcome, ReviewState

#: Comments of the last days wait for somebody who looks around.
_WAIT = timedelta(days=4)
#: Outcomes of invented reading, the common ones more often.
_OUTCOMES = (
    *[CommentOutcome.NO_CONCERN] * 6,
    *[CommentOutcome.LIAISON] * 2,
    CommentOutcome.INCIDENT,
)


def read(session: Session, moderator: StaffMember, chance: random.Random, *, today: date) -> None:
    """Enrols every comment and reads all but the newest, each a working day or two after it came."""
    enrolments.everything(session, today=today)
    for review in session.scalars(
        select(CommentReview).order_by(CommentReview.received_on, CommentReview.id)
    ):
        review.due_on = working_days.after(review.received_on, 1)
        if review.received_on >= today - _WAIT:
            continue
        outcome = chance.choice(_OUTCOMES)
        review.state, review.outcome = ReviewState.DONE.value, outcome.value
        review.decided_by = moderator.id
        review.decided_on = working_days.after(review.received_on, chance.choice((1, 1, 1, 2)))
        if outcome is not CommentOutcome.INCIDENT and chance.random() < 0.3:
            review.released_on, review.released_by = review.decided_on, moderator.id
    session.flush()
