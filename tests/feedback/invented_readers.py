"""An invented colleague who reads what people write, in every language of a survey."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_reader import CommentReader
from feedback.models.membership import Membership
from feedback.models.staff_member import StaffMember
from feedback.services import staff_members
from feedback.vocabulary import LANGUAGES, Role


def reader(session: Session) -> StaffMember:
    """The colleague of the session's organisation; nobody wrote down that they came."""
    email = f"reader-{db.scope_of(session)}@readers.example.org"
    found = staff_members.by_email(session, email)
    if found is None:
        found = StaffMember(email=email, name="Rea (invented)", fs_uniquifier=email)
        found.memberships = [
            Membership(organisation_id=db.scope_of(session), role=Role.MODERATOR.value, place_id=None)
        ]
        session.add(found)
        session.flush()
    return found


def read_everything(session: Session, survey_id: int) -> StaffMember:
    """Names them for every language of a survey, with the turn-round that is usual."""
    member = reader(session)
    for language in LANGUAGES:
        session.add(
            CommentReader(
                organisation_id=db.scope_of(session),
                survey_id=survey_id,
                language=language,
                reader_id=member.id,
                named_on=date(2026, 11, 1),
            )  # fmt: skip
        )
    session.flush()
    return member
