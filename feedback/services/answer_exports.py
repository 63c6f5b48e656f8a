"""Exports of answers: who took which file of whom, with how many rows and what for. The file is made by reports."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.services import audit, places, staff_members
from feedback.services.refusals import Refused
from feedback.vocabulary import PERMISSIONS, Permission, Role

LONGEST_PURPOSE = 200


def purpose(typed: str) -> str:
    """What a file is wanted for, in one line. Raises Refused when nothing is said, or too much."""
    said = " ".join(typed.split())
    if not any(each.isalnum() for each in said):
        raise Refused("Say in one line what you need the file for.", "purpose")
    if len(said) > LONGEST_PURPOSE:
        raise Refused(f"Keep it under {LONGEST_PURPOSE} letters.", "purpose")
    return said


def reach_of_reader(session: Session, email: str) -> list[int] | None:
    """The places whose comments a colleague may read, None for all. Raises Refused where they may read none."""
    wanted = staff_members.address(email)
    found = next((each for each in staff_members.colleagues(session) if each.member.email == wanted), None)
    allowed = found is not None and found.member.active
    if (
        found is None
        or not allowed
        or Permission.READ_COMMENTS not in PERMISSIONS[Role(found.membership.role)]
    ):
        raise Refused(f"{wanted} is no colleague here whose role lets them read comments")
    return None if found.place is None else places.within(session, found.place.id)


def record(
    session: Session, survey_id: int, *, format: str, rows: int, purpose: str, words: bool, by: str
) -> None:
    """Writes into the audit that answers left the house. The purpose is what `purpose` gave."""
    slug = session.scalars(select(Survey.slug).where(Survey.id == survey_id)).one()
    with_words = ", with what people wrote" if words else ""
    detail = f"{format}, {rows} rows{with_words}: {purpose}"
    audit.record(session, "answers-exported", slug, by=by, detail=detail)
