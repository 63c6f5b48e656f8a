"""Second readers: somebody else reads a draft before it is published, and agrees or says what should change."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey
from feedback.services import audit, drafts, revisions
from feedback.services.refusals import Refused
from surveys import building


def ask(session: Session, survey: Survey, *, by: str, today: date) -> Revision:
    """Says that the draft is ready for somebody else to read. Raises Refused while something has to be mended."""
    draft = drafts.locked(session, revisions.draft(session, survey) or _nothing())
    if building.problems(draft.definition):
        raise Refused("Mend what is listed first. Then ask somebody to read it.")
    draft.review_asked_by, draft.review_asked_on = by[:255], today
    draft.review_note = draft.reviewed_by = draft.reviewed_on = None
    session.flush()
    audit.record(session, "review-asked", survey.slug, by=by, detail=f"revision {draft.number}")
    return draft


def may_read(draft: Revision | None, by: str) -> bool:
    """Whether a second reader is wanted, and this person can be it: neither who asked nor who wrote last."""
    if draft is None or draft.reviewed_by or draft.review_asked_by is None:
        return False
    return by not in (draft.review_asked_by, draft.changed_by)


def answer(
    session: Session, survey: Survey, *, by: str, today: date, agrees: bool, note: str = ""
) -> Revision:
    """What the second reader says: agreed, or sent back with a note. Raises Refused for whoever asked."""
    draft = drafts.locked(session, revisions.draft(session, survey) or _nothing())
    if draft.review_asked_by is None:
        raise Refused("Nobody has asked for a second reader yet.")
    if by in (draft.review_asked_by, draft.changed_by):
        raise Refused("Somebody else has to read it: you wrote it or asked for a reader.")
    if not agrees and not note.strip():
        raise Refused("Say what should change.", "note")
    draft.review_note = note.strip() or None
    if agrees:
        draft.reviewed_by, draft.reviewed_on = by[:255], today
    else:
        draft.review_asked_by = draft.review_asked_on = None
    session.flush()
    audit.record(session, "review-given" if agrees else "sent-back", survey.slug, by=by, detail=note.strip())
    return draft


def _nothing() -> Revision:
    raise Refused("There is no draft to read.")
