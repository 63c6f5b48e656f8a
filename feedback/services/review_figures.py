"""Review figures: how many comments wait, how late they are, and how long reading takes; numbers and no words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from feedback.models.comment_review import CommentReview
from feedback.services import reviews, working_days
from feedback.services.reviews import Reader
from feedback.vocabulary import LANGUAGES, ReviewState

#: The days that a median looks back on.
LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Line:
    """One language, or all of them: the median is of the working days from the day of the answer to the reading."""

    language: str | None
    waiting: int
    late: int
    read: int
    median_days: float | None


def lines(session: Session, reader: Reader, *, today: date) -> Sequence[Line]:
    """All languages together first, then each that has a comment, in the chooser's order."""
    seen = reviews.seen_by(reader)
    late = case((CommentReview.due_on < today, 1), else_=0)
    waiting = (
        select(CommentReview.language, func.count(), func.sum(late))
        .where(seen, CommentReview.state == ReviewState.WAITING)
        .group_by(CommentReview.language)
    )
    standing = {
        language: (int(number), int(overdue)) for language, number, overdue in session.execute(waiting)
    }
    read = select(CommentReview.language, CommentReview.received_on, CommentReview.decided_on).where(
        seen, CommentReview.decided_on.is_not(None), CommentReview.decided_on >= today - LOOKS_BACK
    )
    took: dict[str, list[int]] = defaultdict(list)
    for language, received, decided in session.execute(read):
        took[language].append(max(0, working_days.between(received, decided or received)))
    found = [
        Line(tag, *standing.get(tag, (0, 0)), len(took[tag]), _median(took[tag]))
        for tag in LANGUAGES
        if tag in standing or took[tag]
    ]
    everything = [days for each in took.values() for days in each]
    total = Line(
        None, sum(line.waiting for line in found), sum(line.late for line in found), len(everything),
        _median(everything),
    )  # fmt: skip
    return [total, *found]


def _median(days: list[int]) -> float | None:
    return float(median(days)) if days else None
