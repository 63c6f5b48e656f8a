"""Revisions of a survey: which is the draft, which was published last, and what one says, read back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey
from surveys.definition import Definition


def definition_of(revision: Revision) -> Definition:
    """What a revision asks, read back."""
    return Definition.model_validate(revision.definition)


def draft(session: Session, survey: Survey) -> Revision | None:
    """The revision that people still write; None while nothing but published ones stand."""
    unpublished = select(Revision).where(Revision.survey_id == survey.id, Revision.published_on.is_(None))
    return session.scalars(unpublished.order_by(Revision.number.desc()).limit(1)).first()


def published(session: Session, survey: Survey) -> Revision | None:
    """The revision that was published last; None for a survey that never was."""
    frozen = select(Revision).where(Revision.survey_id == survey.id, Revision.published_on.is_not(None))
    return session.scalars(frozen.order_by(Revision.number.desc()).limit(1)).first()
