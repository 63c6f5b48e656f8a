"""Funnels: how many open a survey, start it, stop and send it, and in how many minutes; nobody's answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.funnel_count import FunnelCount
from feedback.services import link_counts

TABLE = db.table_of(FunnelCount)
OPENED, STARTED, SENT = "opened", "started", "sent"
#: What stands before the section that somebody reached who left without sending.
LEFT = "left/"
#: What stands before the whole minutes that an answering took which was sent.
MINUTES = "minutes/"
#: Longer than this is told as this: somebody put the phone away.
MOST_MINUTES = 60
_DIGITS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Step:
    """One thing that is counted: of which organisation's link, in which language, on which day."""

    organisation_id: int
    link_id: int
    language: str
    day: date
    step: str


def minutes_step(told: str) -> str | None:
    """The step for what a page tells of its minutes; None for what is no number of minutes."""
    return f"{MINUTES}{min(int(told), MOST_MINUTES)}" if _DIGITS.fullmatch(told) else None


def add(session: Session, counted: Mapping[Step, int]) -> None:
    """Adds what a process counted since it last did (see `link_counts.add`)."""
    link_counts.add(session, TABLE, counted)


def of_link(session: Session, link_id: int) -> dict[str, dict[str, int]]:
    """Language to step to number, over all days; approximate by nature."""
    query = (
        select(TABLE.c.language, TABLE.c.step, func.sum(TABLE.c.number))
        .where(db.scoped(session, TABLE), TABLE.c.link_id == link_id)
        .group_by(TABLE.c.language, TABLE.c.step)
    )
    found: dict[str, dict[str, int]] = {}
    for language, step, number in session.execute(query):
        found.setdefault(language, {})[step] = int(number)
    return found


def minutes_of_survey(session: Session, survey_id: int) -> dict[int, int]:
    """Whole minutes to how many answerings took so long, over all links, languages and days of a survey."""
    links = select(CollectorLink.id).where(CollectorLink.survey_id == survey_id)
    query = (
        select(TABLE.c.step, func.sum(TABLE.c.number))
        .where(
            db.scoped(session, TABLE),
            TABLE.c.link_id.in_(links),
            TABLE.c.step.startswith(MINUTES, autoescape=True),
        )
        .group_by(TABLE.c.step)
    )
    found = {int(step.removeprefix(MINUTES)): int(number) for step, number in session.execute(query)}
    return dict(sorted(found.items()))


def last_days(session: Session, links: Collection[int]) -> dict[int, date]:
    """The newest day on which each of these links was opened, by its id; none for one that never was.

    Asked link by link, each from the end of the index: a year of counts is not read for it.
    """
    newest = (
        select(func.max(TABLE.c.day))
        .where(db.scoped(session, TABLE), TABLE.c.link_id == CollectorLink.id)
        .scalar_subquery()
    )
    rows = session.execute(select(CollectorLink.id, newest).where(CollectorLink.id.in_(links)))
    return {link: day for link, day in rows if day is not None}


def weeks_of_link(session: Session, link_id: int) -> dict[date, dict[str, dict[str, int]]]:
    """Opened, started and sent: the Monday of each week to language to step to number; approximate by nature."""
    query = (
        select(TABLE.c.day, TABLE.c.language, TABLE.c.step, TABLE.c.number)
        .where(
            db.scoped(session, TABLE), TABLE.c.link_id == link_id, TABLE.c.step.in_([OPENED, STARTED, SENT])
        )
        .order_by(TABLE.c.day)
    )
    found: dict[date, dict[str, dict[str, int]]] = {}
    for day, language, step, number in session.execute(query):
        steps = found.setdefault(day - timedelta(days=day.weekday()), {}).setdefault(language, {})
        steps[step] = steps.get(step, 0) + int(number)
    return found
