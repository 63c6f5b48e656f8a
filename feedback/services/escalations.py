"""Escalations: a colleague is told that comments need them. No word of any comment is told with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_review import CommentReview
from feedback.models.escalation import Escalation
from feedback.models.response import Withdrawal
from feedback.services import appending, batches, staff_members, working_days
from feedback.services.rotas import Duty
from feedback.vocabulary import ReviewState, Role

TABLE = db.table_of(Escalation)
RISK, OVERDUE, HANDED_OVER = "risk", "overdue", "handed-over"
#: The second step goes to them, those who open comments and those who only see how many are late.
_SECOND = (Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)


def sentence(number: int) -> str:
    """What a colleague is told, on a page or in a message. It is made of a number and of nothing else."""
    if number == 1:
        return "1 comment needs you."
    return f"{number} comments need you."


def raise_all(session: Session, duty: Duty) -> None:
    """Tells whoever has to know of comments at risk and of late ones, each once.

    At once, for a possible risk, the owner and the deputy; on the day after the due day the deputy. A working day
    later the safeguarding leads and the administrators; at once where no deputy is named.
    """
    waiting = select(
        CommentReview.id, CommentReview.survey_id, CommentReview.language, CommentReview.owner_id,
        CommentReview.at_risk, CommentReview.received_on, CommentReview.due_on,
    ).where(CommentReview.state == ReviewState.WAITING)  # fmt: skip
    late = CommentReview.due_on < duty.today
    found = session.execute(waiting.where(late | CommentReview.at_risk)).all()
    above = _holding(session, *_SECOND)
    _raise(session, [row for review in found for row in _due(review, duty, above)], duty.today)


def administrators(session: Session) -> list[int]:
    """The administrators whose accounts are in use, by id."""
    return _holding(session, Role.ADMINISTRATOR)


def _holding(session: Session, *roles: Role) -> list[int]:
    return [
        one.member.id
        for one in staff_members.colleagues(session)
        if one.member.active and one.membership.role in roles and one.membership.place_id is None
    ]


def _due(review: Any, duty: Duty, above: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    deputy = duty.deputy(review.survey_id, review.language)
    if review.at_risk:
        first = [one for one in (review.owner_id, deputy) if one is not None]
        more = above if not first or duty.today >= working_days.after(review.received_on, 1) else []
        yield from ((review.id, one, RISK) for one in (*first, *more))
    if review.due_on < duty.today:
        told = [deputy] if deputy is not None and deputy != review.owner_id else []
        more = above if not told or duty.today > working_days.after(review.due_on, 1) else []
        yield from ((review.id, one, OVERDUE) for one in (*told, *more))


def hand_over(session: Session, review_id: int, leads: Sequence[int], *, today: date) -> None:
    """Tells the safeguarding leads of a comment that is theirs from now on."""
    _raise(session, [(review_id, one, HANDED_OVER) for one in leads], today)
    # One who was told before, of the same comment, is told again.
    own = (db.scoped(session, TABLE), TABLE.c.review_id == review_id, TABLE.c.why == HANDED_OVER)
    again = update(TABLE).where(*own, TABLE.c.staff_id.in_(leads))
    session.execute(again.values(settled_on=None, raised_on=today))


def _raise(session: Session, wanted: Sequence[tuple[int, int, str]], today: date) -> None:
    once = appending.insert(session, TABLE).on_conflict_do_nothing(
        index_elements=["organisation_id", "review_id", "staff_id", "why"]
    )
    own = {"organisation_id": db.scope_of(session), "raised_on": today}
    rows = [
        {**own, "review_id": review, "staff_id": staff, "why": why}
        for review, staff, why in dict.fromkeys(wanted)
    ]
    for some in batches.of(rows):
        session.execute(once, some)


def settle(session: Session, review_id: int, *, today: date) -> None:
    """Nobody has to be told of a comment any more."""
    own = (db.scoped(session, TABLE), TABLE.c.review_id == review_id, TABLE.c.settled_on.is_(None))
    session.execute(update(TABLE).where(*own).values(settled_on=today))


def number_for(session: Session, staff_id: int) -> int:
    """How many comments wait for a colleague because somebody was told to turn to them."""
    rows = _still_waiting(select(func.count(func.distinct(Escalation.review_id))))
    number: int | None = session.scalar(rows.where(Escalation.staff_id == staff_id))
    return number or 0


def waiting(session: Session) -> dict[int, set[str]]:
    """What waits for whom, by colleague: a name for each escalation, another one when it is raised anew."""
    found: dict[int, set[str]] = {}
    rows = _still_waiting(select(Escalation.staff_id, Escalation.id, Escalation.raised_on))
    for staff_id, escalation_id, raised_on in session.execute(rows):
        found.setdefault(staff_id, set()).add(f"{escalation_id}/{raised_on}")
    return found


def _still_waiting(rows: Any) -> Any:
    gone = select(Withdrawal.response_id)
    return (
        rows.select_from(Escalation)
        .join(CommentReview, CommentReview.id == Escalation.review_id)
        .where(Escalation.settled_on.is_(None))
        .where(CommentReview.state != ReviewState.DONE, CommentReview.response_id.not_in(gone))
    )
