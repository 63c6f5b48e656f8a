"""Which works there are: those that a row of the outbox asks for by name, and those that come round by the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from feedback.channels import sms
from feedback.config import Config
from feedback.db import EVERYWHERE, Database, frames_of
from feedback.jobs import asking, mondays
from feedback.services import (
    campaign_sending,
    contacts,
    conversation_drops,
    enrolments,
    inbound,
    notices,
    organisations,
    outbox_sweeps,
    periodic_works,
    retention,
    working_days,
)

#: Gets what the row holds. It must be repeatable: a worker that dies at it leaves it to another.
Work = Callable[[Database, int, dict[str, Any]], None]
PUBLISH = "publish-results"


def _publish(database: Database, organisation_id: int, content: dict[str, Any]) -> None:
    # Late: few workers ever count anything, and what counts takes room.
    from feedback.jobs import publishing

    publishing.work(database, organisation_id, content)


#: By the purpose of the row.
WORKS: dict[str, Work] = {
    PUBLISH: _publish,
}


@dataclass(frozen=True)
class Periodic:
    """A work that comes round. `begins` says when the period began that a moment lies in.

    `each` has a transaction for every organisation, in its scope; `whole` has one for the installation.
    """

    name: str
    begins: Callable[..., datetime]
    each: Callable[..., Any] | None = None
    whole: Callable[..., Any] | None = None
    #: For every organisation too, without a transaction: it reads for long, and writes in moments of its own.
    beside: Callable[..., Any] | None = None
    #: What to do once the transaction of `whole` is committed, with what it returned.
    after: Callable[[Database, Any], None] | None = None
    #: Asks somebody outside, and so opens its own transactions.
    outside: Callable[..., Any] | None = None
    #: Whether it writes e-mails: those hold addresses, and are not written where none can leave.
    writes: bool = False


@dataclass(frozen=True)
class Around:
    """What a work may know of the settings: the address of this installation, whether e-mails leave it, and who takes
    texts where anybody does."""

    base_url: str | None = None
    emails: bool = False
    texts: Callable[[], sms.Provider] | None = None

    @classmethod
    def of(cls, config: Config) -> Around:
        """That of the settings."""
        texts = partial(sms.provider, config.sms) if config.sms.provider == "twilio" else None
        return cls(config.base_url, config.smtp_url is not None, texts)


def _catch_up(session: Session, *, now: datetime) -> None:
    enrolments.everything(session, today=working_days.day_of(now))


def _expire(session: Session, *, now: datetime) -> dict[str, int]:
    return retention.expire(session, by="the clock", today=now.date())


def _forget_columns(database: Database, gone: dict[str, int]) -> None:
    """What was deleted must not lie about in the columns that reports made of it."""
    from feedback.reports import frame_files

    with database.reading() as session:
        frames = frames_of(session)
    if gone and frames is not None:
        frame_files.forget(frames)


_every, _daily = periodic_works.every, periodic_works.daily
#: Everything that is done by the clock, times in England. A line here is all that a new one needs.
PERIODIC: tuple[Periodic, ...] = (
    Periodic("sweep", partial(_every, 1), whole=outbox_sweeps.sweep),
    Periodic("held texts", partial(_every, 1), outside=asking.by_itself),
    Periodic("campaigns", partial(_every, 1), each=campaign_sending.advance),
    Periodic("conversations expire", partial(_every, 15), each=conversation_drops.expire),
    Periodic("escalations", partial(_every, 15), each=notices.put_escalations, writes=True),
    Periodic("comments catch-up", partial(_every, 60), each=_catch_up),
    Periodic("responses expire", partial(_daily, 3), whole=_expire, after=_forget_columns),
    # They look at the clock themselves: Monday may be a bank holiday.
    Periodic("monday", partial(_every, 60), beside=mondays.put_all, writes=True),
    Periodic("contacts forget", partial(_daily, 3), each=contacts.forget),
    Periodic("inbound forget", partial(_daily, 3), each=inbound.forget),
    Periodic("trouble", partial(_daily, 9), each=notices.put_trouble, writes=True),
    Periodic("stopped", partial(_every, 15), each=notices.put_stopped, writes=True),
    Periodic("outbox forget", partial(_every, 60), whole=outbox_sweeps.forget),
)


_NOWHERE = Around()


def do(database: Database, one: Periodic, *, now: datetime, around: Around = _NOWHERE) -> None:
    """Does one of them; where one organisation's fails the others' are done, and then it raises the first failure."""
    if one.whole is not None:
        with database.transaction(EVERYWHERE) as session:
            result = one.whole(session, now=now)
        if one.after is not None:
            one.after(database, result)
    if one.outside is not None:
        one.outside(database, around.texts() if around.texts else None, now=now)
    if (one.each is None and one.beside is None) or (one.writes and not around.emails):
        return
    more = {"base_url": around.base_url} if one.writes else {}
    with database.reading(EVERYWHERE) as session:
        every = [row.id for row in organisations.every(session)]
    failed: Exception | None = None
    for organisation in every:
        try:
            if one.beside is not None:
                one.beside(database, organisation, now=now, **more)
            if one.each is not None:
                with database.transaction(organisation) as session:
                    one.each(session, now=now, **more)
        except Exception as error:
            failed = failed or error
    if failed is not None:
        raise failed
