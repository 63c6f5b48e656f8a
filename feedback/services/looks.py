"""Looks: an organisation as the public sees it, small and hashable, so that pages can be compiled for it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
    receipt_days: int
    logo_url: str | None
    demonstration: bool


#: What a look is made of, under names that no other table of a joined statement has.
COLUMNS = (
    Organisation.slug.label("look_slug"), Organisation.name.label("look_name"),
    Organisation.accent.label("look_accent"), Organisation.help_number, Organisation.privacy_contact,
    Organisation.complaints_contact, Organisation.carers_service, Organisation.receipt_days,
    func.length(Organisation.logo).label("logo_length"), Organisation.demonstration,
)  # fmt: skip


def from_row(row: Mapping[Any, Any]) -> Look:
    """The look in a row that holds its columns."""
    version = hashlib.sha256(str(row["logo_length"]).encode()).hexdigest()[:8]
    return Look(
        slug=row["look_slug"], name=row["look_name"], accent=row["look_accent"], help_number=row["help_number"],
        privacy_contact=row["privacy_contact"], complaints_contact=row["complaints_contact"],
        carers_service=row["carers_service"], receipt_days=row["receipt_days"],
        logo_url=f"/logo/{row['look_slug']}.png?v={version}" if row["logo_length"] else None,
        demonstration=row["demonstration"],
    )  # fmt: skip


def _read(session: Session, condition: object) -> Look | None:
    row = session.execute(select(*COLUMNS).where(condition)).mappings().first()  # type: ignore[arg-type]  # a column's condition
    return None if row is None else from_row(row)


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
