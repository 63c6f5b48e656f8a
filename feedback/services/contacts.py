"""Contacts: who of a campaign is asked by its channel now, who another way, who is left out, who is forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.contact import Contact
from feedback.models.contact_upload import ContactUpload
from feedback.models.outbox_message import OutboxMessage
from feedback.services import asked, batches, contact_needs, exclusions, opt_outs, sealing, working_days
from feedback.services.contact_needs import Reason
from feedback.vocabulary import CampaignState, ContactState, OutboxState

TABLE, BOX = db.table_of(Contact), db.table_of(OutboxMessage)
#: How old a list may be when messages begin to leave.
FRESH = timedelta(hours=48)
#: For how many days after the last message numbers are kept, and a list that nobody sent to.
KEPT_DAYS, UNUSED_DAYS = 7, 14
#: And a list of a campaign that was paused and that nobody went on with.
PAUSED_DAYS = 60
_NOTHING = {"address": None, "address_hash": None, "name": None, "said": None, "token_hash": None, "line": 0}
_PURPOSE = "contact"


@dataclass(frozen=True)
class Usable:
    """Somebody who is to be asked now; `language` is what they are asked in."""

    contact_id: int
    address_hash: str
    address: str
    name: str
    language: str


def seal(session: Session, words: str) -> str:
    """Somebody's number, address or name as it lies in the database."""
    return sealing.seal_row(session, _PURPOSE, words)


def opened(session: Session, sealed: str | None) -> str:
    """What was sealed; empty when it is gone, or was sealed under a key that is not here any more."""
    return sealing.unseal_row(session, _PURPOSE, sealed) or ""


