"""Promises of the Monday e-mail: once a week, praise first, and nothing in it that tells who somebody is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.jobs import mondays
from feedback.models.comment_review import CommentReview
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.services import (
    comments,
    email_stops,
    enrolments,
    monday,
    monday_readers,
    outbox,
    places,
    redactions,
    responses,
    reviews,
    staff_members,
    surveys,
)
from feedback.services.responses import Arrival
from feedback.services.reviews import Reader
from feedback.vocabulary import Channel, CommentOutcome, Role
from tests.feedback.invented_readers import reader as invented_reader
from tests.feedback.open_survey import BY, NOW, Open
from tests.fresh_databases import Beginning
from tests.feedback.open_survey import IN_URDU
from tests.feedback.written_comments import COMMENT, colleague

BASE = "https://feedback.example.nhs.uk"
SUNDAY, MONDAY = date(2026, 11, 22), datetime(2026, 11, 23, 7, 0)
ITEM = "overall-experience"


@pytest.fixture
def beginning() -> Beginning:
    return IN_URDU


@pytest.fixture
def opened(begun: Open) -> Open:
    return begun


@pytest.fixture
def ward(session: Session, opened: Open) -> Place:
    found = places.by_slug(session, "ward-7")
    assert found is not None
    return found


@pytest.fixture
def lead(session: Session, ward: Place) -> int:
    """A ward lead who asked for the e-mail."""
    member = colleague(session, "wanda", Role.WARD_LEAD, ward)
    monday_readers.join(session, ward, staff_id=member.id, by=BY, today=SUNDAY)
    return member.id


def answered(
    session: Session, opened: Open, number: int, *, day: date = SUNDAY, start: int = 0, **given: object
) -> None:
    """So many people answer alike."""
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    answers = {key.replace("_", "-"): value for key, value in given.items()}
    for each in range(start, start + number):
        arrival = Arrival(opened.link_id, opened.place_id, Channel.QR.value, "en", 1)
        responses.submit(session, served, arrival, answers, submission=f"{day}-{each}-{sorted(answers)}", today=day)


def said(
    session: Session, opened: Open, words: str, *, share: bool = True, redact: bool = True, release: bool = True,
    day: date = SUNDAY,
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
    reviews.decide(session, found, CommentOutcome.NO_CONCERN, staff, note="", before="", by=BY, today=day)
    comment = comments.find(session, found.response_id, found.item_key)
    assert comment is not None
    if redact:
        redactions.keep(session, comment, [], staff_id=staff.staff_id, by=BY, today=day)
    if release:
        reviews.release(session, found, staff_id=staff.staff_id, by=BY, today=day)
    return found


def text(session: Session, ward: Place, *, last_on: date = SUNDAY) -> str:
    week, _ = mondays.gather(session, ward, last_on=last_on, comments=True)
    letter = monday.letter(session, week, base_url=BASE, stop=f"{BASE}/email/stop/x")
    return letter.body


def sent(session: Session) -> list[dict[str, str]]:
    rows = session.query(OutboxMessage).order_by(OutboxMessage.id).all()
    found = [outbox.opened(session, row.content) for row in rows]
    return [one for one in found if one is not None]


def test_smoke(session: Session, opened: Open, ward: Place, lead: int) -> None:
    answered(session, opened, 40, overall_experience="good")
    said(session, opened, "Quieter nights, please.")
    print(text(session, ward))
    assert mondays.put_all(session, now=MONDAY, base_url=BASE) == 1
    print(sent(session))
    assert 0
