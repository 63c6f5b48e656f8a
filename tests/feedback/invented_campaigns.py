"""Campaigns and lists of contacts that are made up; every number is one of Ofcom's for drama, which are nobody's."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import openpyxl
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.contact import Contact
from feedback.services import contact_uploads
from feedback.services.contact_uploads import DECLARED, Declaration
from tests.feedback.open_survey import BY, TODAY, Open

NOW = datetime(2026, 11, 20, 12, 0)


def campaign(session: Session, opened: Open, **more: Any) -> Campaign:
    """A campaign by text in its first state."""
    given = {
        "name": "Winter", "budget_pence": 10_000, "made_on": TODAY, "survey_id": opened.survey_id,
        "place_id": opened.place_id, "link_id": opened.link_id,
    }  # fmt: skip
    made = Campaign(organisation_id=db.scope_of(session), **given | more)
    session.add(made)
    session.flush()
    return made


def declaration(taken_out: Collection[str] = DECLARED, *, hours: float = 1) -> Declaration:
    """Somebody declares what was taken out of a list so many hours old."""
    return Declaration(NOW - timedelta(hours=hours), taken_out, BY, "Bea Example (invented)")


def upload(session: Session, to: Campaign, content: str | bytes, **more: Any) -> Any:
    """Adds a list that was made an hour ago."""
    content = content.encode() if isinstance(content, str) else content
    prepared = contact_uploads.prepare(session, content, channel=to.channel, **more)
    return contact_uploads.add(session, to, prepared, declaration(), now=NOW)


def number(at: int) -> str:
    """One of the thousand drama numbers, as people write it."""
    return f"07700 900{at:03d}"


def mobile(at: int) -> str:
    """Any of a million numbers of the shape of a mobile, for lists that are longer than the drama range."""
    return f"07400{at:06d}"


def sheet(rows: Iterable[Sequence[Any]]) -> bytes:
    """An .xlsx of these rows."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Contacts")
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def everybody(session: Session, of: Campaign) -> list[Contact]:
    """The contacts of a campaign by line."""
    session.expire_all()
    rows = select(Contact).where(Contact.campaign_id == of.id).order_by(Contact.line, Contact.id)
    return list(session.scalars(rows))
