"""Memberships: which organisation somebody works for, and as what."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.membership import Membership


def of(session: Session, staff_id: int) -> Membership | None:
    """The membership somebody works under; the first when they hold several."""
    return session.scalars(
        select(Membership).where(Membership.staff_id == staff_id).order_by(Membership.id).limit(1)
    ).first()
