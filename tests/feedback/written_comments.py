"""People who write something, colleagues who read it, and the queue between them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.comment_review import CommentReview
from feedback.models.place import Place
from feedback.models.staff_member import StaffMember
from feedback.services import enrolments, outcomes, responses, reviews, staff_members, surveys
from feedback.services.responses import Arrival
from feedback.services.reviews import Read, Reader, Show, Wanted
from feedback.vocabulary import Channel, CommentOutcome, Role
from tests.feedback.invented_readers import reader as invented_reader
from tests.feedback.open_survey import BY, NOW, TODAY, Open

COMMENT = "one-thing-better"
ANYBODY, LEADS = Reader(0, leads=False), Reader(0, leads=True)
#: Found by the list of words for risk, and not found.
RISKY, CALM = "I want to end my life.", "Quieter nights, please."


def write(
    session: Session, opened: Open, submission: str, text: str = CALM, *, language: str = "en", day: date = TODAY,
    place: Place | None = None, share: bool = False, link: bool = True,
) -> None:  # fmt: skip
    """Somebody writes this and answers nothing else."""
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    arrival = Arrival(
        opened.link_id if link else None,
        place.id if place else opened.place_id,
        Channel.QR.value,
        language,
        1,
    )
    answers: dict[str, Any] = {COMMENT: {"text": text, "share": share}}
    responses.submit(session, served, arrival, answers, submission=submission, today=day)


def colleague(
    session: Session, name: str, role: Role = Role.MODERATOR, place: Place | None = None
) -> StaffMember:
    """Somebody of this organisation."""
    return staff_members.add(session, f"{name}@oakfield.example.org", role=role, place=place, by=BY, now=NOW)


def queue(
    session: Session, reader: Reader = ANYBODY, show: Show = Show.ALL, *, today: date = TODAY
) -> list[Read]:
    """The queue as somebody sees it, brought up to date."""
    enrolments.catch_up(session, today=today)
    return reviews.page(session, reader, Wanted(show), start=0, number=100, today=today)


def only(session: Session, opened: Open, words: str = CALM, *, share: bool = False) -> Read:
    """One comment that waits."""
    write(session, opened, "page", words, share=share)
    [found] = queue(session)
    return found


def decide(
    session: Session, read: Read, outcome: CommentOutcome, reader: Reader = ANYBODY, *, note: str = ""
) -> CommentReview:
    """Somebody decides who saw it as it stands; returns the review."""
    staff = Reader(reader.staff_id or invented_reader(session).id, reader.leads, reader.places)
    outcomes.decide(
        session, read.review, outcome, staff, note=note, before=read.review.outcome or "", by=BY, today=TODAY
    )
    return read.review


def texts(found: list[Read]) -> list[str]:
    """What people wrote, in the order of the queue."""
    return [one.comment.text for one in found]


def rows(session: Session) -> list[CommentReview]:
    """Every review there is, whoever may see it."""
    return list(session.scalars(select(CommentReview).order_by(CommentReview.id)))
