"""People who answer at a ward in some week, what they write, and the Monday e-mails that come of it."""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.jobs import mondays
from feedback.models.comment_review import CommentReview
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.services import (
    comments,
    enrolments,
    monday_letters,
    outbox,
    outcomes,
    redactions,
    responses,
    surveys,
)
from feedback.services.responses import Arrival
from feedback.services.reviews import Reader
from feedback.vocabulary import Channel, CommentOutcome
from tests.feedback.invented_readers import reader as invented_reader
from tests.feedback.open_survey import BY, Open
from tests.feedback.written_comments import COMMENT

BASE = "https://feedback.example.nhs.uk"
SUNDAY, MONDAY = date(2026, 11, 22), datetime(2026, 11, 23, 7, 0)
GOOD, BAD = "help_to_decide", "control_of_daily_life"


def answered(
    session: Session, opened: Open, number: int, *, day: date = SUNDAY, start: int = 0, place: Place | None = None,
    **given: object,
) -> None:  # fmt: skip
    """So many people answer alike."""
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    answers = {key.replace("_", "-"): value for key, value in given.items()}
    for each in range(start, start + number):
        at = place.id if place else opened.place_id
        arrival = Arrival(None if place else opened.link_id, at, Channel.QR.value, "en", 1)
        responses.submit(
            session, served, arrival, answers, submission=f"{at}-{day}-{each}-{sorted(answers)}", today=day
        )


def said(
    session: Session, opened: Open, words: str, *, share: bool = True, redact: bool = True, release: bool = True,
    day: date = SUNDAY, praise: bool = False,
) -> CommentReview:  # fmt: skip
    """Somebody writes, a colleague looks it through and lets the team see it, as far as is said."""
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    arrival = Arrival(opened.link_id, opened.place_id, Channel.QR.value, "en", 1)
    given = {COMMENT: {"text": words, "share": share}}
    responses.submit(session, served, arrival, given, submission=words[:30], today=day)
    enrolments.catch_up(session, today=day)
    found = next(
        one for one in session.query(CommentReview).order_by(CommentReview.id.desc())
        if (comment := comments.find(session, one.response_id, one.item_key)) and comment.text == words
    )  # fmt: skip
    staff = Reader(invented_reader(session).id, leads=False)
    outcomes.decide(session, found, CommentOutcome.NO_CONCERN, staff, note="", before="", by=BY, today=day)
    comment = comments.find(session, found.response_id, found.item_key)
    assert comment is not None
    if redact:
        redactions.keep(session, comment, [], staff_id=staff.staff_id, by=BY, today=day)
    if release:
        outcomes.release(session, found, staff_id=staff.staff_id, by=BY, today=day, praise=praise)
    return found


def text(session: Session, ward: Place, *, last_on: date = SUNDAY) -> str:
    """What the e-mail of a place would say of a week, as plain text."""
    week, _ = mondays.gather(session, ward, last_on=last_on, comments=True)
    letter = monday_letters.compose(session, week, base_url=BASE, stop=f"{BASE}/email/stop/x")
    return letter.body


class Within:
    """A database whose readers and writers are the session of a test, which is never committed."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def reading(self, _: int) -> Any:
        """The session, as it is."""
        return nullcontext(self.session)

    transaction = reading


def put_now(session: Session, *, now: datetime) -> int:
    """This week's e-mails, whatever day it is."""
    return mondays.put_now(cast(Database, Within(session)), 0, now=now, base_url=BASE)


def put_all(session: Session, *, now: datetime) -> int:
    """This week's e-mails, as the clock asks for them."""
    return mondays.put_all(cast(Database, Within(session)), 0, now=now, base_url=BASE)


def without_link(mail: str) -> str:
    """An e-mail without the link that stops it, whose letters are drawn at random and may spell anything."""
    return re.sub(r"email/stop/[\w-]+", "email/stop/x", mail)


def sent(session: Session) -> list[dict[str, str]]:
    """Every e-mail in the outbox, the oldest first."""
    rows = session.query(OutboxMessage).order_by(OutboxMessage.id).all()
    found = [outbox.opened(session, row.content) for row in rows]
    return [one for one in found if one is not None]