def screen(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Says of everybody who is not invited yet whether they are to be; doing it twice changes nothing.

    Once after an upload, and again right before sending: somebody may have said STOP, been asked by another
    campaign, or been put on the organisation's list since; and a language may be on offer by now.
    """
    columns = (TABLE.c.id, TABLE.c.address_hash, TABLE.c.language, TABLE.c.need, TABLE.c.anyway, TABLE.c.state,
               TABLE.c.reason)  # fmt: skip
    waiting = of(session, campaign) & (TABLE.c.state != ContactState.INVITED)
    rows = session.execute(select(*columns).where(waiting)).all()
    hashes = {row.address_hash for row in rows if row.address_hash}
    stopped = opt_outs.stopped(session, hashes)
    lately = asked.asked(session, hashes, today=working_days.day_of(now))
    listed, offered = exclusions.excluded(session, hashes), contact_needs.offer(session, campaign)
    changed: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        if row.address_hash is None:
            continue  # told apart when the file was read; there is nothing here to look up
        missing = contact_needs.unmet(row.language, row.need, row.anyway, offered)
        verdict: tuple[str, str]
        if row.address_hash in listed:
            verdict = (ContactState.EXCLUDED, Reason.ON_THE_LIST)
        elif row.address_hash in lately:
            verdict = (ContactState.EXCLUDED, Reason.ASKED_LATELY)
        elif missing is not None:
            # Whoever wants no texts may still be asked on paper, which is what they asked for.
            verdict = (ContactState.ANOTHER_WAY, missing)
        elif row.address_hash in stopped:
            verdict = (ContactState.EXCLUDED, Reason.OPTED_OUT)
        else:
            verdict = (ContactState.READY, "")
        if verdict != (row.state, row.reason):
            changed[str(verdict[0]), str(verdict[1])].append(row.id)
    _write(session, changed)


def _write(session: Session, changed: Mapping[tuple[str, str], list[int]]) -> None:
    for (state, reason), ids in changed.items():
        for some in batches.of(ids):
            ours = db.scoped(session, TABLE) & TABLE.c.id.in_(some)
            session.execute(update(TABLE).where(ours).values(state=state, reason=reason))
    if changed:
        session.expire_all()


def of(session: Session, campaign: Campaign) -> Any:
    """The condition on the contacts of one campaign."""
    return db.scoped(session, TABLE) & (TABLE.c.campaign_id == campaign.id)


def usable(session: Session, campaign: Campaign, *, most: int | None = None) -> list[Usable]:
    """Everybody who is to be asked now, or the first of them, as the last screening left them, in the order of their
    lines."""
    columns = (
        TABLE.c.id,
        TABLE.c.address_hash,
        TABLE.c.address,
        TABLE.c.name,
        TABLE.c.language,
        TABLE.c.need,
    )
    ready = of(session, campaign) & (TABLE.c.state == ContactState.READY) & TABLE.c.address.is_not(None)
    offered = contact_needs.offer(session, campaign)
    # Opening what is sealed is what takes its time, so no more is read and opened than is asked for.
    rows = session.execute(select(*columns).where(ready).order_by(TABLE.c.id))
    found = (
        Usable(
            row.id,
            row.address_hash,
            address,
            opened(session, row.name),
            contact_needs.asked_in(row.language, row.need, offered),
        )
        for row in rows
        if (address := opened(session, row.address))
    )
    people = list(islice(found, most))
    rows.close()
    return people


def person(session: Session, contact: Contact, language: str) -> Usable:
    """Somebody of a list as they are written to, in a language that is known already."""
    address, name = opened(session, contact.address), opened(session, contact.name)
    return Usable(contact.id, contact.address_hash or "", address, name, language)


def counts(session: Session, campaign: Campaign) -> dict[tuple[str, str], int]:
    """How many contacts there are by (state, reason)."""
    columns = (TABLE.c.state, TABLE.c.reason)
    rows = select(*columns, func.count()).where(of(session, campaign)).group_by(*columns)
    return {(row[0], row[1]): int(row[2]) for row in session.execute(rows)}


def too_old(session: Session, campaign: Campaign, now: datetime) -> bool:
    """Whether somebody to be asked is on a list that is more than 48 hours old: ask for a fresh one."""
    oldest = (
        select(func.min(ContactUpload.extracted_at))
        .join(Contact, Contact.upload_id == ContactUpload.id)
        .where(ContactUpload.campaign_id == campaign.id, Contact.state == ContactState.READY)
    )
    found = session.scalar(oldest)
    return found is not None and now - found > FRESH


def forget(session: Session, *, now: datetime) -> int:
    """Deletes what would tell who was asked, a week after the last message; and the memory of who was asked lately.

    A list that nobody sent to goes two weeks after it came, so that no draft keeps numbers. Contacts of a campaign
    that ended stay as rows without a number, a name, a hash, a line or a link, for the counts. Returns how many
    campaigns lost theirs.
    """
    today = working_days.day_of(now)
    if session.get_bind().dialect.name == "sqlite":
        # What is deleted is written over in the file; not every build of SQLite does so by itself.
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")
    over = select(Campaign).where(
        Campaign.numbers_deleted_on.is_(None), Campaign.ended_on <= today - timedelta(days=KEPT_DAYS)
    )
    campaigns = session.scalars(over).all()
    for campaign in campaigns:
        _empty(session, campaign)
        campaign.numbers_deleted_on = today
    for upload in session.scalars(_unused(now)).all():
        _drop(session, upload)
    session.flush()
    asked.forget(session, today=today)
    return len(campaigns)


def _unused(now: datetime) -> Any:
    """Lists of campaigns that nobody starts, and of those that stand still for so long that nobody goes on."""
    came = ContactUpload.uploaded_at
    idle = Campaign.state.in_([CampaignState.DRAFT, CampaignState.SCHEDULED, CampaignState.CANCELLED])
    lists = select(ContactUpload).join(Campaign, ContactUpload.campaign_id == Campaign.id)
    return lists.where(
        Campaign.ended_on.is_(None),
        (idle & (came <= now - timedelta(days=UNUSED_DAYS)))
        | ((Campaign.state == CampaignState.PAUSED) & (came <= now - timedelta(days=PAUSED_DAYS))),
    )


def _drop(session: Session, upload: ContactUpload) -> None:
    """Those who were not invited go as a whole; of the others nothing is left but a row that counts."""
    theirs = db.scoped(session, TABLE) & (TABLE.c.upload_id == upload.id)
    messages = BOX.c.contact_id.in_(select(TABLE.c.id).where(theirs))
    _empty_outbox(session, (BOX.c.campaign_id == upload.campaign_id) & messages)
    session.execute(delete(TABLE).where(theirs, TABLE.c.state != ContactState.INVITED))
    session.execute(update(TABLE).where(theirs).values(_NOTHING))
    upload.left_out = None


def _empty(session: Session, campaign: Campaign) -> None:
    session.execute(update(TABLE).where(of(session, campaign)).values(_NOTHING))
    lists = update(ContactUpload).where(ContactUpload.campaign_id == campaign.id)
    session.execute(lists.values(left_out=None))
    _empty_outbox(session, BOX.c.campaign_id == campaign.id)


def _empty_outbox(session: Session, which: ColumnElement[bool]) -> None:
    """What still stood in the outbox goes unsent: nobody is asked so much later, and it holds a number."""
    theirs = db.scoped(session, BOX) & which
    waiting = theirs & BOX.c.state.in_([OutboxState.WAITING, OutboxState.HELD])
    session.execute(update(BOX).where(waiting).values(state=OutboxState.CANCELLED, problem="numbers-deleted"))
    session.execute(update(BOX).where(theirs, BOX.c.state != OutboxState.SENDING).values(content=""))
