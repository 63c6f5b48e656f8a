"""Notices: what colleagues are told by e-mail. That comments need them and never a word of one; their one-time link;
that messages did not leave.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.channels import sms_errors
from feedback.channels.letters import Block, Letter, Sort
from feedback.models.told_colleague import ToldColleague
from feedback.services import (
    escalations,
    lane_troubles,
    organisations,
    outbox,
    staff_members,
    working_days,
)
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind, OutboxState

LANE, NOTICE = "email", "notice"
#: Nobody is told of comments more often than this: what comes in between goes into the next e-mail.
BETWEEN = timedelta(hours=1)
_A_DAY = timedelta(days=1)
#: Nobody is told of what comes and goes by itself.
STOPPED_FOR = timedelta(minutes=15)


def put_escalations(session: Session, *, now: datetime, base_url: str | None = None) -> int:
    """Tells colleagues of comments that need them and that they were not told of; how many e-mails were put.

    All of a colleague's go into one e-mail, and an hour passes between two. It says how many and nothing more.
    """
    people = {
        one.member.id: one.member.email for one in staff_members.colleagues(session) if one.member.active
    }
    kept = {row.staff_id: row for row in session.scalars(select(ToldColleague))}
    drafts = []
    for staff_id, waiting in escalations.waiting(session).items():
        row = kept.get(staff_id)
        before = set(row.escalations) if row else set()
        recently = row is not None and now - row.told_at < BETWEEN
        if staff_id not in people or recently or not waiting - before:
            continue
        if row is None:
            row = ToldColleague(organisation_id=db.scope_of(session), staff_id=staff_id, told_at=now)
            session.add(row)
        # What is settled is forgotten: raised again, it is told again.
        row.told_at, row.escalations = now, sorted(waiting)
        said = escalations.sentence(escalations.number_for(session, staff_id))
        blocks = [Block(Sort.LARGE, said), *_sign_in(base_url)]
        reference = f"escalations:{staff_id}:{now:%Y%m%dT%H%M%S}"
        drafts.append(_draft(session, people[staff_id], said, blocks, reference, now))
    session.flush()
    return outbox.put_all(session, drafts)


def put_trouble(session: Session, *, now: datetime, base_url: str | None = None) -> int:
    """Tells administrators, once a day, that messages are held or were given up since yesterday; how many were put."""
    held = _number(session, OutboxState.HELD, None)
    failed = _number(session, OutboxState.FAILED, now - _A_DAY)
    if not held and not failed:
        return 0
    said = " ".join(
        text
        for number, text in (
            (held, f"{_messages(held)} may have left or not: somebody has to look."),
            (failed, f"{_messages(failed)} could not be sent since yesterday."),
        )
        if number
    )
    return _tell_administrators(session, "Messages need you", said, f"trouble:{now:%Y%m%d}", base_url, now)


def put_stopped(session: Session, *, now: datetime, base_url: str | None = None) -> int:
    """Tells administrators, once each time, that no text leaves: our password or our sender is refused, or nobody
    can be reached; how many were put."""
    put = 0
    for trouble in lane_troubles.every(session, now=now):
        if trouble.lane != LANE and now - trouble.since >= STOPPED_FOR:
            known = sms_errors.every().get(trouble.code)
            why = f"{known.happened} {known.do}" if known else "The provider of texts cannot be reached."
            since = working_days.here(trouble.since)
            said = f"No text has left since {since:%H:%M} on {since.day} {since:%B}. {why} Nothing is lost: texts wait."
            key = f"stopped:{trouble.since:%Y%m%dT%H%M%S}"
            put += _tell_administrators(session, "No text is leaving", said, key, base_url, now)
    return put


def _tell_administrators(
    session: Session, subject: str, said: str, key: str, base_url: str | None, now: datetime
) -> int:
    """One e-mail to each, once for a subject and a key; how many were put."""
    administrators = set(escalations.administrators(session))
    drafts = [
        _draft(
            session, one.member.email, subject, [Block(Sort.TEXT, said), *_see_them(base_url)],
            f"{key}:{one.member.id}", now,
        )
        for one in staff_members.colleagues(session)
        if one.member.id in administrators
    ]  # fmt: skip
    return outbox.put_all(session, drafts)


def put_one_time_link(session: Session, email: str, link: str, *, now: datetime) -> bool:
    """Sends a colleague the link with which they choose their password; the outbox keeps it sealed until it left."""
    name = organisations.current(session).name
    blocks = [
        Block(Sort.TEXT, f"{name} sends you a link to choose your password for Said & Done."),
        Block(Sort.LINK, "Choose your password", link),
        Block(Sort.SMALL, "The link works once, for three days. A newer one ends it."),
        Block(Sort.SMALL, "You did not expect this? Then do nothing, and tell them."),
    ]
    # The link itself must not be read off the reference.
    reference = f"one-time-link:{hashlib.sha256(link.encode()).hexdigest()[:32]}"
    to = staff_members.address(email)
    draft = _draft(session, to, "Choose your password", blocks, reference, now, urgency=outbox.AT_ONCE)
    return outbox.put(session, draft)


def _sign_in(base_url: str | None) -> list[Block]:
    return [Block(Sort.LINK, "Sign in", f"{base_url}/staff/")] if base_url else []


def _see_them(base_url: str | None) -> list[Block]:
    return [Block(Sort.LINK, "See which, and why", f"{base_url}/staff/jobs/")] if base_url else []


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number} messages"


def _number(session: Session, state: OutboxState, since: datetime | None) -> int:
    rows = select(func.count()).select_from(outbox.TABLE)
    rows = rows.where(db.scoped(session, outbox.TABLE), outbox.TABLE.c.state == state.value)
    return session.scalar(rows if since is None else rows.where(outbox.TABLE.c.ended_at >= since)) or 0


def _draft(
    session: Session, to: str, subject: str, blocks: Sequence[Block], reference: str, now: datetime, *,
    urgency: int = outbox.SOON,
) -> Draft:  # fmt: skip
    letter = Letter(subject, organisations.current(session).name, blocks)
    content = {"to": to, "subject": subject, "body": letter.body, "html": letter.html}
    return Draft(MessageKind.EMAIL, NOTICE, reference, now, content, LANE, urgency=urgency)
