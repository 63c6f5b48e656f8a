"""Logos: pictures that this program encoded itself, so that what is served is what it says it is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.organisation import Organisation
from feedback.services import audit, pictures

LARGEST_FILE = 2 * 1024 * 1024
LARGEST_SIDE = (400, 160)


def encode(data: bytes) -> bytes:
    """A PNG of at most 400 by 160 points, with nothing of the file but its picture. Raises Refused."""
    picture = pictures.read(data, "logo", largest=LARGEST_FILE, what="logo")
    picture.thumbnail(LARGEST_SIDE)
    return pictures.as_png(picture)


def put(session: Session, organisation: Organisation, data: bytes, *, by: str) -> None:
    """Stores a logo sent by a member of staff, encoded anew."""
    organisation.logo = encode(data)
    session.flush()
    audit.record(session, "logo-changed", organisation.slug, by=by)


def remove(session: Session, organisation: Organisation, *, by: str) -> None:
    """Takes the logo away."""
    organisation.logo = None
    session.flush()
    audit.record(session, "logo-removed", organisation.slug, by=by)


def read(session: Session, organisation: Organisation) -> bytes | None:
    """The PNG, or None where there is no logo."""
    return session.scalar(select(Organisation.logo).where(Organisation.id == organisation.id))


def present(session: Session, organisation: Organisation) -> bool:
    """Whether there is a logo, without reading it."""
    there = select(Organisation.logo.is_not(None)).where(Organisation.id == organisation.id)
    return session.scalar(there) is True
