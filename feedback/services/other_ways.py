"""Other ways: whoever is not asked by the channel of a campaign, by need, and what staff decide for some of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.services import audit, batches, contact_words, contacts
from feedback.services.contact_needs import MAY_BE_ASKED_ANYWAY
from feedback.services.contacts import TABLE
from feedback.services.refusals import Refused
from feedback.vocabulary import ContactState


@dataclass(frozen=True)
class Elsewhere:
    """Somebody to be asked another way; `said` is what their record says where we do not know the words."""

    line: int
    upload_id: int | None
    name: str
    language: str
    need: str
    reason: str
    said: Mapping[str, str]

    @property
    def spoken(self) -> str:
        """By what those of one language are told together where we have no tag for it; empty where we have."""
        return _folded(self.said)


def listed(session: Session, campaign: Campaign) -> list[Elsewhere]:
    """Everybody to be asked another way, by reason and then as they stand in their files; none who are forgotten."""
    columns = (TABLE.c.line, TABLE.c.upload_id, TABLE.c.name, TABLE.c.language, TABLE.c.need, TABLE.c.reason,
               TABLE.c.said)  # fmt: skip
    other = contacts.of(session, campaign) & (TABLE.c.state == ContactState.ANOTHER_WAY) & (TABLE.c.line > 0)
    rows = select(*columns).where(other).order_by(TABLE.c.reason, TABLE.c.upload_id, TABLE.c.line)
    return [
        Elsewhere(
            row.line, row.upload_id, contacts.opened(session, row.name), row.language, row.need, row.reason,
            _words(session, row.said),
        )
        for row in session.execute(rows)
    ]  # fmt: skip


def _words(session: Session, sealed: str | None) -> dict[str, str]:
    found: dict[str, str] = json.loads(contacts.opened(session, sealed) or "{}")
    return found


def _folded(said: Mapping[str, str]) -> str:
    return contact_words.folded(said.get("language", ""))


def ask_anyway(
    session: Session,
    campaign: Campaign,
    reason: str,
    *,
    language: str = "",
    said: str = "",
    by: str,
    now: datetime,
) -> None:
    """Staff decide that those of this reason (and language) are asked by this channel: in English, or by a link.

    `said` tells languages apart that we have no tag for, as their records name them, in whatever capitals.
    """
    if reason not in MAY_BE_ASKED_ANYWAY:
        raise Refused("They have to be asked another way.")
    theirs = (
        contacts.of(session, campaign)
        & (TABLE.c.state == ContactState.ANOTHER_WAY)
        & (TABLE.c.reason == reason)
    )
    if language:
        theirs &= TABLE.c.language == language
    rows = [
        row
        for row in session.execute(select(TABLE.c.id, TABLE.c.anyway, TABLE.c.said).where(theirs))
        if not said or _folded(_words(session, row.said)) == said
    ]
    for before in {row.anyway for row in rows}:
        decided = ",".join(filter(None, (before, reason)))
        for some in batches.of([row.id for row in rows if row.anyway == before]):
            session.execute(update(TABLE).where(theirs, TABLE.c.id.in_(some)).values(anyway=decided))
    audit.record(
        session,
        "contacts-asked-anyway",
        campaign.name,
        by=by,
        detail=f"{len(rows)}, {reason} {language}".strip(),
    )
    contacts.screen(session, campaign, now=now)
