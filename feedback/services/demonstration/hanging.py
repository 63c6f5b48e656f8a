"""Where the demonstration's posters hang: scans invented to fit the answers, one silent, one torn down."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.placement import Placement
from feedback.models.response import Response
from feedback.models.staff_member import StaffMember
from feedback.services import funnels, placements
from feedback.services.placements import Kind, What
from feedback.vocabulary import ENGLISH

#: How long ago the silent poster was scanned last.
_SILENT = timedelta(days=26)


def hang(
    session: Session,
    links: Sequence[CollectorLink],
    administrator: StaffMember,
    *,
    by: str,
    since: date,
    today: date,
) -> None:
    """Hangs every poster but the newest, counts its scans, and notes who saw it.

    A survey without answers has the silent poster, the torn one and the one that is still to be hung.
    """
    # A chance of its own: what is drawn here changes no invented answer.
    chance = random.Random(len(links))
    counted = _like_the_answers(session, chance)
    unanswered = [link for link in links if link.id not in {link_id for link_id, *_ in counted}]
    fresh = unanswered[-1:]
    for link in links:
        if link in fresh:
            continue
        session.add(
            Placement(
                organisation_id=link.organisation_id,
                link_id=link.id,
                kind=Kind.POSTER_A4.value,
                hung_on=since,
            )
        )
        if link not in unanswered:
            seen = today - timedelta(days=chance.randrange(3, 80))
            placements.say(session, link, What.SEEN, staff_id=administrator.id, by=by, today=seen)
    for link in unanswered[:1]:
        counted |= {
            (link.id, ENGLISH, today - _SILENT - timedelta(days=each), funnels.OPENED): 2
            for each in (0, 3, 9)
        }
    for link in unanswered[1:-1]:
        placements.say(session, link, What.DAMAGED, staff_id=administrator.id, by=by, today=today)
    rows = [
        {"organisation_id": db.scope_of(session), "link_id": link, "language": language, "day": day, "step": step,
         "number": number}
        for (link, language, day, step), number in counted.items()
    ]  # fmt: skip
    if rows:
        session.execute(insert(funnels.TABLE), rows)
    session.flush()


def _like_the_answers(session: Session, chance: random.Random) -> dict[tuple[int, str, date, str], int]:
    """(link, language, day, step) to a number: every answer was sent, and some people got less far."""
    query = (
        select(Response.link_id, Response.language, Response.answered_on, func.count())
        .where(Response.link_id.is_not(None))
        .group_by(Response.link_id, Response.language, Response.answered_on)
        .order_by(Response.link_id, Response.answered_on, Response.language)
    )
    found: dict[tuple[int, str, date, str], int] = {}
    for link, language, day, sent in session.execute(query):
        assert link is not None
        started = sent + round(sent * chance.random() * 0.4)
        opened = started + round(started * chance.random() * 0.8)
        for step, number in ((funnels.SENT, sent), (funnels.STARTED, started), (funnels.OPENED, opened)):
            found[link, language, day, step] = number
    return found
