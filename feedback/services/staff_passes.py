"""Staff passes: one-time links that set a password. The link itself is never kept."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.organisation import Organisation
from feedback.models.staff_member import StaffMember, StaffPass
from feedback.services import audit, memberships, passwords
from feedback.services.refusals import Refused

VALID_FOR = timedelta(hours=72)


@dataclass(frozen=True)
class Welcome:
    """Whose link it is, and where they will work."""

    email: str
    name: str
    organisation: str


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue(session: Session, member: StaffMember, *, now: datetime, note: str = "") -> str:
    """A fresh token for a member; earlier unused ones stop working."""
    cancel(session, member)
    token = secrets.token_urlsafe(24)
    row = StaffPass(staff_id=member.id, token_hash=_hash(token), expires_at=now + VALID_FOR, note=note)
    session.add(row)
    session.flush()
    return token


def cancel(session: Session, member: StaffMember) -> None:
    """Links that nobody used stop working."""
    session.execute(delete(StaffPass).where(StaffPass.staff_id == member.id, StaffPass.used_at.is_(None)))


def address(token: str, base_url: str | None) -> str:
    """Where the link leads: absolute where the installation knows its address."""
    return f"{base_url or ''}/staff/welcome/{token}"


def _open(session: Session, token: str, now: datetime) -> tuple[StaffPass, StaffMember] | None:
    row = session.scalars(
        select(StaffPass).where(
            StaffPass.token_hash == _hash(token), StaffPass.used_at.is_(None), StaffPass.expires_at > now
        )
    ).first()
    member = session.get(StaffMember, row.staff_id) if row else None
    return (row, member) if row and member and member.active else None


def _organisation(session: Session, member: StaffMember) -> Organisation | None:
    membership = memberships.of(session, member.id)
    return session.get(Organisation, membership.organisation_id) if membership else None


def look(session: Session, token: str, *, now: datetime) -> Welcome | None:
    """Whose link this is; None when it is unknown, used or too old."""
    found = _open(session, token, now)
    organisation = _organisation(session, found[1]) if found else None
    if not found or not organisation:
        return None
    return Welcome(email=found[1].email, name=found[1].name, organisation=organisation.name)


def use(session: Session, token: str, password: str, *, now: datetime) -> bool:
    """Sets the password and spends the link; False when somebody else spent it first. Raises Refused.

    Every session the member had ends.
    """
    found = _open(session, token, now)
    organisation = _organisation(session, found[1]) if found else None
    if not found or not organisation:
        return False
    row, member = found
    wrong = passwords.problem(
        password, about=[member.email, member.name, organisation.name, organisation.slug]
    )
    if wrong:
        raise Refused(wrong, "password")
    spent = update(StaffPass).where(StaffPass.id == row.id, StaffPass.used_at.is_(None)).values(used_at=now)
    # Two people with one link: the second waits here for the first, and finds it spent.
    if session.connection().execute(spent).rowcount != 1:
        return False
    member.password = passwords.hash_of(password)
    member.password_set_at = now
    member.fs_uniquifier = uuid.uuid4().hex
    db.set_scope(session, organisation.id)
    session.add(member)
    session.flush()
    audit.record(session, "password-set", member.email, by=member.email, detail="by one-time link")
    return True
