"""Enrolments: every comment comes into the queue, by catching up with the responses, never while somebody answers."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_review import CommentReview, CommentWatermark
from feedback.models.response import Response, Withdrawal
from feedback.services import (
    appending,
    batches,
    comment_readers,
    comments,
    escalations,
    risk_words,
    rotas,
    working_days,
)
from feedback.services.rotas import Duty
from feedback.vocabulary import Channel, ReviewState

RESPONSES, WITHDRAWN = db.table_of(Response), db.table_of(Withdrawal)
REVIEWS, MARKS = db.table_of(CommentReview), db.table_of(CommentWatermark)
#: Responses that one opened page looks through, so that nobody waits long; a command goes on until it is done.
A_PAGEFUL, A_TURN = 2_000, 20_000
#: How long a number that was missing below the watermark is asked for again. A transaction that ended later than
#: others leaves such a number, and so does an answer that was sent twice.
_ASKED_AGAIN = timedelta(days=2)
_MOST_RANGES = 200
#: Withdrawals below the watermark that are looked at again, for the same reason.
_LOOKED_AT_AGAIN = 1_000

Range = tuple[int, int, date]


def needed(session: Session, *, today: date) -> bool:
    """Whether a catch-up would find anything; only reads."""
    mark = session.get(CommentWatermark, db.scope_of(session))
    if mark is None:
        return True
    return mark.looked_on != today or bool(mark.missing) or _tops(session) != _seen(mark)


def _seen(mark: CommentWatermark) -> tuple[int, str, int]:
    return mark.response_id, mark.submission, mark.withdrawal_id


def _tops(session: Session) -> tuple[int, str, int]:
    """The highest response with its name, and the highest withdrawal."""
    own = select(RESPONSES.c.id, RESPONSES.c.submission).where(db.scoped(session, RESPONSES))
    last = session.execute(own.order_by(RESPONSES.c.id.desc()).limit(1)).first()
    gone = session.scalar(select(func.max(WITHDRAWN.c.id)).where(db.scoped(session, WITHDRAWN)))
    return (last.id, last.submission.hex(), gone or 0) if last else (0, "", gone or 0)


def catch_up(session: Session, *, today: date, most: int = A_PAGEFUL) -> int:
    """Enrols the comments that came since, lets those taken back go, and tells who is late; returns how many came.

    `most` bounds how many responses are looked through. Several may catch up at once: each comment is enrolled once.
    """
    mark, first = _mark(session)
    duty = rotas.on_duty(session, today)
    if mark.response_id and _name_of(session, mark.response_id) != mark.submission:
        # The answers that were seen are gone, and their numbers are given anew.
        mark.response_id, mark.missing = 0, []
    begin, end = mark.response_id, _end(session, mark.response_id, most)
    # Gaps first: what arrives between the two questions is then asked for once more, and not lost.
    gaps = _gaps(session, begin, end)
    missing = _kept(mark.missing, today)
    number = _enrol(session, duty, [*missing, (begin + 1, end, today)], first=first)
    mark.response_id = end
    mark.submission = _name_of(session, end) if end else ""
    asked_again = _few([*missing, *((low, high, today) for low, high in gaps)])
    mark.missing = [[low, high, day.isoformat()] for low, high, day in asked_again]
    _let_go(session, mark)
    _pass_on(session, duty)
    escalations.raise_all(session, duty)
    mark.looked_on = today
    session.flush()
    return number


def everything(session: Session, *, today: date) -> int:
    """Catches up to the end, however far that is."""
    total = catch_up(session, today=today, most=A_TURN)
    while _tops(session)[0] > _mark(session)[0].response_id:
        total += catch_up(session, today=today, most=A_TURN)
    return total


def _mark(session: Session) -> tuple[CommentWatermark, bool]:
    """The watermark, locked, and whether the queue begins with it."""
    organisation = db.scope_of(session)
    row = {
        "organisation_id": organisation,
        "response_id": 0,
        "submission": "",
        "withdrawal_id": 0,
        "missing": [],
    }
    made = appending.insert(session, MARKS).on_conflict_do_nothing().returning(MARKS.c.organisation_id)
    new = session.execute(made, row).first() is not None
    mark = session.get_one(CommentWatermark, organisation, with_for_update=True, populate_existing=True)
    return mark, new


def _name_of(session: Session, response_id: int) -> str:
    found = session.scalar(
        select(RESPONSES.c.submission).where(db.scoped(session, RESPONSES), RESPONSES.c.id == response_id)
    )
    return found.hex() if found else ""


def _end(session: Session, begin: int, most: int) -> int:
    """The last response of this turn."""
    ids = select(RESPONSES.c.id).where(db.scoped(session, RESPONSES), RESPONSES.c.id > begin)
    turn = ids.order_by(RESPONSES.c.id).limit(most).subquery()
    return session.scalar(select(func.max(turn.c.id))) or begin


def _gaps(session: Session, begin: int, end: int) -> list[tuple[int, int]]:
    """The numbers above `begin` and up to `end` that are not there, as ranges."""
    before = func.lag(RESPONSES.c.id, 1, begin).over(order_by=RESPONSES.c.id)
    own = (db.scoped(session, RESPONSES), RESPONSES.c.id > begin, RESPONSES.c.id <= end)
    pairs = select(before.label("before"), RESPONSES.c.id.label("id")).where(*own).subquery()
    rows = select(pairs.c.before, pairs.c.id).where(pairs.c.id - pairs.c.before > 1)
    return [(low + 1, high - 1) for low, high in session.execute(rows)]


def _kept(missing: Sequence[Any], today: date) -> list[Range]:
    found = [(low, high, date.fromisoformat(day)) for low, high, day in missing]
    return [one for one in found if one[2] + _ASKED_AGAIN >= today]


def _few(ranges: list[Range]) -> list[Range]:
    """No more ranges than a statement can ask for: neighbours become one, which only asks for more than it must."""
    ranges = sorted(ranges)
    while len(ranges) > _MOST_RANGES:
        pairs = [ranges[number : number + 2] for number in range(0, len(ranges), 2)]
        ranges = [(pair[0][0], pair[-1][1], max(day for *_, day in pair)) for pair in pairs]
    return ranges


def _enrol(session: Session, duty: Duty, ranges: Sequence[Range], *, first: bool) -> int:
    once = appending.insert(session, REVIEWS).on_conflict_do_nothing(
        index_elements=["organisation_id", "response_id", "item_key"]
    )
    promised: dict[int, Any] = {}
    number, batch = 0, []
    for row in _written(session, ranges):
        if row["survey_id"] not in promised:
            promised[row["survey_id"]] = comment_readers.promises(session, row["survey_id"])
        promise = comment_readers.among(promised[row["survey_id"]], row["language"])
        # Paper and files come long after the day they tell, and so does what was there before the queue was.
        late = first or row["link_id"] is None or row["channel"] == Channel.PAPER
        since = max(row["answered_on"], duty.today) if late else row["answered_on"]
        for key, text, _ in comments.said(json.loads(row["answers"])):
            flags = sorted({hit.category for hit in risk_words.find(text, row["language"])})
            batch.append(
                {
                    "organisation_id": db.scope_of(session), "response_id": row["id"], "item_key": key,
                    "survey_id": row["survey_id"], "place_id": row["place_id"], "language": row["language"],
                    "shuffle": secrets.randbelow(2**31), "received_on": row["answered_on"],
                    "due_on": working_days.after(since, promise.days if promise else 1),
                    "owner_id": duty.owner(row["survey_id"], row["language"]), "state": ReviewState.WAITING.value,
                    "flags": flags, "at_risk": bool(flags), "came_though_closed": promise is None, "note": "",
                }
            )  # fmt: skip
    # In no order of theirs, so that the order of this table tells nothing.
    batch.sort(key=lambda one: one["shuffle"])
    for part in batches.of(batch):
        found = session.scalars(once.returning(REVIEWS.c.id), part).all()
        number += len(found)
    return number


def _written(session: Session, ranges: Sequence[Range]) -> Iterator[Any]:
    """The responses in these ranges that count and hold a comment."""
    within = or_(*(and_(RESPONSES.c.id >= low, RESPONSES.c.id <= high) for low, high, _ in ranges))
    gone = select(WITHDRAWN.c.response_id).where(db.scoped(session, WITHDRAWN))
    names = ("id", "survey_id", "place_id", "language", "answered_on", "channel", "link_id", "answers")
    rows = select(*(RESPONSES.c[name] for name in names)).where(
        db.scoped(session, RESPONSES), within, RESPONSES.c.answers.like(comments.A_COMMENT),
        RESPONSES.c.id.not_in(gone),
    )  # fmt: skip
    yield from session.execute(rows).mappings().all()


def _let_go(session: Session, mark: CommentWatermark) -> None:
    """What was taken back leaves the queue, with everything that was noted about it."""
    own = db.scoped(session, WITHDRAWN)
    gone = select(WITHDRAWN.c.response_id).where(own, WITHDRAWN.c.id > mark.withdrawal_id - _LOOKED_AT_AGAIN)
    session.execute(
        delete(REVIEWS).where(db.scoped(session, REVIEWS), REVIEWS.c.response_id.in_(gone)),
        execution_options={"synchronize_session": False},
    )
    mark.withdrawal_id = session.scalar(select(func.max(WITHDRAWN.c.id)).where(own)) or 0


def _pass_on(session: Session, duty: Duty) -> None:
    """What waits for somebody who is away or has left goes to whoever stands in."""
    waiting = (db.scoped(session, REVIEWS), REVIEWS.c.state == ReviewState.WAITING.value)
    kinds = select(REVIEWS.c.owner_id, REVIEWS.c.survey_id, REVIEWS.c.language).where(*waiting).distinct()
    for owner, survey, language in session.execute(kinds).all():
        stands_in = duty.owner(survey, language)
        if duty.here(owner) or stands_in is None or stands_in == owner:
            continue
        theirs = (
            REVIEWS.c.owner_id.is_not_distinct_from(owner),
            REVIEWS.c.survey_id == survey,
            REVIEWS.c.language == language,
        )
        session.execute(update(REVIEWS).where(*waiting, *theirs).values(owner_id=stands_in))
