"""Looks: an organisation as the public sees it, small and hashable, so that pages can be compiled for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.models.organisation import Organisation

DEFAULT_ACCENT = "#0a5a5c"


@dataclass(frozen=True)
class Look:
    """Name, colour, contacts and logo address. `demonstration` makes every page say that it is invented."""

    slug: str
    name: str
    accent: str
    help_number: str
    privacy_contact: str
    complaints_contact: str
    carers_service: str
    logo_url: str | None
    demonstration: bool


def _read(session: Session, condition: object) -> Look | None:
    columns = (
        Organisation.slug, Organisation.name, Organisation.accent, Organisation.help_number,
        Organisation.privacy_contact, Organisation.complaints_contact, Organisation.carers_service,
        func.length(Organisation.logo), Organisation.demonstration,
    )  # fmt: skip
    row = session.execute(select(*columns).where(condition)).first()  # type: ignore[arg-type]  # a column's condition
    if row is None:
        return None
    slug, name, accent, help_number, privacy_contact, complaints, carers, logo, demonstration = row
    version = hashlib.sha256(str(logo).encode()).hexdigest()[:8]
    address = f"/logo/{slug}.png?v={version}" if logo else None
    return Look(
        slug=slug, name=name, accent=accent, help_number=help_number, privacy_contact=privacy_contact,
        complaints_contact=complaints, carers_service=carers, logo_url=address, demonstration=demonstration,
    )  # fmt: skip


def of(session: Session, organisation_id: int) -> Look:
    """The look of an organisation that exists; raises LookupError otherwise."""
    look = _read(session, Organisation.id == organisation_id)
    if look is None:
        raise LookupError(organisation_id)
    return look


def only(session: Session) -> Look | None:
    """The look of an installation that serves one organisation; None where there are several, or none."""
    found = session.scalars(select(Organisation.id).limit(2)).all()
    return of(session, found[0]) if len(found) == 1 else None


def by_slug(session: Session, slug: str) -> tuple[int, Look] | None:
    """An organisation's id and look by the slug in a public address; None when there is none."""
    found = session.scalar(select(Organisation.id).where(Organisation.slug == slug.lower()))
    return None if found is None else (found, of(session, found))
